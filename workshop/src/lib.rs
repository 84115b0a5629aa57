//! Tests of contracts: functions `TestX(t *testing.T)` in Go beside a contract, compiled and run in the process.
//!
//! ```
//! use allod_compiler::{CompileOptions, SourceFile, compile_folder};
//! use allod_workshop::{Contracts, Module, RunOptions, Suite, Verdict};
//!
//! let file = |name: &str, text: &str| SourceFile { name: name.into(), text: text.into() };
//! let contract = file("half.go", "package half\n\nfunc Half(n uint64) uint64 { return n / 2 }\n");
//! let test = file("half_test.go", r#"package half_test
//!
//! import (
//!     "testing"
//!
//!     "allod.dev/core/chain"
//! )
//!
//! func TestHalf(t *testing.T) {
//!     if got := chain.Deploy(t).Call("Half", 10).Uint64(t); got != 4 {
//!         t.Errorf("half of 10 is %d, want 4", got)
//!     }
//! }
//! "#);
//! let wasm = compile_folder(std::slice::from_ref(&contract), &CompileOptions::default())?.wasm;
//! let contracts = Contracts::new(move |_| Ok(Module { name: "half".into(), wasm: wasm.clone() }));
//! let suite = Suite::compile("half", &[contract, test], contracts)?;
//! let report = suite.run(&RunOptions::default(), &|_| {});
//! assert_eq!(report.tests[0].verdict, Verdict::Failed);
//! assert_eq!(report.tests[0].remarks[0].to_string(), "half_test.go:11: half of 10 is 5, want 4");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Two engines are at work. The *driver* runs the module that the tests were compiled to, interpreted and with probes, so that
//! every message has its line. By its one import the tests ask for what they do to a `world`: an engine in memory for each
//! test, on which contracts cost what they cost in a block.
//!
//! | file or folder | holds |
//! |---|---|
//! | `suite` | the tests of a folder, compiled and deployed on the driver |
//! | `run` | tests run in parallel; a test run anew behind a part that ended early |
//! | `attempt` | one run of one test: its parts, their verdicts and remarks |
//! | `harness` | the questions of a test, read and answered |
//! | `world` | chains that tests act on, contracts, results of calls |
//! | `report` | what became of tests; gas by function |
//! | `pattern` | names of tests that were asked for |

#![forbid(unsafe_code)]

mod attempt;
mod harness;
mod pattern;
mod report;
mod run;
mod suite;
mod world;

pub use pattern::{Pattern, PatternError};
pub use report::gas_table::{FunctionGas, GasTable};
pub use report::{GasSample, Remark, SuiteReport, TestReport, Verdict};
pub use run::RunOptions;
pub use suite::{Suite, SuiteError};
pub use world::contracts::{Contracts, Module};
pub use world::outcome::{Draw, NameOf};
