//! The parts of a data folder belong together: one that is lost, or another folder's, is never replaced in silence.

use crate::shell::{ALICE, Shell, contract};
use serde_json::{Value as Json, json};
use std::path::PathBuf;

/// A folder with a contract, a call and an account.
fn lived_in() -> Shell {
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    shell.ok(&["call", "counter", "Increment", "1"]);
    shell
}

fn part(shell: &Shell, name: &str) -> PathBuf {
    shell.path().join("data").join(name)
}

fn file(shell: &Shell, name: &str) -> Json {
    serde_json::from_slice(&std::fs::read(part(shell, name)).unwrap()).unwrap()
}

/// Commands of every kind, none of which may go on without a part.
fn commands(counter: &str) -> [Vec<&str>; 7] {
    [
        vec!["query", "counter", "GetCounter"],
        vec!["call", "counter", "Increment", "1"],
        vec!["deploy", counter],
        vec!["account", "list"],
        vec!["account", "new", "eve"],
        vec!["account", "fund", ALICE, "1"],
        vec!["folder", "check"],
    ]
}

/// The one message of a command that found the folder broken.
fn message(shell: &Shell, words: &[&str]) -> String {
    let said = shell.json(5, words);
    assert_eq!(said["error"]["kind"], "machine", "{words:?}: {said}");
    said["error"]["message"].as_str().unwrap().to_owned()
}

#[test]
fn a_part_that_is_gone_is_said_and_not_made_anew() {
    let counter = contract("wat_counter/counter.wat");
    let shell = lived_in();
    for (name, held) in
        [("accounts.json", "keys"), ("contracts.json", "names"), ("state", "state"), ("folder.json", "")]
    {
        let (there, away) = (part(&shell, name), shell.path().join("away"));
        std::fs::rename(&there, &away).unwrap();
        for words in commands(counter.to_str().unwrap()) {
            let said = message(&shell, &words);
            assert!(said.contains(there.strip_prefix(shell.path()).unwrap().to_str().unwrap()), "{words:?}: {said}");
            assert!(said.contains("missing") && said.contains(held) && said.contains("backup"), "{words:?}: {said}");
            assert!(!there.exists(), "{words:?} made {name}");
        }
        std::fs::rename(&away, &there).unwrap();
        assert_eq!(shell.json(0, &["query", "counter", "GetCounter"])["result"], 1);
    }
}

#[test]
fn a_store_on_a_disk_that_is_not_mounted_is_missed() {
    let shell = lived_in();
    std::fs::rename(part(&shell, "state"), shell.path().join("away")).unwrap();
    std::fs::create_dir(part(&shell, "state")).unwrap();
    for words in
        [&["query", "counter", "GetCounter"][..], &["call", "counter", "Increment", "1"], &["folder", "repair"]]
    {
        assert!(message(&shell, words).contains("missing"));
        assert_eq!(std::fs::read_dir(part(&shell, "state")).unwrap().count(), 0);
    }
}

#[test]
fn a_part_of_another_folder_is_refused() {
    let counter = contract("wat_counter/counter.wat");
    let (shell, other) = (lived_in(), lived_in());
    for name in ["accounts.json", "contracts.json", "state", "folder.json"] {
        let (own, away) = (part(&shell, name), shell.path().join("away"));
        std::fs::rename(&own, &away).unwrap();
        std::fs::rename(part(&other, name), &own).unwrap();
        for words in commands(counter.to_str().unwrap()) {
            // Accounts alone are no matter of the store.
            if name == "state" && words[..2] == ["account", "new"] {
                continue;
            }
            let said = message(&shell, &words);
            assert!(said.contains("data folder") && said.contains("allod folder repair"), "{words:?}: {said}");
        }
        std::fs::rename(&own, part(&other, name)).unwrap();
        std::fs::rename(&away, &own).unwrap();
    }
    assert_eq!(shell.json(0, &["call", "counter", "Increment", "1"])["result"], 2);
}

#[test]
fn a_query_makes_no_key_and_no_folder() {
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    let before = file(&shell, "accounts.json");
    for words in
        [&["query", "counter", "GetCounter"][..], &["simulate", "counter", "Increment", "1"], &["account", "list"]]
    {
        shell.json(0, words);
    }
    assert_eq!(file(&shell, "accounts.json"), before);
    assert_eq!(shell.json(0, &["account", "list"])["accounts"], json!([]));

    let shell = Shell::new();
    assert_eq!(shell.json(0, &["account", "list"])["accounts"], json!([]));
    assert_eq!(shell.run(&["folder", "check"]).code, 3);
    assert_eq!(shell.run(&["folder", "repair"]).code, 3);
    assert!(!part(&shell, "").exists());
}

