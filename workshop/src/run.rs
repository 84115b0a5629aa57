//! Runs of tests: in parallel, each in worlds of its own, and anew behind a part that ended early.

use crate::attempt::{AllEnded, Attempt, EarlyEnd};
use crate::pattern::Pattern;
use crate::report::{SuiteReport, TestReport};
use crate::suite::Suite;
use allod_compiler::TestFunction;
use allod_core::args;
use allod_vm::{Address, EngineError, ExecuteOptions, Explanation, Status};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

/// Parts of one test that may end early: for each the test begins anew.
const MOST_ENDED: usize = 100;

/// Frames of a stack that are shown.
const FRAMES: usize = 16;

/// The ending of functions that the compiler makes for functions which are called by their value.
const AS_VALUE: &str = " (as a value)";

/// Options of a run.
#[derive(Clone, Debug)]
pub struct RunOptions {
    /// The tests that are to run.
    pub pattern: Pattern,
    /// Gas that a test may use, its calls in its worlds included. It stands for time: an interpreter does a hundred million in
    /// a second or two.
    pub gas_limit: u64,
    /// Tests that run at the same time. What they do does not depend on it.
    pub threads: usize,
}

impl Default for RunOptions {
    fn default() -> Self {
        Self { pattern: Pattern::default(), gas_limit: 1_000_000_000, threads: 1 }
    }
}

impl Suite {
    /// Runs the tests. `told` is told of each as it ends, in whatever order; the report has them in the order of the source.
    pub fn run(&self, options: &RunOptions, told: &(dyn Fn(&TestReport) + Sync)) -> SuiteReport {
        let wanted: Vec<&TestFunction> = self.tests.iter().filter(|test| options.pattern.fits(&test.name)).collect();
        let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::with_capacity(wanted.len())));
        let work = || {
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(test) = wanted.get(at) else { return };
                let report = self.run_one(at, test, options);
                told(&report);
                done.lock().unwrap_or_else(PoisonError::into_inner).push((at, report));
            }
        };
        std::thread::scope(|scope| {
            let others = options.threads.max(1).min(wanted.len().max(1)) - 1;
            (0..others).for_each(|_| _ = scope.spawn(work));
            work();
        });
        let mut reports = done.into_inner().unwrap_or_else(PoisonError::into_inner);
        reports.sort_by_key(|(at, _)| *at);
        let left_out = self.tests.len() - wanted.len();
        SuiteReport { tests: reports.into_iter().map(|(_, report)| report).collect(), left_out }
    }

    /// Runs a test, and anew as long as a part of it ends early.
    fn run_one(&self, number: usize, test: &TestFunction, options: &RunOptions) -> TestReport {
        let begun = Instant::now();
        let pattern = Arc::new(options.pattern.clone());
        let mut ended = AllEnded::new();
        let mut report = loop {
            let known = Arc::new(ended.clone());
            let attempt = Attempt::new(&test.name, pattern.clone(), self.contracts.clone(), self.draw.clone(), known);
            let Some(mut attempt) = self.attempt(number, test, attempt, options) else {
                break TestReport::broken(&test.name, "the engine has lost the test: please report it".to_owned());
            };
            match attempt.early.take() {
                Some(EarlyEnd::Part(_)) if ended.len() == MOST_ENDED => {
                    attempt
                        .break_off(None, &format!("more than {MOST_ENDED} parts ended early: the others did not run"));
                    break attempt.finish();
                }
                Some(EarlyEnd::Part(part)) => _ = ended.insert(part.name().to_owned(), Arc::new(*part)),
                Some(EarlyEnd::Test) | None => break attempt.finish(),
            }
        };
        report.elapsed = begun.elapsed();
        report
    }

    /// Runs a test once. Gives what it has done.
    fn attempt(&self, number: usize, test: &TestFunction, attempt: Attempt, options: &RunOptions) -> Option<Attempt> {
        let mut signer = Address::ZERO;
        signer.0[..8].copy_from_slice(&(number as u64 + 1).to_be_bytes());
        let shared = Arc::new(Mutex::new(Some(attempt)));
        self.running.lock().unwrap_or_else(PoisonError::into_inner).insert(signer, shared.clone());
        let call = ExecuteOptions { from: signer, gas_limit: Some(options.gas_limit), ..ExecuteOptions::default() };
        let explained = self.driver.explain(self.module, &test.export, args![], call);
        self.running.lock().unwrap_or_else(PoisonError::into_inner).remove(&signer);
        let mut attempt = shared.lock().unwrap_or_else(PoisonError::into_inner).take()?;
        judge(&mut attempt, explained, options.gas_limit);
        Some(attempt)
    }
}

/// Says of a run that did not end by itself why it did not.
fn judge(attempt: &mut Attempt, explained: Result<Explanation, EngineError>, gas_limit: u64) {
    if let Some(fault) = attempt.fault.take() {
        return attempt.break_off(None, &fault);
    }
    if attempt.early.is_some() {
        return;
    }
    let explained = match explained {
        Ok(explained) => explained,
        Err(error) => return attempt.break_off(None, &error.to_string()),
    };
    let Some(failure) = explained.failures.last() else { return };
    let place = failure.line().map(ToString::to_string);
    let mut text = match &failure.status {
        Status::OutOfGas => {
            format!("the test has used all of its {gas_limit} gas: it never ends, or needs a higher limit")
        }
        _ => format!("panic: {}", failure.reason()),
    };
    // The outermost function is the one that calls the test by its value.
    let own = failure.frames.iter().filter(|frame| !frame.function.ends_with(AS_VALUE));
    for frame in own.take(FRAMES) {
        text.push_str(&format!("\n  at {frame}"));
    }
    attempt.break_off(place, &text);
}
