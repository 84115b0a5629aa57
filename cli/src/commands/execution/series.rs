//! The calls of one command: what is kept of them, how long they took, what they used.

use crate::failure::{Exit, Failure};
use crate::report::figures::{counted, duration, thousands};
use crate::screen::Screen;
use crate::screen::page::Page;
use allod_core::Hash;
use allod_vm::Receipt;
use serde_json::json;
use std::time::Duration;

/// The calls of one command that are kept, whatever becomes of the command.
#[derive(Debug)]
pub(super) struct Series {
    /// Number of calls to make.
    of: u64,
    /// Nanoseconds that each took, its block committed.
    times: Vec<u64>,
    /// Gas that they used together.
    gas: u64,
    /// The last transaction.
    last: Option<Hash>,
}

impl Series {
    /// A series of `of` calls, none of which is made yet.
    pub(super) fn new(of: u64) -> Self {
        Self { of, times: Vec::new(), gas: 0, last: None }
    }

    /// True if there is another call to make.
    pub(super) fn goes_on(&self) -> bool {
        (self.times.len() as u64) < self.of
    }

    /// A call that was made.
    pub(super) fn add(&mut self, took: Duration, receipt: &Receipt) {
        self.times.push(u64::try_from(took.as_nanos()).unwrap_or(u64::MAX));
        self.gas = self.gas.saturating_add(receipt.gas.used);
        self.last = Some(receipt.hash);
    }

    /// `failure`, with what was kept before it.
    pub(super) fn although(&self, failure: Failure) -> Failure {
        match (self.last, self.of) {
            (None, _) => failure,
            (Some(last), 1) => failure.though(format!("the call was made, and is kept as transaction {last}")),
            (Some(last), of) => failure.though(format!(
                "{} of {of} calls were made, and are kept; the last is transaction {last}",
                self.times.len()
            )),
        }
    }

    /// Sums up, where there was to be more than one.
    pub(super) fn show(&self, exit: Exit, screen: &Screen) -> Result<(), Failure> {
        if self.of == 1 {
            return Ok(());
        }
        let (least, median, most) = self.times();
        let text = format!(
            "{}{}: {} gas, {} a call in the median, {} to {}",
            counted(self.times.len() as u64, "call"),
            if exit == Exit::Done { "" } else { ", the last of them failed" },
            thousands(self.gas),
            duration(median),
            duration(least),
            duration(most)
        );
        let summary = json!({
            "calls": self.times.len(),
            "gas_used": self.gas,
            "least_ns": least,
            "median_ns": median,
            "most_ns": most,
        });
        screen.either(&Page::line(text), json!({ "summary": summary, "error": null }))
    }

    /// The least time, the median, and the greatest.
    fn times(&self) -> (u64, u64, u64) {
        let mut times = self.times.clone();
        times.sort_unstable();
        let at = |at: usize| times.get(at).copied().unwrap_or(0);
        (at(0), at(times.len() / 2), at(times.len().saturating_sub(1)))
    }
}
