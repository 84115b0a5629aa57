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

impl Transaction {
    /// The transaction's name: what it says and its number since genesis.
    pub(crate) fn hash(&self, number: u64) -> Hash {
        // What is too large to encode is refused, and still has a name of its own: no two share a number.
        let bytes = codec::encode(&(number, self)).unwrap_or_else(|_| number.to_be_bytes().to_vec());
        DOMAIN.hash(&bytes)
    }
}
