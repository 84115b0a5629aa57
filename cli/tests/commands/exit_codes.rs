//! The exit code says whose fault it was.

use crate::shell::{ALICE, Shell, contract};
use allod_core::Hash;
use allod_state::{Reader, RocksStorage, Storage, StoreFault, keys};

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

#[test]
fn a_module_over_the_limit_is_refused_code_whoever_finds_it() {
    let shell = Shell::new();
    // A custom section of 9 MB: a module well formed, and too long.
    let length = 9_000_000_u32;
    let mut module = b"\0asm\x01\0\0\0\0".to_vec();
    module.extend((0..4).map(|at| (length >> (7 * at)) as u8 & 0x7f | if at < 3 { 0x80 } else { 0 }));
    let end = module.len() + length as usize;
    module.extend([1, b'x']);
    module.resize(end, 0);
    for (name, bytes) in [("long.wasm", module), ("rubbish.wasm", [b"\0asm".as_slice(), &[7; 9_000_000]].concat())] {
        std::fs::write(shell.path().join(name), bytes).unwrap();
        let said = shell.json(4, &["deploy", name]);
        let message = said["error"]["message"].as_str().unwrap();
        assert!(message.contains(": 900") && message.contains("the limit is 8388608"), "{name}: {said}");
    }
    std::fs::write(shell.path().join("long.go"), format!("package long\n// {}", "x".repeat(1 << 20))).unwrap();
    assert_eq!(shell.json(4, &["deploy", "long.go"])["error"]["kind"], "refused_code");
}

#[test]
fn a_call_that_runs_out_of_gas_names_the_limit_and_a_deploy_what_it_needs() {
    let shell = Shell::with(&["failing.wat"]);
    let said = shell.json(1, &["call", "failing", "Loop", "--gas-limit", "100000"]);
    assert_eq!(said["error"]["message"], "out of gas: the limit is 100,000; --gas-limit sets another");
    let file = contract("wat_counter/counter.wat");
    let deploy = |limit: &str, code| shell.json(code, &["deploy", file.to_str().unwrap(), "--gas-limit", limit]);
    let message = deploy("1000", 1)["error"]["message"].as_str().unwrap().to_owned();
    let needed = message.split(" takes ").nth(1).unwrap().split(';').next().unwrap().replace(',', "");
    assert!(message.starts_with("out of gas: the limit is 1,000, and a module of "), "{message}");
    let less = (needed.parse::<u64>().unwrap() - 1).to_string();
    deploy(&less, 1);
    assert_eq!(deploy(&needed, 0)["gas_used"].to_string(), needed);
    assert!(shell.ok(&["call", "--help"]).contains("[default: 100000000]"));
}

#[test]
fn a_trap_without_words_ends_without_a_colon() {
    let shell = Shell::with(&["failing.wat"]);
    let said = shell.run(&["call", "failing", "Trap"]);
    assert_eq!(said.stdout.lines().next(), Some("Trap ✗ trapped (unreachable)"));
}

#[test]
fn what_was_only_tried_has_no_hash() {
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    for words in [
        &["query", "counter", "GetCounter"][..],
        &["simulate", "counter", "Increment", "1"],
        &["profile", "counter", "Increment", "1"],
    ] {
        assert!(shell.json(0, words)["hash"].is_null(), "{words:?}");
        assert!(!shell.ok(words).contains("hash"), "{words:?}");
    }
    assert!(shell.ok(&["call", "counter", "Increment", "1"]).contains("  hash   "));
}

/// A store of the counter's with a call in it, in which `damage` has changed a row, and the call's hash.
fn with_damage(damage: impl FnOnce(&RocksStorage)) -> (Shell, String) {
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    let hash = shell.json(0, &["call", "counter", "Increment", "1"])["hash"].as_str().unwrap().to_owned();
    // Else the module would be in the cache.
    std::fs::remove_dir_all(shell.path().join("data/artefacts")).unwrap();
    damage(&RocksStorage::open(shell.path().join("data/state")).unwrap());
    (shell, hash)
}

#[test]
fn five_is_a_store_that_is_damaged() {
    let cut = |store: &RocksStorage, prefix: &[u8]| {
        let (key, value) = store.scan(prefix, usize::MAX).unwrap().pop().unwrap();
        store.set(&key, &value[..value.len().min(3)]).unwrap();
    };
    let metadata = |name: &[u8]| keys::metadata(name).to_vec();
    let (query, call, check) =
        (&["query", "counter", "GetCounter"][..], &["call", "counter", "Increment", "1"][..], &["folder", "check"][..]);
    for (prefix, what, asked) in [
        (metadata(keys::BLOCK_NAME), "last block under key", &[query, call, check][..]),
        (metadata(keys::SCHEMA_NAME), "schema version under key", &[query, call, check]),
        (keys::contracts_prefix().to_vec(), "contract ", &[query, call, check]),
        (keys::code(&Hash::ZERO)[..1].to_vec(), "module ", &[query, call, check]),
        (keys::receipts_prefix().to_vec(), "receipts under key", &[&["receipt"], &["events"]]),
    ] {
        let (shell, hash) = with_damage(|store| cut(store, &prefix));
        for words in asked {
            let words = if *words == ["receipt"] { vec!["receipt", &*hash] } else { words.to_vec() };
            let said = shell.json(5, &words);
            let message = said["error"]["message"].as_str().unwrap();
            assert_eq!(said["error"]["kind"], "machine", "{what}: {words:?}: {said}");
            assert!(message.contains(what), "{what}: {words:?}: {message}");
            assert!(message.ends_with(StoreFault::Damaged.advice()), "{what}: {words:?}: {message}");
        }
    }
}
