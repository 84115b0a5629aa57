//! Openings of doc comments, and of their sections: the field's noun comes first, not a relative clause without one.

use crate::Breach;
use crate::repository::Member;

/// The words that no doc comment opens with.
const HEADLESS: &[&str] = &["What", "How", "Where", "Who", "Whoever", "Whom", "Whose", "Whether", "When", "Why"];

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

/// The places, as `path:line`, of doc comments of `text` that open with a headless word, or have a section that does.
fn headless(path: &str, text: &str) -> Vec<String> {
    let mut places = Vec::new();
    // The mark of the comment that goes on, and whether its next words are the first below a heading.
    let (mut within, mut opens) = ("", false);
    for (at, line) in text.lines().map(str::trim_start).enumerate() {
        let Some(mark) = ["///", "//!"].into_iter().find(|mark| line.starts_with(mark)) else {
            within = "";
            continue;
        };
        let words = line[mark.len()..].trim();
        opens |= within != mark;
        within = mark;
        if words.is_empty() {
            continue;
        }
        let first = words.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        if opens && HEADLESS.contains(&first) {
            places.push(format!("{path}:{}", at + 1));
        }
        opens = words.starts_with("# ");
    }
    places
}
