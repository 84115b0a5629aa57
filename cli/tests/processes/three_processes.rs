//! What one process keeps, the next one finds.

use crate::shell::{ALICE, Shell, contract};

#[test]
fn a_go_counter_counts_across_processes() {
    let shell = Shell::new();
    let counter = contract("counter/counter.go");
    let said = shell.ok(&["deploy", counter.to_str().unwrap(), "--from", ALICE]);
    assert!(said.starts_with("counter deployed at "), "{said}");
    assert!(said.contains("Increment(value u64) u64"), "{said}");

    assert_eq!(shell.json(0, &["call", "counter", "Increment", "5"])["result"], 5);
    assert_eq!(shell.json(0, &["query", "counter", "GetCounter"])["result"], 5);
    assert_eq!(shell.json(0, &["call", "counter", "Increment", "--args", r#"{"value": 2}"#])["result"], 7);
    assert_eq!(shell.json(0, &["query", "counter", "GetCounter"])["result"], 7);
}

#[test]
fn a_simulation_says_what_a_call_will_cost_and_keeps_nothing() {
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    let simulated = shell.json(0, &["simulate", "counter", "Increment", "5", "--from", ALICE]);
    assert_eq!(simulated["result"], 5);
    assert_eq!(shell.json(0, &["query", "counter", "GetCounter"])["result"], 0);
    let called = shell.json(0, &["call", "counter", "Increment", "5", "--from", ALICE]);
    assert_eq!(called["gas_used"], simulated["gas_used"]);
}

#[test]
fn a_receipt_can_be_read_later() {
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    let called = shell.json(0, &["call", "counter", "Increment", "5"]);
    let later = shell.json(0, &["receipt", called["hash"].as_str().unwrap()]);
    assert_eq!(later, called);
}

#[test]
fn the_same_file_deployed_twice_gives_two_contracts_with_two_names() {
    let shell = Shell::with(&["wat_counter/counter.wat", "wat_counter/counter.wat"]);
    shell.ok(&["call", "counter", "Increment", "1"]);
    assert_eq!(shell.json(0, &["query", "counter", "GetCounter"])["result"], 1);
    assert_eq!(shell.json(0, &["query", "counter-2", "GetCounter"])["result"], 0);
}
