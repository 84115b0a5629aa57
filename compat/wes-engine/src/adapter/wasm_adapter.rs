//! Adapter over an Allod engine: one engine, one gate, one way of running a call.

use crate::adapter::{EngineAdapter, EngineType, ExecutionParams, ExecutionResult};
use crate::compiler::{CacheStats, CompiledModule, WasmCompiler};
use crate::engine::WasmEngine;
use crate::engine::config::AdapterConfig;
use crate::engine::instance::{InstanceId, InstanceMetrics};
use crate::runtime::errors::WesError;
use crate::runtime::metrics::Metrics;
use crate::runtime::predictor::Prediction;
use crate::runtime::security::SecurityEvent;
use crate::service::calls::{Calls, Guard};
use crate::service::{Book, Running, WarmUp};
use allod_vm::{Address, Args, DeployOptions, Deployment};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// Adapter over an Allod engine. `Send` and `Sync`; everything goes through `&self`.
///
/// ```
/// use wes_engine::{AdapterConfig, EngineAdapter, ExecutionParams, WasmAdapter};
/// use allod_vm::{DeployOptions, args};
///
/// let adapter = WasmAdapter::new(AdapterConfig::default())?;
/// let module = adapter.compile_module(br#"(module (func (export "add") (param i64 i64) (result i64)
///     (i64.add (local.get 0) (local.get 1))))"#)?;
/// let contract = adapter.deploy(&module, DeployOptions::default())?.address;
/// let result = adapter.execute(ExecutionParams::new(contract, "add", args![7, 8]))?;
/// assert_eq!(result.receipt.decode::<i64>()?, 15);
/// adapter.shutdown()?;
/// # Ok::<(), wes_engine::WesError>(())
/// ```
#[derive(Default)]
pub struct WasmAdapter {
    running: RwLock<Option<Arc<Running>>>,
    calls: Arc<Calls>,
    book: Arc<Mutex<Book>>,
}

impl std::fmt::Debug for WasmAdapter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WasmAdapter").field("running", &self.is_running()).finish_non_exhaustive()
    }
}

impl WasmAdapter {
    /// An adapter that works.
    ///
    /// # Errors
    /// As [`EngineAdapter::initialize`]. `WasmAdapter::default()` is one that is initialised later.
    pub fn new(config: AdapterConfig) -> Result<Self, WesError> {
        let adapter = Self::default();
        adapter.initialize(config)?;
        Ok(adapter)
    }

