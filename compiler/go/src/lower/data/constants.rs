//! Constants: package variables whose value is known without running anything.

use crate::diagnostic::Diagnostic;
use crate::lower::module::Module;

/// Gives package variables their addresses. The result is the number of statements of the init function whose work is done
/// with it.
pub(in crate::lower) fn place_globals(module: &mut Module<'_>) -> Result<usize, Diagnostic> {
    let program = module.program;
    for global in &program.globals {
        let layout = module.layout(global.ty)?;
        let at = module.image.reserve(layout.size, layout.align)?;
        module.globals.push(at);
    }
    Ok(0)
}
