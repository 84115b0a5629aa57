//! Shared files: a source file belongs to one crate.

use crate::Breach;
use crate::repository::Member;

/// Checks that no `#[path]` reaches out of its crate: what two crates need is a crate.
pub fn shared_files(members: &[Member]) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (member, (path, text)) in members.iter().flat_map(|member| member.files.iter().map(move |file| (member, file)))
    {
        let own = format!("{}/", member.name);
        for target in text.lines().filter_map(target).map(|target| resolved(path, target)) {
            if !target.starts_with(&own) {
                breaches.push(Breach {
                    rule: "shared-files",
                    place: path.clone(),
                    message: format!("compiles {target}, which is no file of {own}"),
                });
            }
        }
    }
    breaches
}

/// The path in a line `#[path = "…"]`.
fn target(line: &str) -> Option<&str> {
    line.trim().strip_prefix("#[path = \"")?.strip_suffix("\"]")
}

/// `target` as seen from the folder of the file at `path`, from the workspace's root.
fn resolved(path: &str, target: &str) -> String {
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            ".." => _ = parts.pop(),
            "." => {}
            name => parts.push(name),
        }
    }
    parts.join("/")
}
