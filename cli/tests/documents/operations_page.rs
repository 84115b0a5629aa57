//! The page for operators names every part of a data folder, and every error that it explains is one that is said.
#![cfg(unix)]

use crate::shell::{ALICE, Shell, contract};
use serde_json::json;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The first cell of each row of the table called `name`.
fn first_cells(name: &str) -> BTreeSet<String> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/operations.md");
    let page = std::fs::read_to_string(page).unwrap();
    let start = page.find(&format!("<!-- {name} -->")).unwrap();
    let table = &page[start..start + page[start..].find("<!-- end -->").unwrap()];
    let rows = table.lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| row.split('`').nth(1).unwrap().to_owned()).collect()
}

#[test]
fn every_part_of_a_data_folder_is_on_the_page() {
    let shell = Shell::with(&["wat_counter/counter.wat", "diary.wat"]);
    shell.ok(&["call", "counter", "Increment", "1"]);
    shell.ok(&["account", "new", "alice"]);
    let entries = std::fs::read_dir(shell.path().join("data")).unwrap();
    let parts: BTreeSet<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(first_cells("parts"), parts);
}

/// A folder with a contract and an account.
fn lived_in() -> Shell {
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    shell.ok(&["account", "new", "alice"]);
    shell
}

fn part(shell: &Shell, name: &str) -> PathBuf {
    shell.path().join("data").join(name)
}

/// Puts `new` in place of `old` in a file.
fn edit(path: &Path, old: &str, new: &str) {
    let text = std::fs::read_to_string(path).unwrap();
    assert!(text.contains(old), "{text}");
    std::fs::write(path, text.replace(old, new)).unwrap();
}

/// Cuts the store's log.
fn lose_calls(shell: &Shell) {
    let files = std::fs::read_dir(part(shell, "state")).unwrap().map(|entry| entry.unwrap().path());
    for log in files.filter(|path| path.extension().is_some_and(|ending| ending == "log")) {
        let whole = std::fs::read(&log).unwrap();
        std::fs::write(&log, &whole[..whole.len() / 2]).unwrap();
    }
}

/// What `account list`, or another command, says of a folder that `spoil` has spoilt.
fn said(spoil: impl FnOnce(&Shell), words: &[&str]) -> String {
    let shell = lived_in();
    spoil(&shell);
    let ended = shell.run(words);
    assert!(matches!(ended.code, 5 | 6), "{ended:?}");
    ended.stderr
}

#[test]
fn every_error_on_the_page_is_one_that_is_said() {
    use std::os::unix::fs::symlink;
    let list = ["account", "list"];
    let mut met = vec![
        said(|shell| std::fs::remove_file(part(shell, "accounts.json")).unwrap(), &list),
        said(
            |shell| std::mem::drop(std::fs::copy(part(&lived_in(), "accounts.json"), part(shell, "accounts.json"))),
            &list,
        ),
        said(|_| (), &["--data-dir", "/tmp", "account", "new", "eve"]),
        said(
            |shell| {
                std::fs::rename(part(shell, "contracts.json"), shell.path().join("away")).unwrap();
                symlink("../away", part(shell, "contracts.json")).unwrap();
            },
            &list,
        ),
        said(
            |shell| symlink("nowhere", shell.path().join("dangling")).unwrap(),
            &["--data-dir", "dangling", "account", "list"],
        ),
        said(
            |shell| std::fs::write(shell.path().join("file"), "").unwrap(),
            &["--data-dir", "file", "account", "list"],
        ),
        said(|shell| edit(&part(shell, "accounts.json"), "\"address\": \"", "\"address\": \"g"), &list),
        said(|shell| std::fs::write(part(shell, "accounts.json"), "{").unwrap(), &list),
        said(
            |shell| {
                shell.ok(&["account", "new", "bob"]);
                let path = part(shell, "accounts.json");
                let file: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
                let key = |at: usize| file["accounts"][at]["secret_key"].as_str().unwrap().to_owned();
                edit(&path, &key(0), &key(1));
            },
            &list,
        ),
        said(
            |shell| {
                let path = part(shell, "contracts.json");
                let mut file: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
                file["contracts"][0]["address"] = json!(ALICE);
                std::fs::write(path, file.to_string()).unwrap();
            },
            &["query", "counter", "GetCounter"],
        ),
        said(|shell| edit(&part(shell, "folder.json"), "\"version\": 1", "\"version\": 2"), &list),
        said(lose_calls, &["query", "counter", "GetCounter"]),
    ];
    let shell = lived_in();
    let lock = std::fs::File::options().write(true).open(part(&shell, "lock")).unwrap();
    lock.lock().unwrap();
    met.push(shell.run(&["account", "new", "eve", "--no-wait"]).stderr);
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let output = shell.command(&["account", "list"]).stdout(full).output().unwrap();
    met.push(String::from_utf8(output.stderr).unwrap());

    met.push(from_a_closed_folder(&shell));
    let late = Shell::new();
    let counter = contract("wat_counter/counter.wat");
    late.ok(&["deploy", counter.to_str().unwrap(), "--time", "1000"]);
    met.push(late.run(&["call", "counter", "Increment", "1"]).stderr);

    // Only root can give files away.
    let root = shell.is_root();
    if root {
        std::os::unix::fs::chown(part(&shell, "accounts.json"), Some(65534), None).unwrap();
        met.push(shell.run(&list).stderr);
    }
    for said in first_cells("errors") {
        let elsewhere = !root && said == "it belongs to user";
        assert!(elsewhere || met.iter().any(|met| met.contains(&said)), "{said}: {met:#?}");
    }
}

/// What a command says that may not write where its folder is to be. Root may write everywhere, so it runs as another user.
fn from_a_closed_folder(shell: &Shell) -> String {
    use std::os::unix::fs::PermissionsExt;
    let closed = shell.path().join("closed");
    std::fs::create_dir(&closed).unwrap();
    if !shell.is_root() {
        std::fs::set_permissions(&closed, PermissionsExt::from_mode(0o555)).unwrap();
    }
    let words = ["--data-dir", "closed/data", "account", "new", "eve"];
    let ended = shell.run_as_other(&words);
    assert_eq!(ended.code, 5, "{ended:?}");
    ended.stderr
}
