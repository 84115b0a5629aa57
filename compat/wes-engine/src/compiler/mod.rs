//! Compiler: source, text or a module made into a module that can be deployed, step by step.
//!
//! | file | holds |
//! |---|---|
//! | [`validator`] | the chain's gate, and what the caller forbids beside it |
//! | [`optimizer`] | the optimiser, and the trait for one of the caller's own |
//! | [`cache`] | modules that were compiled |

pub mod cache;
pub mod optimizer;
pub mod validator;

pub use cache::{CacheEntry, CacheStats, CompilationCache};
pub use optimizer::{OptimizedModule, Optimizer, StandardOptimizer};
pub use validator::{ValidationError, ValidationResult, Validator};

use crate::runtime::errors::WesError;
use crate::service::Book;
use allod_compiler::{CompileOptions, Compiled, Diagnostic};
use allod_vm::{Abi, Hash};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// Compiler of an engine.
pub trait WasmCompiler {
    /// Compiles Go source, WebAssembly text or a module, or finds the result in the cache.
    ///
    /// # Errors
    /// [`WesError::Compile`] with the places in the source.
    fn compile(&self, code: &[u8]) -> Result<Arc<CompiledModule>, WesError>;

    /// Checks that a module may enter.
    ///
    /// # Errors
    /// [`ValidationError`] names the check that failed, the place, the value and what was wanted.
    fn validate(&self, module: &CompiledModule) -> ValidationResult;

    /// Optimises a module. What it gives is another module, with another hash: it is deployed in the place of the first, or
    /// not at all.
    ///
    /// # Errors
    /// [`WesError::Optimise`], [`WesError::OwnOptimiser`]. The module can be deployed as it is.
    fn optimize(&self, module: &CompiledModule) -> Result<OptimizedModule, WesError>;

    /// Keeps a module, so that compiling the same code again finds it.
    fn cache(&self, module: &Arc<CompiledModule>) -> CacheEntry;
}

/// Module that was compiled.
#[derive(Debug)]
pub struct CompiledModule {
    /// Hash of what it was compiled from.
    pub source: Hash,
    /// The module, with its ABI.
    pub wasm: Vec<u8>,
    /// Its ABI, if it brings one.
    pub abi: Option<Abi>,
    /// Warnings of the compiler.
    pub warnings: Vec<Diagnostic>,
}

impl CompiledModule {
    /// Hash of the module, as a deploy gives it.
    pub fn code_hash(&self) -> Hash {
        Hash::of_code(&self.wasm)
    }
}

/// Compiler of an adapter.
pub(crate) struct Compiler {
    options: CompileOptions,
    validator: Validator,
    optimizer: Arc<dyn Optimizer>,
    cache: Mutex<CompilationCache>,
    book: Arc<Mutex<Book>>,
}

impl Compiler {
    pub(crate) fn new(
        options: CompileOptions,
        validator: Validator,
        optimizer: Arc<dyn Optimizer>,
        cache: CompilationCache,
        book: Arc<Mutex<Book>>,
    ) -> Self {
        Self { options, validator, optimizer, cache: Mutex::new(cache), book }
    }

    pub(crate) fn cache_stats(&self) -> CacheStats {
        self.cached().stats()
    }

    fn cached(&self) -> MutexGuard<'_, CompilationCache> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl WasmCompiler for Compiler {
    fn compile(&self, code: &[u8]) -> Result<Arc<CompiledModule>, WesError> {
        let since = Instant::now();
        let source = Hash::of("wes-engine source", code);
        let found = self.cached().find(&source);
        if let Some(module) = found {
            self.book().compiled(true, since.elapsed());
            return Ok(module);
        }
        let Compiled { wasm, abi, warnings, .. } = allod_compiler::compile(code, &self.options)?;
        let module = Arc::new(CompiledModule { source, wasm, abi, warnings });
        self.cache(&module);
        self.book().compiled(false, since.elapsed());
        Ok(module)
    }

    fn validate(&self, module: &CompiledModule) -> ValidationResult {
        let result = self.validator.validate(&module.wasm);
        if result.is_err() {
            self.book().refused();
        }
        result
    }

    fn optimize(&self, module: &CompiledModule) -> Result<OptimizedModule, WesError> {
        optimizer::run(&*self.optimizer, module, &self.validator)
    }

    fn cache(&self, module: &Arc<CompiledModule>) -> CacheEntry {
        self.cached().insert(module.clone())
    }
}
