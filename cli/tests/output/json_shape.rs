//! What scripts read, held as it is.

use crate::shell::{ALICE, Shell, contract};
use serde_json::{Value as Json, json};

/// What differs from run to run.
fn masked(mut document: Json) -> Json {
    for name in ["address", "hash", "time", "code_hash"] {
        if !document[name].is_null() {
            document[name] = json!(format!("[{name}]"));
        }
    }
    for list in ["events", "failures"] {
        if let Some(items) = document.get_mut(list).and_then(Json::as_array_mut) {
            items.iter_mut().for_each(|item| item["contract"] = json!("[contract]"));
        }
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
fn a_mistake_on_the_command_line_is_told_without_a_hint_to_other_pages() {
    let said = Shell::new().json(2, &["receipt", "00"]);
    let message = said["error"]["message"].as_str().unwrap();
    assert!(message.contains("64 hex digits") && !message.contains("--help"), "{message}");
}

#[cfg(unix)]
#[test]
fn a_warning_that_the_result_does_not_hold_is_a_document_on_standard_error() {
    use std::os::unix::fs::PermissionsExt;
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    std::fs::set_permissions(shell.path().join("data"), std::fs::Permissions::from_mode(0o777)).unwrap();
    let ended = shell.run(&["--json", "query", "counter", "GetCounter"]);
    assert_eq!(ended.code, 0, "{ended:?}");
    assert_eq!(ended.stdout.lines().count(), 1, "{ended:?}");
    let lines: Vec<Json> = ended.stderr.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let [warning] = &lines[..] else { panic!("{ended:?}") };
    assert!(warning["warning"].as_str().unwrap().contains("its mode is 0700 now"), "{warning}");
    // A progress, or a list that goes on, is none.
    let counter = contract("wat_counter/counter.wat");
    assert_eq!(shell.run(&["--json", "deploy", counter.to_str().unwrap(), "--salt", &"5".repeat(64)]).stderr, "");
    let listed = shell.run(&["--json", "contracts", "--limit", "1"]);
    assert_eq!(listed.stderr, "", "{listed:?}");
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

#[test]
fn the_members_of_a_document_and_the_fields_of_a_struct_keep_their_order() {
    let shell = Shell::with(&["echo.wat"]);
    let said = shell.ok(&["--json", "query", "echo", "Split", &format!(r#"{{"Part": 5, "To": "{ALICE}"}}"#)]);
    assert!(said.contains(&format!(r#""result":{{"To":"{ALICE}","Part":5}},"result_types":"#)), "{said}");
    let places: Vec<_> = ["hash", "address", "function", "sender", "height", "time", "status", "result", "gas_limit"]
        .map(|key| said.find(&format!("\"{key}\":")).unwrap())
        .to_vec();
    assert!(places.is_sorted(), "{places:?}: {said}");
}
