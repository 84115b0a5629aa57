//! A call stands in the block that `--time` and `--height` ask for, as long as it can follow the last one.

use crate::shell::{self, ALICE, Shell};
use serde_json::Value as Json;

/// Far in the future, so that no machine's clock is past it.
const LATE: i64 = 7_000_000_000;

fn counter() -> Shell {
    Shell::with(&["wat_counter/counter.wat"])
}

fn block(said: &Json) -> (u64, i64) {
    (said["height"].as_u64().unwrap(), said["time"].as_i64().unwrap())
}

#[test]
fn a_call_is_made_at_the_time_and_height_it_asks_for() {
    let shell = counter();
    let (late, late_text) = (LATE, LATE.to_string());
    let called = shell.json(0, &["call", "counter", "Increment", "1", "--time", &late_text, "--height", "50"]);
    assert_eq!(block(&called), (50, late));
    // The chain stays there: the clock has not caught up.
    assert_eq!(block(&shell.json(0, &["call", "counter", "Increment", "1"])), (51, late));
    let called = shell.json(0, &["call", "counter", "Increment", "1", "--time", "+2h", "--height", "+10"]);
    assert_eq!(block(&called), (61, late + 7_200));
    for words in [&["query", "counter", "GetCounter"][..], &["simulate", "counter", "Increment", "1"]] {
        let said = shell.json(0, &[words, &["--time", "+365d"]].concat());
        assert_eq!(block(&said), (62, late + 7_200 + 365 * 86_400), "{words:?}");
    }
    // What was only tried left the chain where it was.
    assert_eq!(block(&shell.json(0, &["query", "counter", "GetCounter"])), (62, late + 7_200));
}

#[test]
fn a_deploy_may_be_put_into_the_future_too() {
    let shell = Shell::new();
    let file = shell::contract("wat_counter/counter.wat");
    let words = ["deploy", file.to_str().unwrap(), "--time", "7000000000", "--height", "9", "--from", ALICE];
    assert_eq!(block(&shell.json(0, &words)), (9, LATE));
}

#[test]
fn nothing_stands_before_the_last_block_and_that_is_said() {
    let shell = counter();
    shell.ok(&["call", "counter", "Increment", "1", "--time", "7000000000", "--height", "50"]);
    for verb in ["call", "query", "simulate"] {
        let function: &[&str] = if verb == "query" { &["GetCounter"] } else { &["Increment", "1"] };
        for (option, value, part) in [
            (
                "--time",
                "6999999999",
                "--time 6999999999 is before the last block's, 7000000000: time never goes backwards",
            ),
            ("--time", "-5", "time never goes backwards"),
            ("--height", "50", "--height 50 is not above the last block's, 50: heights rise"),
            ("--height", "18446744073709551615", "beyond the last block that there can be"),
            ("--height", "+18446744073709551615", "beyond the last block that there can be"),
            ("--time", "+9223372036854775807", "beyond the last block that there can be"),
            ("--time", "soon", "wanted Unix seconds"),
            ("--height", "+0", "wanted +1 or more"),
        ] {
            let said = shell.json(2, &[&[verb, "counter"], function, &[option, value]].concat());
            assert!(said["error"]["message"].as_str().unwrap().contains(part), "{option} {value}: {said}");
        }
    }
    assert_eq!(shell.json(0, &["query", "counter", "GetCounter"])["result"], 1);
}

#[test]
fn repeated_calls_begin_at_the_place_and_keep_the_distance() {
    let shell = counter();
    let run = |words: &[&str]| {
        let call = ["--json", "call", "counter", "Increment", "1", "--repeat", "3"];
        let said = shell.ok(&[&call, words].concat());
        let blocks = said.lines().take(3).map(|line| block(&serde_json::from_str(line).unwrap()));
        blocks.collect::<Vec<_>>()
    };
    assert_eq!(run(&["--time", "7000000000", "--height", "10"]), [(10, LATE), (11, LATE), (12, LATE)]);
    let hours = [(22, LATE + 3_600), (32, LATE + 7_200), (42, LATE + 10_800)];
    assert_eq!(run(&["--time", "+1h", "--height", "+10"]), hours);
}
