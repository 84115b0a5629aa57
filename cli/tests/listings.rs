//! What a store holds can be listed, page by page: contracts, events, balances.

mod shell;

use serde_json::{Value as Json, json};
use shell::{ALICE, Shell};

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
    for amount in ["701", "-1", "1.5", "many", "18446744073709551616"] {
        let said = shell.run(&["account", "transfer", "counter", "--from", "alice", "--", amount]);
        assert_eq!(said.code, 2, "{amount}: {said:?}");
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
    assert!(failed.stdout.lines().last().unwrap().starts_with("1 calls, the last of them failed: "), "{failed:?}");
    // One call alone is no series.
    assert_eq!(shell.run(&["--json", "call", "counter", "Increment", "1"]).stdout.lines().count(), 1);
}
