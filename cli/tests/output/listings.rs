//! What a store holds can be listed, page by page: contracts, events, balances.

use crate::shell::{self, ALICE, Shell};
use serde_json::{Value as Json, json};

#[test]
fn contracts_are_listed_with_names_size_code_and_deployer() {
    let shell = Shell::with(&["wat_counter/counter.wat", "failing.wat", "wat_counter/counter.wat"]);
    let listed = shell.json(0, &["contracts"]);
    let rows = listed["contracts"].as_array().unwrap();
    assert_eq!((rows.len(), &listed["next"]), (3, &Json::Null));
    let named = |name: &str| rows.iter().find(|row| row["names"] == json!([name])).unwrap();
    let (first, second) = (named("counter"), named("counter-2"));
    assert_eq!(first["code_hash"], second["code_hash"]);
    assert_eq!((&first["deployer"], &first["height"], &second["height"]), (&json!(ALICE), &json!(1), &json!(3)));
    let file = shell::contract("wat_counter/counter.wat");
    let deployed = shell.json(0, &["deploy", file.to_str().unwrap()]);
    assert_eq!(deployed["module_size"], first["module_size"]);
    assert!(first["module_size"].as_u64().unwrap() > 500, "{first}");

    let text = shell.ok(&["contracts"]);
    assert!(text.contains("counter-2") && text.contains("bytes") && text.contains("in block 3"), "{text}");
    let text = shell.ok(&["deploy", file.to_str().unwrap()]);
    assert!(text.lines().any(|line| line.starts_with("  module ") && line.ends_with(" bytes")), "{text}");
}

#[test]
fn pages_of_contracts_meet_and_leave_nothing_out() {
    let shell = Shell::with(&["wat_counter/counter.wat", "failing.wat", "diary.wat"]);
    let all = shell.json(0, &["contracts"])["contracts"].clone();
    let mut seen = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let page = match &after {
            None => shell.json(0, &["contracts", "--limit", "1"]),
            Some(after) => shell.json(0, &["contracts", "--limit", "1", "--after", after]),
        };
        seen.extend(page["contracts"].as_array().unwrap().clone());
        match page["next"].as_str() {
            Some(next) => after = Some(next.to_owned()),
            None => break,
        }
    }
    assert_eq!(Json::from(seen), all);
    assert_eq!(shell.run(&["contracts", "--limit", "0"]).code, 2);
    assert_eq!(shell.run(&["objects", "--owner", "counter", "--limit", "0"]).code, 2);
}

#[test]
fn past_events_are_found_by_contract_name_sender_and_height() {
    let shell = Shell::with(&["wat_counter/counter.wat", "wat_counter/counter.wat"]);
    shell.ok(&["account", "new", "bob"]);
    shell.ok(&["call", "counter", "Increment", "5", "--from", ALICE]);
    shell.ok(&["call", "counter-2", "Increment", "6", "--from", "bob"]);
    assert_eq!(shell.run(&["call", "counter", "Increment", "18446744073709551615"]).code, 1);
    shell.ok(&["call", "counter", "Increment", "1", "--from", "bob"]);
    let values = |words: &[&str]| -> Vec<u64> {
        let said = shell.json(0, &[&["events"], words].concat());
        let events = said["events"].as_array().unwrap();
        events.iter().map(|event| event["attributes"][0]["value"].as_u64().unwrap()).collect()
    };
    assert_eq!(values(&[]), [5, 6, 6]);
    assert_eq!(values(&["--contract", "counter"]), [5, 6]);
    assert_eq!(values(&["--contract", "counter-2"]), [6]);
    assert_eq!(values(&["--from", "bob"]), [6, 6]);
    assert_eq!(values(&["--name", "Increment"]), [5, 6, 6]);
    assert!(values(&["--name", "Reset"]).is_empty());
    assert_eq!(values(&["--since", "4"]), [6, 6]);
    assert_eq!(values(&["--until", "3"]), [5]);
    assert_eq!(values(&["--since", "4", "--until", "4"]), [6]);
    let event = &shell.json(0, &["events", "--limit", "1"])["events"][0];
    assert_eq!(event["attributes"], json!([{"name": "to", "type": "u64", "value": 5}]));
    assert_eq!((&event["height"], &event["place"], &event["sender"]), (&json!(3), &json!("3.1"), &json!(ALICE)));
    shell.json(0, &["receipt", event["hash"].as_str().unwrap()]);
    let text = shell.ok(&["events", "--limit", "1"]);
    assert!(text.starts_with("3.1  block 3 at ") && text.ends_with("  counter  Increment  to=5\n"), "{text}");
}

