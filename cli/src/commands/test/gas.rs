//! Gas by function, and what has changed of it.

use crate::failure::Failure;
use crate::output;
use crate::report::figures::thousands;
use crate::screen::page::Page;
use crate::screen::printable::printable;
use allod_workshop::{FunctionGas, GasTable};
use serde_json::{Value as Json, json};
use std::io::Read;
use std::path::Path;

/// Bytes of a table that are read, at most.
const LONGEST: u64 = 16 << 20;

/// A table that was written before.
///
/// # Errors
/// [`Failure::Machine`] for a file that can't be read, [`Failure::Usage`] for one that is no table.
pub(super) fn read(path: &Path) -> Result<GasTable, Failure> {
    let mut text = String::new();
    let file = std::fs::File::open(path).map_err(|error| Failure::file(path, error))?;
    file.take(LONGEST).read_to_string(&mut text).map_err(|error| Failure::file(path, error))?;
    let unread =
        |error| Failure::Usage(format!("{}: no table of gas, as --gas-out writes it: {error}", path.display()));
    serde_json::from_str(&text).map_err(unread)
}

/// Writes a table.
///
/// # Errors
/// [`Failure::Machine`] naming the file.
pub(super) fn write(path: &Path, table: &GasTable) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(table).map_err(|error| Failure::file(path, error))?;
    output::replace(path, format!("{text}\n").as_bytes())
}

/// The table, a line for each function.
pub(super) fn page(table: &GasTable) -> Page {
    let heads = ["function", "calls", "min", "median", "mean", "max", "failed"].map(str::to_owned);
    let rows = table.functions.iter().map(|(name, row)| {
        let FunctionGas { calls, failed, min, median, mean, max, .. } = *row;
        let numbers = [calls, min, median, mean, max, failed].map(thousands);
        let [calls, min, median, mean, max, failed] = numbers;
        [printable(name), calls, min, median, mean, max, failed]
    });
    in_columns(std::iter::once(heads).chain(rows).collect())
}

/// Rows with each column as wide as its widest word: the first to the left, the others to the right.
fn in_columns<const N: usize>(rows: Vec<[String; N]>) -> Page {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..N).map(width).collect();
    let line = |row: &[String; N]| {
        let cells = row.iter().zip(&widths).enumerate().map(|(at, (cell, width))| match at {
            0 => format!("{cell:<width$}"),
            _ => format!("{cell:>width$}"),
        });
        cells.collect::<Vec<_>>().join("  ")
    };
    rows.iter().map(line).collect()
}

/// Functions that cost something else than before.
pub(super) fn changes_page(table: &GasTable, before: &GasTable) -> Page {
    let rows: Vec<[String; 4]> = table
        .changes(before)
        .map(|(name, was, is)| {
            let median = |row: Option<FunctionGas>| row.map_or_else(|| "–".to_owned(), |row| thousands(row.median));
            [printable(name), median(was), median(is), difference(was, is)]
        })
        .collect();
    if rows.is_empty() {
        return Page::line("every function costs what it did");
    }
    let heads = ["function", "was", "is", "change"].map(str::to_owned);
    in_columns(std::iter::once(heads).chain(rows).collect())
}

/// The change of the median; of functions whose median is the same, what else has changed.
fn difference(was: Option<FunctionGas>, is: Option<FunctionGas>) -> String {
    let (Some(was), Some(is)) = (was, is) else {
        return if was.is_none() { "new".to_owned() } else { "gone".to_owned() };
    };
    let change = i128::from(is.median) - i128::from(was.median);
    match change {
        0 => format!(
            "{} to {}, was {} to {}",
            thousands(is.min),
            thousands(is.max),
            thousands(was.min),
            thousands(was.max)
        ),
        _ => {
            let share = if was.median == 0 { 0.0 } else { change as f64 / was.median as f64 * 100.0 };
            format!("{}{} ({share:+.1} %)", if change < 0 { "-" } else { "+" }, thousands(change.unsigned_abs() as u64))
        }
    }
}

/// The same for scripts.
pub(super) fn changes_json(table: &GasTable, before: &GasTable) -> Json {
    table.changes(before).map(|(name, was, is)| json!({ "function": name, "was": was, "is": is })).collect()
}
