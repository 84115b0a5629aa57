//! Any bytes as a module.

use allod_compiler::gate::{self, GateOptions};
use allod_compiler::instrument::{InstrumentError, instrument};
use allod_compiler::{abi_section, attach_abi};
use allod_core::GasSchedule;

/// A module: refused by name, or metered. Its ABI is read and written whether it is let in or not, as a deploy does.
pub fn gate(data: &[u8]) {
    let usual = GateOptions::default();
    let everything = GateOptions { simd: true, ..usual };
    let enters = gate::check(data, &everything).map_err(|refusal| refusal.to_string()).is_ok();
    assert!(enters || gate::check(data, &usual).is_err(), "an option more lets in no less");
    if enters {
        let metered = instrument(data, &GasSchedule::standard());
        assert!(metered.as_ref().err().is_none_or(too_much), "{metered:?}");
    }
    if let Ok(Some(abi)) = abi_section(data).map_err(|error| error.to_string()) {
        assert_eq!(abi_section(&attach_abi(data, &abi)).ok().flatten(), Some(abi), "an ABI is read as it was attached");
    }
}

/// The only reasons that the meter may have against what was let in.
pub(super) fn too_much(error: &InstrumentError) -> bool {
    use InstrumentError::{Frame, Growth, TooDear};
    matches!(error, TooDear { .. } | Frame { .. } | Growth { .. })
}
