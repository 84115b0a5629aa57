//! Tests as people read them.

use crate::report::figures::{counted, duration, thousands};
use crate::screen::page::Page;
use allod_workshop::{Remark, SuiteReport, TestReport, Verdict};
use std::path::Path;
use std::time::Duration;

/// A folder's tests: a line for the folder, below it each test that failed, or each that ran.
pub(super) fn folder(folder: &Path, report: &SuiteReport, verbose: bool, elapsed: Duration) -> Page {
    let failed = report.count(Verdict::Failed);
    let word = if failed == 0 { "ok  " } else { "FAIL" };
    let tests = counted(report.tests.len() as u64, "test");
    let failed = if failed == 0 { String::new() } else { format!(", {} failed", thousands(failed as u64)) };
    let left_out = match report.left_out {
        0 => String::new(),
        number => format!(", {} left out", thousands(number as u64)),
    };
    let mut page =
        Page::line(format_args!("{word}  {}  {tests}{failed}{left_out}  {}", folder.display(), time(elapsed)));
    for test in report.tests.iter().filter(|test| verbose || test.verdict == Verdict::Failed) {
        add(&mut page, test, verbose, 1);
    }
    page
}

fn time(elapsed: Duration) -> String {
    duration(u64::try_from(elapsed.as_nanos()).unwrap_or(u64::MAX))
}

/// Adds a test and its parts: what passed only where all of it is wanted.
fn add(page: &mut Page, test: &TestReport, verbose: bool, depth: usize) {
    let indent = "  ".repeat(depth);
    let word = match test.verdict {
        Verdict::Passed => "pass",
        Verdict::Skipped => "skip",
        Verdict::Failed => "FAIL",
    };
    let beside = if depth == 1 { format!("  {}", beside(test)) } else { String::new() };
    page.push(format_args!("{indent}{word}  {}{beside}", test.name));
    test.remarks.iter().for_each(|remark| add_remark(page, remark, depth + 1));
    for part in test.parts.iter().filter(|part| verbose || part.verdict == Verdict::Failed) {
        add(page, part, verbose, depth + 1);
    }
}

/// Calls and gas, and the time that the test took.
fn beside(test: &TestReport) -> String {
    let gas = test.calls.iter().fold(0, |sum: u64, call| sum.saturating_add(call.gas));
    match test.calls.len() as u64 {
        0 => time(test.elapsed),
        calls => format!("{}, {} gas  {}", counted(calls, "call"), thousands(gas), time(test.elapsed)),
    }
}

/// Adds a message, all but its first line further to the right.
fn add_remark(page: &mut Page, remark: &Remark, depth: usize) {
    let indent = "  ".repeat(depth);
    for (at, line) in remark.to_string().lines().enumerate() {
        page.push(format_args!("{indent}{}{line}", if at == 0 { "" } else { "  " }));
    }
}

/// All tests in a line.
pub(super) fn sum(passed: usize, skipped: usize, failed: usize) -> Page {
    let skipped = if skipped == 0 { String::new() } else { format!(", {} skipped", thousands(skipped as u64)) };
    Page::line(format_args!("{} passed{skipped}, {} failed", thousands(passed as u64), thousands(failed as u64)))
}
