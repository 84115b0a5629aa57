//! Files, functions and tests that the documents name exist.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn document(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// The words in backticks of a line.
fn quoted(line: &str) -> Vec<&str> {
    line.split('`').skip(1).step_by(2).collect()
}

/// Whether `path` is a file that defines `function`.
fn defines(path: &str, function: &str) -> bool {
    let text = fs::read_to_string(root().join(path)).unwrap_or_default();
    [format!("fn {function}("), format!("fn {function}<")].iter().any(|head| text.contains(head))
}

/// The rows of the tables in `text` whose cells name files, heads of tables left out.
fn rows(text: &str) -> Vec<&str> {
    text.lines().filter(|line| line.starts_with('|') && line.contains('`')).collect()
}

#[test]
fn the_consensus_surface_names_files_and_tests_that_exist() {
    let text = document("docs/contributing/consensus-surface.md");
    let rows = rows(&text);
    assert!(rows.len() >= 15, "{} rows", rows.len());
    for row in rows {
        let words = quoted(row);
        let [decided, test, name @ ..] = words.as_slice() else { panic!("a file and a test are wanted: {row}") };
        assert!(root().join(decided).exists(), "{decided}: {row}");
        assert!(root().join(test).is_file(), "{test}: {row}");
        assert!(name.iter().all(|name| defines(test, name)), "no such test: {row}");
    }
}

/// The steps of the ways in `docs/architecture.md`: numbered lines that name a file and a function in it.
#[test]
fn each_way_of_the_architecture_has_at_most_fifteen_steps_that_exist() {
    const STEPS_MAX: usize = 15;
    let text = document("docs/architecture.md");
    let ways: Vec<&str> = text.split("\n## ").filter(|section| section.starts_with("The way of")).collect();
    assert_eq!(ways.len(), 3, "a call, a deploy, a parallel block");
    for way in ways {
        let title = way.lines().next().unwrap_or_default();
        let steps: Vec<&str> = way.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_digit())).collect();
        assert!((5..=STEPS_MAX).contains(&steps.len()), "{title}: {} steps", steps.len());
        for step in steps {
            let words = quoted(step);
            let [file, function, ..] = words.as_slice() else { panic!("a file and a function are wanted: {step}") };
            assert!(defines(file, function), "{title}: no such function: {step}");
        }
    }
}

#[test]
fn the_code_map_names_every_folder_of_every_crate_and_no_other() {
    let text = document("docs/contributing/code-map.md");
    let named: Vec<&str> = text.lines().flat_map(quoted).filter(|word| word.contains("/src/")).collect();
    for path in &named {
        assert!(root().join(path).exists(), "{path}");
    }
    for member in ["core", "state", "security", "compiler", "vm", "cli"] {
        let sources = root().join(member).join("src");
        let folders =
            fs::read_dir(&sources).expect("sources").filter_map(Result::ok).filter(|entry| entry.path().is_dir());
        for folder in folders {
            let path = format!("{member}/src/{}/", folder.file_name().to_string_lossy());
            assert!(named.contains(&path.as_str()), "{path} is missing");
        }
    }
}

#[test]
fn every_decision_is_listed_and_every_listed_one_exists() {
    let list = document("docs/adr/README.md");
    let pages = fs::read_dir(root().join("docs/adr")).expect("decisions").filter_map(Result::ok);
    let pages = pages.map(|entry| entry.file_name().to_string_lossy().into_owned()).filter(|name| name != "README.md");
    let (mut pages, mut listed): (Vec<String>, Vec<String>) = (pages.collect(), Vec::new());
    for line in list.lines() {
        listed.extend(line.split('(').skip(1).filter_map(|rest| rest.split_once(')')).map(|(page, _)| page.to_owned()));
    }
    pages.sort();
    assert_eq!(listed, pages);
}

#[test]
fn pages_link_to_files_that_exist() {
    let mut folders = vec![root().join("docs")];
    let mut pages = vec![root().join("README.md"), root().join("CONTRIBUTING.md"), root().join("SECURITY.md")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of docs").filter_map(Result::ok) {
            match entry.path() {
                path if path.is_dir() => folders.push(path),
                path if path.extension().is_some_and(|extension| extension == "md") => pages.push(path),
                _ => {}
            }
        }
    }
    for page in pages {
        let text = fs::read_to_string(&page).expect("a page");
        for link in text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(link, _)| link) {
            let target = link.split('#').next().unwrap_or_default();
            if target.is_empty() || target.contains("://") || target.contains(' ') {
                continue;
            }
            let path = page.parent().expect("a folder").join(target);
            assert!(path.exists(), "{}: {link}", page.display());
        }
    }
}

/// The names after each `--test` of `text`. Patterns are left out.
fn tests_named(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split("--test ").skip(1).filter_map(|rest| rest.split_whitespace().next());
    words.filter(|name| !name.contains('*'))
}

/// The modules of groups of tests that `text` chooses: `module::` after ` -- `.
fn modules_named(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace().filter_map(|word| word.strip_suffix("::"))
}

