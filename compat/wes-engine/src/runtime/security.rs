//! Security events: operations that the engine denied, whatever the contract made of it.

use allod_core::Reason;
use allod_vm::{Address, Hash, Receipt};
use std::collections::VecDeque;

/// Policy for calls that were denied an operation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ViolationPolicy {
    /// The contract gets a status and goes on, as on every node; the event is noted.
    #[default]
    Observe,
    /// The call is not executed. It is simulated first, and takes twice the time.
    Terminate,
}

/// Event of an operation that was denied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityEvent {
    /// The transaction; the zero hash for one that was not executed.
    pub transaction: Hash,
    /// The contract that asked.
    pub contract: Address,
    /// Its function.
    pub function: String,
    /// The caller of that.
    pub sender: Address,
    /// The operation and the reason of its denial.
    pub reason: Reason,
}

/// Denials of one call, each kind once for each frame, as its trace has them: at most sixteen for a frame. The flag tells
/// that there were more.
pub(crate) fn denials(receipt: &Receipt) -> (Vec<SecurityEvent>, bool) {
    let mut cut = false;
    let mut events = Vec::new();
    for frame in receipt.trace.walk() {
        cut |= frame.refusals_cut;
        events.extend(frame.denials.iter().map(|reason| SecurityEvent {
            transaction: receipt.hash,
            contract: frame.contract,
            function: frame.function.to_string(),
            sender: frame.sender,
            reason: reason.clone(),
        }));
    }
    (events, cut)
}

/// Log of the last events.
#[derive(Debug)]
pub(crate) struct SecurityLog {
    last: VecDeque<SecurityEvent>,
    kept: usize,
}

impl SecurityLog {
    pub(crate) fn new(kept: usize) -> Self {
        Self { last: VecDeque::new(), kept }
    }

    pub(crate) fn note(&mut self, events: &[SecurityEvent]) {
        for event in events {
            if self.last.len() >= self.kept {
                self.last.pop_front();
            }
            if self.kept > 0 {
                self.last.push_back(event.clone());
            }
        }
    }

    pub(crate) fn last(&self) -> Vec<SecurityEvent> {
        self.last.iter().cloned().collect()
    }
}
