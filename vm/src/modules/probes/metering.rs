//! Metering of a module that gets probes.

use crate::EngineError;
use crate::modules::probes::Probes;
use allod_compiler::instrument::{Instrumented, instrument, instrument_marked};
use allod_compiler::probe::{Symbols, probe, stack_probes};
use allod_core::GasSchedule;

/// Meters a module that passed the gate, and puts `probes` into it, with the symbols that these speak of.
///
/// # Errors
/// That it can't be metered.
pub(in crate::modules) fn meter_with_probes(
    wasm: &[u8],
    schedule: &GasSchedule,
    probes: Probes,
) -> Result<(Instrumented, Symbols), EngineError> {
    let symbols = Symbols::of(wasm);
    let mut metered = match probes {
        Probes::Stack => instrument_marked(wasm, schedule, &|function| symbols.lines.operators(function)),
        Probes::None | Probes::Gas => instrument(wasm, schedule),
    }?;
    metered.wasm = match probes {
        Probes::Stack => stack_probes(&metered.wasm)?,
        Probes::None | Probes::Gas => probe(&metered.wasm)?,
    };
    Ok((metered, symbols))
}