    /// True between [`initialize`](EngineAdapter::initialize) and [`shutdown`](EngineAdapter::shutdown).
    pub fn is_running(&self) -> bool {
        self.running.read().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    /// Compiles Go source, WebAssembly text or a module, or finds the result in the cache.
    ///
    /// # Errors
    /// [`WesError::Compile`].
    pub fn compile_module(&self, code: &[u8]) -> Result<Arc<CompiledModule>, WesError> {
        self.begin()?.compiler.compile(code)
    }

    /// The compiler, with its steps as calls of their own.
    ///
    /// # Errors
    /// [`WesError::NotRunning`].
    pub fn compiler(&self) -> Result<Arc<dyn WasmCompiler + Send + Sync>, WesError> {
        Ok(self.begin()?.compiler.clone())
    }

    /// Deploys a module as it is: an optimised one is deployed only by whoever passes it.
    ///
    /// # Errors
    /// [`WesError::Validation`], and those of [`allod_vm::Engine::deploy_with_options`].
    pub fn deploy(&self, module: &CompiledModule, options: DeployOptions) -> Result<Deployment, WesError> {
        self.begin()?.deploy(module, options)
    }

    /// Predicts the cost of a call, which is simulated and not made.
    ///
    /// # Errors
    /// Those of [`allod_vm::Engine::simulate`].
    pub fn predict(&self, params: &ExecutionParams) -> Result<Prediction, WesError> {
        self.begin()?.predict(params)
    }

    /// Loads the modules of contracts, so that no call waits for it. Gives those that can't be loaded, with the reason.
    ///
    /// # Errors
    /// [`WesError::NotRunning`].
    pub fn preload(&self, contracts: &[Address]) -> Result<Vec<(Address, WesError)>, WesError> {
        Ok(self.begin()?.preload(contracts))
    }

    /// Simulates a call `calls` times, at most 10,000, so that its instances are warm and a module that is called often
    /// becomes machine code. Nothing is committed.
    ///
    /// # Errors
    /// Those of [`allod_vm::Engine::simulate`].
    pub fn warm_up(&self, params: &ExecutionParams, calls: u32) -> Result<WarmUp, WesError> {
        self.begin()?.warm_up(params, calls)
    }

    /// The last operations that were denied, the newest last.
    ///
    /// # Errors
    /// [`WesError::NotRunning`].
    pub fn security_events(&self) -> Result<Vec<SecurityEvent>, WesError> {
        Ok(self.begin()?.security_events())
    }

    /// Counts of the cache of compiled modules.
    ///
    /// # Errors
    /// [`WesError::NotRunning`].
    pub fn cache_stats(&self) -> Result<CacheStats, WesError> {
        Ok(self.begin()?.compiler.cache_stats())
    }

    /// Metrics of one instance.
    ///
    /// # Errors
    /// [`WesError::NoInstance`].
    pub fn instance_metrics(&self, instance: InstanceId) -> Result<InstanceMetrics, WesError> {
        self.begin()?.instance(instance)
    }

    /// The work, kept from being shut down meanwhile.
    fn begin(&self) -> Result<Guard, WesError> {
        let running = self.running.read().unwrap_or_else(PoisonError::into_inner);
        let running = running.as_ref().ok_or(WesError::NotRunning)?;
        Ok(self.calls.begin(running.clone()))
    }

    fn book(&self) -> std::sync::MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl EngineAdapter for WasmAdapter {
    fn engine_type(&self) -> EngineType {
        EngineType::Wasm
    }

    fn initialize(&self, config: AdapterConfig) -> Result<(), WesError> {
        let mut running = self.running.write().unwrap_or_else(PoisonError::into_inner);
        if running.is_some() {
            return Err(WesError::Running);
        }
        *running = Some(Arc::new(Running::open(config, self.book.clone())?));
        Ok(())
    }

    fn execute(&self, params: ExecutionParams) -> Result<ExecutionResult, WesError> {
        self.begin()?.execute(params)
    }

    fn get_metrics(&self) -> Metrics {
        let instances = self.begin().map_or((0, 0, 0), |running| running.instance_counts());
        let (instances, instances_created, instances_destroyed) = instances;
        Metrics { instances, instances_created, instances_destroyed, ..self.book().metrics() }
    }

    fn shutdown(&self) -> Result<(), WesError> {
        let taken = self.running.write().unwrap_or_else(PoisonError::into_inner).take();
        if taken.is_none() && self.calls.are_none() {
            return Err(WesError::NotRunning);
        }
        self.calls.wait()?;
        // What calls in memory have left is written before the engine goes.
        taken.map_or(Ok(()), |running| running.close())
    }

    fn holds(&self, resource: &Address) -> bool {
        self.begin().is_ok_and(|running| running.holds(resource))
    }
}

impl WasmEngine for WasmAdapter {
    fn create_instance(&self, module: &CompiledModule) -> Result<InstanceId, WesError> {
        self.begin()?.create_instance(module)
    }

    fn execute_function(&self, instance: InstanceId, function: &str, input: Args) -> Result<ExecutionResult, WesError> {
        self.begin()?.execute_function(instance, function, input)
    }

    fn destroy_instance(&self, instance: InstanceId) -> Result<InstanceMetrics, WesError> {
        self.begin()?.destroy_instance(instance)
    }

    fn get_performance_metrics(&self) -> Metrics {
        self.get_metrics()
    }
}
