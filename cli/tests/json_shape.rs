//! What scripts read, held as it is.

mod shell;

use serde_json::{Value as Json, json};
use shell::{ALICE, Shell, contract};

/// What differs from run to run.
fn masked(mut document: Json) -> Json {
    for name in ["address", "hash", "time", "code_hash"] {
        if !document[name].is_null() {
            document[name] = json!(format!("[{name}]"));
        }
    }
    if let Some(events) = document["events"].as_array_mut() {
        events.iter_mut().for_each(|event| event["contract"] = json!("[contract]"));
    }
    document
}

#[test]
fn a_deploy() {
    let file = contract("wat_counter/counter.wat");
    let said = Shell::new().json(0, &["deploy", file.to_str().unwrap(), "--from", ALICE]);
    insta::assert_json_snapshot!(masked(said));
}

#[test]
fn a_call_that_succeeds() {
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    let said = shell.json(0, &["call", "counter", "Increment", "5", "--from", ALICE, "--gas-limit", "1000000"]);
    insta::assert_json_snapshot!(masked(said));
}

#[test]
fn a_call_that_fails() {
    let shell = Shell::with(&["failing.wat"]);
    let said = shell.json(1, &["call", "failing", "Revert", "--from", ALICE, "--gas-limit", "1000000"]);
    insta::assert_json_snapshot!(masked(said));
}

#[test]
fn every_answer_of_a_contract_has_the_same_keys() {
    let shell = Shell::with(&["failing.wat"]);
    let keys = ["address", "status", "result", "gas_used", "events", "error"];
    for (code, words) in [
        (1, &["call", "failing", "Trap"][..]),
        (1, &["simulate", "failing", "Revert"]),
        (3, &["call", "failing", "Missing"]),
        (3, &["call", "nobody", "Trap"]),
        (2, &["call"]),
    ] {
        let said = shell.json(code, words);
        let object = said.as_object().unwrap();
        for key in keys {
            assert!(object.contains_key(key), "{words:?} lacks {key}: {said}");
        }
    }
}
