//! The exit code says whose fault it was.

mod shell;

use shell::{ALICE, Shell, contract};

#[test]
fn zero_is_done() {
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    assert_eq!(shell.run(&["call", "counter", "Increment", "1"]).code, 0);
}

#[test]
fn one_is_a_contract_that_failed() {
    let shell = Shell::with(&["failing.wat"]);
    for (function, kind) in [("Revert", "reverted"), ("Trap", "trapped"), ("Loop", "out_of_gas")] {
        let said = shell.json(1, &["call", "failing", function, "--gas-limit", "100000"]);
        assert_eq!(said["status"], kind, "{said}");
        assert_eq!(said["error"]["kind"], kind, "{said}");
        assert_eq!(said["error"]["exit_code"], 1, "{said}");
        assert!(said["gas_used"].as_u64().unwrap() > 0, "{said}");
    }
    let said = shell.run(&["call", "failing", "Revert"]);
    assert!(said.stdout.contains("no, thank you"), "{said:?}");
}

#[test]
fn two_is_an_argument_that_does_not_fit() {
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    assert_eq!(shell.run(&["call", "counter", "Increment", "five"]).code, 2);
}

#[test]
fn three_is_what_is_not_there() {
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    let zeros = "0".repeat(64);
    for words in [
        &["call", "nobody", "Increment", "1"][..],
        &["call", ALICE, "Increment", "1"],
        &["call", "counter", "Decrement", "1"],
        &["call", "counter", "Increment", "1", "--from", "nobody"],
        &["object", &zeros],
        &["receipt", &zeros],
        &["objects", "--owner", "nobody"],
        &["abi", "nobody"],
    ] {
        let said = shell.json(3, words);
        assert_eq!(said["error"]["kind"], "not_found", "{words:?}: {said}");
    }
    let said = shell.run(&["call", "counter", "Decrement", "1"]);
    assert!(said.stderr.contains("Increment") && said.stderr.contains("GetCounter"), "{said:?}");
}

#[test]
fn four_is_code_that_may_not_enter() {
    let shell = Shell::new();
    let write = |name: &str, text: &str| std::fs::write(shell.path().join(name), text).unwrap();
    write("syntax.go", "package broken\nfunc F( {\n");
    write("forbidden.go", "package broken\nimport \"os\"\nfunc F() { os.Exit(1) }\n");
    write("syntax.wat", "(module (func");
    write("import.wat", "(module (import \"wasi\" \"clock\" (func)) (memory (export \"memory\") 1))");
    write("threads.wat", "(module (memory (export \"memory\") 1 2 shared))");
    write("nothing.wasm", "");
    for file in ["syntax.go", "forbidden.go", "syntax.wat", "import.wat", "threads.wat", "nothing.wasm"] {
        let said = shell.json(4, &["deploy", file]);
        assert_eq!(said["error"]["kind"], "refused_code", "{file}: {said}");
        assert!(!said["error"]["message"].as_str().unwrap().is_empty(), "{file}");
    }
}

#[test]
fn five_is_a_file_that_cannot_be_read() {
    let shell = Shell::new();
    let said = shell.json(5, &["deploy", "missing.go"]);
    assert!(said["error"]["message"].as_str().unwrap().contains("missing.go"), "{said}");

    let shell = Shell::with(&["wat_counter/counter.wat"]);
    std::fs::write(shell.path().join("data/accounts.json"), "{").unwrap();
    let said = shell.json(5, &["call", "counter", "Increment", "1"]);
    assert!(said["error"]["message"].as_str().unwrap().contains("accounts.json"), "{said}");
}

#[test]
fn a_deploy_that_was_refused_leaves_its_name_free() {
    let shell = Shell::new();
    std::fs::write(shell.path().join("counter.wat"), "(module").unwrap();
    assert_eq!(shell.run(&["deploy", "counter.wat"]).code, 4);
    let counter = contract("wat_counter/counter.wat");
    let said = shell.json(0, &["deploy", counter.to_str().unwrap()]);
    assert_eq!(said["name"], "counter");
}
