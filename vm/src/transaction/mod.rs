//! Transactions: what an account asks of the chain. They are admitted, hashed, validated, executed and written up, in the
//! order of this list.
//!
//! | file | holds |
//! |---|---|
//! | [`admission`] | chain and nonce of a block's transactions, known before any of them runs |
//! | [`executor`] | one transaction: begun, validated, executed, written up |
//! | [`hash`] | the hash of a transaction, under which its receipt is found |
//! | [`validation`] | fee, limits, balance, contract and function, before anything happens |
//! | [`fee`] | money set aside before a transaction runs, and settled when it has ended |
//! | [`money`] | the charge for gas, the fee that it becomes, native money that moved |
//! | [`deploy`] | a deploy executed |
//! | [`outcome`] | the outcome of execution, or a rejection |
//! | [`receipt`] | the outcome as a receipt |
//! | [`traceback`] | the debug log of a Go runtime that broke down, shortened |

pub(crate) mod admission;
mod deploy;
pub(crate) mod executor;
mod fee;
pub(crate) mod hash;
pub(crate) mod money;
pub(crate) mod outcome;
pub(crate) mod receipt;
mod traceback;
mod validation;

use crate::transaction::hash::TxHasher;
use allod_core::{Address, FeeOffer, Hash, ObjectId};
use allod_security::WasiOptions;
use serde::{Deserialize, Serialize};

/// Transaction: a request of an account to the chain.
///
/// ```
/// use allod_vm::{Address, Payload, Transaction};
///
/// let call = Payload::Call {
///     contract: Address([7; 20]),
///     function: "Ping".into(),
///     input: Vec::new(),
///     value: 0,
///     objects: Vec::new(),
/// };
/// let (from, gas_limit) = (Address([1; 20]), 100_000);
/// let transaction = Transaction { from, nonce: 0, chain_id: 1, gas_limit, gas_price: 2, payload: call };
/// // What the account signs.
/// assert_ne!(transaction.digest(), Transaction { nonce: 1, ..transaction.clone() }.digest());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transaction {
    /// The signer. The host checks the signature.
    pub from: Address,
    /// Number of the signer's transactions before it in blocks, and of its deploys outside of them. Ignored where the host
    /// keeps nonces of its own.
    pub nonce: u64,
    /// The chain it is for.
    pub chain_id: u64,
    /// Most gas it may cost, that of the transaction as such included.
    pub gas_limit: u64,
    /// Money it pays for each gas, where the chain has [fee terms](crate::FeeTerms); of no effect where it has none.
    #[serde(default)]
    pub gas_price: u64,
    /// The request.
    pub payload: Payload,
}

/// Request of a transaction.
///
/// ```
/// use allod_vm::{Address, Engine, EngineConfig, Payload, Transaction, args};
///
/// let engine = Engine::open(EngineConfig::default())?;
/// let contract = engine.deploy(r#"(module (func (export "double") (param i64) (result i64)
///     (i64.mul (local.get 0) (i64.const 2))))"#)?;
/// let payload = Payload::Call {
///     contract: contract.address,
///     function: "double".into(),
///     input: args![21i64].encode(contract.abi.function("double")?)?,
///     value: 0,
///     objects: Vec::new(),
/// };
/// let from = Address([1; 20]);
/// let transaction = Transaction { from, nonce: 0, chain_id: 1, gas_limit: 100_000, gas_price: 0, payload };
/// let block = engine.last_block()?.next();
/// assert_eq!(engine.execute_block(&block, vec![transaction])?[0].decode::<i64>()?, 42);
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
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
        /// Money that the contract may take from the signer with `Receive`.
        value: u64,
        /// Objects of the signer that the whole call chain may move or delete.
        objects: Vec<ObjectId>,
    },
    /// Deploy a contract.
    Deploy {
        /// The module, with its ABI in its custom section if it has one.
        #[serde(with = "serde_bytes")]
        module: Vec<u8>,
        /// The terms it runs under.
        terms: DeployTerms,
    },
}

/// Terms a contract is deployed and runs under, fixed when it is deployed.
///
/// ```
/// use allod_vm::{Address, DeployTerms, Engine, EngineConfig, Payload, Transaction};
///
/// let engine = Engine::open(EngineConfig::default())?;
/// let module = wat::parse_str(r#"(module (func (export "start") (param i64)))"#)?;
/// let terms = DeployTerms { reentrant: true, ..Default::default() };
/// let payload = Payload::Deploy { module, terms };
/// let from = Address([1; 20]);
/// let deploy = Transaction { from, nonce: 0, chain_id: 1, gas_limit: 10_000_000, gas_price: 0, payload };
/// let receipts = engine.execute_block(&engine.last_block()?.next(), vec![deploy])?;
/// assert!(receipts[0].is_success());
/// assert!(engine.contracts(None, 1)?[0].record.reentrant);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeployTerms {
    /// Salt by which the deployer knows the address beforehand; without one the nonce is used: the transaction's own if
    /// nonces are counted, or the deployer's next.
    pub salt: Option<Hash>,
    /// The features and limits of the module.
    pub wasi: WasiOptions,
    /// True if the contract may be called again while it is on the call chain.
    pub reentrant: bool,
    /// The constructor, called in the same transaction. Where it fails there is no contract.
    pub constructor: Option<Constructor>,
}

