//! Arguments are read by the type that is wanted, as words and as JSON alike, and no digit is lost.

use crate::shell::{ALICE, Shell};
use serde_json::{Value as Json, json};

/// The result of a query.
fn result(shell: &Shell, words: &[&str]) -> Json {
    shell.json(0, &[&["query", "echo"], words].concat())["result"].clone()
}

/// What a query is refused with, as a mistake on the command line.
fn refusal(shell: &Shell, words: &[&str]) -> String {
    let said = shell.json(2, &[&["query", "echo"], words].concat());
    said["error"]["message"].as_str().unwrap().to_owned()
}

#[test]
fn a_name_stands_for_an_address_in_lists_structs_and_json_too() {
    let shell = Shell::with(&["echo.wat"]);
    shell.ok(&["account", "new", "bob"]);
    let bob = shell.json(0, &["balance", "bob"])["address"].clone();
    let echo = shell.json(0, &["balance", "echo"])["address"].clone();
    for (words, wanted) in [
        (&["One", "bob"][..], bob.clone()),
        (&["One", "--args", r#"["bob"]"#], bob.clone()),
        (&["One", "--args", r#"{"to": "echo"}"#], echo.clone()),
        (&["Maybe", "bob"], bob.clone()),
        (&["Maybe", "null"], Json::Null),
        (&["Maybe", "--args", "[null]"], Json::Null),
        (&["Maybe", "--args", r#"["bob"]"#], bob.clone()),
        (&["Many", r#"["bob", "echo", "00000000000000000000000000000000000a11ce"]"#], json!([bob, echo, ALICE])),
        (&["Split", r#"{"To": "bob", "Part": 5}"#], json!({"To": bob, "Part": 5})),
        (&["Shares", "--args", r#"{"shares": [{"Part": 1, "To": "echo"}]}"#], json!([{"To": echo, "Part": 1}])),
    ] {
        assert_eq!(result(&shell, words), wanted, "{words:?}");
    }
}

#[test]
fn a_name_that_nobody_has_is_told_with_the_nearest_and_its_place() {
    let shell = Shell::with(&["echo.wat"]);
    shell.ok(&["account", "new", "alice"]);
    for (words, parts) in [
        (&["One", "alicee"][..], &["argument 1 (to)", "alicee", "40 hex digits", "did you mean alice?"][..]),
        (&["Many", r#"["alice", "alcie"]"#], &["argument 1 (to): at [1]: ", "did you mean alice?"]),
        (&["Shares", r#"[{"To": "nobody", "Part": 1}]"#], &["at [0].To: ", "nobody"]),
    ] {
        let said = refusal(&shell, words);
        parts.iter().for_each(|part| assert!(said.contains(part), "{words:?}: {part}: {said}"));
    }
}

#[test]
fn numbers_arrive_and_come_back_with_every_digit() {
    let shell = Shell::with(&["echo.wat"]);
    let (u64_max, i64_min, u128_max) = (u64::MAX.to_string(), i64::MIN.to_string(), u128::MAX.to_string());
    let wanted = json!([u64_max, i64_min, u128_max]);
    assert_eq!(result(&shell, &["Big", &u64_max, &i64_min, &u128_max]), wanted);
    let list = format!("[{u64_max}, {i64_min}, {u128_max}]");
    assert_eq!(result(&shell, &["Big", "--args", &list]), wanted);
    let quoted = format!(r#"{{"n": "{u64_max}", "m": "{i64_min}", "w": "{u128_max}"}}"#);
    assert_eq!(result(&shell, &["Big", "--args", &quoted]), wanted);
    // What every reader of JSON keeps is a number.
    assert_eq!(result(&shell, &["Big", "9007199254740991", "-9007199254740991", "1"])[0], 9_007_199_254_740_991_u64);
    assert_eq!(result(&shell, &["Big", "9007199254740992", "0", "1"])[0], "9007199254740992");
}

#[test]
fn a_number_that_does_not_fit_is_quoted_as_it_was_typed_with_the_reason() {
    let shell = Shell::with(&["echo.wat"]);
    for (words, parts) in [
        (&["Big", "--args", "[18446744073709551616, 0, 0]"][..], &["18446744073709551616", "too large"][..]),
        (&["Big", "18446744073709551616", "0", "0"], &["argument 1 (n)", "too large", "18446744073709551615"]),
        (&["Big", "--args", "[0, -9223372036854775809, 0]"], &["argument 2 (m)", "too small", "-9223372036854775808"]),
        (&["Big", "--", "-1", "0", "0"], &["wanted u64", "-1", "negative"]),
        (&["Small", "256"], &["too large, the greatest is 255"]),
        (&["Small", "1_0"], &["decimal digits"]),
        (&["Small", "--args", "[1.0]"], &["1.0", "whole number"]),
        (&["Small", "--args", "[1e2]"], &["1e2"]),
        (&["Raw", "hello"], &["wanted bytes", "\"hello\"", "hex, two digits a byte"]),
        (&["Raw", "--args", r#"["abc"]"#], &["hex, two digits a byte"]),
        (&["Flag", "yes"], &["true or false"]),
        (&["Text", "--args", "[5]"], &["text in quotes"]),
        (&["Many", "alice"], &["no JSON"]),
        (&["Split", "[]"], &["an object in JSON"]),
    ] {
        let said = refusal(&shell, words);
        parts.iter().for_each(|part| assert!(said.contains(part), "{words:?}: {part}: {said}"));
    }
}

#[test]
fn a_key_that_is_given_twice_is_refused() {
    let shell = Shell::with(&["echo.wat"]);
    for words in [
        &["Split", r#"{"To": "echo", "Part": 1, "Part": 2}"#][..],
        &["Shares", r#"[{"To": "echo", "Part": 1, "To": "echo"}]"#],
        &["Small", "--args", r#"{"n": 1, "n": 2}"#],
        &["Small", "--args", r#"{"n": 1, "\u006e": 2}"#],
    ] {
        let said = refusal(&shell, words);
        assert!(said.contains("given twice"), "{words:?}: {said}");
    }
}

#[test]
fn a_struct_that_does_not_fit_names_the_field() {
    let shell = Shell::with(&["echo.wat"]);
    for (json, parts) in [
        (r#"{"To": "echo"}"#, ["\"Part\"", "missing"]),
        (r#"{"To": "echo", "Part": 1, "Prt": 2}"#, ["\"Prt\"", "not known"]),
        (r#"{"To": "echo", "Part": -1}"#, [".Part", "negative"]),
    ] {
        let said = refusal(&shell, &["Split", json]);
        parts.iter().for_each(|part| assert!(said.contains(part), "{json}: {part}: {said}"));
    }
}

#[test]
fn counts_are_said_in_good_english() {
    let shell = Shell::with(&["echo.wat"]);
    assert!(refusal(&shell, &["One"]).contains("One takes 1 argument, given 0: One(to address)"));
    assert!(refusal(&shell, &["Big", "1"]).contains("Big takes 3 arguments, given 1"));
}

#[test]
fn a_name_that_was_nearly_right_is_answered_with_the_right_one() {
    let shell = Shell::with(&["echo.wat"]);
    for (words, meant) in [
        (&["query", "echo", "split", "x"][..], "did you mean Split?"),
        (&["query", "echo", "Shaers", "x"], "did you mean Shares?"),
        (&["query", "ecoh", "One", "x"], "did you mean echo?"),
        (&["query", "echo", "One", "echo", "--from", "ehco"], "did you mean echo?"),
    ] {
        let said = shell.json(3, words);
        assert!(said["error"]["message"].as_str().unwrap().contains(meant), "{words:?}: {said}");
    }
}

#[test]
fn text_and_bytes_come_back_marked_with_their_type() {
    let shell = Shell::with(&["echo.wat"]);
    let text = shell.json(0, &["query", "echo", "Text", "6869"]);
    let bytes = shell.json(0, &["query", "echo", "Raw", "6869"]);
    assert_eq!((&text["result"], &text["result_types"]), (&json!("6869"), &json!(["string"])));
    assert_eq!((&bytes["result"], &bytes["result_types"]), (&json!("6869"), &json!(["bytes"])));
}
