//! Go source is compiled by the command itself, on a machine without a Go toolchain.

use crate::shell::{ALICE, Shell, contract};
use std::path::Path;
use std::process::Output;

/// Runs a command where no toolchain can be found.
fn alone(shell: &Shell, words: &[&str]) -> Output {
    let nothing = shell.path().join("nothing");
    std::fs::create_dir_all(&nothing).unwrap();
    let mut command = shell.command(words);
    command.env_clear().env("PATH", &nothing).env("HOME", &nothing).env("ALLOD_CACHE", &nothing);
    command.output().unwrap()
}

fn printed(shell: &Shell, words: &[&str]) -> String {
    let output = alone(shell, words);
    assert!(output.status.success(), "{words:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn path(file: &Path) -> &str {
    file.to_str().unwrap()
}

#[test]
fn a_contract_in_go_is_deployed_and_called_where_there_is_no_go() {
    let shell = Shell::new();
    let counter = contract("counter/counter.go");
    for (toolchain, advice) in [("go", "run setup/go.sh"), ("tinygo", "install it")] {
        let missing = alone(&shell, &["deploy", path(&counter), "--toolchain", toolchain, "--from", ALICE]);
        let told = String::from_utf8(missing.stderr).unwrap();
        assert_eq!(missing.status.code(), Some(5), "{told}");
        assert!(told.contains(advice) && told.contains("the compiler that is built in"), "{told}");
    }
    printed(&shell, &["deploy", path(&counter), "--from", ALICE]);
    printed(&shell, &["call", "counter", "Initialize", "--from", ALICE]);
    printed(&shell, &["call", "counter", "Increment", "5", "--from", ALICE]);
    assert_eq!(printed(&shell, &["query", "counter", "GetCounter"]).lines().next(), Some("GetCounter → 5"));
}

#[test]
fn all_mistakes_of_a_contract_are_told_at_once() {
    let shell = Shell::new();
    let file = shell.path().join("wrong.go");
    let source = "package wrong\n\nimport \"allod.dev/core\"\n\nfunc Add(ctx core.Context, a uint64) uint64 {\n\tunused := 1\n\treturn a + missing\n}\n";
    std::fs::write(&file, source).unwrap();
    let output = alone(&shell, &["deploy", path(&file), "--from", ALICE]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success());
    let marked = "7 |     return a + missing\n    |                ^^^^^^^";
    assert!(told.contains(marked), "{marked} is not in {told}");
    for wanted in ["wrong.go:6:2", "declared and not used: unused", "wrong.go:7:13", "undefined: missing"] {
        assert!(told.contains(wanted), "{wanted} is not in {told}");
    }
}

/// A contract of two files and a package of its own, in `folder`.
fn shop(folder: &Path) {
    let files = [
        ("go.mod", "module example.com/shop\n\ngo 1.26\n"),
        (
            "shop.go",
            "package shop\n\nimport \"example.com/shop/price\"\n\nfunc Total(count uint64) uint64 { return price.Of(count) + fee }\n",
        ),
        ("fee.go", "package shop\n\nconst fee = 3\n"),
        ("shop_test.go", "package shop\n\nimport \"testing\"\n\nfunc TestTotal(t *testing.T) { t.Fatal(undefined) }\n"),
        ("price/price.go", "package price\n\nfunc Of(count uint64) uint64 { return count * each }\n"),
        ("price/each.go", "package price\n\nconst each = 7\n"),
        ("testdata/broken.go", "this is no Go"),
        ("_old/old.go", "nor is this"),
        ("README.md", "# shop\n"),
    ];
    for (name, text) in files {
        let file = folder.join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }
}

#[test]
fn a_contract_of_several_files_and_packages_is_deployed_by_its_folder() {
    let shell = Shell::new();
    shop(&shell.path().join("shop"));
    let offers = printed(&shell, &["abi", "shop"]);
    assert_eq!(offers.lines().collect::<Vec<_>>(), ["package shop", "  Total(count u64) u64"]);
    let deployed = printed(&shell, &["deploy", "shop", "--from", ALICE]);
    assert!(deployed.starts_with("shop deployed at"), "{deployed}");
    assert_eq!(printed(&shell, &["query", "shop", "Total", "2"]).lines().next(), Some("Total → 17"));
    // The name now stands for the contract.
    assert_eq!(printed(&shell, &["abi", "shop"]), offers);
    let stock = alone(&shell, &["deploy", "./shop", "--toolchain", "go"]);
    assert_eq!(stock.status.code(), Some(2), "{stock:?}");
}

#[test]
fn a_mistake_in_a_folder_is_told_with_its_file() {
    let shell = Shell::new();
    let folder = shell.path().join("shop");
    shop(&folder);
    std::fs::write(folder.join("price/each.go"), "package price\n\nconst each = \"seven\"\n").unwrap();
    let output = alone(&shell, &["deploy", "shop", "--from", ALICE]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(4) && told.contains("price/price.go:3:"), "{told}");
}

#[test]
fn a_module_that_compile_writes_is_what_deploy_makes() {
    let shell = Shell::new();
    let counter = contract("counter/counter.go");
    let compiled = printed(&shell, &["--json", "compile", path(&counter), "-o", "mine.wasm"]);
    let compiled: serde_json::Value = serde_json::from_str(&compiled).unwrap();
    let deployed = printed(&shell, &["--json", "deploy", path(&counter), "--from", ALICE]);
    let deployed: serde_json::Value = serde_json::from_str(&deployed).unwrap();
    assert_eq!(compiled["code_hash"], deployed["code_hash"]);
    let module = std::fs::read(shell.path().join("mine.wasm")).unwrap();
    assert_eq!((compiled["module_size"].as_u64(), &module[..4]), (Some(module.len() as u64), &b"\0asm"[..]));
    assert_eq!(compiled["abi"]["functions"].as_array().unwrap().len(), 4);
    printed(&shell, &["deploy", "mine.wasm", "--name", "again", "--from", ALICE]);
    printed(&shell, &["compile", path(&counter)]);
    assert_eq!(std::fs::read(shell.path().join("counter.wasm")).unwrap(), module);
    // What is compiled is not written over.
    let same = alone(&shell, &["compile", "mine.wasm"]);
    assert!(same.status.code() == Some(2) && std::fs::read(shell.path().join("mine.wasm")).unwrap() == module);
}

#[test]
fn limits_of_a_deploy_are_the_contracts_own() {
    let shell = Shell::new();
    let counter = contract("counter/counter.go");
    let refused = alone(&shell, &["deploy", path(&counter), "--stack-size", "1"]);
    let told = String::from_utf8(refused.stderr).unwrap();
    assert!(refused.status.code() == Some(2) && told.contains("stack_size"), "{told}");
    let limits = ["--memory-limit", "4194304", "--table-size", "64", "--timeout", "1000", "--stack-size", "65536"];
    let words = [&["deploy", path(&counter), "--name", "low", "--fuel-limit", "2000"][..], &limits].concat();
    printed(&shell, &words);
    let ended = alone(&shell, &["call", "low", "Increment", "1", "--from", ALICE]);
    let told = String::from_utf8_lossy(&ended.stdout).into_owned() + &String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.code() == Some(1) && told.contains("out of gas"), "{told}");
}

