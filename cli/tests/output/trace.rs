//! The call tree, as people see it.

use crate::shell::{ALICE, Shell};
use serde_json::json;

/// The tree of a call's output, figures masked.
fn tree(output: &str) -> String {
    let rows = output.lines().filter(|line| line.contains(" gas") && line.contains('.') && !line.contains("gas    "));
    let mask = |row: &str| {
        let shown = row.split_whitespace().map(|word| match word {
            "ns" | "µs" | "ms" => "time",
            word if word.starts_with(|c: char| c.is_ascii_digit()) => "#",
            word => word,
        });
        shown.collect::<Vec<_>>().join(" ")
    };
    rows.map(mask).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_trace_draws_who_called_whom_with_gas_and_time() {
    let shell = Shell::with(&["wat_counter/counter.wat", "failing.wat"]);
    let said = shell.ok(&["call", "failing", "Relay", "counter", "--trace", "--from", ALICE]);
    assert_eq!(tree(&said), "failing.Relay # gas # time\n└─ counter.GetCounter # gas # time", "{said}");
}

#[test]
fn a_trace_says_where_it_went_wrong() {
    let shell = Shell::with(&["failing.wat"]);
    let ended = shell.run(&["call", "failing", "Revert", "--trace", "--from", ALICE]);
    assert_eq!(ended.code, 1);
    assert!(tree(&ended.stdout).ends_with("reverted (error): no, thank you"), "{ended:?}");
}

#[test]
fn tracing_changes_neither_gas_nor_result() {
    let shell = Shell::with(&["wat_counter/counter.wat", "failing.wat"]);
    let words = ["simulate", "failing", "Relay", "counter", "--from", ALICE];
    let plain = shell.json(0, &words);
    let mut traced = shell.json(0, &[&words[..], &["--trace"]].concat());
    let frame = traced.as_object_mut().unwrap().remove("trace").unwrap();
    assert_eq!(frame["children"][0]["function"], "GetCounter");
    assert!(frame["children"][0]["elapsed_ns"].as_u64().is_some());
    for key in ["gas_used", "result", "status", "gas"] {
        assert_eq!(traced[key], plain[key], "{key}");
    }
}

#[test]
fn a_call_that_was_refused_stands_where_it_would_have_run_and_says_why() {
    let shell = Shell::with(&["failing.wat", "thief.wat"]);
    let words = ["call", "failing", "Relay", "failing", "--trace", "--from", ALICE];
    let said = shell.run(&words).stdout;
    let frame =
        said.lines().find(|line| line.starts_with("  └─ failing.GetCounter ")).unwrap_or_else(|| panic!("{said}"));
    assert!(frame.ends_with(" 0 gas  refused: no function \"GetCounter\""), "{said}");
    let frame = &shell.json(1, &words)["trace"]["children"][0];
    assert_eq!((&frame["function"], &frame["gas_used"]), (&json!("GetCounter"), &json!(0)));
    assert_eq!(frame["status"], "refused: no function \"GetCounter\"");

    // No more than there is room for, and that there were more is said.
    let words = ["simulate", "thief", "Ask", "--trace", "--from", ALICE];
    let said = shell.ok(&words);
    let count =
        said.lines().filter(|line| line.contains("─ 00000000….v ") && line.contains("refused: no contract")).count();
    assert_eq!(count, 1_024, "{said}");
    let more = said.lines().find(|line| line.contains("and more")).unwrap_or_else(|| panic!("{said}"));
    assert!(more.ends_with("  refused or denied, not listed"), "{more}");
    let trace = &shell.json(0, &words)["trace"];
    assert_eq!((trace["refusals_cut"].clone(), trace["children"].as_array().unwrap().len()), (json!(true), count));
}

#[test]
fn a_denied_operation_stands_below_the_frame_that_tried_it() {
    let shell = Shell::with(&["wat_counter/counter.wat", "thief.wat"]);
    let object = shell.json(0, &["object", "counter"])["id"].as_str().unwrap().to_owned();
    let words = ["call", "thief", "Take", &object, "--trace", "--from", ALICE];
    let said = shell.ok(&words);
    let denied =
        said.lines().skip_while(|line| !line.starts_with("  thief.Take ")).nth(1).unwrap_or_else(|| panic!("{said}"));
    let why = denied.trim_start().strip_prefix("denied ").unwrap_or_else(|| panic!("{said}")).trim_start();
    let wanted = "write field: only the object's own contract counter may; asked by contract thief, object ";
    assert_eq!(why, format!("{wanted}{}…", &object[..8]));
    let trace = &shell.json(0, &words)["trace"];
    let [denial] = &trace["denials"].as_array().unwrap()[..] else { panic!("{trace}") };
    assert!(denial.as_str().unwrap().ends_with(&object), "{trace}");
    assert_eq!((&trace["status"], &trace["refusals_cut"]), (&json!("success"), &json!(false)));
}

#[test]
fn money_stands_beside_the_call_that_it_is_attached_to() {
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    shell.ok(&["account", "new", "alice"]);
    shell.ok(&["account", "fund", "alice", "1030"]);
    let words = ["call", "counter", "GetCounter", "--value", "1030", "--trace", "--from", "alice"];
    let said = shell.ok(&words);
    assert!(said.lines().any(|line| line.starts_with("  counter.GetCounter with 1,030  ")), "{said}");
    assert_eq!(shell.json(0, &words)["trace"]["value"], 1030);
}
