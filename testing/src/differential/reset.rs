//! An instance that ran and was put back, beside one that is new: nothing that a call can see tells them apart.

use crate::modules::generator;
use crate::modules::probes::{PROBE, probed};
use crate::rng::noise;
use crate::sources::WRITER;
use allod_core::{Args, Type, Value};
use allod_vm::{Address, Engine, ExecuteOptions, Receipt};

/// Gas for one call: enough for a digest of a mebibyte, little enough for functions that never end.
const GAS: u64 = 6_000_000;
/// Rounds in which each function is called on the thread that keeps its instances, in an order of its own each time.
const ROUNDS: u64 = 3;

/// Counts of what was seen, so that a test can tell that it looked at something.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen {
    /// Modules.
    pub modules: u64,
    /// Calls on an instance that had run before.
    pub calls: u64,
    /// Of those, the calls before which another had left memory or globals changed.
    pub after_changes: u64,
    /// Of those, the calls after one that ended in a trap or without gas.
    pub after_failures: u64,
}

/// A call to be made: the function and its arguments.
pub type Call = (String, Vec<Value>);

/// A random module. Some seeds give none that the gate lets in.
///
/// # Errors
/// A difference of two receipts of the same call: the function, its arguments, and both receipts.
pub fn check(engine: &Engine, seed: u64, seen: &mut Seen) -> Result<(), String> {
    let Some(module) = module(seed) else { return Ok(()) };
    let Ok(deployed) = engine.deploy(module) else { return Ok(()) };
    alike(engine, deployed.address, seed, calls(engine, deployed.address, seed)?, seen)
}

/// The random module of a seed, with probes. Some seeds give none.
pub fn module(seed: u64) -> Option<Vec<u8>> {
    generator::whole(seed).as_deref().and_then(probed)
}

/// A call of each function of the random module of `seed`, deployed as `contract`.
///
/// # Errors
/// The engine's.
pub fn calls(engine: &Engine, contract: Address, seed: u64) -> Result<Vec<Call>, String> {
    let abi = engine.abi(contract).map_err(|e| e.to_string())?;
    let calls = (0..).zip(&abi.functions).map(|(i, function)| {
        let bits = generator::arguments(seed.wrapping_mul(1_000).wrapping_add(i), function.inputs.len());
        let arguments = function.inputs.iter().zip(bits).map(|(input, bits)| number(&input.ty, bits));
        (function.name.clone(), arguments.collect())
    });
    Ok(calls.collect())
}

/// Random writes, by the contract and by the host.
///
/// # Errors
/// As [`check`].
pub fn check_writes(engine: &Engine, seed: u64, seen: &mut Seen) -> Result<(), String> {
    let contract = engine.deploy(writer()?).map_err(|e| e.to_string())?.address;
    alike(engine, contract, seed, writes(engine, contract, seed)?, seen)
}

/// A contract that writes to its memory as it is told, or has the host write, with probes.
///
/// # Errors
/// None, as long as its text is right.
pub fn writer() -> Result<Vec<u8>, String> {
    let module = wat::parse_str(WRITER).map_err(|e| e.to_string())?;
    probed(&module).ok_or_else(|| "no writer".to_owned())
}

/// Random calls of the writer, deployed as `contract`.
///
/// # Errors
/// The engine's.
pub fn writes(engine: &Engine, contract: Address, seed: u64) -> Result<Vec<Call>, String> {
    let abi = engine.abi(contract).map_err(|e| e.to_string())?;
    let dice = noise(seed, 64 * CALLS);
    let calls = dice.chunks_exact(64).map(|dice| {
        let (which, dice) = dice.split_at(1);
        let function = &abi.functions[usize::from(which[0]) % abi.functions.len()];
        let words = function.inputs.iter().zip(dice.chunks_exact(6));
        let last = function.inputs.len().saturating_sub(1);
        let arguments = words.enumerate().map(|(i, (input, dice))| {
            // The last says how the call ends: most return.
            number(&input.ty, if i == last { u64::from(dice[0] % 16).saturating_sub(12) } else { word(dice) })
        });
        (function.name.clone(), arguments.collect())
    });
    Ok(calls.collect())
}

/// Random writes of a seed.
const CALLS: usize = 24;

/// An address near the edge of a page, a length, or a small number.
fn word(dice: &[u8]) -> u64 {
    let near = u64::from(dice[1] % 17);
    let at = match dice[0] % 4 {
        0 => u64::from(dice[2] % 128) << 12,
        1 => u64::from(dice[2]) << 4,
        2 => u64::from(dice[2] % 9) << 16,
        _ => 8,
    };
    (at + near).saturating_sub(8)
}

/// Makes `calls` again and again on this thread, and once each on a thread of its own, which has no instance yet.
fn alike(engine: &Engine, contract: Address, seed: u64, calls: Vec<Call>, seen: &mut Seen) -> Result<(), String> {
    let new = |(function, arguments): Call| {
        let receipt = on_a_thread_of_its_own(|| call(engine, contract, &function, &arguments))?;
        Ok((function, arguments, receipt))
    };
    let untouched = new((PROBE.to_owned(), Vec::new()))?.2.output;
    let calls = calls.into_iter().map(new).collect::<Result<Vec<_>, String>>()?;
    let mut before: Option<&Receipt> = None;
    for round in 0..ROUNDS {
        let mut order: Vec<_> = calls.iter().zip(noise(seed ^ round << 32, calls.len())).collect();
        order.sort_by_key(|row| row.1);
        for ((function, arguments, new), _) in order {
            let reset = call(engine, contract, function, arguments)?;
            if reset != *new {
                return Err(format!("seed {seed}, {function}({arguments:?}):\n  new: {new:?}\n  reset: {reset:?}"));
            }
            if let Some(before) = before.replace(new) {
                let changed = before.function.starts_with(PROBE) && before.output != untouched;
                seen.calls += 1;
                seen.after_failures += u64::from(!before.is_success());
                seen.after_changes += u64::from(before.is_success() && changed);
            }
        }
    }
    seen.modules += 1;
    Ok(())
}

/// Makes a call, and commits nothing.
///
/// # Errors
/// The engine's.
pub fn call(engine: &Engine, contract: Address, function: &str, arguments: &[Value]) -> Result<Receipt, String> {
    let options = ExecuteOptions { gas_limit: Some(GAS), ..ExecuteOptions::default() };
    engine.simulate(contract, function, Args::Positional(arguments.to_vec()), options).map_err(|e| e.to_string())
}

fn on_a_thread_of_its_own<T: Send>(act: impl FnOnce() -> Result<T, String> + Send) -> Result<T, String> {
    std::thread::scope(|scope| scope.spawn(act).join().map_err(|_| "a panic".to_owned())?)
}

fn number(ty: &Type, bits: u64) -> Value {
    match ty {
        Type::I32 => Value::I32(bits as u32 as i32),
        _ => Value::I64(bits as i64),
    }
}
