//! Examples: a public type that no example shows in use.

use crate::Breach;
use crate::repository::Member;

/// The crates whose documentation embedders read.
const SHOWN: &[&str] = &["compiler", "security", "state", "vm"];

/// Checks the doc comment of every public struct, enum and trait of these crates.
pub fn examples(members: &[Member]) -> Vec<Breach> {
    let files = members.iter().filter(|member| SHOWN.contains(&member.name.as_str())).flat_map(Member::sources);
    files.flat_map(|(path, text)| bare(text).map(move |name| breach(path, name))).collect()
}

fn breach(path: &str, name: &str) -> Breach {
    let message = "no example in its doc comment: show it in use".to_owned();
    Breach { rule: "examples", place: format!("{path}:{name}"), message }
}

/// The names of public types in `text` whose doc comment has no code.
fn bare(text: &str) -> impl Iterator<Item = &str> {
    let mut has_code = false;
    text.lines().filter_map(move |line| {
        if line.starts_with("///") {
            has_code |= line.contains("```");
            return None;
        }
        let is_shown = has_code;
        // Attributes, which may take several lines, stand between a comment and its type.
        has_code &= line.starts_with(['#', ')', ' ']);
        let kind = ["pub struct ", "pub enum ", "pub trait "].into_iter().find_map(|kind| line.strip_prefix(kind));
        let name = kind?.split(|c: char| !c.is_alphanumeric()).next()?;
        (!is_shown).then_some(name)
    })
}
