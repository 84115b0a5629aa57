//! Tables of gas that are checked in, so that a change of one unit shows in review.

use allod_vm::{GasReport, Receipt};
use std::fmt::Write;
use std::path::Path;

/// Set to `update`, it makes the tests write the tables instead of comparing with them.
const UPDATE: &str = "ALLOD_GOLDEN";

/// Where the gas went, in one line: `431 = 61 instructions + 100 entry + 270 log - 0 refunded`.
pub fn line(gas: &GasReport) -> String {
    let mut out = format!("{} = {} instructions", gas.used, gas.instructions);
    for (op, gas) in &gas.host {
        write!(out, " + {gas} {}", op.name()).unwrap();
    }
    if gas.refunded > 0 {
        write!(out, " - {} refunded", gas.refunded).unwrap();
    }
    out
}

/// One row of a table: what was done, how it ended, what it cost.
pub fn row(what: &str, receipt: &Receipt) -> String {
    let status = receipt.status.to_string();
    let ended = status.split(':').next().filter(|_| !receipt.is_success());
    let ended = ended.map_or(String::new(), |kind| format!("  [{kind}]"));
    format!("{what:<44} {}{ended}\n", line(&receipt.gas))
}

/// Compares `text` with the table called `name`, or writes it.
pub fn compare(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/outcomes/golden").join(name);
    if std::env::var(UPDATE).is_ok_and(|value| value == "update") {
        std::fs::write(&path, text).unwrap();
        return;
    }
    let wanted = std::fs::read_to_string(&path).unwrap_or_default();
    let comment = |text: &str| text.lines().find(|line| line.starts_with("# compiled by")).map(str::to_owned);
    assert_eq!(
        comment(text),
        comment(&wanted),
        "another compiler gives other bytes and so other gas: use the one the table was made with (see setup), \
         or make the table anew with {UPDATE}=update"
    );
    let mut wanted_lines = wanted.lines();
    for line in text.lines() {
        let wanted = wanted_lines.next().unwrap_or("(no such row)");
        assert_eq!(line, wanted, "{name} changed; where that is meant, {UPDATE}=update writes it anew");
    }
    assert_eq!(wanted_lines.next(), None, "{name} has rows that are no more");
}
