//! Book of an adapter: its counts and times, from its making on.

use crate::adapter::ExecutionResult;
use crate::runtime::errors::WesError;
use crate::runtime::metrics::{Metrics, Recorder};
use std::time::Duration;

#[derive(Debug, Default)]
pub(crate) struct Book {
    metrics: Metrics,
    compile_times: Recorder,
    execute_times: Recorder,
    /// The number of calls, for histories that forget the oldest.
    calls: u64,
}

impl Book {
    /// Notes a compilation, or a module that was found.
    pub(crate) fn compiled(&mut self, found: bool, time: Duration) {
        if found {
            self.metrics.cache_hits += 1;
        } else {
            self.metrics.compiled += 1;
            self.compile_times.note(time);
        }
    }

    /// Notes a module that was not let in.
    pub(crate) fn refused(&mut self) {
        self.metrics.refused += 1;
    }

    /// Notes a call and gives its number.
    pub(crate) fn executed(&mut self, outcome: &Result<ExecutionResult, WesError>, time: Duration) -> u64 {
        self.calls += 1;
        self.execute_times.note(time);
        let result = match outcome {
            Ok(result) => {
                self.metrics.succeeded += 1;
                Some(result)
            }
            Err(error) => {
                *self.metrics.failed.entry(error.kind()).or_default() += 1;
                match error {
                    WesError::Failed { result, .. } => Some(&**result),
                    WesError::Violation { .. } => {
                        self.metrics.denials += 1;
                        None
                    }
                    _ => None,
                }
            }
        };
        if let Some(result) = result {
            self.metrics.gas = self.metrics.gas.saturating_add(result.consumed());
            self.metrics.events += result.events().len() as u64;
            self.metrics.denials += result.violations.len() as u64;
        }
        self.calls
    }

    pub(crate) fn metrics(&self) -> Metrics {
        let (compile_time, execute_time) = (self.compile_times.times(), self.execute_times.times());
        Metrics { compile_time, execute_time, ..self.metrics.clone() }
    }
}
