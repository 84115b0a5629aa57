//! What a contract offers is the same before and after it was deployed.

mod shell;

use shell::{Shell, contract};

#[test]
fn a_file_and_its_contract_offer_the_same() {
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    let file = contract("wat_counter/counter.wat");
    let of_file = shell.json(0, &["abi", file.to_str().unwrap()]);
    assert_eq!(of_file, shell.json(0, &["abi", "counter"]));
    assert_eq!(of_file["functions"][0]["name"], "Increment");
    assert!(shell.ok(&["abi", "counter"]).contains("Increment(value u64) u64"));
}

#[test]
fn a_word_that_is_a_file_and_a_contract_is_refused() {
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    std::fs::write(shell.path().join("counter"), "").unwrap();
    let ended = shell.run(&["abi", "counter"]);
    assert_eq!(ended.code, 2);
    assert!(ended.stderr.contains("both a file and a contract"), "{ended:?}");
}

#[test]
fn a_module_without_an_abi_says_so() {
    let shell = Shell::new();
    std::fs::write(shell.path().join("bare.wat"), "(module)").unwrap();
    let said = shell.json(3, &["abi", "bare.wat"]);
    assert!(said["error"]["message"].as_str().unwrap().contains("no ABI"), "{said}");
}
