//! Package variables.

use crate::diagnostic::Diagnostic;
use crate::lower::module::Module;

/// Gives package variables their addresses. They begin as zero.
pub(in crate::lower) fn place_globals(module: &mut Module<'_>) -> Result<(), Diagnostic> {
    let program = module.program;
    for global in &program.globals {
        let layout = module.layout(global.ty)?;
        let at = module.image.reserve(layout.size, layout.align)?;
        module.globals.push(at);
    }
    Ok(())
}
