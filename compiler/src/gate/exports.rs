//! Exports: names outside the reserved prefix, and functions that a host can call.

use super::error::{Check, GateError, Refusal, check_limit};
use super::limits::GateLimits;
use super::shape::{Export, ModuleShape};
use super::types;
use wasmparser::{ExportSectionReader, ExternalKind, FuncType};

/// The prefix of names that instrumentation adds; a module's own may not begin with it.
pub const RESERVED_PREFIX: &str = "allod.";

/// The name under which host functions look for the memory.
pub const MEMORY_EXPORT: &str = "memory";

/// The function that sets up a module's runtime, called once before anything else.
pub const INITIALIZE_EXPORT: &str = "_initialize";

/// The functions that exports refer to.
pub(super) struct Functions<'f> {
    pub(super) signatures: &'f [FuncType],
    /// The type of each function, imports first.
    pub(super) types: &'f [u32],
    /// The number that is imported.
    pub(super) imported: u32,
}

/// Checks the exports and notes the functions in `shape`. Says whether the memory is exported under its name.
pub(super) fn read(
    section: ExportSectionReader<'_>,
    functions: &Functions<'_>,
    limits: &GateLimits,
    shape: &mut ModuleShape,
) -> Result<bool, GateError> {
    check_limit(Check::Exports, "exports", section.count().into(), limits.exports)?;
    let mut memory = false;
    for export in section.into_iter_with_offsets() {
        let (offset, export) = export?;
        let fail = |e: GateError| e.at(offset);
        check_limit(Check::Exports, "bytes of a name", export.name.len() as u64, limits.name_bytes).map_err(fail)?;
        if export.name.starts_with(RESERVED_PREFIX) {
            let wanted = format!("a name that does not begin with {RESERVED_PREFIX}");
            return Err(fail(GateError::mismatch(Check::Exports, export.name, "a reserved name", wanted)));
        }
        match export.kind {
            ExternalKind::Func => shape.exports.push(function(export.name, export.index, functions).map_err(fail)?),
            ExternalKind::Memory => memory |= export.name == MEMORY_EXPORT,
            ExternalKind::Table | ExternalKind::Global => {}
            _ => return Err(fail(GateError::new(Check::Exports, Refusal::Disallowed("an export of that kind")))),
        }
    }
    Ok(memory)
}

fn function(name: &str, index: u32, functions: &Functions<'_>) -> Result<Export, GateError> {
    let ty = functions.types.get(index as usize).and_then(|ty| functions.signatures.get(*ty as usize));
    let Some(ty) = ty else {
        return Err(GateError::mismatch(Check::Exports, name, "a function there is not", "a function"));
    };
    // The host would be called outside every frame, unpaid.
    if index < functions.imported {
        return Err(GateError::mismatch(Check::Exports, name, "an import", "a function with a body"));
    }
    let (Some(params), Some(results)) = (types::numbers(ty.params()), types::numbers(ty.results())) else {
        return Err(GateError::mismatch(Check::Exports, name, types::signature_text(ty), "a signature of i32 and i64"));
    };
    // A call has one result; one that were dropped would be missed.
    if results.len() > 1 {
        return Err(GateError::mismatch(Check::Exports, name, types::signature_text(ty), "one result or none"));
    }
    if name == INITIALIZE_EXPORT && !(params.is_empty() && results.is_empty()) {
        return Err(GateError::mismatch(Check::Exports, name, types::signature_text(ty), types::text(&[], &[])));
    }
    Ok(Export { name: name.to_owned(), params, results })
}
