//! A call that fails says where, for people and for scripts.

use crate::shell::{ALICE, Shell};
use serde_json::json;

const TILL: &str = "package till

import \"allod.dev/core\"

func Take(n uint64) error {
	core.Assert(n < 5, \"not that much\")
	return take(n)
}

func take(n uint64) error {
	if n > 3 {
		return core.Error(\"a bit much\")
	}
	return nil
}

func Ask(till core.Address, n uint64) {
	_, err := core.Call(till, \"Take\", n)
	core.Assert(err)
}
";

/// A folder with the contract twice, as `till` and as `asker`.
fn tills() -> Shell {
    let shell = Shell::new();
    let file = shell.path().join("till.go");
    std::fs::write(&file, TILL).unwrap();
    for name in ["till", "asker"] {
        shell.ok(&["deploy", file.to_str().unwrap(), "--name", name, "--from", ALICE]);
    }
    shell
}

/// The lines that say where a call failed: those behind the receipt's own.
fn places(output: &str) -> Vec<&str> {
    output.lines().skip_while(|line| !line.starts_with("  hash")).skip(1).collect()
}

#[test]
fn a_call_that_fails_shows_lines_and_stacks_of_each_contract() {
    let shell = tills();
    let ended = shell.run(&["call", "till", "Take", "7", "--from", ALICE]);
    assert_eq!(ended.code, 1);
    assert_eq!(places(&ended.stdout), ["  till.go:6: not that much", "    Take  till.go:6"], "{ended:?}");
    let ended = shell.run(&["call", "asker", "Ask", "till", "4", "--from", ALICE]);
    let wanted = [
        "  till.go:12: a bit much",
        "    take  till.go:12",
        "    Take  till.go:7",
        "  called by asker.Ask: till.go:19: contract till: a bit much",
        "    Ask  till.go:19",
    ];
    assert_eq!(places(&ended.stdout), wanted, "{ended:?}");
    let ended = shell.run(&["call", "till", "Take", "1", "--from", ALICE]);
    assert_eq!((ended.code, places(&ended.stdout)), (0, vec![]));
}

#[test]
fn a_deploy_whose_constructor_fails_says_the_line() {
    let shell = tills();
    let file = shell.path().join("till.go");
    let ended =
        shell.run(&["deploy", file.to_str().unwrap(), "--name", "third", "--from", ALICE, "--call", "Take", "4"]);
    assert_eq!(ended.code, 1, "{ended:?}");
    assert!(ended.stderr.contains("a bit much, at till.go:12 (take, Take)"), "{ended:?}");
}

#[test]
fn what_is_only_tried_says_it_too_and_scripts_have_it_as_a_list() {
    let shell = tills();
    for command in ["query", "simulate"] {
        let said = shell.json(1, &[command, "till", "Take", "4"]);
        let [failure] = &said["failures"].as_array().unwrap()[..] else { panic!("{said}") };
        assert_eq!(failure["place"], json!({"file": "till.go", "line": 12}), "{command}");
        let stack: Vec<_> = failure["stack"].as_array().unwrap().iter().map(|frame| &frame["function"]).collect();
        assert_eq!(stack, ["take", "Take"], "{command}");
        assert_eq!(failure["reason"], "a bit much");
    }
    assert!(shell.json(0, &["query", "till", "Take", "1"]).get("failures").is_none());
}
