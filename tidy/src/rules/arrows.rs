//! Arrows between crates: the crates that each may depend on.

use crate::Breach;
use crate::repository::Member;

/// The crates of the workspace that each crate's library or program may depend on. Tests may use others.
const ARROWS: &[(&str, &[&str])] = &[
    ("core", &[]),
    ("sync", &[]),
    ("state", &["core"]),
    ("security", &["core"]),
    ("compiler", &["core", "go"]),
    ("compiler/go", &["core"]),
    ("vm", &["core", "sync", "state", "security", "compiler"]),
    ("workshop", &["core", "state", "compiler", "vm"]),
    ("cli", &["core", "state", "security", "compiler", "vm", "workshop"]),
    ("bindings/c", &["vm"]),
    ("compat/vm-runtime", &["vm"]),
    ("compat/documents", &[]),
    ("compat/node-core", &[]),
    ("compat/wes-engine", &["core", "compiler", "vm"]),
    ("examples", &["core", "state", "security", "compiler", "vm"]),
    ("examples/chain", &["vm"]),
    ("testing", &["core", "state", "security", "compiler", "vm"]),
    ("testing/disk", &[]),
    ("testing/wasm32", &["vm"]),
    ("tidy", &[]),
];

/// Checks each member's `[dependencies]`.
pub fn arrows(members: &[Member]) -> Vec<Breach> {
    let breach = |place: String, message| Breach { rule: "arrows", place, message };
    let mut breaches = Vec::new();
    for member in members {
        let Some((_, allowed)) = ARROWS.iter().find(|row| row.0 == member.name) else {
            breaches.push(breach(member.name.clone(), "a crate without a row in ARROWS".to_owned()));
            continue;
        };
        for dependency in dependencies(&member.manifest).filter(|dependency| !allowed.contains(dependency)) {
            let wanted = if allowed.is_empty() { "none".to_owned() } else { allowed.join(", ") };
            let message = format!("depends on {dependency}, allowed are: {wanted}");
            breaches.push(breach(format!("{}->{dependency}", member.name), message));
        }
    }
    breaches
}

/// The crates of the workspace that a manifest's `[dependencies]` name.
fn dependencies(manifest: &str) -> impl Iterator<Item = &str> {
    let section = manifest.split("\n[").find_map(|section| section.strip_prefix("dependencies]")).unwrap_or_default();
    section.lines().filter_map(|line| {
        let name = line.strip_prefix("allod-")?;
        Some(&name[..name.find([' ', '.', '=']).unwrap_or(name.len())])
    })
}
