//! What a caller may say beside what to call.

use crate::BlockContext;
use allod_compiler::Stage;
use allod_core::abi::Abi;
use allod_core::{Address, Args, Hash, ObjectId};
use allod_security::WasiOptions;
use std::sync::Arc;

/// What a caller may say beside the contract, the function and its arguments.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExecuteOptions {
    /// The signer.
    pub from: Address,
    /// The most gas the call may cost; [`crate::DEFAULT_GAS_LIMIT`] if none is given.
    pub gas_limit: Option<u64>,
    /// What the contract may take from the signer with `Receive`.
    pub value: u64,
    /// Objects of the signer that the whole call chain may move or delete.
    pub objects: Vec<ObjectId>,
    /// Where and when it runs; the block after the last one if none is given.
    pub block: Option<BlockContext>,
    /// Whether to time each frame, for [`crate::CallFrame::elapsed_ns`].
    pub timing: bool,
}

impl std::fmt::Debug for DeployOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { from, salt, name, abi, wasi, reentrant, gas_limit, block, progress, constructor } = self;
        let mut debug = f.debug_struct("DeployOptions");
        debug.field("from", from).field("salt", salt).field("name", name).field("abi", abi).field("wasi", wasi);
        debug.field("reentrant", reentrant).field("gas_limit", gas_limit).field("block", block);
        debug.field("constructor", constructor);
        debug.field("progress", &progress.as_ref().map(|_| "a function")).finish()
    }
}

/// What a deployer may say beside the code.
#[derive(Clone, Default)]
pub struct DeployOptions {
    /// The deployer.
    pub from: Address,
    /// Chosen to know the address beforehand; else the deployer's nonce is used.
    pub salt: Option<Hash>,
    /// The file's name, for messages.
    pub name: Option<String>,
    /// The ABI of a module that brings none.
    pub abi: Option<Abi>,
    /// What the module may use.
    pub wasi: WasiOptions,
    /// Whether the contract may be called again while it is on the call chain.
    pub reentrant: bool,
    /// The most gas the deploy may cost, its constructor included; [`crate::DEFAULT_GAS_LIMIT`] if none is given.
    pub gas_limit: Option<u64>,
    /// Where and when it runs; the block after the last one if none is given.
    pub block: Option<BlockContext>,
    /// Told of each stage as it begins, from the source to machine code. It may ask the engine until [`Stage::Gate`]; from
    /// there on the deploy is in the engine, which answers [`EngineError::Busy`](crate::EngineError::Busy).
    pub progress: Option<Arc<dyn Fn(Stage) + Send + Sync>>,
    /// What of the contract is called in the transaction that makes it.
    pub constructor: Option<DeployCall>,
}

/// A function of a new contract that is called in the transaction that makes it: the contract is there only if that
/// succeeds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeployCall {
    /// The function: any that the contract offers.
    pub function: String,
    /// Its arguments.
    pub args: Args,
    /// What the contract may take from the deployer with `Receive`.
    pub value: u64,
}

impl DeployOptions {
    /// Calls `function` with `args` in the transaction that makes the contract: both are done, or neither.
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
