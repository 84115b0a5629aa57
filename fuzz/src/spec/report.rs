//! What was seen of the suite, and what may differ.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// What may differ, with the reason: `fuzz/spec/differences.txt`.
const LISTED: &str = include_str!("../../spec/differences.txt");

/// What is said of a line of the list that nothing stands for.
pub const STALE: &str = " is listed, and is not so";

/// The columns of the table, in their order.
pub const COLUMNS: [&str; 11] = [
    "files",
    "modules",
    "let in",
    "let in adapted",
    "assert_return",
    "assert_trap",
    "assert_exhaustion",
    "invoke",
    "refused as it should be",
    "text alone",
    "not let in",
];

/// What was seen.
#[derive(Debug, Default)]
pub struct Report {
    tally: BTreeMap<(&'static str, &'static str), u64>,
    /// Modules that the gate refuses, by the check.
    refused: BTreeMap<String, u64>,
    /// Each difference, by where it is.
    differences: Vec<(String, String)>,
    /// Numbers compared bit by bit, calls whose gas was compared, and receipts of two tiers compared.
    pub compared: Compared,
}

/// How much was compared, and found the same.
#[derive(Clone, Copy, Debug, Default)]
pub struct Compared {
    /// Calls whose results or traps and gas are the same in machine code and interpreted.
    pub calls: u64,
    /// Receipts that are the same on both tiers of the engine.
    pub receipts: u64,
    /// Of those, the receipts whose result and gas are those of a new instance outside the engine.
    pub instances: u64,
    /// Memories that are the same at a script's end.
    pub memories: u64,
    /// Calls that the engine does not offer.
    pub not_offered: u64,
}

impl Report {
    /// Counts one more in `column` of `set`.
    pub fn count(&mut self, set: &'static str, column: &'static str) {
        debug_assert!(COLUMNS.contains(&column), "{column}");
        *self.tally.entry((set, column)).or_default() += 1;
    }

    /// Counts a module that a check of the gate refused.
    pub fn refuse(&mut self, check: &str) {
        *self.refused.entry(check.to_owned()).or_default() += 1;
    }

    /// Notes a difference at `place`, which is `set/file:line`.
    pub fn differ(&mut self, place: String, what: &str) {
        self.differences.push((place, what.chars().take(600).collect()));
    }

    /// The table, and what is listed wrongly: differences that are not listed, and lines of the list that no difference
    /// stands for.
    pub fn finish(&self, sets: &[&'static str]) -> (String, Vec<String>) {
        let mut out = String::new();
        let _ = writeln!(out, "| set | {} |\n|---|{}", COLUMNS.join(" | "), "---|".repeat(COLUMNS.len()));
        for set in sets {
            let cells = COLUMNS.map(|column| self.tally.get(&(*set, column)).copied().unwrap_or_default().to_string());
            let _ = writeln!(out, "| {set} | {} |", cells.join(" | "));
        }
        let sum = |column| sets.iter().filter_map(|set| self.tally.get(&(*set, column))).sum::<u64>();
        let _ = writeln!(out, "| **all** | {} |", COLUMNS.map(|column| sum(column).to_string()).join(" | "));
        let directives: u64 = COLUMNS[4..].iter().map(|column| sum(column)).sum();
        let _ = writeln!(out, "\n{directives} directives that assert or act. {:?}", self.compared);

        let mut listed = Listed::read();
        let mut wrong = Vec::new();
        for (place, what) in &self.differences {
            match listed.reason(place) {
                Some(reason) => {
                    let _ = writeln!(out, "differs: {place}: {reason}");
                }
                None => wrong.push(format!("{place}: {what}")),
            }
        }
        for (check, count) in &self.refused {
            let place = format!("gate/{check}:{count}");
            match listed.reason(&place) {
                Some(reason) => {
                    let _ = writeln!(out, "{count} modules not let in by the check of {check}: {reason}");
                }
                None => wrong.push(format!("{place}: so many modules are not let in")),
            }
        }
        wrong.extend(listed.left().map(|place| format!("{place}{STALE}")));
        (out, wrong)
    }
}

/// The list, by place, and which of it was met.
struct Listed {
    reasons: BTreeMap<String, &'static str>,
    met: BTreeSet<String>,
}

impl Listed {
    fn read() -> Self {
        let mut reasons = BTreeMap::new();
        let lines = LISTED.lines().filter(|line| !line.starts_with('#'));
        for (places, reason) in lines.filter_map(|line| line.split_once(" | ")) {
            let (file, lines) = places.split_once(':').unwrap_or((places, "0"));
            reasons.extend(lines.split(',').map(|line| (format!("{file}:{line}"), reason)));
        }
        Self { reasons, met: BTreeSet::new() }
    }

    fn reason(&mut self, place: &str) -> Option<&'static str> {
        let reason = self.reasons.get(place).copied()?;
        self.met.insert(place.to_owned());
        Some(reason)
    }

    /// What was not met.
    fn left(&self) -> impl Iterator<Item = &str> {
        self.reasons.keys().filter(|place| !self.met.contains(*place)).map(String::as_str)
    }
}
