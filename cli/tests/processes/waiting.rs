//! Commands that keep something take turns: each waits for its own, and says so where it doesn't come.

use crate::shell::{Shell, contract};
use allod_vm::{Engine, EngineConfig};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::{Duration, Instant};

/// Has the folder as another command would, until it is dropped.
fn take(shell: &Shell) -> File {
    let file = File::options().write(true).open(shell.path().join("data/lock")).unwrap();
    file.lock().unwrap();
    file
}

#[test]
fn a_command_waits_for_the_one_before_it() {
    let shell = Shell::with(&["diary.wat"]);
    let turn = take(&shell);
    let mut waiting = shell.command(&["--json", "call", "diary", "Write"]).stdout(Stdio::piped()).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(300));
    assert!(waiting.try_wait().unwrap().is_none());
    drop(turn);
    assert!(waiting.wait().unwrap().success());
    assert_eq!(shell.json(0, &["query", "diary", "Entries"])["result"], 1);
}

#[test]
fn who_waits_is_told_for_what_and_who_waited_long_enough_that_it_is_busy() {
    let shell = Shell::with(&["diary.wat"]);
    let _turn = take(&shell);
    let begun = Instant::now();
    let ended = shell.run(&["call", "diary", "Write", "--wait", "2"]);
    assert!(begun.elapsed() >= Duration::from_secs(2));
    assert_eq!(ended.code, 6, "{ended:?}");
    assert!(ended.stderr.contains("waiting for it, 2 seconds at most"), "{ended:?}");
    assert!(ended.stderr.contains("was for 2 seconds") && ended.stderr.contains("data"), "{ended:?}");
}

#[test]
fn busy_is_another_kind_than_broken() {
    let shell = Shell::with(&["diary.wat"]);
    let turn = take(&shell);
    for words in [&["call", "diary", "Write", "--no-wait"][..], &["call", "diary", "Write", "--wait", "0"]] {
        let said = shell.json(6, words);
        assert_eq!((&said["error"]["kind"], &said["error"]["exit_code"]), (&"busy".into(), &6.into()), "{said}");
        assert!(said["error"]["message"].as_str().unwrap().contains("in use by another process"), "{said}");
    }
    drop(turn);
    std::fs::write(shell.path().join("data/state/CURRENT"), "nothing of the kind\n").unwrap();
    let said = shell.json(5, &["call", "diary", "Write", "--no-wait"]);
    assert_eq!(said["error"]["kind"], "machine", "{said}");
}

#[test]
fn a_program_that_has_the_store_is_waited_for_too() {
    let shell = Shell::with(&["diary.wat"]);
    let engine = Engine::open(EngineConfig::default().with_path(shell.path().join("data"))).unwrap();
    assert_eq!(shell.json(6, &["call", "diary", "Write", "--no-wait"])["error"]["kind"], "busy");
    let mut waiting = shell.command(&["--json", "call", "diary", "Write"]).stdout(Stdio::piped()).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(300));
    assert!(waiting.try_wait().unwrap().is_none());
    drop(engine);
    assert!(waiting.wait().unwrap().success());
}

#[test]
fn a_deploy_compiles_before_it_waits_for_its_turn() {
    let shell = Shell::with(&["diary.wat"]);
    let turn = take(&shell);
    let counter = contract("counter/counter.go");
    let mut deploy = shell.command(&["deploy", counter.to_str().unwrap()]).stderr(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(deploy.stderr.take().unwrap()).lines().map(Result::unwrap);
    let said: Vec<String> = lines.take_while(|line| !line.contains("in use by another process")).collect();
    assert!(said.iter().any(|line| line.contains("attaching the ABI")), "{said:?}");
    drop(turn);
    assert!(deploy.wait().unwrap().success());
}

#[test]
fn a_process_that_dies_gives_its_turn_away() {
    let shell = Shell::with(&["diary.wat"]);
    let mut first = shell.start(&["--json", "call", "diary", "Write", "--repeat", "1000000"]);
    BufReader::new(first.stdout.take().unwrap()).read_line(&mut String::new()).unwrap();
    first.kill().unwrap();
    shell.json(0, &["call", "diary", "Write"]);
    first.wait().unwrap();
}

#[test]
fn a_question_needs_no_turn() {
    let shell = Shell::with(&["diary.wat"]);
    let written = shell.json(0, &["call", "diary", "Write"]);
    let hash = written["hash"].as_str().unwrap();
    let questions = [
        &["query", "diary", "Entries"][..],
        &["simulate", "diary", "Write"],
        &["receipt", hash],
        &["objects", "--owner", "diary"],
        &["abi", "diary"],
        &["account", "list"],
        &["contracts"],
        &["folder", "check"],
    ];
    // Neither while another command has the folder, nor while a program has the store.
    let turn = take(&shell);
    for words in questions {
        shell.json(0, &[words, &["--no-wait"]].concat());
    }
    drop(turn);
    let engine = Engine::open(EngineConfig::default().with_path(shell.path().join("data"))).unwrap();
    for words in questions {
        shell.json(0, &[words, &["--no-wait"]].concat());
    }
    drop(engine);
}

#[test]
fn questions_are_answered_in_the_middle_of_a_loop_of_calls() {
    let shell = Shell::with(&["diary.wat"]);
    let mut writer = shell.start(&["--json", "call", "diary", "Write", "--repeat", "1000000"]);
    let mut lines = BufReader::new(writer.stdout.take().unwrap()).lines();
    let mut seen = 0;
    for _ in 0..20 {
        let line = lines.next().unwrap().unwrap();
        let said: serde_json::Value = serde_json::from_str(&line).unwrap();
        let answer = shell.json(0, &["query", "diary", "Entries", "--no-wait"])["result"].as_u64().unwrap();
        // What was acknowledged before the question is in the answer.
        assert!(answer >= said["result"].as_u64().unwrap() && answer >= seen, "{answer} after {said} and {seen}");
        seen = answer;
    }
    writer.kill().unwrap();
    writer.wait().unwrap();
}
