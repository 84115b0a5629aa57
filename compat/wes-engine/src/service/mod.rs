//! Service behind an adapter, from its initialisation to its shutdown: an Allod engine, and what is kept beside it.
//!
//! | file | holds |
//! |---|---|
//! | [`execution`] | a call: shown to a meter, executed, written up |
//! | [`instances`] | instances |
//! | [`book`] | counts and times |
//! | [`calls`] | the calls under way |

pub(crate) mod book;
pub(crate) mod calls;
mod execution;
mod instances;

pub(crate) use book::Book;

use crate::compiler::{CompilationCache, CompiledModule, Compiler, Validator, WasmCompiler};
use crate::engine::config::{AdapterConfig, MeterFactory};
use crate::engine::instance::Instances;
use crate::runtime::errors::WesError;
use crate::runtime::predictor::CostHistory;
use crate::runtime::security::{SecurityEvent, SecurityLog, ViolationPolicy};
use allod_vm::{Address, DeployOptions, Deployment, Engine, WasiOptions};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub use execution::WarmUp;

/// Service that works.
pub(crate) struct Running {
    engine: Engine,
    pub(crate) compiler: Arc<Compiler>,
    meters: Option<MeterFactory>,
    violations: ViolationPolicy,
    /// Held from the simulation of a call to its end, so that it costs what was shown.
    one_at_a_time: Mutex<()>,
    history: Mutex<CostHistory>,
    instances: Mutex<Instances>,
    security: Mutex<SecurityLog>,
    book: Arc<Mutex<Book>>,
}

impl Running {
    pub(crate) fn open(config: AdapterConfig, book: Arc<Mutex<Book>>) -> Result<Self, WesError> {
        let AdapterConfig { engine, compile, allowed_operations, optimizer, meters, violations, bounds } = config;
        let engine = Engine::open(engine)?;
        let mut validator = Validator::new(engine.gate_rules(&WasiOptions::default()));
        if let Some(allowed) = allowed_operations {
            validator = validator.with_allowed_operations(allowed);
        }
        let cache = CompilationCache::new(bounds.cached_modules, bounds.cached_bytes);
        Ok(Self {
            engine,
            compiler: Arc::new(Compiler::new(compile, validator, optimizer, cache, book.clone())),
            meters,
            violations,
            one_at_a_time: Mutex::new(()),
            history: Mutex::new(CostHistory::new(bounds.functions)),
            instances: Mutex::new(Instances::new(bounds.instances)),
            security: Mutex::new(SecurityLog::new(bounds.security_events)),
            book,
        })
    }

    /// Writes what is not in the store yet.
    pub(crate) fn close(&self) -> Result<(), WesError> {
        self.engine.last_block().map(drop).map_err(Into::into)
    }

    pub(crate) fn deploy(&self, module: &CompiledModule, options: DeployOptions) -> Result<Deployment, WesError> {
        self.compiler.validate(module)?;
        let _alone = self.alone();
        Ok(self.engine.deploy_with_options(&module.wasm, options)?)
    }

    pub(crate) fn holds(&self, resource: &Address) -> bool {
        self.engine.abi(*resource).is_ok()
    }

    pub(crate) fn security_events(&self) -> Vec<SecurityEvent> {
        lock(&self.security).last()
    }

    /// Keeps other calls of this adapter out, where some are simulated before they are made.
    fn alone(&self) -> Option<MutexGuard<'_, ()>> {
        self.simulates().then(|| lock(&self.one_at_a_time))
    }

    /// True if calls are simulated before they are made.
    fn simulates(&self) -> bool {
        self.meters.is_some() || self.violations == ViolationPolicy::Terminate
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
