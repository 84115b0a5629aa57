//! Optimiser of modules, and the trait for one of the caller's own.

use crate::compiler::{CompiledModule, Validator};
use crate::runtime::errors::WesError;
use allod_compiler::gate::ModuleShape;
use allod_compiler::optimise::{Changes, OptimisationLevel, OptimiseOptions, optimise};
use allod_vm::{GateRules, Hash};

/// Module that was optimised, to be deployed in the place of the one it was made of.
#[derive(Debug)]
pub struct OptimizedModule {
    /// The module.
    pub module: CompiledModule,
    /// Hash of the module before.
    pub before: Hash,
    /// Bytes before.
    pub bytes_before: usize,
    /// The counts of what was done, where the optimiser counts.
    pub changes: Option<Changes>,
}

/// Optimiser of modules.
pub trait Optimizer: Send + Sync {
    /// Its name, for messages.
    fn name(&self) -> &str;

    /// Optimises a module that passed the gate with `rules`. What it gives has to pass as well, and to offer the same
    /// functions and the same ABI.
    ///
    /// # Errors
    /// Its own, as text: the module stays as it is.
    fn optimize(&self, wasm: &[u8], rules: &GateRules) -> Result<(Vec<u8>, Option<Changes>), WesError>;
}

/// The optimiser of the Allod compiler: constants folded, dead code, functions, data and names left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StandardOptimizer {
    /// The level.
    pub level: OptimisationLevel,
    /// Keeps names of functions, which profiles and traps speak in.
    pub keep_names: bool,
}

impl Optimizer for StandardOptimizer {
    fn name(&self) -> &str {
        "standard"
    }

    fn optimize(&self, wasm: &[u8], rules: &GateRules) -> Result<(Vec<u8>, Option<Changes>), WesError> {
        let Self { level, keep_names } = *self;
        let GateRules { options, imports } = rules.clone();
        let optimised = optimise(wasm, &OptimiseOptions { level, keep_names, gate: options, imports })?;
        Ok((optimised.wasm, Some(optimised.changes)))
    }
}

/// Runs an optimiser over a module that `validator` lets in, and checks what it gives.
pub(crate) fn run(
    optimizer: &dyn Optimizer,
    module: &CompiledModule,
    validator: &Validator,
) -> Result<OptimizedModule, WesError> {
    let before = validator.validate(&module.wasm)?;
    let (wasm, changes) = optimizer.optimize(&module.wasm, validator.rules())?;
    let after = validator.validate(&wasm)?;
    let own = |why: &str| WesError::OwnOptimiser { name: optimizer.name().to_owned(), why: why.to_owned() };
    if exports(&before) != exports(&after) {
        return Err(own("the module it gives exports other functions"));
    }
    let abi = allod_compiler::abi_section(&wasm)?;
    if abi != allod_compiler::abi_section(&module.wasm)? {
        return Err(own("the module it gives has another ABI"));
    }
    let optimized = CompiledModule { source: module.source, wasm, abi, warnings: Vec::new() };
    Ok(OptimizedModule { module: optimized, before: module.code_hash(), bytes_before: module.wasm.len(), changes })
}

/// The functions a module offers, in the order of their names.
fn exports(shape: &ModuleShape) -> Vec<(&str, String)> {
    let mut exports: Vec<_> = shape
        .exports
        .iter()
        .map(|export| (export.name.as_str(), format!("{:?} {:?}", export.params, export.results)))
        .collect();
    exports.sort();
    exports
}
