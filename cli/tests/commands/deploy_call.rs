//! `allod deploy FILE --call FUNCTION ARGUMENTS…` makes a contract and sets it up, or does neither.

use crate::shell::{ALICE, Shell};
use serde_json::json;

/// Keeps who it was set up for, in its default object; takes what is attached; refuses the zero address.
const KEPT: &str = r#"(module
  (import "allod" "input" (func $input (param i32 i32) (result i32)))
  (import "allod" "output" (func $output (param i32 i32)))
  (import "allod" "revert" (func $revert (param i32 i32 i32)))
  (import "allod" "attached" (func $attached (result i64)))
  (import "allod" "receive" (func $receive (param i64) (result i32)))
  (import "allod" "get_object" (func $get_object (param i32) (result i64)))
  (import "allod" "object_set" (func $object_set (param i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "allod" "object_get" (func $object_get (param i32 i32 i32 i32 i32 i32 i32) (result i64)))
  (memory (export "memory") 1)
  (data (i32.const 64) "\0eofor nobody")
  (func $own (result i32) (i32.wrap_i64 (call $get_object (i32.const 200))))
  (func (export "Initialize") (drop (call $input (i32.const 0) (i32.const 20)))
    (if (i64.eqz (i64.load (i32.const 12))) (then (call $revert (i32.const 16) (i32.const 66) (i32.const 10))))
    (if (call $receive (call $attached)) (then (unreachable)))
    (drop (call $object_set (call $own) (i32.const 65) (i32.const 1) (i32.const 64) (i32.const 1) (i32.const 0) (i32.const 20))))
  (func (export "For")
    (drop (call $object_get (call $own) (i32.const 65) (i32.const 1) (i32.const 64) (i32.const 1) (i32.const 0) (i32.const 20)))
    (call $output (i32.const 0) (i32.const 20)))
  (@custom "allod.abi" "{\"package_name\": \"kept\", \"functions\": ["
    "{\"name\": \"Initialize\", \"inputs\": [{\"name\": \"owner\", \"type\": \"address\"}], \"outputs\": []},"
    "{\"name\": \"For\", \"inputs\": [], \"outputs\": [{\"name\": \"\", \"type\": \"address\"}]}]}"))"#;

fn shell() -> Shell {
    let shell = Shell::new();
    std::fs::write(shell.path().join("kept.wat"), KEPT).unwrap();
    shell.ok(&["account", "new", "bob"]);
    shell
}

#[test]
fn a_contract_is_made_and_set_up_in_one_transaction_and_names_are_known_in_its_arguments() {
    let shell = shell();
    shell.ok(&["account", "fund", "bob", "50"]);
    let words = ["deploy", "kept.wat", "--from", "bob", "--value", "30", "--trace", "--call", "Initialize", "bob"];
    let made = shell.json(0, &words);
    assert_eq!(made["trace"]["children"][0]["function"], "Initialize");
    assert_eq!(made["trace"]["children"][0]["value"], 30);
    let bob = shell.json(0, &["query", "kept", "For"]);
    let accounts = shell.ok(&["account", "list"]);
    assert!(accounts.contains(bob["result"].as_str().unwrap().trim_start_matches("0x")), "{accounts} {bob}");
    assert!(accounts.contains("20"), "what was attached was taken: {accounts}");
}

#[test]
fn where_the_call_fails_there_is_no_contract_and_its_name_and_address_are_free() {
    let shell = shell();
    let zero = "0".repeat(40);
    let salt = "7".repeat(64);
    let deploy = |to: &str| {
        shell.run(&["--json", "deploy", "kept.wat", "--salt", &salt, "--from", ALICE, "--call", "Initialize", to])
    };
    let failed = deploy(&zero);
    assert_eq!(failed.code, 1, "{failed:?}");
    assert!(failed.stdout.contains("reverted (code 16): for nobody"), "{failed:?}");
    assert_eq!(shell.run(&["query", "kept", "For"]).code, 3, "there is none");
    let made = deploy(ALICE);
    assert_eq!(made.code, 0, "{made:?}");
    assert_eq!(shell.json(0, &["query", "kept", "For"])["error"], json!(null));
}

#[test]
fn a_function_that_is_not_there_and_arguments_that_do_not_fit_are_told_as_those_of_a_call() {
    let shell = shell();
    let missing = shell.run(&["deploy", "kept.wat", "--call", "Init"]);
    assert_eq!(missing.code, 3, "{missing:?}");
    assert!(missing.stderr.contains("no function Init; the contract offers Initialize, For"), "{missing:?}");
    let wrong = shell.run(&["deploy", "kept.wat", "--call", "Initialize", "nobody"]);
    assert_eq!(wrong.code, 2, "{wrong:?}");
    let without = shell.run(&["deploy", "kept.wat", "--value", "5"]);
    assert_eq!(without.code, 2, "a value goes with a call: {without:?}");
}
