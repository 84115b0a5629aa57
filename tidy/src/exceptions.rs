//! Exceptions: the list of breaches that are known. It only shrinks.
//!
//! A line is a rule, a space and a place, as [`Breach`] has them; a line that begins with `#` is a comment.

use crate::Breach;
use std::collections::BTreeSet;

/// Compares `breaches` with the `list` of exceptions, and gives a line for each that is not listed and for each listed one
/// that is no breach any more.
pub fn compare(list: &str, breaches: &[Breach]) -> Vec<String> {
    let listed: BTreeSet<&str> =
        list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let found: BTreeSet<String> = breaches.iter().map(line).collect();
    let new = breaches.iter().filter(|breach| !listed.contains(line(breach).as_str()));
    let gone = listed.iter().filter(|listed| !found.contains(**listed));
    let new = new.map(|breach| format!("new: {breach}"));
    new.chain(gone.map(|line| format!("no breach any more, remove its line: {line}"))).collect()
}

/// The line of `breach` in the list.
pub fn line(breach: &Breach) -> String {
    format!("{} {}", breach.rule, breach.place)
}
