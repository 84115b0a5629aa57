//! Documents of a genesis: TOML and JSON say the same, and a mistake has its line and its entry.

use allod_vm::{Genesis, GenesisError};

const TOML: &str = r#"chain_id = 7
time = -5

[[accounts]]
address = "0101010101010101010101010101010101010101"
balance = 9

[[accounts]]
address = "0x0202020202020202020202020202020202020202"
"#;

const JSON: &str = r#"{
  "chain_id": 7,
  "time": -5,
  "accounts": [
    { "address": "0101010101010101010101010101010101010101", "balance": 9 },
    {
      "address": "0x0202020202020202020202020202020202020202"
    }
  ]
}"#;

fn toml(text: &str) -> String {
    Genesis::from_toml(text, "/nowhere").unwrap_err().to_string()
}

fn json(text: &str) -> String {
    Genesis::from_json(text, "/nowhere").unwrap_err().to_string()
}

#[test]
fn both_formats_say_the_same() {
    let (toml, json) = (Genesis::from_toml(TOML, "").unwrap(), Genesis::from_json(JSON, "").unwrap());
    assert_eq!((toml.digest(), toml.chain_id()), (json.digest(), 7));
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [("genesis.toml", TOML), ("genesis.json", JSON)] {
        std::fs::write(folder.path().join(name), text).unwrap();
        assert_eq!(Genesis::from_file(folder.path().join(name)).unwrap().digest(), toml.digest());
    }
    let error = Genesis::from_file(folder.path().join("genesis.yaml")).unwrap_err().to_string();
    assert!(error.ends_with("genesis.yaml: a genesis is a document in TOML or JSON, .toml or .json"), "{error}");
    let missing = Genesis::from_file(folder.path().join("none.toml"));
    assert!(matches!(missing, Err(GenesisError::Read { .. })));
}

#[test]
fn everything_that_it_says_is_in_its_digest() {
    let changes = [("7", "8"), ("-5", "-6"), ("= 9", "= 10"), ("0202", "0303"), ("= 9", "= 9\nnonce = 1")];
    let mut digests: Vec<_> = changes
        .iter()
        .map(|(from, to)| Genesis::from_toml(&TOML.replacen(from, to, 1), "").unwrap().digest())
        .chain([Genesis::from_toml(TOML, "").unwrap().digest()])
        .collect();
    digests.sort();
    digests.dedup();
    assert_eq!(digests.len(), 6);
}

#[test]
fn a_mistake_has_its_line_and_its_entry() {
    let entry = "genesis, line 8, accounts[1]: ";
    let wanted = format!("{entry}unknown field `balanse`, expected one of `address`, `balance`, `nonce`");
    assert_eq!(toml(&format!("{TOML}balanse = 5\n")), wanted);
    assert_eq!(
        toml(&format!("{TOML}balance = -5\n")),
        format!("{entry}wanted a whole number from 0 to 18446744073709551615")
    );
    let text = toml(&format!("{TOML}balance = \"18446744073709551616\"\n"));
    assert!(text.starts_with(entry) && text.contains("\"18446744073709551616\": wanted a whole number"), "{text}");
    let text = toml(&TOML.replace("0x02", "0x"));
    assert!(text.starts_with(entry), "{text}");
    let twice = TOML.replace("0x0202020202020202020202020202020202020202", "0101010101010101010101010101010101010101");
    assert_eq!(toml(&twice), format!("{entry}account {} is there already: line 4, accounts[0]", "01".repeat(20)));
    let json_entry = "genesis, line 6, accounts[1]: ";
    let text = json(&JSON.replace("      \"address\"", "      \"adress\""));
    assert!(text.starts_with(&format!("{json_entry}unknown field `adress`")), "{text}");
}

#[test]
fn rows_of_the_application_are_text_or_hex_within_bounds_and_once() {
    let rows = |rows: &str| Genesis::from_toml(&format!("{TOML}\n{rows}"), "");
    let (text, hex) =
        ("[[rows]]\nkey = \"a\"\nvalue = \"\"\n", "[[rows]]\nkey = { hex = \"61\" }\nvalue = { hex = \"\" }\n");
    assert_eq!(rows(text).unwrap().digest(), rows(hex).unwrap().digest());
    let refused = |text: &str| rows(text).unwrap_err().to_string();
    let entry = "genesis, line 11, rows[0]: ";
    assert_eq!(
        refused(&format!("{text}{hex}")),
        "genesis, line 14, rows[1]: a row of this key is there already: line 11, rows[0]"
    );
    for digits in ["6", "6g", "+1", "0x61"] {
        let wanted = format!("{entry}key: \"{digits}\" is not a row of bytes in hex digits");
        assert_eq!(refused(&hex.replace("\"61\"", &format!("\"{digits}\""))), wanted);
    }
    let long = hex.replace("\"61\"", &format!("\"{}\"", "61".repeat(257)));
    assert_eq!(refused(&long), format!("{entry}key: 257 bytes, at most 256 are allowed"));
    assert_eq!(refused(&text.replace("\"a\"", "5")), format!("{entry}wanted a text, or {{ hex = \"…\" }}"));
}

#[test]
fn a_document_that_is_none_has_its_line() {
    assert_eq!(toml(&TOML.replace("time = -5", "time = ")).split(": ").next().unwrap(), "genesis, line 2");
    let text = toml(&TOML.replace("time", "tyme"));
    assert!(text.starts_with("genesis, line 2: unknown field `tyme`"), "{text}");
    assert!(toml("chain_id = 7\n").contains("missing field `time`"));
    assert!(toml("time = 0\n").contains("missing field `chain_id`"));
    let text = json(&JSON.replace("-5,", "-5"));
    assert!(text.starts_with("genesis, line 4: expected `,` or `}`"), "{text}");
    let text = json(&JSON.replace("\"time\"", "\"tyme\""));
    assert!(text.starts_with("genesis, line 3: unknown field `tyme`"), "{text}");
}

#[test]
fn a_file_that_a_contract_names_and_is_not_there_is_named() {
    let contract = format!("{TOML}\n[[contracts]]\ncode = \"token.wasm\"\n");
    let text = toml(&contract);
    assert!(text.starts_with("genesis, line 11, contracts[0]: /nowhere/token.wasm: "), "{text}");
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("token.wasm"), "no module").unwrap();
    std::fs::write(folder.path().join("token.json"), "no ABI").unwrap();
    let with_abi = format!("{contract}abi = \"token.json\"\n");
    let text = Genesis::from_toml(&with_abi, folder.path()).unwrap_err().to_string();
    assert!(text.starts_with("genesis, line 11, contracts[0]: abi: "), "{text}");
    let text = toml(&format!("{contract}wasi = {{}}\n"));
    assert!(text.contains("contracts[0]: unknown field `wasi`, expected one of `code`, `deployer`, `salt`"), "{text}");
}