/// Constructor: a function of a new contract that is called in the transaction that deploys it, by the deployer, with the
/// gas that the deploy leaves.
///
/// ```
/// use allod_vm::{Constructor, Engine, EngineConfig, args};
///
/// let engine = Engine::open(EngineConfig::default())?;
/// let abi = engine.deploy(r#"(module (func (export "start") (param i64)))"#)?.abi;
/// let input = args![7i64].encode(abi.function("start")?)?;
/// let constructor = Constructor { function: "start".into(), input, value: 0 };
/// assert_eq!(constructor.input, 7i64.to_le_bytes());
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Constructor {
    /// The function: any of the contract's.
    pub function: String,
    /// Its input, as [`allod_core::Args::encode`] gives it.
    #[serde(with = "serde_bytes")]
    pub input: Vec<u8>,
    /// Money that the contract may take from the deployer with `Receive`.
    pub value: u64,
}

/// Borrowed [`Transaction`].
#[derive(Clone, Copy)]
pub(crate) struct TransactionRef<'t> {
    pub(crate) from: &'t Address,
    pub(crate) nonce: u64,
    pub(crate) chain_id: u64,
    pub(crate) gas_limit: u64,
    pub(crate) gas_price: u64,
    pub(crate) payload: PayloadRef<'t>,
}

/// Borrowed [`Payload`].
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
        let Self { from, nonce, chain_id, gas_limit, gas_price, .. } = self;
        let (nonce, chain_id, gas_limit, gas_price) = (*nonce, *chain_id, *gas_limit, *gas_price);
        TransactionRef { from, nonce, chain_id, gas_limit, gas_price, payload }
    }

    /// Hash of everything in it, which the account signs. The hash of its receipt begins with 24 bytes of this, and ends
    /// with the number that it gets when it runs.
    pub fn digest(&self) -> Hash {
        TxHasher::default().digest(&self.by_reference())
    }

    /// Bytes of its payload that the signer chooses freely, for which a chain with [fee terms](crate::FeeTerms) takes gas: of a
    /// call those of the function's name, the input and the objects (32 each), of a deploy those of the module and the
    /// constructor's name and input.
    pub fn payload_bytes(&self) -> u64 {
        self.by_reference().payload.bytes()
    }

    /// Its offer for gas, as [`FeeTerms::refusal`](crate::FeeTerms::refusal) asks.
    ///
    /// ```
    /// use allod_vm::{Address, FeeTerms, Payload, Transaction};
    ///
    /// let contract = Address([7; 20]);
    /// let payload = Payload::Call { contract, function: "Pay".into(), input: vec![0; 8], value: 5, objects: vec![] };
    /// let from = Address([1; 20]);
    /// let transaction = Transaction { from, nonce: 0, chain_id: 1, gas_limit: 50_000, gas_price: 2, payload };
    /// assert_eq!((transaction.offer().bytes, transaction.offer().most()), (11, 100_005));
    /// assert_eq!(FeeTerms::to(Address([9; 20])).refusal(&transaction.offer(), 100_005), None);
    /// ```
    pub fn offer(&self) -> FeeOffer {
        self.by_reference().offer()
    }
}

impl TransactionRef<'_> {
    /// As [`Transaction::offer`].
    pub(crate) fn offer(&self) -> FeeOffer {
        let Self { from, gas_limit, gas_price, payload, .. } = *self;
        FeeOffer { account: *from, gas_limit, gas_price, value: payload.value(), bytes: payload.bytes() }
    }
}

impl PayloadRef<'_> {
    /// As [`Transaction::payload_bytes`].
    fn bytes(self) -> u64 {
        let len = match self {
            Self::Call { function, input, objects, .. } => function.len() + input.len() + size_of_val(objects),
            Self::Deploy { module, terms } => {
                let constructor = terms.constructor.as_ref();
                module.len() + constructor.map_or(0, |constructor| constructor.function.len() + constructor.input.len())
            }
        };
        len as u64
    }

    /// Money that the signer attaches.
    fn value(self) -> u64 {
        match self {
            Self::Call { value, .. } => value,
            Self::Deploy { terms, .. } => terms.constructor.as_ref().map_or(0, |constructor| constructor.value),
        }
    }
}
