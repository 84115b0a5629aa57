//! Go source in a build without the feature `go`: refused by name.

use crate::{CompileError, CompileOptions, Compiled};

/// Refuses Go source.
///
/// # Errors
/// [`CompileError::WithoutGo`], always.
pub(crate) fn compile(_: &[u8], options: &CompileOptions) -> Result<Compiled, CompileError> {
    Err(CompileError::WithoutGo { name: options.name.clone() })
}
