//! Optimiser: a module made smaller and cheaper before it is deployed, and never behind anybody's back. Nodes agree on the
//! bytes that were deployed, so whoever deploys chooses.
//!
//! | pass | does |
//! |---|---|
//! | `globals` | a global that nobody writes becomes its constant |
//! | `facts` | branches and reads of a function, counted beforehand |
//! | `function` | the sequences of a function, inner ones first |
//! | `sequence` | operators whose operands are known are computed ahead; branches that are known are taken; what is dropped, or stands behind a branch, goes |
//! | `fold` | integer arithmetic |
//! | `data` | zeros in segments, and segments of a memory that nobody reads |
//!
//! Functions, types, globals and segments that nothing reaches, and custom sections but the ABI, are left out with walrus.
//!
//! A run that completes gives the same results, memory and calls of the host, and costs no more gas; one that traps does so
//! for the same reason. A contract that asks for the gas left sees more of it. Floats stay as they are, so that NaNs are
//! made by the machine that is metered.

mod data;
mod facts;
mod fold;
mod function;
mod globals;
mod sequence;

use crate::gate::{self, GateError, GateOptions};
use allod_core::ModuleImport;
use allod_core::abi::ABI_SECTION;
use std::panic::{AssertUnwindSafe, catch_unwind};
use walrus::{Module, ModuleConfig};

/// Rounds over each function: what one makes known is used by the next.
const ROUNDS: usize = 2;

/// Level of optimisation.
///
/// ```
/// use allod_compiler::optimise::{OptimisationLevel, OptimiseOptions, optimise};
///
/// let wasm = wat::parse_str(r#"(module (func $unused)
///     (func (export "f") (result i32) (i32.add (i32.const 3) (i32.const 4))))"#)?;
/// let of = |level| optimise(&wasm, &OptimiseOptions { level, ..OptimiseOptions::default() }).unwrap().wasm.len();
/// assert!(of(OptimisationLevel::Full) < of(OptimisationLevel::Unused));
/// assert!(of(OptimisationLevel::Unused) < of(OptimisationLevel::None));
/// # Ok::<(), wat::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OptimisationLevel {
    /// Nothing: the module as it is.
    None,
    /// Functions, segments and custom sections that nothing needs.
    Unused,
    /// The same, and the code of functions.
    #[default]
    Full,
}

/// Options of the optimiser.
///
/// ```
/// use allod_compiler::optimise::{OptimiseOptions, optimise};
///
/// let wasm = wat::parse_str(r#"(module (func $unused)
///     (func (export "f") (result i32) (i32.add (i32.const 3) (i32.const 4))))"#)?;
/// let options = OptimiseOptions { keep_names: true, ..OptimiseOptions::default() };
/// assert!(optimise(&wasm, &options).is_ok());
/// # Ok::<(), wat::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OptimiseOptions {
    /// The level.
    pub level: OptimisationLevel,
    /// Keeps names of functions, which profiles and traps speak in.
    pub keep_names: bool,
    /// The gate that the module has to pass, before and after.
    pub gate: GateOptions,
    /// Functions of the chain's host modules, which the module may import.
    pub imports: Vec<ModuleImport>,
}

/// Optimised module, and what was found to do.
///
/// ```
/// use allod_compiler::optimise::{OptimiseOptions, optimise};
///
/// let wasm = wat::parse_str(r#"(module (func $unused)
///     (func (export "f") (result i32) (i32.add (i32.const 3) (i32.const 4))))"#)?;
/// let optimised = optimise(&wasm, &OptimiseOptions::default()).unwrap();
/// assert!(optimised.wasm.len() < wasm.len());
/// # Ok::<(), wat::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Optimised {
    /// The module.
    pub wasm: Vec<u8>,
    /// The counts.
    pub changes: Changes,
}

/// Counts of what an optimiser did.
///
/// ```
/// use allod_compiler::optimise::{OptimiseOptions, optimise};
///
/// let wasm = wat::parse_str(r#"(module (func $unused)
///     (func (export "f") (result i32) (i32.add (i32.const 3) (i32.const 4))))"#)?;
/// let changes = optimise(&wasm, &OptimiseOptions::default()).unwrap().changes;
/// assert!(changes.folded >= 1 && changes.functions >= 1, "{changes:?}");
/// # Ok::<(), wat::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Operators that were computed ahead, and branches that were known.
    pub folded: u64,
    /// Operators that were removed because nothing needs them or nothing reaches them.
    pub dead: u64,
    /// Functions that nothing reaches.
    pub functions: u64,
    /// Bytes of segments.
    pub data_bytes: u64,
    /// Bytes of the module, all together.
    pub bytes: u64,
}

