//! What an account asks of the chain.

use allod_core::{Address, Domain, Hash, ObjectId, codec};
use allod_security::WasiOptions;
use serde::{Deserialize, Serialize};

/// What an account asks of the chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transaction {
    /// The signer. Whoever embeds the engine checks the signature.
    pub from: Address,
    /// The most gas it may cost.
    pub gas_limit: u64,
    /// What to do.
    pub payload: Payload,
}

/// What to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Payload {
    /// Call a contract.
    Call {
        /// The contract.
        contract: Address,
        /// The function.
        function: String,
        /// Its input, as [`allod_core::Args::encode`] gives it.
        #[serde(with = "serde_bytes")]
        input: Vec<u8>,
        /// What the contract may take from the signer with `Receive`.
        value: u64,
        /// Objects of the signer that the whole call chain may move or delete.
        objects: Vec<ObjectId>,
    },
    /// Make a contract.
    Deploy {
        /// The module, with its ABI in its custom section if it has one.
        #[serde(with = "serde_bytes")]
        module: Vec<u8>,
        /// The terms it runs under.
        terms: DeployTerms,
    },
}

/// The terms a contract runs under, fixed when it is made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeployTerms {
    /// Chosen by the deployer to know the address beforehand; else the deployer's nonce is used.
    pub salt: Option<Hash>,
    /// What the module may use.
    pub wasi: WasiOptions,
    /// Whether the contract may be called again while it is on the call chain.
    pub reentrant: bool,
}

static DOMAIN: Domain = Domain::new("allod 2026 transaction");

/// A [`Transaction`] whose parts stand elsewhere. It has the same encoding.
#[derive(Serialize)]
pub(crate) struct TransactionRef<'t> {
    pub(crate) from: &'t Address,
    pub(crate) gas_limit: u64,
    pub(crate) payload: PayloadRef<'t>,
}

/// A [`Payload`] whose parts stand elsewhere. It has the same encoding.
#[derive(Serialize)]
pub(crate) enum PayloadRef<'t> {
    Call {
        contract: &'t Address,
        function: &'t str,
        #[serde(with = "serde_bytes")]
        input: &'t [u8],
        value: u64,
        objects: &'t [ObjectId],
    },
    Deploy {
        #[serde(with = "serde_bytes")]
        module: &'t [u8],
        terms: &'t DeployTerms,
    },
}

impl Transaction {
    pub(crate) fn by_reference(&self) -> TransactionRef<'_> {
        let payload = match &self.payload {
            Payload::Call { contract, function, input, value, objects } => {
                PayloadRef::Call { contract, function, input, value: *value, objects }
            }
            Payload::Deploy { module, terms } => PayloadRef::Deploy { module, terms },
        };
        TransactionRef { from: &self.from, gas_limit: self.gas_limit, payload }
    }
}

impl TransactionRef<'_> {
    /// The transaction's name: 24 bytes of the hash of what it says and its number since genesis, and the number, by
    /// which its receipt is found. `scratch` is memory to work in.
    pub(crate) fn hash(&self, number: u64, scratch: &mut Vec<u8>) -> Hash {
        scratch.clear();
        if codec::encode_into(&(number, self), scratch).is_err() {
            // What is too large to encode is refused, and still has a name of its own: no two share a number.
            scratch.clear();
            scratch.extend_from_slice(&number.to_be_bytes());
        }
        let mut name = DOMAIN.hash(scratch);
        name.0[24..].copy_from_slice(&number.to_be_bytes());
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_reference_it_is_encoded_alike() {
        let (contract, objects) = (Address([1; 20]), vec![ObjectId([2; 32])]);
        let call = Payload::Call { contract, function: "f".into(), input: vec![3, 4], value: 5, objects };
        let terms = DeployTerms { salt: Some(Hash([6; 32])), ..DeployTerms::default() };
        for payload in [call, Payload::Deploy { module: vec![7; 9], terms }] {
            let transaction = Transaction { from: Address([8; 20]), gas_limit: 9, payload };
            assert_eq!(codec::encode(&transaction.by_reference()).unwrap(), codec::encode(&transaction).unwrap());
        }
    }
}
