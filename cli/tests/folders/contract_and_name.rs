//! A contract and its name are kept together, wherever a deploy ends.

use crate::shell::{ALICE, Shell, contract};
use allod_core::Address;
use allod_state::{Reader, RocksStorage};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use std::time::Instant;

/// Deploys that come through before their kills, which come a little later each time.
const COME_THROUGH: usize = 3;
/// Kills within the time that a first deploy took. A later one may take several times as long on a machine that does other
/// things too, so that the kills go on until enough came through.
const STEPS: u32 = 20;
/// Kills after which a deploy that never comes through has failed: fifty times what the first one took.
const MOST_KILLS: u32 = 50 * STEPS;

/// The addresses of all contracts in the store.
fn stored(shell: &Shell) -> BTreeSet<String> {
    let store = RocksStorage::open(shell.path().join("data/state")).unwrap();
    let records = store.scan(b"c", 10_000).unwrap();
    records.iter().map(|(key, _)| Address::try_from(&key[1..]).unwrap().to_string()).collect()
}

/// The file of names.
fn file(shell: &Shell) -> Json {
    serde_json::from_slice(&std::fs::read(shell.path().join("data/contracts.json")).unwrap()).unwrap()
}

/// The addresses that have names.
fn named(shell: &Shell) -> BTreeSet<String> {
    let file = file(shell);
    let contracts = file["contracts"].as_array().unwrap();
    contracts.iter().map(|contract| contract["address"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_deploy_that_is_killed_leaves_a_contract_and_its_name_or_neither() {
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    let counter = contract("wat_counter/counter.wat");
    let words = ["deploy", counter.to_str().unwrap(), "--from", ALICE];
    let begun = Instant::now();
    shell.ok(&words);
    let whole = begun.elapsed();
    let first = stored(&shell).len();
    for kill in 0.. {
        assert!(kill < MOST_KILLS, "no deploy came through before its kill");
        let mut child = shell.start(&words);
        std::thread::sleep(whole * kill / STEPS);
        let _ = child.kill();
        child.wait().unwrap();
        // The next command that may keep something settles what was under way.
        shell.ok(&["call", "counter", "Increment", "1"]);
        let stored = stored(&shell);
        assert_eq!(stored, named(&shell), "after {kill} kills");
        if stored.len() >= first + COME_THROUGH {
            break;
        }
    }
    // Every name can be used.
    for contract in file(&shell)["contracts"].as_array().unwrap() {
        shell.ok(&["query", contract["name"].as_str().unwrap(), "GetCounter"]);
    }
}

/// Changes what stands in the file of names.
fn rewrite(shell: &Shell, change: impl FnOnce(&mut Vec<Json>)) {
    let mut file = file(shell);
    change(file["contracts"].as_array_mut().unwrap());
    std::fs::write(shell.path().join("data/contracts.json"), file.to_string()).unwrap();
}

/// The names that are listed.
fn names(shell: &Shell) -> Vec<String> {
    let listed = shell.json(0, &["name", "list"])["names"].clone();
    listed.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_name_whose_contract_was_never_made_is_free_again() {
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    rewrite(&shell, |contracts| contracts.push(json!({"name": "lost", "address": ALICE, "under_way": true})));
    // Who only looks finds no such contract.
    assert_eq!(shell.run(&["query", "lost", "GetCounter"]).code, 3);
    assert_eq!(names(&shell), ["counter"]);
    let counter = contract("wat_counter/counter.wat");
    assert_eq!(shell.json(0, &["deploy", counter.to_str().unwrap(), "--name", "lost"])["name"], "lost");
    assert_eq!(stored(&shell), named(&shell));
}

#[test]
fn a_contract_that_was_made_and_not_settled_has_its_name() {
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    rewrite(&shell, |contracts| contracts[0]["under_way"] = json!(true));
    assert_eq!(names(&shell), ["counter"]);
    assert_eq!(shell.json(0, &["query", "counter", "GetCounter"])["result"], 0);
    assert_eq!(shell.json(0, &["call", "counter", "Increment", "3"])["result"], 3);
    assert_eq!(file(&shell)["contracts"][0].get("under_way"), None);
}

#[test]
fn a_deploy_that_fails_leaves_its_name_free() {
    let shell = Shell::new();
    let counter = contract("wat_counter/counter.wat");
    let words = ["deploy", counter.to_str().unwrap(), "--name", "poor"];
    assert_eq!(shell.run(&[&words[..], &["--gas-limit", "1"]].concat()).code, 1);
    assert_eq!(file(&shell)["contracts"], json!([]));
    shell.ok(&words);
}

#[test]
fn a_salt_that_was_used_is_refused_and_its_contract_keeps_its_name() {
    let shell = Shell::new();
    let (counter, salt) = (contract("wat_counter/counter.wat"), "5".repeat(64));
    let words = ["deploy", counter.to_str().unwrap(), "--salt", &salt, "--from", ALICE];
    shell.ok(&words);
    let again = shell.run(&words);
    assert_eq!(again.code, 2, "{again:?}");
    assert_eq!(file(&shell)["contracts"].as_array().unwrap().len(), 1);
    shell.ok(&["query", "counter", "GetCounter"]);
}

#[test]
fn two_names_of_one_address_are_found() {
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    rewrite(&shell, |contracts| {
        let address = contracts[0]["address"].clone();
        contracts.push(json!({"name": "again", "address": address}));
    });
    let said = shell.json(5, &["query", "counter", "GetCounter"]);
    let message = said["error"]["message"].as_str().unwrap();
    assert!(message.contains("contracts.json") && message.contains("two names"), "{message}");
}
