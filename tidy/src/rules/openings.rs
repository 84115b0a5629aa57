//! Openings of doc comments: the field's noun comes first, not a relative clause without one.

use crate::Breach;
use crate::repository::Member;

/// The words that no doc comment opens with.
const HEADLESS: &[&str] = &["What", "How", "Where", "Who", "Whoever", "Whom", "Whose", "Whether"];

/// Checks the first word of every doc comment below `src`. Breaches are counted by crate, so that a file may move.
pub fn openings(members: &[Member]) -> Vec<Breach> {
    let breach = |member: &Member| {
        let headless: Vec<String> = member.sources().flat_map(|(path, text)| headless(path, text)).collect();
        let first = headless.first()?;
        Some(Breach {
            rule: "openings",
            place: format!("{} {}", member.name, headless.len()),
            message: format!("{} doc comments open without a noun, the first at {first}", headless.len()),
        })
    };
    members.iter().filter_map(breach).collect()
}

/// The places, as `path:line`, of doc comments of `text` that open with a headless word.
fn headless(path: &str, text: &str) -> Vec<String> {
    let mut places = Vec::new();
    let mut before = "";
    for (at, line) in text.lines().map(str::trim_start).enumerate() {
        for mark in ["///", "//!"] {
            let Some(words) = line.strip_prefix(mark).filter(|_| !before.starts_with(mark)) else { continue };
            let first = words.trim_start().split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
            if HEADLESS.contains(&first) {
                places.push(format!("{path}:{}", at + 1));
            }
        }
        before = line;
    }
    places
}
