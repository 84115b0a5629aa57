//! What an account asks of the chain.

pub(crate) mod admission;
pub(crate) mod deploy;
pub(crate) mod executor;
pub(crate) mod hash;
mod traceback;

use crate::transaction::hash::TxHasher;
use allod_core::{Address, Hash, ObjectId};
use allod_security::WasiOptions;
use serde::{Deserialize, Serialize};

/// What an account asks of the chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transaction {
    /// The signer. Whoever embeds the engine checks the signature.
    pub from: Address,
    /// How many transactions of the signer there were before it in blocks, and contracts deployed outside of them. Not
    /// looked at where the host keeps nonces of its own.
    pub nonce: u64,
    /// The chain it is for.
    pub chain_id: u64,
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

/// The terms a contract is made and runs under, fixed when it is made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeployTerms {
    /// Chosen by the deployer to know the address beforehand; else the nonce is used: the transaction's own if nonces are
    /// counted, or the deployer's next.
    pub salt: Option<Hash>,
    /// What the module may use.
    pub wasi: WasiOptions,
    /// Whether the contract may be called again while it is on the call chain.
    pub reentrant: bool,
    /// What of it is called in the transaction that makes it. Where that fails there is no contract.
    pub constructor: Option<Constructor>,
}

/// A function of a new contract that is called in the transaction that makes it, by the deployer, with what gas the deploy
/// leaves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Constructor {
    /// The function: any that the contract offers.
    pub function: String,
    /// Its input, as [`allod_core::Args::encode`] gives it.
    #[serde(with = "serde_bytes")]
    pub input: Vec<u8>,
    /// What the contract may take from the deployer with `Receive`.
    pub value: u64,
}

/// A [`Transaction`] whose parts stand elsewhere.
#[derive(Clone, Copy)]
pub(crate) struct TransactionRef<'t> {
    pub(crate) from: &'t Address,
    pub(crate) nonce: u64,
    pub(crate) chain_id: u64,
    pub(crate) gas_limit: u64,
    pub(crate) payload: PayloadRef<'t>,
}

/// A [`Payload`] whose parts stand elsewhere.
#[derive(Clone, Copy)]
pub(crate) enum PayloadRef<'t> {
    Call { contract: &'t Address, function: &'t str, input: &'t [u8], value: u64, objects: &'t [ObjectId] },
    Deploy { module: &'t [u8], terms: &'t DeployTerms },
}

impl Transaction {
    pub(crate) fn by_reference(&self) -> TransactionRef<'_> {
        let payload = match &self.payload {
            Payload::Call { contract, function, input, value, objects } => {
                PayloadRef::Call { contract, function, input, value: *value, objects }
            }
            Payload::Deploy { module, terms } => PayloadRef::Deploy { module, terms },
        };
        let Self { from, nonce, chain_id, gas_limit, .. } = self;
        TransactionRef { from, nonce: *nonce, chain_id: *chain_id, gas_limit: *gas_limit, payload }
    }

    /// The hash of all that it says: what a signer signs. The name of its receipt begins with 24 bytes of it, and ends
    /// with the number that it gets when it runs.
    pub fn digest(&self) -> Hash {
        TxHasher::default().digest(&self.by_reference())
    }
}
