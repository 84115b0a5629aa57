//! `allod test`: what passes, what fails, and what is said of it.

use crate::shell::{Ended, Shell, contract};
use serde_json::Value as Json;

/// A folder `c` with the counter of the examples and a file of tests.
fn folder(tests: &str) -> Shell {
    let shell = Shell::new();
    let folder = shell.path().join("c");
    std::fs::create_dir(&folder).unwrap();
    std::fs::copy(contract("counter/counter.go"), folder.join("counter.go")).unwrap();
    if !tests.is_empty() {
        let head =
            "package counter_test\n\nimport (\n\t\"testing\"\n\n\t\"allod.dev/core/chain\"\n)\n\nvar _ = chain.New\n\n";
        std::fs::write(folder.join("counter_test.go"), format!("{head}{tests}")).unwrap();
    }
    shell
}

const TWO: &str = "func TestGood(t *testing.T) {
\tcounter := chain.Deploy(t)
\tt.Run(\"part\", func(t *testing.T) { counter.Call(\"Increment\", 2).OK(t) })
}

func TestBad(t *testing.T) {
\tt.Skip(\"not yet\")
}

func TestUgly(t *testing.T) {
\tcounter := chain.Deploy(t)
\tcounter.Call(\"Reset\").OK(t)
}
";

#[test]
fn a_failed_test_has_its_line_the_contracts_line_and_the_calls() {
    let shell = folder(TWO);
    let said = shell.run(&["test", "c", "--threads", "1"]);
    assert_eq!(said.code, 1, "{said:?}");
    for wanted in [
        "FAIL  c  3 tests, 1 failed",
        "FAIL  TestUgly  2 calls, ",
        "counter_test.go:22: counter.Reset: reverted (assert): only the owner may reset the counter",
        "at Reset, counter.go:44",
        "counter.Reset  1,356 gas  reverted",
        "1 passed, 1 skipped, 1 failed",
    ] {
        assert!(said.stdout.contains(wanted), "{wanted}: {}", said.stdout);
    }
    assert!(!said.stdout.contains("TestGood"), "{}", said.stdout);
    let said = shell.run(&["test", "c", "-v", "--run", "Good|Bad"]);
    assert_eq!(said.code, 0, "{said:?}");
    for wanted in ["pass  TestGood  2 calls", "pass  TestGood/part", "skip  TestBad", "counter_test.go:17: not yet"] {
        assert!(said.stdout.contains(wanted), "{wanted}: {}", said.stdout);
    }
}

#[test]
fn a_script_gets_a_document_for_each_test_and_one_for_all() {
    let said = folder(TWO).run(&["test", "c", "--json"]);
    assert_eq!((said.code, said.stderr.as_str()), (1, ""));
    let documents: Vec<Json> = said.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let verdicts: Vec<_> = documents.iter().map(|one| (one["name"].as_str(), one["verdict"].as_str())).collect();
    let wanted = [("TestGood", "passed"), ("TestBad", "skipped"), ("TestUgly", "failed")];
    assert_eq!(verdicts[..3], wanted.map(|(name, verdict)| (Some(name), Some(verdict))));
    assert_eq!(documents[0]["calls"][1]["function"], "Increment");
    assert_eq!((&documents[3]["passed"], &documents[3]["failed"]), (&1.into(), &1.into()));
}

#[test]
fn gas_is_that_of_a_call_and_changes_are_shown() {
    let shell = folder("func TestIt(t *testing.T) { chain.Deploy(t).Call(\"Increment\", uint64(5)).OK(t) }\n");
    shell.ok(&["deploy", "c"]);
    let call = shell.json(0, &["call", "c", "Increment", "5"]);
    let said = shell.run(&["test", "c", "--gas", "--gas-out", "gas.json"]);
    assert_eq!(said.code, 0, "{said:?}");
    let table: Json = serde_json::from_slice(&std::fs::read(shell.path().join("gas.json")).unwrap()).unwrap();
    assert_eq!(table["counter.Increment"]["median"], call["gas_used"]);
    assert!(said.stdout.contains("counter.Increment"), "{}", said.stdout);
    assert!(shell.ok(&["test", "c", "--gas-diff", "gas.json"]).contains("every function costs what it did"));

    let source = shell.path().join("c/counter.go");
    let dearer = std::fs::read_to_string(&source)
        .unwrap()
        .replace("\tctx.Log(\"Increment\"", "\tctx.Log(\"More\")\n\tctx.Log(\"Increment\"");
    std::fs::write(&source, dearer).unwrap();
    let said = shell.ok(&["test", "c", "--gas-diff", "gas.json"]);
    assert!(said.contains("counter.Increment") && said.contains("+") && said.contains(" %)"), "{said}");
    assert_eq!(shell.run(&["test", "c", "--gas-diff", "c/counter.go"]).code, 2);
}

#[test]
fn exit_codes_tell_a_mistake_from_a_failure_and_from_nothing_to_do() {
    let code = |tests: &str, words: &[&str]| folder(tests).run(&[&["test"], words].concat());
    let none = code("", &["c"]);
    assert_eq!(none.code, 3, "{none:?}");
    assert!(none.stderr.contains("no tests in c: a test is a function TestX"), "{none:?}");
    let mistake = code("func TestIt(t *testing.T) { t.Foo() }\n", &["c"]);
    assert_eq!(mistake.code, 4, "{mistake:?}");
    assert!(mistake.stderr.contains("t.Foo undefined") && mistake.stderr.contains("counter_test.go:11"), "{mistake:?}");
    let Ended { code: wrong, stderr, .. } = code(TWO, &["c", "--run", "("]);
    assert_eq!(wrong, 2, "{stderr}");
    assert_eq!(code(TWO, &["c", "--run", "Nothing"]).code, 3);
    assert_eq!(code(TWO, &["nowhere"]).code, 5);
    assert_eq!(code(TWO, &["c/counter_test.go"]).code, 2);
}

#[test]
fn what_a_test_says_stays_within_its_lines() {
    let shell = folder(
        "func TestIt(t *testing.T) {\n\tt.Run(\"a\\x1b[2J\", func(t *testing.T) { t.Error(\"x\\x1b[31m\\ny\\r\") })\n}\n",
    );
    let said = shell.run(&["test", "c"]);
    assert_eq!(said.code, 1);
    assert!(said.stdout.contains("TestIt/a\\u{1b}[2J") && said.stdout.contains("x\\u{1b}[31m"), "{}", said.stdout);
    assert!(!said.stdout.contains('\x1b') && !said.stdout.contains('\r'), "{}", said.stdout);
}

#[test]
fn a_test_of_the_contracts_own_package_sees_what_is_not_exported() {
    let shell = folder("");
    let test = "package counter\n\nimport \"testing\"\n\nfunc TestField(t *testing.T) {\n\tif valueField != \"value\" {\n\t\tt.Fatal(valueField)\n\t}\n}\n";
    std::fs::write(shell.path().join("c/inside_test.go"), test).unwrap();
    assert!(shell.ok(&["test", "c"]).contains("1 passed, 0 failed"));
    assert!(shell.ok(&["test", "..."]).contains("1 passed, 0 failed"), "folders below");
    // The tests are no part of the contract.
    shell.ok(&["deploy", "c"]);
}
