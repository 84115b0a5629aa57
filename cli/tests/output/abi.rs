//! ABI of a contract: the same before and after it was deployed.

use crate::shell::{Shell, contract};

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

#[test]
fn a_module_without_an_abi_is_called_by_what_it_exports() {
    let shell = Shell::new();
    let write = |name: &str, text: &str| std::fs::write(shell.path().join(name), text).unwrap();
    let add = r#"(func (export "Add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))"#;
    write("bare.wat", &format!("(module {add})"));
    let deployed = shell.ok(&["deploy", "bare.wat"]);
    assert!(deployed.lines().any(|line| line.starts_with("  offers Add(")), "{deployed}");
    let said = shell.ok(&["abi", "bare"]);
    assert_eq!(said, "a module without an ABI: what it exports\n  Add(i32, i32) i32\n");
    assert!(shell.ok(&["call", "bare", "Add", "2", "40"]).starts_with("Add → 42\n"));
    assert_eq!(shell.json(0, &["query", "bare", "Add", "--args", "[-3, 1]"])["result"], -2);
    assert!(shell.run(&["call", "bare", "Add", "2"]).stderr.contains("Add(i32, i32) i32"));

    write("two.wat", r#"(module (func (export "Both") (result i32 i32) (i32.const 1) (i32.const 2)))"#);
    let said = shell.json(4, &["deploy", "two.wat"]);
    assert!(said["error"]["message"].as_str().unwrap().contains("Both"), "{said}");
}
