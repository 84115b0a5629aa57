//! The genesis of a chain: `allod genesis check` and `allod genesis init`.

use crate::shell::{ALICE, Shell};

const DOCUMENT: &str = r#"chain_id = 9
time = 1_700_000_000

[[accounts]]
address = "00000000000000000000000000000000000a11ce"
balance = 1_000

[[contracts]]
code = "counter.wat"
deployer = "00000000000000000000000000000000000a11ce"
salt = "0707070707070707070707070707070707070707070707070707070707070707"

[[objects]]
contract = 0
default = true
fields = { value = { type = "u64", value = 41 } }

[[objects]]
contract = 0
owner = "00000000000000000000000000000000000a11ce"
fields = { name = { type = "string", value = "first" } }

[[rows]]
key = "fee"
value = "1"
"#;

/// A folder with the document and the contract that it names.
fn shell(document: &str) -> Shell {
    let shell = Shell::new();
    let counter = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/wat_counter/counter.wat");
    std::fs::copy(counter, shell.path().join("counter.wat")).unwrap();
    std::fs::write(shell.path().join("genesis.toml"), document).unwrap();
    shell
}

#[test]
fn a_document_is_checked_without_a_folder_and_begins_one_with_the_same_root() {
    let shell = shell(DOCUMENT);
    let checked = shell.json(0, &["genesis", "check", "genesis.toml"]);
    assert!(!shell.path().join("data").exists(), "nothing is kept");
    for (name, wanted) in [("chain_id", 9), ("accounts", 1), ("contracts", 1), ("objects", 2), ("rows", 1)] {
        assert_eq!(checked[name], wanted, "{name}");
    }
    let begun = shell.json(0, &["genesis", "init", "genesis.toml"]);
    assert_eq!(begun, checked);
    assert_eq!(shell.json(0, &["genesis", "init", "genesis.toml"]), checked, "once more changes nothing");
    let counter = begun["addresses"][0].as_str().unwrap();
    assert_eq!(shell.json(0, &["folder", "check"])["root"], begun["root"]);
    assert_eq!(shell.json(0, &["balance", ALICE])["balance"], 1_000);
    assert_eq!(shell.json(0, &["call", counter, "Increment", "1", "--from", ALICE])["result"], 42);
    assert_eq!(shell.json(0, &["objects", "--owner", ALICE])["objects"].as_array().unwrap().len(), 1);
    let told = shell.ok(&["genesis", "check", "genesis.toml"]);
    let head = "genesis.toml is in order: chain 9; accounts 1, contracts 1, objects 2, rows 1\n";
    assert!(told.starts_with(head) && told.contains(&format!("  contract  {counter}\n")), "{told}");
}

#[test]
fn what_is_wrong_is_told_by_file_line_and_entry_and_makes_no_folder() {
    let refused = |code, document: &str, wanted: &str| {
        let shell = shell(document);
        for action in ["check", "init"] {
            let said = shell.json(code, &["genesis", action, "genesis.toml"]);
            let message = said["error"]["message"].as_str().unwrap();
            assert!(message.contains(wanted), "{message}");
            assert!(!shell.path().join("data").exists());
        }
    };
    refused(2, &DOCUMENT.replace("balance", "balanse"), "genesis.toml, line 4, accounts[0]: unknown field `balanse`");
    refused(2, &DOCUMENT.replace("= 41", "= \"x\""), "genesis.toml, line 13, objects[0]: field \"value\": ");
    refused(2, &DOCUMENT.replace("counter.wat", "none.wat"), "genesis.toml, line 8, contracts[0]: ");
    let shell = shell(DOCUMENT);
    assert_eq!(shell.json(5, &["genesis", "check", "none.toml"])["error"]["kind"], "machine");
    assert_eq!(shell.json(2, &["genesis", "check", "counter.wat"])["error"]["kind"], "usage");
}

#[test]
fn a_folder_with_a_state_takes_no_other_genesis() {
    let shell = shell(DOCUMENT);
    shell.ok(&["genesis", "init", "genesis.toml"]);
    std::fs::write(shell.path().join("other.toml"), DOCUMENT.replace("1_000", "1_001")).unwrap();
    let said = shell.json(2, &["genesis", "init", "other.toml"]);
    assert!(said["error"]["message"].as_str().unwrap().contains("the state began with genesis "), "{said}");
    let older = Shell::with(&["wat_counter/counter.wat"]);
    std::fs::copy(shell.path().join("counter.wat"), older.path().join("counter.wat")).unwrap();
    std::fs::write(older.path().join("genesis.toml"), DOCUMENT).unwrap();
    let said = older.json(2, &["genesis", "init", "genesis.toml"]);
    assert!(said["error"]["message"].as_str().unwrap().contains("genesis.toml is of chain 9"), "{said}");
}