/// Error of the optimiser. The module can be deployed as it is, if the gate lets it in.
///
/// ```
/// use allod_compiler::optimise::{OptimiseError, OptimiseOptions, optimise};
///
/// assert!(matches!(optimise(b"no module", &OptimiseOptions::default()), Err(OptimiseError::Gate(_))));
/// ```
#[non_exhaustive]
#[derive(Debug, thiserror::Error)]
pub enum OptimiseError {
    /// The module would not be let in anyway.
    #[error(transparent)]
    Gate(#[from] GateError),
    /// walrus does not understand the module.
    #[error("the optimiser can't read the module: {0}")]
    Unreadable(String),
    /// The optimised module would not be let in. A mistake of the optimiser.
    #[error("the optimised module is not let in: {0}")]
    Refused(GateError),
}

/// Optimises a module.
///
/// ```
/// use allod_compiler::optimise::{OptimiseOptions, optimise};
///
/// let wasm = wat::parse_str(r#"(module (func $unused) (func (export "f") (result i32)
///     (if (result i32) (i32.eqz (i32.const 0)) (then (i32.add (i32.const 3) (i32.const 4))) (else (i32.const 1)))))"#)?;
/// let wanted = wat::parse_str(r#"(module (func (export "f") (result i32) (i32.const 7)))"#)?;
/// assert_eq!(optimise(&wasm, &OptimiseOptions::default()).unwrap().wasm, wanted);
/// # Ok::<(), wat::Error>(())
/// ```
///
/// # Errors
/// [`OptimiseError`]; the module can be deployed as it is then, if the gate lets it in.
pub fn optimise(wasm: &[u8], options: &OptimiseOptions) -> Result<Optimised, OptimiseError> {
    let OptimiseOptions { level, keep_names, gate, imports } = options;
    // It bounds everything that follows.
    gate::check_with(wasm, gate, imports)?;
    if *level == OptimisationLevel::None {
        return Ok(Optimised { wasm: wasm.to_vec(), changes: Changes::default() });
    }
    let optimised = optimise_ungated(wasm, *level, *keep_names)?;
    gate::check_with(&optimised.wasm, gate, imports).map_err(OptimiseError::Refused)?;
    Ok(optimised)
}

/// As [`optimise`], of a module that need not pass a gate: for tests, whose modules export what no contract may. Nothing
/// bounds the work.
///
/// # Errors
/// [`OptimiseError::Unreadable`].
#[doc(hidden)]
pub fn optimise_ungated(wasm: &[u8], level: OptimisationLevel, keep_names: bool) -> Result<Optimised, OptimiseError> {
    // A library reads the module of a stranger; should it panic, there is no optimised module.
    let run = AssertUnwindSafe(|| passes(wasm, level, keep_names));
    let (optimised, mut changes) =
        catch_unwind(run).unwrap_or_else(|_| Err(OptimiseError::Unreadable("walrus panicked".into())))?;
    // walrus writes some modules longer than they were, where there is nothing to do.
    if optimised.len() > wasm.len() && changes == Changes::default() {
        return Ok(Optimised { wasm: wasm.to_vec(), changes });
    }
    changes.bytes = (wasm.len() as u64).saturating_sub(optimised.len() as u64);
    Ok(Optimised { wasm: optimised, changes })
}

fn passes(wasm: &[u8], level: OptimisationLevel, keep_names: bool) -> Result<(Vec<u8>, Changes), OptimiseError> {
    let mut config = ModuleConfig::new();
    config.generate_producers_section(false).generate_name_section(keep_names);
    let mut module = config.parse(wasm).map_err(|error| OptimiseError::Unreadable(format!("{error:#}")))?;
    let customs: Vec<_> =
        module.customs.iter().filter(|(_, section)| section.name() != ABI_SECTION).map(|(id, _)| id).collect();
    customs.into_iter().for_each(|id| drop(module.customs.delete(id)));
    let (functions, data) = (module.funcs.iter().count(), data_bytes(&module));
    let mut changes = Changes::default();
    if level == OptimisationLevel::Full {
        let constants = globals::constants(&module);
        for (_, function) in module.funcs.iter_local_mut() {
            (0..ROUNDS).for_each(|_| function::rewrite(function, &constants, &mut changes));
        }
    }
    // A memory that only unreachable functions use is used by none afterwards.
    walrus::passes::gc::run(&mut module);
    data::shrink(&mut module);
    walrus::passes::gc::run(&mut module);
    changes.functions = (functions - module.funcs.iter().count()) as u64;
    changes.data_bytes = data.saturating_sub(data_bytes(&module));
    Ok((module.emit_wasm(), changes))
}

fn data_bytes(module: &Module) -> u64 {
    module.data.iter().map(|data| data.value.len() as u64).sum()
}
