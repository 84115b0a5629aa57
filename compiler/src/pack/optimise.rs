//! Removes what nothing reaches: after the snapshot, the runtime's own initialisation.

use super::parse;
use crate::CompileError;

/// The module without functions, types, globals and segments that nothing reaches, and without what
/// toolchains leave beside it. Function names stay: they are some 2% of the module, and what profiles and
/// traps speak in.
///
/// # Errors
/// [`CompileError::Module`] where the module can't be read.
pub(crate) fn optimise(wasm: &[u8]) -> Result<Vec<u8>, CompileError> {
    let mut module = parse("optimise", wasm)?;
    let customs: Vec<_> = module.customs.iter().map(|(id, _)| id).collect();
    for id in customs {
        module.customs.delete(id);
    }
    walrus::passes::gc::run(&mut module);
    Ok(module.emit_wasm())
}
