//! Arguments of a call can be written as bytes, for a contract that makes the call later.

use crate::shell::{ALICE, Shell};
use serde_json::json;

#[test]
fn arguments_are_encoded_as_the_function_reads_them() {
    let shell = Shell::with(&["echo.wat"]);
    for words in [
        &["encode", "echo", "Split", r#"{"To": "echo", "Part": 5}"#][..],
        &["encode", "echo", "Split", "--args", r#"[{"Part": 5, "To": "echo"}]"#],
    ] {
        let echo = shell.json(0, &["balance", "echo"])["address"].clone();
        let said = shell.json(0, words);
        assert_eq!(said["address"], echo);
        assert_eq!(said["function"], "Split");
        // An address is its 20 bytes, a u64 its 8, the least first.
        assert_eq!(said["encoded"], json!(format!("{}0500000000000000", echo.as_str().unwrap())), "{words:?}");
    }
    assert_eq!(shell.ok(&["encode", "echo", "One", ALICE]), format!("{ALICE}\n"));
}

#[test]
fn what_can_not_be_encoded_is_told_as_a_call_tells_it() {
    let shell = Shell::with(&["echo.wat"]);
    for (code, words) in
        [(2, &["echo", "One", "nobody"][..]), (2, &["echo", "One"]), (3, &["echo", "Missing"]), (3, &["nobody", "One"])]
    {
        let encoded = shell.json(code, &[&["encode"], words].concat());
        let called = shell.json(code, &[&["call"], words].concat());
        assert_eq!(encoded["error"], called["error"], "{words:?}");
    }
}
