//! The call tree, as people see it.

mod shell;

use shell::{ALICE, Shell};

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
