//! Many commands at once on one folder, some of them killed: none is refused, and nothing that was said is lost.

use crate::shell::{ALICE, Shell, contract};
use allod_core::Address;
use allod_state::{Reader, RocksStorage};
use serde_json::Value as Json;
use std::collections::BTreeSet;
use std::process::{Child, Stdio};
use std::time::Duration;

/// Seconds that each of them waits at most. All together take some ten on a busy machine.
const LIMIT: &str = "300";
/// Commands that are left to end.
const COMMANDS: usize = 20;
/// Commands that are killed, each a little later than the one before.
const KILLED: u64 = 8;

/// Starts a command of one of five kinds.
fn start(shell: &Shell, number: usize, counter: &str) -> Child {
    let name = format!("n{number}");
    let words = match number % 5 {
        0 | 1 => vec!["call", "diary", "Write"],
        2 => vec!["account", "new", &name],
        3 => vec!["deploy", counter, "--name", &name],
        _ => vec!["query", "diary", "Entries"],
    };
    let words = [&["--json", "--wait", LIMIT][..], &words].concat();
    shell.command(&words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

#[test]
fn twenty_commands_at_once_with_kills_are_all_done_and_none_is_lost() {
    for folder in [Shell::new(), Shell::with(&["diary.wat"])] {
        all_at_once(&folder);
    }
}

fn all_at_once(shell: &Shell) {
    let counter = contract("wat_counter/counter.wat");
    let counter = counter.to_str().unwrap();
    // In a new folder, the first of them all make the folder together.
    if !shell.path().join("data").exists() {
        let diary = contract("diary.wat");
        let words = ["--json", "--wait", LIMIT, "deploy", diary.to_str().unwrap(), "--from", ALICE, "--name"];
        let names = ["diary", "diary-b", "diary-c", "diary-d", "diary-e"];
        let start = |name| shell.command(&[&words[..], &[name]].concat()).stdout(Stdio::piped()).spawn().unwrap();
        for child in names.map(start) {
            let ended = child.wait_with_output().unwrap();
            assert!(ended.status.success(), "{ended:?}");
        }
    }
    let killed: Vec<Child> = (0..KILLED as usize).map(|number| start(shell, COMMANDS + number, counter)).collect();
    let left: Vec<Child> = (0..COMMANDS).map(|number| start(shell, number, counter)).collect();
    for mut child in killed {
        std::thread::sleep(Duration::from_millis(40));
        let _ = child.kill();
        child.wait().unwrap();
    }
    let mut writes = BTreeSet::new();
    let mut said = Vec::new();
    for (number, child) in left.into_iter().enumerate() {
        let ended = child.wait_with_output().unwrap();
        assert!(ended.status.success(), "{number}: {ended:?}");
        let answer: Json = serde_json::from_slice(&ended.stdout).unwrap();
        if number % 5 < 2 {
            assert!(writes.insert(answer["result"].as_u64().unwrap()), "{number}: {answer} was said twice");
        }
        said.push(answer);
    }

    // Killed ones may have come through too: the entries of all that did have numbers without a gap.
    let entries = shell.json(0, &["query", "diary", "Entries"])["result"].as_u64().unwrap();
    assert!(writes.iter().all(|entry| (1..=entries).contains(entry)), "{writes:?} of {entries}");
    let most = writes.len() as u64 + KILLED;
    assert!((writes.len() as u64..=most).contains(&entries), "{entries} entries");

    let accounts = shell.json(0, &["account", "list"])["accounts"].as_array().unwrap().clone();
    let names: BTreeSet<&str> = accounts.iter().map(|account| account["name"].as_str().unwrap()).collect();
    assert_eq!(names.len(), accounts.len());
    for (number, answer) in said.iter().enumerate() {
        let name = format!("n{number}");
        match number % 5 {
            0 | 1 => assert_eq!(&shell.json(0, &["receipt", answer["hash"].as_str().unwrap()]), answer),
            2 => assert!(names.contains(&*name), "{name}"),
            3 => assert_eq!(shell.json(0, &["query", &name, "GetCounter"])["result"], 0),
            _ => {}
        }
    }
    shell.json(0, &["account", "fund", ALICE, "1"]);
    shell.json(0, &["folder", "check"]);
    assert_eq!(stored(shell), named(shell));
}

/// The addresses of all contracts in the store.
fn stored(shell: &Shell) -> BTreeSet<String> {
    let store = RocksStorage::open(shell.path().join("data/state")).unwrap();
    let records = store.scan(b"c", 10_000).unwrap();
    records.iter().map(|(key, _)| Address::try_from(&key[1..]).unwrap().to_string()).collect()
}

/// The addresses that have names.
fn named(shell: &Shell) -> BTreeSet<String> {
    let file: Json = serde_json::from_slice(&std::fs::read(shell.path().join("data/contracts.json")).unwrap()).unwrap();
    let contracts = file["contracts"].as_array().unwrap();
    contracts.iter().map(|contract| contract["address"].as_str().unwrap().to_owned()).collect()
}