#[test]
fn a_folder_can_be_repaired_without_its_names_and_its_keys() {
    let shell = lived_in();
    let address = file(&shell, "contracts.json")["contracts"][0]["address"].as_str().unwrap().to_owned();
    for name in ["accounts.json", "contracts.json", "folder.json"] {
        std::fs::remove_file(part(&shell, name)).unwrap();
    }
    // Only the store knows what folder it was of, and that is enough to miss the rest.
    assert!(message(&shell, &["query", &address, "GetCounter"]).contains("folder.json"));
    shell.json(0, &["folder", "repair"]);
    assert_eq!(shell.json(0, &["folder", "check"])["contracts"], 0);
    assert_eq!(shell.json(0, &["query", &address, "GetCounter"])["result"], 1);
    assert_eq!(shell.json(0, &["call", &address, "Increment", "1"])["result"], 2);
}

#[test]
fn a_repair_takes_parts_of_other_folders_and_makes_no_store() {
    let (shell, other) = (lived_in(), lived_in());
    std::fs::copy(part(&other, "accounts.json"), part(&shell, "accounts.json")).unwrap();
    shell.json(0, &["folder", "repair"]);
    let own = file(&other, "accounts.json")["accounts"].clone();
    assert_eq!(file(&shell, "accounts.json")["accounts"], own);
    assert_eq!(shell.json(0, &["call", "counter", "Increment", "1"])["sender"], own[0]["address"]);

    std::fs::remove_dir_all(part(&shell, "state")).unwrap();
    assert!(message(&shell, &["folder", "repair"]).contains("begin a new data folder"));
    assert!(!part(&shell, "state").exists());
}

#[test]
fn a_store_of_another_time_than_the_names_is_told_apart() {
    let shell = lived_in();
    let mut contracts = file(&shell, "contracts.json");
    contracts["contracts"][0]["address"] = json!(ALICE);
    std::fs::write(part(&shell, "contracts.json"), contracts.to_string()).unwrap();
    for words in [&["query", "counter", "GetCounter"][..], &["call", "counter", "Increment", "1"], &["folder", "check"]]
    {
        let said = message(&shell, words);
        assert!(said.contains("contracts.json") && said.contains("backup"), "{said}");
    }
}

#[test]
fn a_folder_from_before_folders_had_names_gets_one_and_keeps_everything() {
    let shell = lived_in();
    // Take away all that such a folder did not have.
    for name in ["accounts.json", "contracts.json"] {
        let mut content = file(&shell, name);
        content.as_object_mut().unwrap().remove("folder");
        std::fs::write(part(&shell, name), content.to_string()).unwrap();
    }
    let store = allod_state::RocksStorage::open(part(&shell, "state")).unwrap();
    allod_state::Storage::delete(&store, b"\xffallod folder").unwrap();
    drop(store);
    std::fs::remove_file(part(&shell, "folder.json")).unwrap();

    assert_eq!(shell.json(0, &["query", "counter", "GetCounter"])["result"], 1);
    assert!(!part(&shell, "folder.json").exists(), "a query changes nothing");
    assert_eq!(shell.json(0, &["call", "counter", "Increment", "1"])["result"], 2);
    let named = file(&shell, "folder.json")["folder"].clone();
    assert!(named.is_string());
    for name in ["accounts.json", "contracts.json"] {
        assert_eq!(file(&shell, name)["folder"], named);
    }
    std::fs::remove_file(part(&shell, "accounts.json")).unwrap();
    assert!(message(&shell, &["query", "counter", "GetCounter"]).contains("missing"));
}

#[test]
fn the_chain_of_the_folder_is_the_chain_of_its_store() {
    let shell = lived_in();
    let mut folder = file(&shell, "folder.json");
    assert_eq!(folder["chain"], 1);
    folder["chain"] = json!(2);
    std::fs::write(part(&shell, "folder.json"), folder.to_string()).unwrap();
    let said = message(&shell, &["call", "counter", "Increment", "1"]);
    assert!(said.contains("chain 1") && said.contains("chain 2"), "{said}");
    folder["version"] = json!(2);
    std::fs::write(part(&shell, "folder.json"), folder.to_string()).unwrap();
    assert!(message(&shell, &["query", "counter", "GetCounter"]).contains("version 2"));
}

#[test]
fn a_first_command_that_is_killed_leaves_a_folder_that_the_next_one_completes() {
    let counter = contract("wat_counter/counter.wat");
    for delay in [0, 1, 2, 3, 5, 8, 12, 16, 20, 25, 30, 40, 60] {
        let shell = Shell::new();
        let mut child = shell.start(&["deploy", counter.to_str().unwrap(), "--name", "first"]);
        std::thread::sleep(std::time::Duration::from_millis(delay));
        let _ = child.kill();
        child.wait().unwrap();
        shell.json(0, &["deploy", counter.to_str().unwrap(), "--name", "second"]);
        shell.json(0, &["folder", "check"]);
        let left: Vec<_> =
            std::fs::read_dir(part(&shell, "")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(left.iter().all(|name| !name.to_string_lossy().starts_with('.')), "{left:?}");
    }
}
