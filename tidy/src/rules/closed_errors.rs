//! Closed errors: a public error without `#[non_exhaustive]`, which can't grow without breaking its callers.

use crate::Breach;
use crate::repository::Member;

/// The mark of an enum that may grow.
const OPEN: &str = "#[non_exhaustive]";

/// Checks every public enum below `src` whose name ends in `Error`.
pub fn closed_errors(members: &[Member]) -> Vec<Breach> {
    let files = members.iter().flat_map(Member::sources);
    files.flat_map(|(path, text)| closed(text).map(move |name| breach(path, name))).collect()
}

fn breach(path: &str, name: &str) -> Breach {
    Breach { rule: "closed-errors", place: format!("{path}:{name}"), message: format!("wants {OPEN}") }
}

/// The names of public errors in `text` that are not marked.
fn closed(text: &str) -> impl Iterator<Item = &str> {
    let mut is_open = false;
    text.lines().filter_map(move |line| {
        let name = line.strip_prefix("pub enum ").and_then(|rest| rest.split([' ', '<']).next());
        let is_closed = !is_open;
        // Attributes and comments may stand between the mark and its enum.
        is_open = line == OPEN || is_open && (line.starts_with('#') || line.starts_with("//"));
        name.filter(|name| is_closed && name.ends_with("Error"))
    })
}
