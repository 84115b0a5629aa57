//! Outcome of a call, and how it is told.

use super::{Words, World};
use crate::report::GasSample;
use allod_core::{Address, Args, Status, Type, Value};
use allod_vm::{Engine, ExecuteOptions, Receipt};
use std::fmt::Write;
use std::sync::Arc;

/// Names of addresses that have one.
pub type NameOf<'n> = dyn Fn(&Address) -> Option<String> + 'n;

/// Drawing of a receipt's calls as people read it: some lines, with names in the place of addresses.
pub type Draw = dyn Fn(&Receipt, &NameOf<'_>) -> String + Send + Sync;

/// Letters of a reason, at most: a contract chose them.
const LETTERS: usize = 4_096;

/// Outcome of a call that a test made.
#[derive(Clone)]
pub(crate) struct Outcome {
    /// The world it was made in.
    pub(crate) world: u32,
    /// The contract's names, as tables have it and as reports do, and the function.
    pub(crate) contract: [String; 2],
    pub(crate) function: String,
    /// The line that made it.
    pub(crate) place: Option<String>,
    pub(crate) what: CallResult,
    /// True once the test has looked at it.
    pub(crate) looked: bool,
}

/// Result of a call: its receipt and its arguments, or the reason why it never ran.
#[derive(Clone)]
pub(crate) enum CallResult {
    /// It ran.
    Ran(Arc<Receipt>, Args),
    /// It never did, for this reason.
    NeverRan(Words),
}

impl Outcome {
    /// The receipt, if it ran.
    pub(crate) fn receipt(&self) -> Option<&Arc<Receipt>> {
        match &self.what {
            CallResult::Ran(receipt, _) => Some(receipt),
            CallResult::NeverRan(_) => None,
        }
    }

    /// The status as package `chain` counts them.
    pub(crate) fn status(&self) -> u8 {
        match self.receipt().map(|receipt| &receipt.status) {
            Some(Status::Success) => 0,
            Some(Status::Reverted { .. }) => 1,
            Some(Status::OutOfGas) => 2,
            Some(Status::Trapped { .. }) => 3,
            Some(Status::Refused { .. }) | None => 4,
        }
    }

    /// Gas, and the gas that came back.
    pub(crate) fn gas(&self) -> (u64, u64) {
        self.receipt().map_or((0, 0), |receipt| (receipt.gas.used, receipt.gas.refunded))
    }

    /// The call, for a table of gas; none where it did not run.
    pub(crate) fn sample(&self) -> Option<GasSample> {
        let receipt = self.receipt()?;
        let (contract, function) = (self.contract[0].clone(), self.function.clone());
        Some(GasSample { contract, function, gas: receipt.gas.used, success: receipt.is_success() })
    }

    /// The reason of the failure: the contract's own words where it had some; empty where it succeeded.
    pub(crate) fn reason(&self) -> String {
        let reason = match &self.what {
            CallResult::NeverRan(why) => why.clone(),
            CallResult::Ran(receipt, _) => match &receipt.status {
                Status::Success => String::new(),
                Status::Reverted { message, .. } if !message.is_empty() => message.clone(),
                status => status.to_string(),
            },
        };
        reason.chars().take(LETTERS).collect()
    }

    /// The call in a line: which, and how it ended.
    pub(crate) fn line(&self) -> String {
        let ended = match &self.what {
            CallResult::NeverRan(why) => format!("never ran: {why}"),
            CallResult::Ran(receipt, _) => match &receipt.status {
                Status::Success => "succeeded".to_owned(),
                status => status.to_string(),
            },
        };
        let line = format!("{}.{}: {ended}", self.contract[1], self.function);
        line.chars().take(LETTERS).collect()
    }

    /// The call in some lines: which it was, how it ended, the line of the contract that failed, and all calls that it made.
    pub(crate) fn report(&self, world: &World, draw: &Draw) -> String {
        let mut text = self.line();
        let CallResult::Ran(receipt, args) = &self.what else { return text };
        if !receipt.is_success() {
            text.push_str(&explanation(&world.engine, receipt, args).unwrap_or_default());
        }
        let drawn = draw(receipt, &|address| world.name(address).map(str::to_owned));
        for line in drawn.lines() {
            let _ = write!(text, "\n  {line}");
        }
        text
    }

    /// The values that the call gave, encoded as values of `types`.
    pub(crate) fn results_as(&self, types: &[Type]) -> Result<Vec<u8>, Words> {
        let receipt = self.receipt().ok_or("the call never ran")?;
        let values = receipt.values().map_err(|error| error.to_string())?;
        if values.len() != types.len() {
            let (given, wanted) = (values.len(), types.len());
            return Err(format!("{} gives {given} values, the test reads {wanted}", self.function));
        }
        let mut out = Vec::new();
        for (at, (value, ty)) in values.into_iter().zip(types).enumerate() {
            let what = format!("value {} that {} gives", at + 1, self.function);
            out.extend(value_as(value, ty, &what)?);
        }
        Ok(out)
    }
}

/// `value` encoded as one of type `ty`; `what` it is stands in the words of a mistake.
pub(crate) fn value_as(value: Value, ty: &Type, what: &str) -> Result<Vec<u8>, Words> {
    let summary = value.summary();
    match value.coerce(ty) {
        Ok(value) => Ok(value.encode()),
        Err(_) => Err(format!("{what} is {summary}, the test reads {ty}")),
    }
}

/// The lines where the call failed, if the engine finds them: it runs the call once more and watches.
fn explanation(engine: &Engine, receipt: &Receipt, args: &Args) -> Option<String> {
    let options = ExecuteOptions {
        from: receipt.sender,
        gas_limit: Some(receipt.gas.limit),
        value: receipt.trace.value,
        block: Some(receipt.block),
        ..ExecuteOptions::default()
    };
    let explanation = engine.explain(receipt.contract, &receipt.function, args.clone(), options).ok()?;
    if !explanation.agrees_with(receipt) {
        return None;
    }
    let mut text = String::new();
    for frame in explanation.failures.iter().flat_map(|failure| &failure.frames).filter(|frame| frame.line.is_some()) {
        let _ = write!(text, "\n  at {frame}");
    }
    Some(text)
}
