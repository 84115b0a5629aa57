//! One random module on every machine: whatever can be seen of a run is the same.

use crate::machine::interpreter::{TIGHTEST, Wasmi};
use crate::machine::{Machine, compiled::Wasmer};
use crate::modules::generator;
use allod_compiler::instrument::instrument;
use allod_core::GasSchedule;

/// Bytes of native stack for [`check`]. Where the compiler left a tail call standing, wasmi's loop takes some hundred
/// bytes for each unit of gas. It is address space; only what is used becomes memory.
pub const NATIVE_STACK: usize = 1 << 30;

/// Meters the module of `seed` and runs all its functions on every machine. Some seeds give no module.
///
/// # Errors
/// A difference of two machines: the function, its arguments, and what each said.
pub fn check(seed: u64, seen: &mut Seen) -> Result<(), String> {
    let Some(plain) = generator::module(seed) else { return Ok(()) };
    // Some code may not be metered: a table operator, a frame beyond every stack.
    let Ok(metered) = instrument(&plain, &GasSchedule::standard()) else { return Ok(()) };
    let named = |machine: &str, why: String| format!("seed {seed}: {machine}: {why}");
    let interpreted = Wasmi::load(&metered.wasm).map_err(|why| named("wasmi", why))?;
    let legalized = Wasmi::legalized(&metered.wasm, &TIGHTEST).map_err(|why| named("wasmi, legalized", why))?;
    let cranelift = Wasmer::cranelift(&metered.wasm).map_err(|why| named("cranelift", why))?;
    #[cfg(feature = "singlepass")]
    let singlepass = Wasmer::singlepass(&metered.wasm).map_err(|why| named("singlepass", why))?;
    let machines: &[&dyn Machine] = &[
        &interpreted,
        &legalized,
        &cranelift,
        #[cfg(feature = "singlepass")]
        &singlepass,
    ];
    compare(seed, machines, seen)
}

/// Counts of each kind of end that was seen, so that a test can tell that it looked at something.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen {
    /// Modules.
    pub modules: u64,
    /// Calls that returned within their gas.
    pub returned: u64,
    /// Calls that trapped within their gas.
    pub trapped: u64,
    /// Calls that ran out of gas or stack.
    pub exhausted: u64,
}

/// Runs every exported function on every machine and compares them with the first.
fn compare(seed: u64, machines: &[&dyn Machine], seen: &mut Seen) -> Result<(), String> {
    let [judge, others @ ..] = machines else { return Ok(()) };
    seen.modules += 1;
    for (i, (function, count)) in (0..).zip(judge.functions()) {
        let arguments = generator::arguments(seed.wrapping_mul(1_000).wrapping_add(i), count);
        let wanted = judge.call(&function, &arguments);
        match &wanted {
            Ok(ran) if ran.ended.gas < 0 || ran.ended.stack < 0 => seen.exhausted += 1,
            Ok(ran) if ran.ended.results.is_ok() => seen.returned += 1,
            _ => seen.trapped += 1,
        }
        for machine in others {
            let said = machine.call(&function, &arguments);
            // Why there is no instance is said in each machine's own words.
            if said != wanted && !(said.is_err() && wanted.is_err()) {
                return Err(format!(
                    "seed {seed}, {function}({arguments:x?}):\n  {}: {wanted:x?}\n  {}: {said:x?}",
                    judge.name(),
                    machine.name()
                ));
            }
        }
    }
    Ok(())
}
