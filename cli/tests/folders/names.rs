//! Accounts and contracts go by name, and no name means two things.

use crate::shell::{ALICE, Shell, contract};

#[test]
fn the_first_call_makes_the_default_account() {
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    let first = shell.json(0, &["call", "counter", "Increment", "1"]);
    let second = shell.json(0, &["call", "counter", "Increment", "1", "--from", "default"]);
    assert_eq!(first["sender"], second["sender"]);
    let accounts = shell.json(0, &["account", "list"]);
    assert_eq!(accounts["accounts"][0]["name"], "default");
    assert_eq!(accounts["accounts"][0]["address"], first["sender"]);
}

#[cfg(unix)]
#[test]
fn only_their_owner_may_read_the_keys() {
    use std::os::unix::fs::PermissionsExt;
    let shell = Shell::new();
    shell.ok(&["account", "new", "alice"]);
    shell.ok(&["account", "new", "bob"]);
    let mode = std::fs::metadata(shell.path().join("data/accounts.json")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let listed = shell.ok(&["account", "list"]);
    assert_eq!(listed.lines().count(), 2, "{listed}");
}

#[test]
fn an_account_is_made_once() {
    let shell = Shell::new();
    let made = shell.json(0, &["account", "new", "alice"]);
    let again = shell.json(2, &["account", "new", "alice"]);
    let address = made["address"].as_str().unwrap();
    assert!(again["error"]["message"].as_str().unwrap().contains(address), "{again}");
    assert_eq!(shell.run(&["account", "new", ALICE]).code, 2, "an address is no name");
}

#[test]
fn a_funded_account_has_what_it_was_given() {
    let shell = Shell::new();
    shell.ok(&["account", "new", "alice"]);
    shell.ok(&["account", "fund", "alice", "1000"]);
    assert_eq!(shell.json(0, &["account", "fund", "alice", "500"])["balance"], 1500);
    assert_eq!(shell.run(&["account", "fund", "alice", &u64::MAX.to_string()]).code, 2);
    assert_eq!(shell.json(0, &["account", "list"])["accounts"][0]["balance"], 1500);
}

#[test]
fn a_name_is_an_account_or_a_contract_and_never_both() {
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    assert_eq!(shell.run(&["account", "new", "counter"]).code, 2);
    shell.ok(&["account", "new", "alice"]);
    let file = contract("wat_counter/counter.wat");
    assert_eq!(shell.run(&["deploy", file.to_str().unwrap(), "--name", "alice"]).code, 2);

    // Two folders put together by hand may hold what this command would not have made.
    let contracts = shell.path().join("data/contracts.json");
    let text = std::fs::read_to_string(&contracts).unwrap();
    std::fs::write(&contracts, text.replace("\"counter\"", "\"alice\"")).unwrap();
    let said = shell.run(&["query", "alice", "GetCounter"]);
    assert_eq!(said.code, 2);
    assert!(said.stderr.contains("both an account"), "{said:?}");
}

#[test]
fn an_argument_that_is_an_address_may_be_a_name() {
    let shell = Shell::with(&["wat_counter/counter.wat", "failing.wat"]);
    shell.ok(&["call", "failing", "Relay", "counter"]);
    let said = shell.run(&["call", "failing", "Relay", "nobody"]);
    assert_eq!(said.code, 2);
    assert!(said.stderr.contains("nobody"), "{said:?}");
}
