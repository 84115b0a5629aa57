//! Advisories filed for the compiler's line are argued, for the versions that the lock file has.
//!
//! A program of its own, because a job of the checks runs it alone, with the database of advisories.

use semver::{Version, VersionReq};
use std::collections::BTreeMap;
use std::path::Path;

const TABLE: &str = include_str!("../../setup/advisories.toml");
const LOCK: &str = include_str!("../../Cargo.lock");

/// Where the advisory database is, for the test that needs it.
const DATABASE: &str = "ALLOD_ADVISORIES";
/// Crates of the database under which the compiler's line is filed, and which the lock file does not name.
const FILED_UNDER: &[&str] = &["wasmtime", "wasmtime-cranelift", "wasmtime-environ", "wasmtime-internal-cranelift"];
/// wasmtime's major version is that much less than cranelift's minor.
const APART: u64 = 87;

/// `key = value` pairs of one table of TOML, a value being a text or a list of texts.
type Row = BTreeMap<String, Vec<String>>;

/// The tables of as much TOML as an advisory uses: the pairs before the first header, and those after each.
fn tables(toml: &str) -> Vec<(String, Row)> {
    let mut tables = vec![(String::new(), Row::new())];
    let mut lines = toml.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    while let Some(line) = lines.next() {
        if line.starts_with('[') {
            tables.push((line.to_owned(), Row::new()));
            continue;
        }
        let (key, value) = line.split_once('=').unwrap_or_else(|| panic!("no pair: {line}"));
        let mut value = value.trim().to_owned();
        while value.starts_with('[') && !value.ends_with(']') {
            value += lines.next().expect("the end of a list");
        }
        let texts = value.split('"').skip(1).step_by(2).map(str::to_owned).collect();
        tables.last_mut().unwrap().1.insert(key.trim().to_owned(), texts);
    }
    tables
}

fn text<'r>(row: &'r Row, key: &str) -> &'r str {
    row.get(key).and_then(|texts| texts.first()).map_or("", String::as_str)
}

/// The one version of `name` in the lock file.
fn locked(name: &str) -> Version {
    let mut versions = LOCK.split("[[package]]").filter_map(|package| {
        let named = package.lines().any(|line| line == format!("name = \"{name}\""));
        let version = package.lines().find_map(|line| line.strip_prefix("version = \"")?.strip_suffix('"'))?;
        named.then(|| Version::parse(version).unwrap())
    });
    let version = versions.next().unwrap_or_else(|| panic!("the lock file has no {name}"));
    assert_eq!(versions.next(), None, "the lock file has {name} twice");
    version
}

/// The wasmtime that is released with the cranelift of the lock file.
fn wasmtime() -> Version {
    let cranelift = locked("cranelift-codegen");
    assert_eq!(cranelift.major, 0, "cranelift {cranelift} counts another way: see how wasmtime does now");
    Version::new(cranelift.minor - APART, 0, cranelift.patch)
}

/// Whether an advisory is about `version`.
fn affects(row: &Row, version: &Version) -> bool {
    let fine = |key| row.get(key).into_iter().flatten().any(|range| VersionReq::parse(range).unwrap().matches(version));
    !fine("patched") && !fine("unaffected")
}

fn argued() -> Vec<Row> {
    tables(TABLE).into_iter().filter(|(name, _)| name == "[[advisory]]").map(|(_, row)| row).collect()
}

#[test]
fn each_argued_advisory_is_about_what_is_pinned() {
    let cranelift = locked("cranelift-codegen");
    assert_eq!(
        text(&tables(TABLE)[0].1, "argued-for"),
        format!("cranelift-codegen {cranelift}"),
        "the pin has moved: go through setup/advisories.toml again"
    );
    let rows = argued();
    assert!(!rows.is_empty());
    for row in &rows {
        let id = text(row, "id");
        assert!(id.starts_with("RUSTSEC-") && rows.iter().filter(|other| text(other, "id") == id).count() == 1, "{id}");
        assert!(FILED_UNDER.contains(&text(row, "package")), "{id}: {row:?}");
        assert!(affects(row, &wasmtime()), "{id} is not about wasmtime {}: its row can go", wasmtime());
        assert_eq!(text(row, "affects"), "no", "{id} affects Allod and has to be mended");
        assert!(text(row, "argument").len() > 40 && !text(row, "title").is_empty(), "{id} is not argued");
    }
}

#[test]
fn an_advisory_is_about_the_versions_that_are_neither_patched_nor_unaffected() {
    let toml = "[advisory]\nid = \"RUSTSEC-0000-0001\"\n\n[versions]\npatched = [\n    \">= 48.0.3, < 49.0.0\",\n    \">= 49.0.1\",\n]\nunaffected = [\"< 47.0.0\"]\n";
    let found = tables(toml);
    assert_eq!(text(&found[1].1, "id"), "RUSTSEC-0000-0001");
    let about = |version| affects(&found[2].1, &Version::parse(version).unwrap());
    assert_eq!(
        ["46.0.9", "47.0.0", "48.0.2", "48.0.3", "49.0.0", "49.0.1"].map(about),
        [false, true, true, false, true, false]
    );
}

#[test]
fn every_advisory_of_the_database_that_is_about_what_is_pinned_is_argued() {
    let Some(database) = std::env::var_os(DATABASE) else {
        println!("not looked at: {DATABASE} names no folder");
        return;
    };
    let crates = Path::new(&database).join("crates");
    assert!(crates.join("wasmtime").is_dir(), "{}: no advisory database", crates.display());
    let rows = argued();
    let mut missing = Vec::new();
    for name in FILED_UNDER {
        // Most of them have none.
        for file in std::fs::read_dir(crates.join(name)).into_iter().flatten() {
            let path = file.unwrap().path();
            let all = std::fs::read_to_string(&path).unwrap();
            let toml = all.strip_prefix("```toml\n").and_then(|rest| rest.split_once("\n```")).expect("a table").0;
            let mut row = Row::new();
            tables(toml).into_iter().for_each(|(_, more)| row.extend(more));
            let withdrawn = row.contains_key("withdrawn");
            if !withdrawn
                && affects(&row, &wasmtime())
                && !rows.iter().any(|argued| text(argued, "id") == text(&row, "id"))
            {
                missing.push(path);
            }
        }
    }
    assert!(
        missing.is_empty(),
        "wasmtime {} is affected, argue them in setup/advisories.toml: {missing:?}",
        wasmtime()
    );
}
