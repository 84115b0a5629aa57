//! A profile's files add up to the receipt.

use crate::shell::Shell;
use serde_json::Value as Json;

#[test]
fn a_profile_writes_a_picture_and_a_speedscope_file_that_add_up_to_the_receipt() {
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("increment");
    let said = shell.json(0, &["profile", "counter", "Increment", "5", "--out", out.to_str().unwrap()]);
    assert_eq!(said["profile"]["total"], said["gas_used"]);

    let read = |key: &str| std::fs::read_to_string(said["profile"][key].as_str().unwrap()).unwrap();
    let speedscope: Json = serde_json::from_str(&read("speedscope")).unwrap();
    let weights = speedscope["profiles"][0]["weights"].as_array().unwrap();
    assert_eq!(weights.iter().map(|weight| weight.as_u64().unwrap()).sum::<u64>(), said["gas_used"]);
    let picture = read("flame_graph");
    assert!(picture.contains("counter.Increment") && picture.contains("host object_set"), "{picture}");

    // Nothing was kept.
    assert_eq!(shell.json(0, &["query", "counter", "GetCounter"])["result"], 0);
    let text = shell.ok(&["profile", "counter", "Increment", "5", "--out", out.to_str().unwrap()]);
    assert!(text.contains("host object_set") && text.contains(".svg"), "{text}");
}

#[test]
fn a_place_that_cannot_be_written_is_named() {
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    let error = shell.json(5, &["profile", "counter", "GetCounter", "--out", "/no/such/folder/out"]);
    assert!(error["error"]["message"].as_str().unwrap().contains("/no/such/folder/out.svg"), "{error}");
}
