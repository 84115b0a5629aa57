//! Optimised modules: the same results, traps and memory as before, on both backends, for no more gas.

use super::machines::Seen;
use crate::machine::compiled::Wasmer;
use crate::machine::interpreter::Wasmi;
use crate::machine::{Machine, Ran};
use crate::modules::generator;
use allod_compiler::instrument::instrument;
use allod_compiler::optimise::{OptimisationLevel, Optimised, optimise_ungated};
use allod_core::GasSchedule;

/// Sums over modules that were looked at.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sums {
    /// The ends of runs before.
    pub seen: Seen,
    /// Modules that the optimiser changed.
    pub changed: u64,
    /// Operators folded and removed.
    pub operators: u64,
    /// Functions removed.
    pub functions: u64,
    /// Bytes before and after.
    pub bytes: [u64; 2],
    /// Gas of completed runs before and after.
    pub gas: [u64; 2],
}

/// Optimises the module of `seed` and runs every exported function of both, in wasmi and compiled by Cranelift.
///
/// # Errors
/// The first difference.
pub fn check(seed: u64, sums: &mut Sums) -> Result<(), String> {
    let Some(module) = generator::module(seed) else { return Ok(()) };
    check_module(seed, &module, sums)
}

/// As [`check`], of any module.
///
/// # Errors
/// The first difference.
pub fn check_module(seed: u64, module: &[u8], sums: &mut Sums) -> Result<(), String> {
    let named = |what: &str| format!("seed {seed}: {what}");
    let metered = |wasm: &[u8]| instrument(wasm, &GasSchedule::standard()).map(|metered| metered.wasm);
    // Some code may not be metered, and so not be deployed: a table operator, a frame beyond every stack.
    let Ok(before) = metered(module) else { return Ok(()) };
    // They export floats and several results, which the gate does not let in and the optimiser has to handle all the same.
    let optimise =
        || optimise_ungated(module, OptimisationLevel::Full, false).map_err(|error| named(&error.to_string()));
    let Optimised { wasm, changes } = optimise()?;
    let again = optimise()?;
    if again.wasm != wasm {
        return Err(named("two optimisations give two modules"));
    }
    sums.changed += u64::from(wasm != module);
    sums.operators += changes.folded + changes.dead;
    sums.functions += changes.functions;
    sums.bytes[0] += module.len() as u64;
    sums.bytes[1] += wasm.len() as u64;
    sums.seen.modules += 1;

    let after = metered(&wasm).map_err(|error| named(&format!("after: {error}")))?;
    let judge = Wasmi::load(&before).map_err(|error| named(&error))?;
    let interpreted = Wasmi::load(&after).map_err(|error| named(&error))?;
    let compiled = Wasmer::cranelift(&after).map_err(|error| named(&error))?;
    for (i, (function, count)) in (0..).zip(judge.functions()) {
        let arguments = generator::arguments(seed.wrapping_mul(1_000).wrapping_add(i), count);
        // There is no instance where a segment does not fit, which no gate lets in.
        let Ok(wanted) = judge.call(&function, &arguments) else { return Ok(()) };
        let call = |machine: &dyn Machine| machine.call(&function, &arguments).map_err(|error| named(&error));
        let (got, other) = (call(&interpreted)?, call(&compiled)?);
        let place = || named(&format!("{function}({arguments:x?})"));
        if got != other {
            return Err(format!("{}:\n  wasmi: {got:x?}\n  cranelift: {other:x?}", place()));
        }
        note(&wanted, &got, sums)
            .map_err(|what| format!("{}: {what}:\n  before: {wanted:x?}\n  after: {got:x?}", place()))?;
    }
    Ok(())
}

/// Compares the ends of a run before and after.
fn note(before: &Ran, after: &Ran, sums: &mut Sums) -> Result<(), &'static str> {
    if before.ended.gas < 0 || before.ended.stack < 0 {
        // What a run without an end has done by then is another part of it.
        sums.seen.exhausted += 1;
        return Ok(());
    }
    if after.ended.gas < 0 || after.ended.stack < 0 {
        return Err("the optimised module has too little");
    }
    if (&before.ended.results, before.memory) != (&after.ended.results, after.memory) {
        return Err("another end");
    }
    if before.ended.results.is_err() {
        sums.seen.trapped += 1;
        return Ok(());
    }
    sums.seen.returned += 1;
    let used = |ran: &Ran| crate::machine::GAS.saturating_sub(ran.ended.gas) as u64;
    sums.gas[0] += used(before);
    sums.gas[1] += used(after);
    if used(after) > used(before) { Err("more gas") } else { Ok(()) }
}
