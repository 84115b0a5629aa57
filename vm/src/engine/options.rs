//! Options of a call and of a deploy.

use crate::BlockContext;
use allod_compiler::{GoCompiler, Stage};
use allod_core::abi::Abi;
use allod_core::{Address, Args, Hash, ObjectId};
use allod_security::WasiOptions;
use std::sync::Arc;

/// Gas limit of a transaction that sets none of its own: a tenth of a second at one gas a nanosecond.
pub const DEFAULT_GAS_LIMIT: u64 = 100_000_000;

/// Signer of calls and deploys that name none: an account like any other, which can hold money and objects. No key has
/// this address, so no transaction from outside can come from it.
pub const DEFAULT_ACCOUNT: Address = Address(*b"allod default signer");

/// Options of a call, beside contract, function and arguments.
///
/// ```
/// use allod_vm::{Address, ExecuteOptions};
///
/// let options = ExecuteOptions { from: Address([1; 20]), gas_limit: Some(100_000), ..Default::default() };
/// assert_eq!(options.value, 0);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExecuteOptions {
    /// The signer; [`crate::DEFAULT_ACCOUNT`] if none is named.
    pub from: Address,
    /// The most gas the call may cost; [`crate::DEFAULT_GAS_LIMIT`] if none is given.
    pub gas_limit: Option<u64>,
    /// Money that the contract may take from the signer with `Receive`.
    pub value: u64,
    /// Objects of the signer that the whole call chain may move or delete.
    pub objects: Vec<ObjectId>,
    /// The block it runs in; the one after the last if none is given.
    pub block: Option<BlockContext>,
    /// Times each frame, for [`crate::CallFrame::elapsed_ns`].
    pub timing: bool,
}

impl Default for ExecuteOptions {
    fn default() -> Self {
        Self { from: DEFAULT_ACCOUNT, gas_limit: None, value: 0, objects: Vec::new(), block: None, timing: false }
    }
}

impl std::fmt::Debug for DeployOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { from, salt, name, go, abi, wasi, reentrant, gas_limit, block, progress, constructor } = self;
        let mut debug = f.debug_struct("DeployOptions");
        debug
            .field("from", from)
            .field("salt", salt)
            .field("name", name)
            .field("go", go)
            .field("abi", abi)
            .field("wasi", wasi);
        debug.field("reentrant", reentrant).field("gas_limit", gas_limit).field("block", block);
        debug.field("constructor", constructor);
        debug.field("progress", &progress.as_ref().map(|_| "a function")).finish()
    }
}

/// Options of a deploy, beside the code.
///
/// ```
/// use std::sync::Arc;
/// use allod_vm::{Address, DeployOptions, Hash};
///
/// let options = DeployOptions {
///     from: Address([1; 20]),
///     // The address is known before the deploy.
///     salt: Some(Hash([7; 32])),
///     gas_limit: Some(50_000_000),
///     progress: Some(Arc::new(|stage| println!("{stage:?}"))),
///     ..Default::default()
/// };
/// assert_eq!(options.constructor, None);
/// ```
#[derive(Clone)]
pub struct DeployOptions {
    /// The deployer; [`crate::DEFAULT_ACCOUNT`] if none is named.
    pub from: Address,
    /// Salt, by which the address is known beforehand; without one the deployer's nonce is used.
    pub salt: Option<Hash>,
    /// The file's name, for messages.
    pub name: Option<String>,
    /// The compiler for Go source.
    pub go: GoCompiler,
    /// The ABI of a module that brings none.
    pub abi: Option<Abi>,
    /// The features and limits of the module.
    pub wasi: WasiOptions,
    /// True if the contract may be called again while it is on the call chain.
    pub reentrant: bool,
    /// The most gas the deploy may cost, its constructor included; [`crate::DEFAULT_GAS_LIMIT`] if none is given.
    pub gas_limit: Option<u64>,
    /// The block it runs in; the one after the last if none is given.
    pub block: Option<BlockContext>,
    /// Listener to the stages, from the source to machine code, called as each begins. It may ask the engine until [`Stage::Gate`]; from
    /// there on the deploy is in the engine, which answers [`EngineError::Busy`](crate::EngineError::Busy).
    pub progress: Option<Arc<dyn Fn(Stage) + Send + Sync>>,
    /// The constructor, called in the transaction that deploys the contract.
    pub constructor: Option<DeployCall>,
}

impl Default for DeployOptions {
    fn default() -> Self {
        Self {
            from: DEFAULT_ACCOUNT,
            salt: None,
            name: None,
            go: GoCompiler::default(),
            abi: None,
            wasi: WasiOptions::default(),
            reentrant: false,
            gas_limit: None,
            block: None,
            progress: None,
            constructor: None,
        }
    }
}

/// Constructor call: a function of a new contract that is called in the transaction that deploys it. The contract is there
/// only if that succeeds.
///
/// ```
/// use allod_vm::{DeployCall, DeployOptions, Engine, EngineConfig, args};
///
/// let start = DeployCall { function: "start".into(), args: args![7i64], value: 0 };
/// let options = DeployOptions { constructor: Some(start), ..Default::default() };
/// let engine = Engine::open(EngineConfig::default())?;
/// let deployed = engine.deploy_with_options(r#"(module (func (export "start") (param i64)))"#, options)?;
/// assert!(deployed.receipt.is_success());
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeployCall {
    /// The function: any of the contract's.
    pub function: String,
    /// Its arguments.
    pub args: Args,
    /// Money that the contract may take from the deployer with `Receive`.
    pub value: u64,
}

impl DeployOptions {
    /// Calls `function` with `args` in the transaction that deploys the contract: both are done, or neither.
    ///
    /// ```
    /// use allod_vm::{DeployOptions, Engine, EngineConfig, args};
    ///
    /// let engine = Engine::open(EngineConfig::default())?;
    /// let code = r#"(module (func (export "Initialize") (param i64) (if (i64.eqz (local.get 0)) (then unreachable))))"#;
    /// engine.deploy_with_options(code, DeployOptions::default().with_call("Initialize", args![7]))?;
    /// let refused = engine.deploy_with_options(code, DeployOptions::default().with_call("Initialize", args![0]));
    /// assert_eq!(refused.unwrap_err().to_string(), "trapped (unreachable)");
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    #[must_use]
    pub fn with_call(self, function: impl Into<String>, args: Args) -> Self {
        self.with_payable_call(function, args, 0)
    }

    /// As [`with_call`](Self::with_call), and the contract may take `value` from the deployer.
    #[must_use]
    pub fn with_payable_call(mut self, function: impl Into<String>, args: Args, value: u64) -> Self {
        self.constructor = Some(DeployCall { function: function.into(), args, value });
        self
    }
}
