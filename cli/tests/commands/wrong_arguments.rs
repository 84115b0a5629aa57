//! A wrong argument is named by function, position, name, what was wanted and what was given.

use crate::shell::Shell;

#[test]
fn a_wrong_type_is_named_in_full() {
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    for (given, shown) in
        [("five", "\"five\""), ("-1", "\"-1\""), ("1.5", "\"1.5\""), ("18446744073709551616", "616\"")]
    {
        let ended = shell.run(&["call", "counter", "Increment", given]);
        assert_eq!(ended.code, 2, "{ended:?}");
        for part in ["Increment", "argument 1", "value", "u64", shown] {
            assert!(ended.stderr.contains(part), "{part}: {ended:?}");
        }
    }
    assert_eq!(shell.json(0, &["query", "counter", "GetCounter"])["result"], 0);
}

#[test]
fn too_few_and_too_many_show_the_signature() {
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    for words in [&["call", "counter", "Increment"][..], &["call", "counter", "Increment", "1", "2"]] {
        let ended = shell.run(words);
        assert_eq!(ended.code, 2, "{ended:?}");
        assert!(ended.stderr.contains("Increment(value u64) u64"), "{ended:?}");
    }
}

#[test]
fn a_wrong_name_in_json_is_named() {
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    let call = |json: &str| shell.run(&["call", "counter", "Increment", "--args", json]);
    assert!(call(r#"{"amount": 1}"#).stderr.contains("value"));
    assert!(call(r#"{"value": 1, "extra": 2}"#).stderr.contains("extra"));
    assert!(call(r#"{"value": 1.5}"#).stderr.contains("1.5"));
    assert!(call("{").stderr.contains("no JSON"));
    for json in [r#"{"amount": 1}"#, r#"{"value": 1, "extra": 2}"#, r#"{"value": 1.5}"#, "{", "7"] {
        assert_eq!(call(json).code, 2, "{json}");
    }
}

#[test]
fn the_largest_number_arrives_with_every_bit() {
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    let largest = u64::MAX.to_string();
    assert_eq!(shell.json(0, &["call", "counter", "Increment", &largest])["result"], largest);
}
