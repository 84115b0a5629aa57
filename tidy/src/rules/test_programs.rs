//! Test programs: integration tests stand in groups, each of which is one program.

use crate::Breach;
use crate::repository::Member;

/// Crates whose tests have the engine, RocksDB or the compiler linked into each of their programs.
const GROUPED: &[&str] = &["vm", "cli", "compiler", "compiler/go", "state"];

/// Word in the head of a file of tests that is a program all the same; the reason follows it.
pub const REASON: &str = "A program of its own, because ";

/// Checks that a file right below `tests` says why it is in no group. Each program is linked with all that its crate stands
/// on: 50 to 100 MB on disk and seconds of linking.
pub fn test_programs(members: &[Member]) -> Vec<Breach> {
    let grouped = members.iter().filter(|member| GROUPED.contains(&member.name.as_str()));
    let files = grouped.flat_map(|member| member.files.iter().map(move |file| (member, file)));
    let alone = files.filter(|(member, (path, text))| {
        let inside = path.strip_prefix(&format!("{}/tests/", member.name));
        inside.is_some_and(|name| !name.contains('/')) && !head(text).any(|line| line.contains(REASON))
    });
    let breach = |path: &String| Breach {
        rule: "test-programs",
        place: path.clone(),
        message: format!("is a program of its own; move it into a group, or say why in its head: {REASON}…"),
    };
    alone.map(|(_, (path, _))| breach(path)).collect()
}

/// The lines of the comment that `text` opens with.
fn head(text: &str) -> impl Iterator<Item = &str> {
    text.lines().take_while(|line| line.starts_with("//!"))
}
