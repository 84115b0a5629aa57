//! Metrics: counts and times of what an adapter did. Times are of this machine, and no part of a result.

use crate::runtime::errors::ErrorKind;
use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

/// Times that each kind keeps: the last of them.
const TIMES: usize = 1_024;

/// Metrics of an adapter since it was made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metrics {
    /// Modules compiled, those found in the cache not counted.
    pub compiled: u64,
    /// Modules found in the cache.
    pub cache_hits: u64,
    /// Modules that were not let in.
    pub refused: u64,
    /// Calls that succeeded.
    pub succeeded: u64,
    /// Calls that failed, by kind.
    pub failed: BTreeMap<ErrorKind, u64>,
    /// Gas of calls, those that failed included.
    pub gas: u64,
    /// Events of calls.
    pub events: u64,
    /// Operations that were denied, those not counted that a trace has no room for.
    pub denials: u64,
    /// Instances there are.
    pub instances: u64,
    /// Instances that were made.
    pub instances_created: u64,
    /// Instances that were destroyed.
    pub instances_destroyed: u64,
    /// Times of compilations.
    pub compile_time: Times,
    /// Times of calls.
    pub execute_time: Times,
}

/// Times of one kind of work: the number of all, and of the last 1,024 the middle and the slowest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// The number.
    pub count: u64,
    /// The median.
    pub median: Duration,
    /// The 99th of a hundred.
    pub p99: Duration,
    /// The longest.
    pub longest: Duration,
}

/// Recorder of times.
#[derive(Debug, Default)]
pub(crate) struct Recorder {
    last: VecDeque<Duration>,
    count: u64,
}

impl Recorder {
    pub(crate) fn note(&mut self, time: Duration) {
        self.count += 1;
        if self.last.len() >= TIMES {
            self.last.pop_front();
        }
        self.last.push_back(time);
    }

    pub(crate) fn times(&self) -> Times {
        let mut sorted: Vec<_> = self.last.iter().copied().collect();
        sorted.sort_unstable();
        let part =
            |of_hundred: usize| sorted.get((sorted.len() * of_hundred / 100).min(sorted.len().saturating_sub(1)));
        let time = |found: Option<&Duration>| found.copied().unwrap_or_default();
        Times { count: self.count, median: time(part(50)), p99: time(part(99)), longest: time(sorted.last()) }
    }
}