#[test]
fn a_warning_is_shown_in_its_line() {
    let shell = Shell::new();
    let source =
        "package lost\n\nvar total uint64\n\nfunc Add(more uint64) uint64 {\n\ttotal += more\n\treturn total\n}\n";
    std::fs::write(shell.path().join("lost.go"), source).unwrap();
    let told = String::from_utf8(alone(&shell, &["deploy", "lost.go", "--from", ALICE]).stderr).unwrap();
    for wanted in
        ["warning: Add changes the package variable total", "lost.go:6:2", "6 |     total += more", "= help: keep it"]
    {
        assert!(told.contains(wanted), "{wanted} is not in {told}");
    }
}

/// Examples in Go; the folder of each has nothing else that is compiled.
const EXAMPLES: [&str; 8] =
    ["counter", "counter_factory", "market", "nft", "object_counter", "simple_token", "token", "token_fields"];

#[test]
fn every_example_is_deployed_by_its_file_and_by_its_folder() {
    let shell = Shell::new();
    for name in EXAMPLES {
        let file = contract(&format!("{name}/{name}.go"));
        let of = |source: &Path| -> serde_json::Value {
            let words = ["--json", "deploy", path(source), "--from", ALICE];
            serde_json::from_str(&printed(&shell, &words)).unwrap()
        };
        let (by_file, by_folder) = (of(&file), of(file.parent().unwrap()));
        assert_eq!(by_file["code_hash"], by_folder["code_hash"], "{name}");
        assert_eq!((by_file["name"].as_str(), by_folder["name"].as_str()), (Some(name), Some(&*format!("{name}-2"))));
        let size = by_file["module_size"].as_u64().unwrap();
        assert!(size < 32 << 10, "{name}: {size} bytes");
    }
}
