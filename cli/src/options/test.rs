//! Options of tests.

use clap::Args;
use std::path::PathBuf;

/// Gas of one test, unless set: some ten seconds of an interpreter.
const GAS: u64 = 1_000_000_000;

/// The tests to run, and what to tell of them.
#[derive(Clone, Debug, Args)]
pub(crate) struct Test {
    /// Folders of contracts; with /... behind it, a folder and all below it that have tests
    #[arg(value_name = "FOLDER", default_value = ".")]
    pub(crate) folders: Vec<PathBuf>,
    /// Run only tests with such names: a regular expression for each level, with / between
    #[arg(long, value_name = "REGEX")]
    pub(crate) run: Option<String>,
    /// Show every test, and what it logged
    #[arg(short, long)]
    pub(crate) verbose: bool,
    /// Show what each function of the contracts cost
    #[arg(long)]
    pub(crate) gas: bool,
    /// Write what each function cost to a file, for --gas-diff
    #[arg(long, value_name = "FILE")]
    pub(crate) gas_out: Option<PathBuf>,
    /// Show which functions cost something else than in a file of --gas-out
    #[arg(long, value_name = "FILE")]
    pub(crate) gas_diff: Option<PathBuf>,
    /// The most gas that a test may use, its calls included: a test that never ends is ended by it
    #[arg(long, value_name = "GAS", default_value_t = GAS)]
    pub(crate) gas_limit: u64,
    /// Tests that run at the same time [default: one for each processor]
    #[arg(long, value_name = "NUMBER")]
    pub(crate) threads: Option<usize>,
}
