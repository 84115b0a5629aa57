//! The workspace keeps the rules, but for the exceptions that are listed.

use allod_tidy::{exceptions, repository, rules};
use std::path::Path;

/// `TIDY=print` prints the breaches there are, for the list of exceptions.
#[test]
fn the_workspace_keeps_the_rules_and_no_exception_is_listed_in_vain() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let members = repository::read(&root).expect("the workspace");
    let breaches = rules::check(&members);
    if std::env::var_os("TIDY").is_some() {
        breaches.iter().for_each(|breach| println!("{}", exceptions::line(breach)));
    }
    let wrong = exceptions::compare(include_str!("../exceptions.txt"), &breaches);
    assert!(wrong.is_empty(), "tidy/exceptions.txt and the workspace differ:\n{}", wrong.join("\n"));
}

#[test]
fn every_member_and_its_sources_are_read() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let members = repository::read(&root).expect("the workspace");
    for name in ["core", "state", "security", "compiler", "vm", "cli", "examples", "testing", "tidy"] {
        let member = members.iter().find(|member| member.name == name);
        assert!(member.is_some_and(|member| member.sources().count() > 0), "{name}");
    }
}
