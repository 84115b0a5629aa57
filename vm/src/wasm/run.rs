//! One call of one instance.

use super::boundary::{Broken, Guest, Number};
use super::{pool, trap};
use crate::EngineError;
use crate::call::Ended;
use crate::card::{self, Entry};
use crate::frame::Stop;
use crate::gas::GasMeter;
use crate::modules::LoadedModule;
use crate::session::Session;
use allod_compiler::gate::INITIALIZE_EXPORT;
use allod_core::RevertCode;
use allod_security::WasiOptions;
use std::sync::Arc;

/// Numbers that an entry takes without asking for memory.
const FEW: usize = 8;

/// Runs the function of `module` that stands at `function.0` in the ABI and is called `function.1`, in an instance that
/// is as new.
pub(crate) fn run(
    session: &mut Session,
    module: &Arc<LoadedModule>,
    function: (usize, &str),
    wasi: &WasiOptions,
    meter: &mut GasMeter,
) -> Ended {
    let fault = |error: EngineError| Ended::Stopped(Stop::Fault(error));
    let mut guest = match pool::take(module) {
        Ok(guest) => guest,
        Err(error) => return fault(error),
    };
    guest.fill(*meter, i32::try_from(wasi.stack_size).unwrap_or(i32::MAX));
    let ended = enter(session, &mut guest, module, function).unwrap_or_else(fault);
    meter.set_left(guest.gas());
    pool::give(module, guest);
    ended
}

fn enter(
    session: &mut Session,
    guest: &mut Guest,
    module: &LoadedModule,
    (at, function): (usize, &str),
) -> Result<Ended, EngineError> {
    let missing = |name: &str| EngineError::Damaged(format!("the ABI promised {name}"));
    if module.card.needs_initialize {
        let (index, _) = module.card.entry(INITIALIZE_EXPORT).ok_or_else(|| missing(INITIALIZE_EXPORT))?;
        let initialize = guest.function(index, INITIALIZE_EXPORT)?;
        if let Err(broken) = guest.enter(session, &initialize, &mut []) {
            return Ok(ended(broken));
        }
    }
    let (index, entry) = module.entry(at).ok_or_else(|| missing(function))?;
    let count = entry.params.len().max(usize::from(entry.result.is_some()));
    let (mut few, mut many);
    let numbers: &mut [Number] = if count <= FEW {
        few = [0; FEW];
        &mut few[..count]
    } else {
        many = vec![0; count];
        &mut many
    };
    if let Err(why) = arguments(entry, &session.frame()?.input, numbers) {
        return Ok(Ended::Stopped(Stop::Revert(RevertCode::INPUT, why)));
    }
    let code = guest.function(index, function)?;
    if let Err(broken) = guest.enter(session, &code, numbers) {
        return Ok(ended(broken));
    }
    if let (Some(result), Some(number)) = (entry.result, numbers.first()) {
        session.frame()?.output = match result {
            card::Number::I32 => (*number as u32).to_le_bytes().to_vec(),
            card::Number::I64 => (*number as u64).to_le_bytes().to_vec(),
        };
    }
    Ok(Ended::Returned)
}

fn ended(broken: Broken) -> Ended {
    match broken {
        Broken::Stopped(stop) => Ended::Stopped(stop),
        Broken::Trapped(error, stack_left) => trap::ended(error, stack_left),
    }
}

/// Writes the encoded input into `numbers` as a native entry takes it; nothing for one that reads its input itself.
fn arguments(entry: &Entry, input: &[u8], numbers: &mut [Number]) -> Result<(), String> {
    let mut left = input;
    for (number, slot) in entry.params.iter().zip(numbers) {
        let (value, rest) = match number {
            card::Number::I32 => left.split_first_chunk().map(|(n, rest)| (u32::from_le_bytes(*n).into(), rest)),
            card::Number::I64 => left.split_first_chunk().map(|(n, rest)| (u64::from_le_bytes(*n).into(), rest)),
        }
        .ok_or_else(|| format!("{} bytes of input are too few", input.len()))?;
        *slot = value;
        left = rest;
    }
    match entry.params.is_empty() || left.is_empty() {
        true => Ok(()),
        false => Err(format!("{} bytes of input are left over", left.len())),
    }
}
