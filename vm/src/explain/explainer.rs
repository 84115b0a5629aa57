//! Explainer: follows a run from contract to contract, and keeps where each call failed.

use super::module_stack::FailedStack;
use super::source_stack::frames;
use super::{Failure, StackFrame};
use allod_compiler::probe::Symbols;
use allod_core::{Address, Status};
use std::sync::Arc;

/// Explainer of a run.
#[derive(Debug, Default)]
pub(crate) struct Explainer {
    /// Calls that are open, the innermost last.
    open: Vec<OpenCall>,
    /// Failures of the call that was closed last and had no caller.
    failures: Vec<Failure>,
}

/// Call that is open.
#[derive(Debug)]
struct OpenCall {
    contract: Address,
    function: String,
    symbols: Arc<Symbols>,
    stack: FailedStack,
    /// The callee that failed last.
    callee: Option<FailedCallee>,
}

/// Callee that failed.
#[derive(Debug)]
struct FailedCallee {
    status: Status,
    /// The words that its caller was told.
    told: String,
    /// Its failure, after those that it came of.
    failures: Vec<Failure>,
}

impl Explainer {
    /// Opens a call that begins.
    pub(crate) fn open(&mut self, contract: Address, function: &str, symbols: Arc<Symbols>) {
        let (stack, callee) = (FailedStack::default(), None);
        self.open.push(OpenCall { contract, function: function.to_owned(), symbols, stack, callee });
    }

    /// Notes the stack of the innermost call's run, which failed.
    pub(crate) fn note(&mut self, stack: FailedStack) {
        if let Some(call) = self.open.last_mut() {
            call.stack = stack;
        }
    }

    /// Frames of the innermost call, as far as its stack was noted, the innermost function first.
    pub(crate) fn running(&self) -> Vec<StackFrame> {
        self.open.last().map(|call| frames(&call.stack, &call.symbols, &call.function).0).unwrap_or_default()
    }

    /// Closes the innermost call, which failed with a status or did not.
    pub(crate) fn close(&mut self, status: Option<&Status>) {
        let Some(call) = self.open.pop() else { return };
        let Some(status) = status else { return };
        let mut failures = match call.callee {
            Some(callee) if callee.is_cause_of(status) => callee.failures,
            _ => Vec::new(),
        };
        let (frames, left_out) = frames(&call.stack, &call.symbols, &call.function);
        let OpenCall { contract, function, .. } = call;
        failures.push(Failure { contract, function, status: status.clone(), frames, left_out });
        match self.open.last_mut() {
            Some(caller) => {
                let told = status.told_of(&contract);
                caller.callee = Some(FailedCallee { status: status.clone(), told, failures });
            }
            None => self.failures = failures,
        }
    }

    /// The failures, the innermost callee's first; none where the run succeeded.
    pub(crate) fn finish(self) -> Vec<Failure> {
        self.failures
    }
}

impl FailedCallee {
    /// The caller's failure repeats what it was told of the callee, or both ran out of gas.
    fn is_cause_of(&self, caller: &Status) -> bool {
        match caller {
            Status::OutOfGas => self.status == Status::OutOfGas,
            Status::Reverted { message, .. } | Status::Trapped { message, .. } => message.contains(&self.told),
            Status::Success | Status::Refused { .. } => false,
        }
    }
}
