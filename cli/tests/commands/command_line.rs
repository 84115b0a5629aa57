//! What can be said without a contract: help, mistakes, and a folder that holds nothing yet.

use crate::shell::Shell;
use serde_json::json;

#[test]
fn help_lists_every_subcommand_and_the_exit_codes() {
    let help = Shell::new().ok(&["--help"]);
    for word in [
        "demo",
        "deploy",
        "call",
        "query",
        "simulate",
        "profile",
        "object",
        "objects",
        "receipt",
        "abi",
        "account",
        "init",
        "Exit codes:",
    ] {
        assert!(help.contains(word), "{word}: {help}");
    }
}

#[test]
fn a_mistake_on_the_command_line_ends_with_2_and_says_what_is_wanted() {
    let shell = Shell::new();
    for words in [&["frobnicate"][..], &["call"], &["object", "zz"], &["call", "x", "F", "--gas-limit", "much"]] {
        let ended = shell.run(words);
        assert_eq!(ended.code, 2, "{words:?}: {ended:?}");
        assert!(!ended.stderr.is_empty() && ended.stdout.is_empty(), "{words:?}: {ended:?}");
    }
    assert!(shell.run(&["object", "zz"]).stderr.contains("wanted 64 hex digits"));
}

#[test]
fn with_json_a_mistake_is_json_on_standard_output() {
    let said = Shell::new().json(2, &["object", "zz"]);
    assert_eq!(said["status"], "error");
    assert_eq!(said["error"]["kind"], "usage");
    assert_eq!(said["error"]["exit_code"], 2);
    assert!(said["error"]["message"].as_str().unwrap().contains("wanted 64 hex digits"), "{said}");
    for absent in ["address", "result"] {
        assert_eq!(said[absent], json!(null));
    }
}

#[test]
fn a_word_behind_two_dashes_is_no_option() {
    let ended = Shell::new().run(&["call", "x", "F", "--", "--json"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (3, ""));
}

#[test]
fn a_folder_that_holds_nothing_is_not_found_and_not_made() {
    let shell = Shell::new();
    for words in [&["query", "x", "F"][..], &["call", "x", "F"], &["receipt", &"0".repeat(64)]] {
        let ended = shell.run(words);
        assert_eq!(ended.code, 3, "{words:?}: {ended:?}");
        assert!(ended.stderr.contains("deploy a contract first"), "{ended:?}");
    }
    assert!(!shell.path().join("data").exists());
}

#[test]
fn nothing_panics_when_the_reader_has_gone() {
    let mut child = Shell::new().start(&["--help"]);
    drop(child.stdout.take());
    assert!(child.wait().unwrap().code().is_some_and(|code| code != 101));
}
