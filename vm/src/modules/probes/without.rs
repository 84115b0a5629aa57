//! Metering of a module that gets probes, in a build without the feature `profile`: nothing there asks for one.

use crate::EngineError;
use crate::modules::probes::Probes;
use allod_compiler::instrument::Instrumented;
use allod_compiler::probe::Symbols;
use allod_core::GasSchedule;

/// Meters nothing.
///
/// # Errors
/// [`EngineError::Internal`], always.
pub(in crate::modules) fn meter_with_probes(
    _: &[u8],
    _: &GasSchedule,
    probes: Probes,
) -> Result<(Instrumented, Symbols), EngineError> {
    Err(EngineError::Internal(format!("{probes:?} probes in a build without the feature `profile`")))
}
