//! WES' WebAssembly engine over the Allod engine: the same names and layers, and no second way of running anything.
//!
//! | folder | holds |
//! |---|---|
//! | [`adapter`] | [`EngineAdapter`], [`WasmAdapter`], [`EngineRegistry`], [`ExecutionRouter`] |
//! | [`compiler`] | [`WasmCompiler`]: compile, validate, optimise, cache, each a call of its own |
//! | [`engine`] | [`WasmEngine`]: instances created, called, destroyed |
//! | [`runtime`] | meters, prices, predictions, denials, metrics, errors |
//! | `service/` | the engine behind an adapter |
//!
//! A module is deployed, and a call executed, by [`allod_vm::Engine`]: its gate, its gas and its receipts are what nodes agree
//! on. A meter, a policy or an optimiser of the caller's own can refuse, lower a limit or make another module; what a call
//! costs and does they can't change. Everything that is kept has a bound ([`Bounds`]).

#![forbid(unsafe_code)]

pub mod adapter;
pub mod compiler;
pub mod engine;
pub mod runtime;
mod service;

pub use adapter::{
    EngineAdapter, EngineRegistry, EngineType, ExecutionParams, ExecutionResult, ExecutionRouter, WasmAdapter,
};
pub use compiler::{
    CacheEntry, CacheStats, CompilationCache, CompiledModule, OptimizedModule, Optimizer, StandardOptimizer,
    ValidationError, ValidationResult, Validator, WasmCompiler,
};
pub use engine::WasmEngine;
pub use engine::config::{AdapterConfig, Bounds, MeterFactory};
pub use engine::instance::{InstanceId, InstanceMetrics};
pub use runtime::errors::{ERRORS, ErrorKind, ErrorRow, Handling, Recovery, Severity, WesError};
pub use runtime::meter::{CostMeter, LimitedMeter, MeterRefusal, charges};
pub use runtime::metrics::{Metrics, Times};
pub use runtime::predictor::{HistoryEstimate, Prediction};
pub use runtime::pricing::{CostPricingPolicy, INSTRUCTION_CLASSES, PricingPolicy};
pub use runtime::security::{SecurityEvent, ViolationPolicy};
pub use service::WarmUp;