#[test]
fn pages_of_events_meet_and_leave_nothing_out() {
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    shell.ok(&["call", "counter", "Increment", "1", "--repeat", "150"]);
    let (mut seen, mut after) = (Vec::new(), "0".to_owned());
    loop {
        let page = shell.json(0, &["events", "--limit", "40", "--after", &after]);
        seen.extend(page["events"].as_array().unwrap().iter().map(|event| event["attributes"][0]["value"].clone()));
        match page["next"].as_str() {
            Some(next) => after = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(seen, (1..=150).map(Json::from).collect::<Vec<_>>());
    assert!(shell.run(&["events", "--limit", "150"]).stderr.is_empty());
    assert!(shell.run(&["events", "--limit", "149"]).stderr.contains("there are more: --after 150.1"));
    assert_eq!(shell.run(&["events", "--after", "x"]).code, 2);
}

#[test]
fn money_moves_between_accounts_and_balances_show_it() {
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    shell.ok(&["account", "new", "alice"]);
    shell.ok(&["account", "fund", "alice", "1000"]);
    let said = shell.json(0, &["account", "transfer", "counter", "300", "--from", "alice"]);
    assert_eq!(
        (&said["from"]["balance"], &said["to"]["balance"], &said["amount"]),
        (&json!(700), &json!(300), &json!(300))
    );
    assert_eq!(shell.json(0, &["balance", "counter"])["balance"], 300);
    assert_eq!(shell.ok(&["balance", "alice"]), "700\n");
    for (amount, why) in [
        ("701", "has 700, wanted 701"),
        ("-1", "it can't be negative"),
        ("1.5", "a whole number in decimal digits"),
        ("many", "a whole number in decimal digits"),
        ("18446744073709551616", "too large, the greatest is 18446744073709551615"),
    ] {
        let transfer = ["account", "transfer", "counter", amount, "--from", "alice"];
        let said = shell.run(&transfer);
        assert!(said.code == 2 && said.stderr.contains(why), "{amount}: {said:?}");
        if amount != "701" {
            for words in [
                &["account", "fund", "alice", amount][..],
                &["call", "counter", "GetCounter", "--from", "alice", "--value", amount],
            ] {
                let said = shell.run(words);
                assert!(said.code == 2 && said.stderr.contains(why), "{words:?}: {said:?}");
            }
        }
    }
    assert_eq!(shell.json(0, &["account", "transfer", "alice", "700", "--from", "alice"])["to"]["balance"], 700);
    assert_eq!(shell.run(&["account", "transfer", "nobody", "1", "--from", "alice"]).code, 3);
    assert_eq!(shell.json(0, &["balance", "counter"])["balance"], 300);
}

#[test]
fn no_more_is_attached_than_there_is() {
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    shell.ok(&["account", "new", "alice"]);
    shell.ok(&["account", "fund", "alice", "800"]);
    for verb in ["call", "simulate", "query"] {
        let words = [verb, "counter", "GetCounter", "--from", "alice", "--value"];
        let said = shell.json(2, &[&words[..], &["5000"]].concat());
        assert!(
            said["error"]["message"].as_str().unwrap().contains("alice has 800, and 5,000 were to be attached"),
            "{said}"
        );
        shell.json(0, &[&words[..], &["800"]].concat());
    }
}

#[test]
fn a_contract_stands_for_its_default_object() {
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    shell.ok(&["call", "counter", "Increment", "7"]);
    let shown = shell.json(0, &["object", "counter"]);
    assert_eq!(shown["fields"][0]["value"], 7);
    assert_eq!(shell.json(0, &["object", shown["contract"].as_str().unwrap()]), shown);
    assert_eq!(shell.json(0, &["object", shown["id"].as_str().unwrap()]), shown);
    let nobody = shell.run(&["object", "countre"]);
    assert!(nobody.code == 2 && nobody.stderr.contains("did you mean counter?"), "{nobody:?}");
    assert_eq!(shell.run(&["object", ALICE]).code, 3);
}

#[test]
fn repeated_calls_are_summed_up() {
    let shell = Shell::with(&["wat_counter/counter.wat", "failing.wat"]);
    let text = shell.ok(&["call", "counter", "Increment", "1", "--repeat", "5"]);
    let last = text.lines().last().unwrap();
    assert!(last.starts_with("5 calls: ") && last.contains(" gas, ") && last.contains(" in the median"), "{last}");
    let said = shell.ok(&["--json", "call", "counter", "Increment", "1", "--repeat", "5"]);
    let documents: Vec<Json> = said.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let summary = &documents[5]["summary"];
    let gas: u64 = documents[..5].iter().map(|receipt| receipt["gas_used"].as_u64().unwrap()).sum();
    assert_eq!((documents.len(), &summary["calls"], &summary["gas_used"]), (6, &json!(5), &json!(gas)));
    let time = |name: &str| summary[name].as_u64().unwrap();
    assert!(0 < time("least_ns") && time("least_ns") <= time("median_ns") && time("median_ns") <= time("most_ns"));
    let failed = shell.run(&["call", "failing", "Revert", "--repeat", "5"]);
    assert_eq!(failed.code, 1);
    assert!(failed.stdout.lines().last().unwrap().starts_with("1 call, the last of them failed: "), "{failed:?}");
    // One call alone is no series.
    assert_eq!(shell.run(&["--json", "call", "counter", "Increment", "1"]).stdout.lines().count(), 1);
}

#[test]
fn a_contract_that_gave_its_default_object_away_says_whose_it_is() {
    let shell = Shell::new();
    let giver = r#"(module
        (import "allod" "get_object" (func $get_object (param i32) (result i64)))
        (import "allod" "sender" (func $sender (param i32)))
        (import "allod" "object_set_owner" (func $set_owner (param i32 i32) (result i32)))
        (memory (export "memory") 1)
        (func (export "Give")
            (call $sender (i32.const 64))
            (if (call $set_owner (i32.wrap_i64 (call $get_object (i32.const 0))) (i32.const 64)) (then unreachable))))"#;
    std::fs::write(shell.path().join("giver.wat"), giver).unwrap();
    shell.ok(&["deploy", "giver.wat"]);
    shell.ok(&["account", "new", "alice"]);
    let owned = || shell.run(&["objects", "--owner", "giver"]);
    let before = owned();
    shell.ok(&["call", "giver", "Give", "--from", "alice"]);
    let shown = shell.ok(&["object", "giver"]);
    assert!(shown.lines().any(|line| line == "  owner     alice"), "{shown}");
    let after = owned();
    let id = shell.json(0, &["object", "giver"])["id"].as_str().unwrap().to_owned();
    assert_eq!((before.stdout.trim(), after.stdout.as_str()), (&*id, ""));
    assert_eq!(after.stderr, format!("giver owns no objects; its default object {id} belongs to alice\n"));
    let nobody = shell.run(&["objects", "--owner", ALICE]).stderr;
    assert_eq!(nobody, format!("{ALICE} owns no objects\n"));
}

#[test]
fn money_that_no_function_took_is_said_to_stay() {
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    shell.ok(&["account", "new", "alice"]);
    shell.ok(&["account", "fund", "alice", "1000"]);
    let taking = r#"(module (import "allod" "receive" (func $receive (param i64) (result i32)))
        (memory (export "memory") 1)
        (func (export "Take") (if (call $receive (i64.const 1000)) (then unreachable))))"#;
    std::fs::write(shell.path().join("taking.wat"), taking).unwrap();
    shell.ok(&["deploy", "taking.wat"]);
    let words = ["counter", "GetCounter", "--from", "alice", "--value", "1000"];
    for verb in ["call", "simulate", "query"] {
        let said = shell.run(&[&[verb], &words[..]].concat());
        assert_eq!(said.stderr, "the 1,000 attached stay with the sender: no function took any\n", "{verb}");
    }
    let said = shell.run(&[&["--json", "call"], &words[..]].concat()).stderr;
    assert!(said.starts_with("{\"warning\":\"the 1,000 attached stay"), "{said}");
    let file = shell::contract("wat_counter/counter.wat");
    let deploy = ["deploy", file.to_str().unwrap(), "--from", "alice", "--value", "1000", "--call", "GetCounter"];
    assert!(shell.run(&deploy).stderr.contains("the 1,000 attached stay"));
    assert_eq!(shell.ok(&["balance", "alice"]), "1,000\n");

    let taken = shell.run(&["call", "taking", "Take", "--from", "alice", "--value", "1000"]);
    assert_eq!((taken.code, &*taken.stderr), (0, ""), "{taken:?}");
    assert_eq!(shell.ok(&["balance", "alice"]), "0\n");
    // A call without money has nothing to say about it.
    assert_eq!(shell.run(&["call", "counter", "GetCounter", "--from", "alice"]).stderr, "");
}

