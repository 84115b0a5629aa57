//! Calls: shown to a meter and held against the policy where there are such, executed, written up.

use crate::adapter::{ExecutionParams, ExecutionResult};
use crate::runtime::errors::{ErrorKind, WesError};
use crate::runtime::meter::{self, CostMeter, MeterRefusal};
use crate::runtime::predictor::Prediction;
use crate::runtime::security::{ViolationPolicy, denials};
use crate::service::{Running, lock};
use allod_vm::{Address, ExecuteOptions, Hash, Receipt, Status, Tier};
use std::time::Instant;

/// Descriptor of the refusal of a meter that has too little left for a call.
const LIMIT: &str = "the limit";

/// Simulations of one warm-up, at most.
const WARM_UP_CALLS: u32 = 10_000;

/// Result of a warm-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WarmUp {
    /// Calls that were simulated.
    pub calls: u32,
    /// True if they succeed.
    pub succeeds: bool,
    /// The tier of the next call.
    pub tier: Tier,
}

impl Running {
    pub(crate) fn execute(&self, params: ExecutionParams) -> Result<ExecutionResult, WesError> {
        let since = Instant::now();
        let (contract, function) = (params.resource_id, params.function.clone());
        let outcome = self.run(params, since);
        let number = lock(&self.book).executed(&outcome, since.elapsed());
        let result = match &outcome {
            Ok(result) => result,
            Err(WesError::Failed { result, .. }) => result,
            Err(_) => return outcome,
        };
        lock(&self.security).note(&result.violations);
        // A call that failed costs something else.
        if outcome.is_ok() {
            lock(&self.history).note((contract, &function), result.receipt.gas.used, number);
        }
        outcome
    }

    fn run(&self, params: ExecutionParams, since: Instant) -> Result<ExecutionResult, WesError> {
        let mut meter = self.meters.as_ref().map(|make| make(&params));
        let limit = meter.as_ref().map_or(params.limit, |meter| params.limit.min(meter.remaining()));
        let (contract, function, input, options) = parts(params, limit);
        let _alone = self.alone();
        if self.simulates() {
            let simulated = self.engine.simulate(contract, &function, input.clone(), options.clone())?;
            self.judge(&simulated, meter.as_deref_mut())?;
        }
        let receipt = self.engine.execute(contract, &function, input, options)?;
        let (violations, violations_cut) = denials(&receipt);
        let kind = ErrorKind::of_status(&receipt.status);
        let result = ExecutionResult { receipt, violations, violations_cut, time: since.elapsed() };
        match kind {
            None => Ok(result),
            Some(kind) => Err(WesError::Failed { kind, result: Box::new(result) }),
        }
    }

    /// Judges a call that was simulated, before it is made.
    fn judge(&self, simulated: &Receipt, meter: Option<&mut (dyn CostMeter + '_)>) -> Result<(), WesError> {
        if self.violations == ViolationPolicy::Terminate {
            let (mut events, _) = denials(simulated);
            events.iter_mut().for_each(|event| event.transaction = Hash([0; 32]));
            events.truncate(1);
            lock(&self.security).note(&events);
            if let Some(event) = events.pop() {
                return Err(WesError::Violation { event: Box::new(event) });
            }
        }
        let Some(meter) = meter else { return Ok(()) };
        // Its limit, and not that of the caller.
        if simulated.status == Status::OutOfGas && simulated.gas.limit == meter.remaining() {
            let why = format!("{} of {} are left, and the call costs more", meter.remaining(), meter.limit());
            return Err(MeterRefusal { amount: simulated.gas.used, descriptor: LIMIT.into(), why }.into());
        }
        Ok(meter::show(meter, &simulated.gas)?)
    }

    pub(crate) fn predict(&self, params: &ExecutionParams) -> Result<Prediction, WesError> {
        let history = lock(&self.history).estimate(params.resource_id, &params.function);
        let (contract, function, input, options) = parts(params.clone(), params.limit);
        let receipt = self.engine.simulate(contract, &function, input, options)?;
        Ok(Prediction { gas: receipt.gas.used, succeeds: receipt.is_success(), history })
    }

    pub(crate) fn preload(&self, contracts: &[Address]) -> Vec<(Address, WesError)> {
        let load = |contract: &Address| Some((*contract, self.engine.tier(*contract).err()?.into()));
        contracts.iter().filter_map(load).collect()
    }

    pub(crate) fn warm_up(&self, params: &ExecutionParams, calls: u32) -> Result<WarmUp, WesError> {
        let calls = calls.min(WARM_UP_CALLS);
        let mut succeeds = true;
        for _ in 0..calls {
            let (contract, function, input, options) = parts(params.clone(), params.limit);
            succeeds &= self.engine.simulate(contract, &function, input, options)?.is_success();
        }
        Ok(WarmUp { calls, succeeds, tier: self.engine.tier(params.resource_id)? })
    }
}

/// A request in the engine's words.
fn parts(params: ExecutionParams, limit: u64) -> (Address, String, allod_vm::Args, ExecuteOptions) {
    let ExecutionParams { resource_id, resource_type: _, function, input, limit: _, caller, value, objects } = params;
    let options = ExecuteOptions { from: caller, gas_limit: Some(limit), value, objects, ..Default::default() };
    (resource_id, function, input, options)
}
