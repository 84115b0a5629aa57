//! Suites made of texts.

use allod_compiler::{CompileOptions, SourceFile, compile};
use allod_workshop::{Contracts, Module, Pattern, RunOptions, Suite, SuiteReport, TestReport};

/// A contract that counts, and refuses what is above ten.
pub(crate) const COUNTER: &str = "package counter

import \"allod.dev/core\"

func Add(ctx core.Context, n uint64) uint64 {
\tobject, _ := ctx.GetObject(core.ZeroObjectID)
\tcount := core.GetOr(object, \"count\", uint64(0)) + n
\tcore.Assert(count <= 10, \"above ten\")
\tcore.Assert(object.Set(\"count\", count))
\tctx.Log(\"Add\", \"by\", ctx.Sender(), \"count\", count)
\treturn count
}

func Count(ctx core.Context) uint64 {
\tobject, _ := ctx.GetObject(core.ZeroObjectID)
\treturn core.GetOr(object, \"count\", uint64(0))
}
";

/// The suite of a file of tests beside [`COUNTER`]. `body` stands behind the imports.
pub(crate) fn suite(body: &str) -> Suite {
    let head =
        "package counter_test\n\nimport (\n\t\"testing\"\n\n\t\"allod.dev/core/chain\"\n)\n\nvar _ = chain.New\n\n";
    let files = [file("counter.go", COUNTER), file("counter_test.go", &format!("{head}{body}"))];
    Suite::compile("counter", &files, contracts()).unwrap_or_else(|error| panic!("{error}"))
}

pub(crate) fn file(name: &str, text: &str) -> SourceFile {
    SourceFile { name: name.into(), text: text.into() }
}

/// The counter, and nothing else.
fn contracts() -> Contracts {
    Contracts::new(|path| match path {
        "." => compiled("counter.go", COUNTER),
        other => Err(format!("there is no {other}")),
    })
}

/// The module of a contract of one file.
pub(crate) fn compiled(name: &str, source: &str) -> Result<Module, String> {
    let options = CompileOptions { name: name.into(), ..CompileOptions::default() };
    let compiled = compile(source.as_bytes(), &options).map_err(|error| error.to_string())?;
    Ok(Module { name: name.split('.').next().unwrap_or(name).to_owned(), wasm: compiled.wasm })
}

/// The report of all tests of `body`.
pub(crate) fn run(body: &str) -> SuiteReport {
    run_those("", body)
}

/// The report of those tests of `body` that a pattern fits.
pub(crate) fn run_those(pattern: &str, body: &str) -> SuiteReport {
    let pattern = Pattern::new(pattern).expect("a pattern");
    suite(body).run(&RunOptions { pattern, gas_limit: 50_000_000, threads: 2 }, &|_| {})
}

/// The report of the one test of `body`.
pub(crate) fn run_one(body: &str) -> TestReport {
    let mut report = run(body);
    assert_eq!(report.tests.len(), 1);
    report.tests.remove(0)
}

/// The remarks of a test, a text each.
pub(crate) fn remarks(report: &TestReport) -> Vec<String> {
    report.remarks.iter().map(ToString::to_string).collect()
}