#[test]
fn a_name_that_is_none_is_told_with_the_accounts_and_the_contracts_there_are() {
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    let said = shell.run(&["call", "conter", "GetCounter"]).stderr;
    let end = "(did you mean counter?); accounts: none; contracts: counter\n";
    assert!(said.contains("\"conter\" is no address (40 hex digits) and no name") && said.ends_with(end), "{said}");
    for name in ["alice", "bob"] {
        shell.ok(&["account", "new", name]);
    }
    let said = shell.run(&["balance", "carol"]).stderr;
    assert!(said.ends_with("; accounts: alice, bob; contracts: counter\n"), "{said}");
    for number in 0..30 {
        shell.ok(&["account", "new", &format!("a{number}")]);
    }
    let said = shell.run(&["balance", "carol"]).stderr;
    assert!(said.contains(", a21, and 8 more; contracts: counter"), "{said}");
}

#[test]
fn addresses_are_called_by_name_wherever_a_person_reads_them() {
    let shell = Shell::with(&["echo.wat"]);
    shell.ok(&["account", "new", "alice"]);
    let result = |words: &[&str]| {
        let said = shell.ok(&[&["query", "echo"], words].concat());
        said.lines().next().unwrap().split_once(" → ").unwrap().1.to_owned()
    };
    assert_eq!(result(&["One", "alice"]), "alice");
    assert_eq!(result(&["One", ALICE]), ALICE);
    assert_eq!(
        result(&["Many", &format!(r#"["alice", "echo", "{ALICE}"]"#)]),
        format!(r#"["alice","echo","{ALICE}"]"#)
    );
    assert_eq!(result(&["Split", r#"{"To": "alice", "Part": 5}"#]), r#"{"To":"alice","Part":5}"#);
    assert_eq!(result(&["Maybe", "alice"]), r#""alice""#);
    // What is no address stays as it is.
    let address = shell.json(0, &["balance", "alice"])["address"].as_str().unwrap().to_owned();
    assert_eq!([result(&["Raw", &address]), result(&["Text", &address])], [address.clone(), format!("{address:?}")]);
    // A script has the address.
    assert_eq!(shell.json(0, &["query", "echo", "One", "alice"])["result"], json!(address));
}
