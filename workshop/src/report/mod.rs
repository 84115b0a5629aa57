//! Reports: what became of tests.
//!
//! | file | holds |
//! |---|---|
//! | this one | verdicts, remarks, tests and their parts |
//! | [`gas_table`] | gas by function, over all tests; compared with a table that was kept |

pub(crate) mod gas_table;

use gas_table::GasTable;
use serde::Serialize;
use std::fmt;
use std::time::Duration;

/// Verdict of a test.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It did not fail.
    #[default]
    Passed,
    /// It ended itself by a skip.
    Skipped,
    /// It failed, or a part of it has.
    Failed,
}

/// Remark of a test: a message, and the line that it came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Remark {
    /// File and line, where these are known.
    pub place: Option<String>,
    /// The message, of one line or several.
    pub text: String,
}

/// Report of a test, or of a part of one.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct TestReport {
    /// The name, with those of the tests it is in before it.
    pub name: String,
    /// The verdict.
    pub verdict: Verdict,
    /// Messages in their order.
    pub remarks: Vec<Remark>,
    /// Parts that it ran, in their order.
    pub parts: Vec<TestReport>,
    /// Calls that it made, those of its parts too; of a part none.
    pub calls: Vec<GasSample>,
    /// Time from its beginning to its end; of a part none.
    #[serde(skip)]
    pub elapsed: Duration,
}

/// Call that a test made, and its gas.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct GasSample {
    /// The contract's name.
    pub contract: String,
    /// The function; `(deploy)` for a deploy.
    pub function: String,
    /// The gas: to the unit that of a block.
    pub gas: u64,
    /// True if the call succeeded.
    pub success: bool,
}

/// Report of a folder's tests.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct SuiteReport {
    /// The tests that ran, in the order of the source.
    pub tests: Vec<TestReport>,
    /// Number of those that were not asked for.
    pub left_out: usize,
}

impl TestReport {
    /// The report of a test that could not run.
    pub(crate) fn broken(name: &str, text: String) -> Self {
        let remarks = vec![Remark { place: None, text }];
        Self { name: name.to_owned(), verdict: Verdict::Failed, remarks, ..Self::default() }
    }
}

impl SuiteReport {
    /// Number of tests, parts not counted, that ended so.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.tests.iter().filter(|test| test.verdict == verdict).count()
    }

    /// Gas by function.
    pub fn gas_table(&self) -> GasTable {
        GasTable::of(self.tests.iter().flat_map(|test| &test.calls))
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Passed => "passed",
            Self::Skipped => "skipped",
            Self::Failed => "failed",
        })
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Some(place) => write!(f, "{place}: {}", self.text),
            None => f.write_str(&self.text),
        }
    }
}