#[test]
fn the_tests_that_checks_run_by_name_exist() {
    let members = allod_tidy::repository::read(&root()).expect("the workspace");
    let paths: Vec<&String> = members.iter().flat_map(|member| member.files.keys()).collect();
    let is_there = |end: &str| paths.iter().any(|path| path.ends_with(end));
    for script in [".ci/run", ".github/workflows/ci.yml"] {
        let text = fs::read_to_string(root().join(script)).expect("a script");
        for name in tests_named(&text) {
            let program = is_there(&format!("/tests/{name}.rs")) || is_there(&format!("/tests/{name}/main.rs"));
            assert!(program, "{script}: --test {name}");
        }
        // A word that chooses no test would make the checks pass without it.
        let groups: Vec<&str> = tests_named(&text).collect();
        for module in modules_named(&text) {
            let chosen = groups.iter().any(|group| is_there(&format!("/tests/{group}/{module}.rs")));
            assert!(chosen, "{script}: {module}:: is in no group that is run by name");
        }
    }
}

/// Words of what an interpreter of Rust does not do, or not in a minute.
const IMPURE: &[&str] = &["std::fs", "tempfile", "RocksStorage", "proptest", "std::process", "Instant"];

#[test]
fn the_tests_that_miri_runs_are_pure() {
    let workflow = fs::read_to_string(root().join(".github/workflows/ci.yml")).expect("the workflow");
    let job = workflow.split_once("\n  miri:\n").expect("a job for Miri").1;
    let job = job.split("\n\n").next().expect("its steps");
    let members = allod_tidy::repository::read(&root()).expect("the workspace");
    let members = members.iter().filter(|member| ["core", "state"].contains(&member.name.as_str()));
    let tests: BTreeMap<&String, &String> =
        members.flat_map(|member| &member.files).filter(|(path, _)| path.contains("/tests/")).collect();
    let file = |name: &str| tests.iter().find(|(path, _)| path.ends_with(&format!("/{name}.rs")));
    // A group is run for the modules that are named of it.
    let groups: Vec<&str> = tests_named(job).filter(|group| file(&format!("tests/{group}/main")).is_some()).collect();
    let named: Vec<&str> = tests_named(job).filter(|name| !groups.contains(name)).chain(modules_named(job)).collect();
    assert!(named.len() >= 5, "{named:?}");
    for name in named {
        let (path, text) = file(name).expect("a test of core or state");
        for word in IMPURE {
            assert!(!text.contains(word), "{path} names {word}");
        }
    }
}

/// Crates that the interpreter alone may have: what an embedder compiles who wants nothing else.
const INTERPRETER_CRATES_MAX: usize = 120;

/// Crates that cargo builds for `allod-vm` with `features`, on Linux on x86-64.
fn crates(features: &str) -> usize {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let tree = std::process::Command::new(cargo)
        .current_dir(root())
        .args([
            "tree",
            "--locked",
            "--offline",
            "--package",
            "allod-vm",
            "--no-default-features",
            "--features",
            features,
        ])
        .args([
            "--edges",
            "normal,build",
            "--prefix",
            "none",
            "--format",
            "{p}",
            "--target",
            "x86_64-unknown-linux-gnu",
        ])
        .output()
        .expect("cargo runs");
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let text = String::from_utf8_lossy(&tree.stdout);
    // A name and a version; a folder or a mark may come after them.
    let names = text.lines().map(|line| line.split(' ').take(2).collect::<Vec<_>>());
    names.filter(|name| name.len() == 2).collect::<std::collections::BTreeSet<_>>().len()
}

#[test]
fn the_table_of_features_counts_the_crates_that_cargo_builds() {
    let text = document("docs/embedding.md");
    let table = text.split_once("## What is built").expect("the section").1;
    let base = crates("interpreter");
    assert!(base <= INTERPRETER_CRATES_MAX, "{base} crates with the interpreter alone");
    let mut seen = Vec::new();
    for row in rows(table.split_once("\n```").expect("what is behind the table").0) {
        let cells: Vec<_> = row.split('|').map(str::trim).collect();
        let (feature, count) = (cells[1].trim_matches('`'), cells[4].trim_end_matches(" more"));
        let Ok(count) = count.parse::<usize>() else { continue };
        let found = match feature {
            "interpreter" => base,
            more => crates(&format!("interpreter,{more}")) - base,
        };
        assert_eq!(count, found, "docs/embedding.md: crates of `{feature}`");
        seen.push(feature);
    }
    assert_eq!(seen, ["interpreter", "cranelift", "go", "profile", "rocksdb", "toml", "metrics", "tracing"]);
    let all = crates("go,cranelift,interpreter,profile,rocksdb,toml");
    assert!(table.contains(&format!("with all of the defaults there are {all}.")), "{all} crates with the defaults");
    let manifest = document("vm/Cargo.toml");
    assert!(manifest.contains(&format!("takes {base} crates and not {all}.")), "{base} and {all} crates");
}
