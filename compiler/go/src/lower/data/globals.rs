//! Package variables.

use crate::diagnostic::Diagnostic;
use crate::lower::module::Module;

/// Gives package variables their addresses. They begin as zero, or with a constant.
pub(in crate::lower) fn place_globals(module: &mut Module<'_>) -> Result<(), Diagnostic> {
    let program = module.program;
    for global in &program.globals {
        let layout = module.layout(global.ty)?;
        let at = if global.value.is_some() { 0 } else { module.image.reserve(layout.size, layout.align)? };
        module.globals.push(at);
    }
    for (index, global) in program.globals.iter().enumerate() {
        let Some(value) = &global.value else { continue };
        module.globals[index] = module.place_constant(value)?;
    }
    Ok(())
}
