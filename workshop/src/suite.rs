//! Suite: the tests of a folder, compiled and deployed on the driver.

use crate::attempt::Attempt;
use crate::harness;
use crate::world::contracts::Contracts;
use crate::world::outcome::Draw;
use allod_compiler::{CompileError, CompileOptions, SourceFile, TestFunction, compile_tests, test_import};
use allod_vm::{
    Address, DeployOptions, Engine, EngineConfig, EngineError, HostModule, MAX_LIMIT, Price, Receipt, WasiOptions,
};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes of memory that a test may have. None is freed before the test ends.
const MEMORY: u64 = 256 << 20;

/// A suite that can't be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SuiteError {
    /// The compiler refused a file.
    #[error(transparent)]
    Compile(#[from] CompileError),
    /// The driver refused the module.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

/// Runs of tests that are under way, by the account that signs them.
pub(crate) type Running = Arc<Mutex<HashMap<Address, Arc<Mutex<Option<Attempt>>>>>>;

/// The tests of a folder, ready to run. The [crate] has an example.
pub struct Suite {
    pub(crate) driver: Engine,
    pub(crate) module: Address,
    pub(crate) tests: Vec<TestFunction>,
    pub(crate) contracts: Contracts,
    pub(crate) draw: Arc<Draw>,
    pub(crate) running: Running,
}

impl Suite {
    /// Compiles the tests of a folder's files: those that end in `_test.go`, with the contract's. `name` is the folder's, for
    /// messages; `contracts` has what the tests deploy.
    ///
    /// # Errors
    /// [`SuiteError::Compile`] with everything that is wrong in them, [`SuiteError::Engine`] for a module that is too large.
    pub fn compile(name: &str, files: &[SourceFile], contracts: Contracts) -> Result<Self, SuiteError> {
        let options = CompileOptions { name: name.to_owned(), ..CompileOptions::default() };
        let compiled = compile_tests(files, &options)?;
        let running = Running::default();
        let driver = Engine::open(EngineConfig::default().with_host_module(module(running.clone())))?;
        let wasi = WasiOptions { memory_limit: MEMORY, stack_size: 768 << 10, ..WasiOptions::default() };
        let options = DeployOptions { wasi, gas_limit: Some(MAX_LIMIT), ..DeployOptions::default() };
        let module = driver.deploy_with_options(&compiled.wasm, options)?.address;
        let draw: Arc<Draw> = Arc::new(|receipt: &Receipt, _| format!("{} gas", receipt.gas.used));
        Ok(Self { driver, module, tests: compiled.tests, contracts, draw, running })
    }

    /// Draws the calls of receipts in messages as `draw` does. Without, a message has the gas.
    #[must_use]
    pub fn with_drawing(mut self, draw: Arc<Draw>) -> Self {
        self.draw = draw;
        self
    }

    /// The tests, in the order of files and of the source.
    pub fn tests(&self) -> &[TestFunction] {
        &self.tests
    }
}

impl std::fmt::Debug for Suite {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Suite").field("tests", &self.tests).finish_non_exhaustive()
    }
}

/// The host module by which tests ask. Whose question it is, the signer tells.
fn module(running: Running) -> HostModule {
    let import = test_import();
    let free = Price { base: 0, per_unit: 0 };
    HostModule::new(import.module, 1).with_function(
        import.name,
        &import.params,
        import.result,
        free,
        move |call, args| {
            let attempt = running.lock().unwrap_or_else(PoisonError::into_inner).get(&call.origin()).cloned();
            let Some(attempt) = attempt else { return Ok(0) };
            match &mut *attempt.lock().unwrap_or_else(PoisonError::into_inner) {
                Some(attempt) => harness::answer(attempt, call, args),
                None => Ok(0),
            }
        },
    )
}
