//! A clock that is wrong towards the future does not take the chain with it, and one that is behind the chain is said.

use crate::shell::{ALICE, Shell, contract};
use std::time::{SystemTime, UNIX_EPOCH};

/// A chain whose last block is of `time`.
fn chain_at(time: i64) -> Shell {
    let shell = Shell::new();
    let counter = contract("wat_counter/counter.wat");
    shell.ok(&["deploy", counter.to_str().unwrap(), "--from", ALICE, "--time", &time.to_string()]);
    shell
}

fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() as i64
}

const YEAR: i64 = 366 * 24 * 60 * 60;
const CALL: [&str; 5] = ["call", "counter", "Increment", "1", "--from"];

#[test]
fn a_clock_years_ahead_of_the_last_block_is_not_believed_unless_somebody_says_so() {
    let shell = chain_at(now() - 2 * YEAR);
    let call = [&CALL[..], &[ALICE]].concat();
    let counter = contract("wat_counter/counter.wat");
    for words in [call.clone(), vec!["deploy", counter.to_str().unwrap()], [&call[..], &["--time", "+1h"]].concat()] {
        let said = shell.json(5, &words);
        let message = said["error"]["message"].as_str().unwrap();
        assert!(message.contains("732 days after the last block") && message.contains("say --time"), "{message}");
    }
    // Who only looks may look from there.
    shell.json(0, &["query", "counter", "GetCounter"]);
    shell.json(0, &["simulate", "counter", "Increment", "1"]);

    let said = shell.run(&call).stderr;
    let time = said.rsplit(' ').next().unwrap().trim();
    assert_eq!(shell.json(0, &[&call[..], &["--time", time]].concat())["time"].to_string(), time);
    shell.json(0, &call);
}

#[test]
fn a_year_without_a_block_is_nothing_to_ask_about() {
    let shell = chain_at(now() - YEAR + 3_600);
    shell.json(0, &[&CALL[..], &[ALICE]].concat());
}

#[test]
fn a_clock_behind_the_chain_is_said_and_the_chain_stays_where_it_is() {
    let shell = chain_at(now() + 10 * YEAR + 3_600);
    let call = [&CALL[..], &[ALICE]].concat();
    let ended = shell.run(&call);
    assert_eq!(ended.code, 0, "{ended:?}");
    assert!(ended.stderr.contains("3660 days later: blocks have that time"), "{ended:?}");
    // Said once a command, not once a call.
    let ended = shell.run(&[&call[..], &["--repeat", "3"]].concat());
    assert_eq!(ended.stderr.matches("blocks have that time").count(), 1, "{ended:?}");

    let ended = chain_at(now() + 30).run(&call);
    assert!(ended.code == 0 && !ended.stderr.contains("clock"), "{ended:?}");
}
