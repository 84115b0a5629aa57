//! Modules that make a compiler spill, on an engine that compiles, one that interprets, and wasmi: they come to the same
//! depth, for the same gas, with the same outcome and memory.

use crate::machine::{Limits, Machine, interpreter::Wasmi};
use crate::modules::probes::{PROBE, probed};
use crate::modules::spilling::{self, Spilling};
use crate::rng::SplitMix64;
use allod_compiler::instrument::instrument;
use allod_core::{Args, GasSchedule, Status, Trap, Value};
use allod_vm::{
    Address, Compiler, DeployOptions, Engine, EngineConfig, EngineError, ExecuteOptions, Receipt, Tier, Tiers,
};

/// Gas for one call: enough to come to the end of the stack where a level is not too dear.
const GAS: u64 = 10_000_000;

/// Counts of each kind of end that was seen, so that a test can tell that it looked at something.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen {
    /// Modules.
    pub modules: u64,
    /// Of those, the modules that call other contracts.
    pub hosted: u64,
    /// Modules that ran in machine code where it could be had.
    pub compiled: u64,
    /// Modules that the gate or the meter refused.
    pub refused: u64,
    /// Calls that succeeded.
    pub succeeded: u64,
    /// Calls that came to the end of their stack.
    pub overflowed: u64,
    /// Calls that ran out of gas.
    pub exhausted: u64,
    /// Calls that failed in another way.
    pub failed: u64,
}

/// Two engines that do the same: one compiles every module before its first call, the other compiles none.
pub struct Stacks {
    engines: [Engine; 2],
}

impl Stacks {
    /// Two engines in memory.
    ///
    /// # Errors
    /// An engine's.
    pub fn open() -> Result<Self, EngineError> {
        let machine = Engine::open(EngineConfig::default().with_tiers(Tiers::COMPILED))?;
        let interpreter = Engine::open(EngineConfig::default().with_compiler(Compiler::Interpreter))?;
        Ok(Self { engines: [machine, interpreter] })
    }

    /// Runs the functions of the module of `seed` on both engines and, if it imports nothing, in wasmi.
    ///
    /// # Errors
    /// A difference of two: the function, its arguments, and what each said.
    pub fn check(&self, seed: u64, seen: &mut Seen) -> Result<(), String> {
        let spilling = spilling::module(seed);
        let named = |why: String| format!("seed {seed}: {why}");
        let plain = wat::parse_str(&spilling.text).map_err(|e| named(e.to_string()))?;
        let module = probed(&plain).ok_or_else(|| named("no probes".to_owned()))?;
        // The second is called by the first, and the other way round.
        let Some(contract) = self.deploy(&module).map_err(named)? else {
            seen.refused += 1;
            return Ok(());
        };
        let other = match spilling.hosted {
            true => self.deploy(&module).map_err(named)?.ok_or_else(|| named("refused the second time".to_owned()))?,
            false => contract,
        };
        seen.modules += 1;
        seen.hosted += u64::from(spilling.hosted);
        let tier = self.engines[0].tier(contract).map_err(|e| named(e.to_string()))?;
        seen.compiled += u64::from(tier == Tier::Machine);
        let judge = judge(&module, &spilling).map_err(named)?;
        let mut dice = SplitMix64::new(seed ^ 0xa5a5);
        for index in 0..spilling.functions {
            let name = format!("{PROBE}.f{index}");
            for depth in [dice.within(1..8), dice.within(8..200), 1 << 40] {
                let arguments = spilling::input(dice.next_u64(), depth, &dice.pick(&[contract, other]).0);
                let receipt = self.call(contract, &name, &arguments).map_err(named)?;
                match &receipt.status {
                    Status::Success => seen.succeeded += 1,
                    Status::OutOfGas => seen.exhausted += 1,
                    Status::Trapped { trap: Trap::StackOverflow, .. } => seen.overflowed += 1,
                    _ => seen.failed += 1,
                }
                if let Some(judge) = &judge {
                    agrees(judge, &name, &arguments, &receipt)
                        .map_err(|why| named(format!("{name}({arguments:x?}): {why}\n  engine: {receipt:?}")))?;
                }
            }
        }
        Ok(())
    }

    /// Deploys `module` on both engines; `None` where both refuse it in the same words.
    fn deploy(&self, module: &[u8]) -> Result<Option<Address>, String> {
        let options = DeployOptions { reentrant: true, gas_limit: Some(1 << 40), ..DeployOptions::default() };
        let [one, other] = [0, 1].map(|i| self.engines[i].deploy_with_options(module, options.clone()));
        match (one, other) {
            (Ok(one), Ok(other)) if one.address == other.address => Ok(Some(one.address)),
            (Err(one), Err(other)) if one.to_string() == other.to_string() => Ok(None),
            (one, other) => Err(format!("deployed: {one:?} and {other:?}")),
        }
    }

    /// The receipt that both engines give.
    fn call(&self, contract: Address, function: &str, arguments: &[u64]) -> Result<Receipt, String> {
        let values: Vec<_> = arguments.iter().map(|word| Value::I64(*word as i64)).collect();
        let call = |engine: &Engine| {
            let options = ExecuteOptions { gas_limit: Some(GAS), ..ExecuteOptions::default() };
            engine.simulate(contract, function, Args::Positional(values.clone()), options).map_err(|e| e.to_string())
        };
        let [one, other] = [0, 1].map(|i| call(&self.engines[i]));
        match one == other {
            true => one,
            false => Err(format!("{function}({arguments:x?}):\n  compiled: {one:?}\n  interpreted: {other:?}")),
        }
    }
}

/// wasmi with a module that imports nothing, metered as the engines meter it.
fn judge(module: &[u8], spilling: &Spilling) -> Result<Option<Wasmi>, String> {
    if spilling.hosted {
        return Ok(None);
    }
    let metered = instrument(module, &GasSchedule::standard()).map_err(|e| e.to_string())?;
    Wasmi::load(&metered.wasm).map(Some)
}

/// Ok if wasmi ends as the receipt says: with its result, its gas, out of gas or out of stack.
fn agrees(judge: &Wasmi, function: &str, arguments: &[u64], receipt: &Receipt) -> Result<(), String> {
    // What the host takes for input and output is not the module's.
    let gas = GAS - receipt.gas.host_total();
    let stack = DeployOptions::default().wasi.stack_size;
    let ran = judge.instance()?.call(function, arguments, Limits { gas: gas as i64, stack: stack as i32 })?;
    let paid = gas as i64 - ran.gas;
    let same_gas = paid == receipt.gas.instructions as i64;
    let same = match &receipt.status {
        Status::OutOfGas => ran.gas < 0,
        Status::Trapped { trap: Trap::StackOverflow, .. } => ran.stack < 0 && same_gas,
        Status::Success => {
            let word = receipt.output.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte));
            ran.results == Ok(vec![word]) && same_gas
        }
        _ => ran.results.is_err() && ran.gas >= 0 && ran.stack >= 0 && same_gas,
    };
    if same { Ok(()) } else { Err(format!("wasmi: {ran:x?}, {paid} gas")) }
}
