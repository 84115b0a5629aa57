//! Host modules: functions that an embedder adds to what contracts may import.
//!
//! | file | holds |
//! |---|---|
//! | this one | [`HostModule`]: functions with their types, prices and code |
//! | [`context`] | [`HostContext`]: the call that a function serves |
//! | [`registry`] | the set that an engine was opened with, checked and named |
//!
//! Nodes of a chain need the same set: [`Engine::host_modules`](crate::Engine::host_modules) is its name.

pub(crate) mod context;
pub(crate) mod registry;

use self::context::{HostContext, HostExit};
use allod_core::{ModuleImport, Price, WasmType};
use std::fmt;
use std::sync::Arc;

/// Code of a host function: takes the call and the arguments, an `i32` as its unsigned value, and gives the result, of which
/// an `i32` is the low half; of a function without a result it is ignored.
pub(crate) type HostCode = dyn Fn(&mut HostContext<'_>, &[u64]) -> Result<i64, HostExit> + Send + Sync;

/// Function of a host module.
#[derive(Clone)]
pub(crate) struct HostFunction {
    pub(crate) import: ModuleImport,
    pub(crate) price: Price,
    /// The version of the module it is in.
    pub(crate) version: u32,
    pub(crate) code: Arc<HostCode>,
}

/// A module of functions that contracts may import beside the engine's own.
///
/// The code of a function must be the same everywhere and give the same for the same state: it sees the call through its
/// [`HostContext`] and may use nothing else that changes. A block may run a transaction more than once, on several threads.
/// A panic of it ends the call as an [`EngineError`](crate::EngineError), and nothing of it is kept.
///
/// ```
/// use allod_vm::{Engine, EngineConfig, HostModule, Price, WasmType, args};
///
/// let dice = HostModule::new("dice", 1).with_function(
///     "roll",
///     &[WasmType::I32],
///     Some(WasmType::I32),
///     Price { base: 50, per_unit: 0 },
///     |call, args| Ok((call.block().height % args[0].max(1)) as i64),
/// );
/// let engine = Engine::open(EngineConfig::default().with_host_module(dice))?;
/// let contract = engine.deploy(r#"(module
///     (import "dice" "roll" (func $roll (param i32) (result i32)))
///     (memory (export "memory") 1)
///     (func (export "Roll") (result i32) (call $roll (i32.const 6))))"#)?;
/// let receipt = engine.execute_with_args(contract.address, "Roll", args![])?;
/// assert_eq!(receipt.decode::<u32>()?, (receipt.block.height % 6) as u32);
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
#[derive(Clone)]
pub struct HostModule {
    name: String,
    version: u32,
    functions: Vec<HostFunction>,
    /// The Go package by which contracts call it.
    go: Option<String>,
}

impl HostModule {
    /// A module without functions, called `name` in imports. `version` stands for the code of its functions, which has no
    /// digest of its own: raise it with every change of what a function does.
    pub fn new(name: impl Into<String>, version: u32) -> Self {
        Self { name: name.into(), version, functions: Vec::new(), go: None }
    }

    /// Adds a function. A call of it costs `price.base` gas, beside what the schedule has for every call of a host module,
    /// and `price.per_unit` for each unit that its code [charges](HostContext::charge). It takes up to four parameters of
    /// either type, or up to eight that are all `i32`.
    #[must_use]
    pub fn with_function(
        mut self,
        name: impl Into<String>,
        params: &[WasmType],
        result: Option<WasmType>,
        price: Price,
        code: impl Fn(&mut HostContext<'_>, &[u64]) -> Result<i64, HostExit> + Send + Sync + 'static,
    ) -> Self {
        let import = ModuleImport { module: self.name.clone(), name: name.into(), params: params.to_vec(), result };
        self.functions.push(HostFunction { import, price, version: self.version, code: Arc::new(code) });
        self
    }

    /// Adds the Go package by which contracts call the module: they import `host/NAME`. `source` is one file, in which
    /// `//go:wasmimport MODULE FUNCTION` stands above each function without a body;
    /// [`HostPackage`](allod_compiler::HostPackage) says what such functions take and give. It is no part of what nodes
    /// agree on.
    ///
    /// ```
    /// use allod_vm::{Engine, EngineConfig, HostModule, Price, WasmType::I64, args};
    ///
    /// let free = Price { base: 0, per_unit: 0 };
    /// let dice = HostModule::new("dice", 1)
    ///     .with_function("roll", &[I64], Some(I64), free, |call, args| Ok((call.block().height % args[0].max(1)) as i64))
    ///     .with_go("package dice\n\n//go:wasmimport dice roll\nfunc Roll(sides uint64) uint64\n");
    /// let engine = Engine::open(EngineConfig::default().with_host_module(dice))?;
    /// let source = "package game\n\nimport \"host/dice\"\n\nfunc Play() uint64 { return dice.Roll(6) + 1 }\n";
    /// let receipt = engine.execute_with_args(engine.deploy(source)?.address, "Play", args![])?;
    /// assert_eq!(receipt.decode::<u64>()?, receipt.block.height % 6 + 1);
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    #[must_use]
    pub fn with_go(mut self, source: impl Into<String>) -> Self {
        self.go = Some(source.into());
        self
    }

    /// The name by which contracts import from it.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Debug for HostModule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HostModule")
            .field("name", &self.name)
            .field("version", &self.version)
            .field("functions", &self.functions)
            .finish()
    }
}

impl fmt::Debug for HostFunction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HostFunction").field("import", &self.import).field("price", &self.price).finish_non_exhaustive()
    }
}
