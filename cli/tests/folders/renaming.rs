//! The name of a contract can be moved, and the contract behind it stays.

use crate::shell::{ALICE, Shell, contract};
use serde_json::{Value as Json, json};

fn address(shell: &Shell, name: &str) -> Json {
    shell.json(0, &["balance", name])["address"].clone()
}

#[test]
fn a_contract_is_renamed_and_keeps_one_name() {
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    let counter = address(&shell, "counter");
    let said = shell.json(0, &["name", "set", "tally", "counter"]);
    assert_eq!((&said["address"], &said["lost"]), (&counter, &Json::Null));
    assert_eq!(address(&shell, "tally"), counter);
    assert_eq!(shell.run(&["balance", "counter"]).code, 3);
    let listed = shell.json(0, &["name", "list"]);
    assert_eq!(listed["names"], json!([{"name": "tally", "address": counter}]));
}

#[test]
fn a_name_that_is_taken_moves_only_where_that_is_asked_for() {
    let shell = Shell::with(&["wat_counter/counter.wat", "failing.wat"]);
    let (counter, failing) = (address(&shell, "counter"), address(&shell, "failing"));
    assert_eq!(shell.run(&["name", "set", "counter", "failing"]).code, 2);
    let said = shell.json(0, &["name", "set", "counter", "failing", "--replace"]);
    assert_eq!((&said["address"], &said["lost"]), (&failing, &counter));
    assert_eq!(address(&shell, "counter"), failing);
    // What lost its name is there all the same.
    shell.json(0, &["query", counter.as_str().unwrap(), "GetCounter"]);
    shell.ok(&["account", "new", "alice"]);
    for words in [&["name", "set", "alice", "counter"][..], &["name", "set", "5", "counter"]] {
        assert_eq!(shell.run(words).code, 2, "{words:?}");
    }
    assert_eq!(shell.run(&["name", "set", "nobody", ALICE]).code, 3);
}

#[test]
fn a_name_that_is_removed_is_free() {
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    let counter = address(&shell, "counter");
    assert_eq!(shell.json(0, &["name", "remove", "counter"])["address"], counter);
    assert_eq!(shell.run(&["name", "remove", "counter"]).code, 3);
    shell.json(0, &["query", counter.as_str().unwrap(), "GetCounter"]);
    shell.ok(&["name", "set", "counter", counter.as_str().unwrap()]);
    assert_eq!(address(&shell, "counter"), counter);
}

#[test]
fn a_deploy_takes_over_the_name_of_the_contract_before_it() {
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    shell.ok(&["call", "counter", "Increment", "5"]);
    let before = address(&shell, "counter");
    let file = contract("wat_counter/counter.wat");
    let deploy = |words: &[&str], code| shell.json(code, &[&["deploy", file.to_str().unwrap()], words].concat());
    deploy(&["--name", "counter"], 2);
    let made = deploy(&["--name", "counter", "--replace"], 0);
    assert_eq!((&made["name"], &address(&shell, "counter")), (&json!("counter"), &made["address"]));
    assert_eq!(shell.json(0, &["query", "counter", "GetCounter"])["result"], 0);
    assert_eq!(shell.json(0, &["query", before.as_str().unwrap(), "GetCounter"])["result"], 5);
    // Without --name it is the file's.
    assert_eq!(deploy(&["--replace"], 0)["name"], "counter");
    assert_eq!(deploy(&["--name", "a.b"], 0)["name"], "a.b");
    shell.ok(&["name", "remove", "a.b"]);
    // An account keeps its name, and nothing is deployed.
    shell.ok(&["account", "new", "alice"]);
    let contracts = || shell.json(0, &["contracts"])["contracts"].as_array().unwrap().len();
    let there = contracts();
    deploy(&["--name", "alice", "--replace"], 2);
    assert_eq!(contracts(), there);
    // One that fails takes nobody's name.
    deploy(&["--replace", "--gas-limit", "10"], 1);
    assert_eq!(shell.json(0, &["name", "list"])["names"].as_array().unwrap().len(), 1);
}
