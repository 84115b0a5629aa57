//! A module that is interpreted, beside the same in machine code: every receipt is the same.

use super::reset::{Call, call, calls, module, writer, writes};
use allod_vm::{Address, Compiler, Engine, EngineConfig, EngineError, Tier, Tiers};

/// Counts of what was seen, so that a test can tell that it looked at something.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen {
    /// Modules.
    pub modules: u64,
    /// Calls that succeeded.
    pub succeeded: u64,
    /// Calls that failed.
    pub failed: u64,
}

/// Two engines that do the same, on one tier each.
pub struct Pair {
    machine: Engine,
    interpreter: Engine,
}

impl Pair {
    /// Two engines in memory.
    ///
    /// # Errors
    /// An engine's.
    pub fn open() -> Result<Self, EngineError> {
        let machine = Engine::open(EngineConfig::default().with_tiers(Tiers::COMPILED))?;
        let interpreter = Engine::open(EngineConfig::default().with_compiler(Compiler::Interpreter))?;
        Ok(Self { machine, interpreter })
    }

    /// Deploys the random module of `seed` on both and calls each of its functions. Some seeds give none.
    ///
    /// # Errors
    /// A difference of the two: the function, its arguments, and both receipts.
    pub fn check(&self, seed: u64, seen: &mut Seen) -> Result<(), String> {
        match module(seed) {
            Some(module) => self.alike(seed, &module, calls, seen),
            None => Ok(()),
        }
    }

    /// Random writes, by the contract and by the host.
    ///
    /// # Errors
    /// As [`Pair::check`].
    pub fn check_writes(&self, seed: u64, seen: &mut Seen) -> Result<(), String> {
        self.alike(seed, &writer()?, writes, seen)
    }

    fn alike(
        &self,
        seed: u64,
        module: &[u8],
        calls: impl Fn(&Engine, Address, u64) -> Result<Vec<Call>, String>,
        seen: &mut Seen,
    ) -> Result<(), String> {
        let (contract, other) = match (self.machine.deploy(module), self.interpreter.deploy(module)) {
            (Ok(made), Ok(other)) => (made.address, other.address),
            (Err(one), Err(other)) if one.to_string() == other.to_string() => return Ok(()),
            (one, other) => return Err(format!("seed {seed}, deployed: {one:?} and {other:?}")),
        };
        let tiers = [self.machine.tier(contract), self.interpreter.tier(other)];
        let tiers = tiers.map(|tier| tier.map_err(|e| e.to_string()));
        if contract != other || tiers != [Ok(Tier::Machine), Ok(Tier::Interpreter)] {
            return Err(format!("seed {seed}: {contract} and {other}, on {tiers:?}"));
        }
        for (function, arguments) in calls(&self.machine, contract, seed)? {
            let wanted = call(&self.machine, contract, &function, &arguments);
            let said = call(&self.interpreter, contract, &function, &arguments);
            if said != wanted {
                return Err(format!(
                    "seed {seed}, {function}({arguments:?}):\n  machine: {wanted:?}\n  interpreter: {said:?}"
                ));
            }
            match wanted.is_ok_and(|receipt| receipt.is_success()) {
                true => seen.succeeded += 1,
                false => seen.failed += 1,
            }
        }
        seen.modules += 1;
        Ok(())
    }
}
