//! `allod test`: runs the tests of contracts.
//!
//! | file | holds |
//! |---|---|
//! | this one | folders found, their tests compiled and run |
//! | [`folders`] | the folders that have tests |
//! | [`page`] | tests as people read them |
//! | [`gas`] | gas by function, and what has changed of it |

mod folders;
mod gas;
mod page;

use crate::failure::{Exit, Failure};
use crate::options::Test;
use crate::report::trace;
use crate::request::module::of_source;
use crate::request::source;
use crate::screen::Screen;
use crate::screen::printable::printable;
use allod_vm::Receipt;
use allod_workshop::{
    Contracts, GasSample, GasTable, Module, NameOf, Pattern, RunOptions, Suite, SuiteError, SuiteReport, Verdict,
};
use serde_json::json;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

pub(crate) fn run(options: &Test, screen: &Screen) -> Result<Exit, Failure> {
    let pattern = options.run.as_deref().map(Pattern::new).transpose();
    let pattern = pattern.map_err(|error| Failure::Usage(format!("--run: {error}")))?.unwrap_or_default();
    let before = options.gas_diff.as_deref().map(gas::read).transpose()?;
    let threads = options.threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
    let running = RunOptions { pattern, gas_limit: options.gas_limit, threads };
    let (mut reports, mut tests) = (Vec::new(), 0);
    for folder in folders::with_tests(&options.folders)? {
        let suite = suite(&folder, screen)?;
        tests += suite.tests().len();
        let begun = Instant::now();
        let report = suite.run(&running, &|_| {});
        if !report.tests.is_empty() {
            show(screen, options, &folder, &report, begun)?;
        }
        reports.push(report);
    }
    let ran: usize = reports.iter().map(|report| report.tests.len()).sum();
    if ran == 0 {
        return Err(no_tests(options, tests));
    }
    let samples: Vec<&GasSample> =
        reports.iter().flat_map(|report| &report.tests).flat_map(|test| &test.calls).collect();
    let table = GasTable::of(samples.into_iter());
    if let Some(path) = &options.gas_out {
        gas::write(path, &table)?;
    }
    let count = |verdict| reports.iter().map(|report| report.count(verdict)).sum::<usize>();
    let [passed, skipped, failed] = [Verdict::Passed, Verdict::Skipped, Verdict::Failed].map(count);
    if screen.is_json() {
        let mut document = json!({ "passed": passed, "skipped": skipped, "failed": failed, "error": null });
        if options.gas {
            document["gas"] = json!(table);
        }
        if let Some(before) = &before {
            document["gas_changes"] = gas::changes_json(&table, before);
        }
        screen.json(document)?;
    } else {
        if options.gas {
            screen.page(&gas::page(&table))?;
        }
        if let Some(before) = &before {
            screen.page(&gas::changes_page(&table, before))?;
        }
        screen.page(&page::sum(passed, skipped, failed))?;
    }
    Ok(if failed == 0 { Exit::Done } else { Exit::TestFailed })
}

/// The tests of a folder, ready to run.
fn suite(folder: &Path, screen: &Screen) -> Result<Suite, Failure> {
    let (name, files) = source::read_with_tests(folder)?;
    let beside = folder.to_path_buf();
    let contracts = Contracts::new(move |path| match path {
        "" | "." => module(&beside),
        path => module(&beside.join(path)),
    });
    let draw = |receipt: &Receipt, name: &NameOf<'_>| trace::draw(receipt, name).to_string();
    match Suite::compile(&name, &files, contracts) {
        Ok(suite) => Ok(suite.with_drawing(Arc::new(draw))),
        Err(SuiteError::Compile(error)) => Err(crate::request::module::mistakes(error, &files)),
        Err(SuiteError::Engine(error)) => Err(error.into()),
        Err(error) => {
            screen.remark(format_args!("{name}: its tests can't run"));
            Err(Failure::Machine(printable(&error.to_string())))
        }
    }
}

/// The module of a contract that a test deploys.
fn module(path: &Path) -> Result<Module, String> {
    let read = source::read(path).map_err(|failure| failure.to_string())?;
    let compiled = of_source(&read).map_err(|error| error.to_string())?;
    let package = compiled.abi.map(|abi| abi.package_name).filter(|name| !name.is_empty());
    Ok(Module { name: package.unwrap_or_else(|| source::stem(path)), wasm: compiled.wasm })
}

fn show(screen: &Screen, options: &Test, folder: &Path, report: &SuiteReport, begun: Instant) -> Result<(), Failure> {
    if !screen.is_json() {
        return screen.page(&page::folder(folder, report, options.verbose, begun.elapsed()));
    }
    for test in &report.tests {
        let mut document = json!(test);
        document["folder"] = json!(folder);
        document["elapsed_ns"] = json!(u64::try_from(test.elapsed.as_nanos()).unwrap_or(u64::MAX));
        screen.json(document)?;
    }
    Ok(())
}

/// There is nothing to run, or nothing that was asked for.
fn no_tests(options: &Test, tests: usize) -> Failure {
    let folders: Vec<String> = options.folders.iter().map(|folder| folder.display().to_string()).collect();
    let folders = folders.join(", ");
    Failure::NotFound(match (&options.run, tests) {
        (Some(run), 1..) => format!("no test in {folders} is called like {run:?}; there are {tests}"),
        _ => format!("no tests in {folders}: a test is a function TestX(t *testing.T) in a file that ends in _test.go"),
    })
}
