//! Calls that were acknowledged and are gone are missed, and only an operator's word lets a folder go on without them.

use crate::shell::{Shell, contract};
use std::path::PathBuf;

/// The log of the store that something is in.
fn log(shell: &Shell) -> PathBuf {
    let files = std::fs::read_dir(shell.path().join("data/state")).unwrap().map(|entry| entry.unwrap().path());
    let logs = files.filter(|path| path.extension().is_some_and(|ending| ending == "log"));
    logs.max_by_key(|path| path.metadata().unwrap().len()).unwrap()
}

#[test]
fn a_store_that_has_lost_calls_is_refused_until_the_loss_is_accepted() {
    let shell = Shell::with(&["diary.wat"]);
    shell.ok(&["call", "diary", "Write", "--repeat", "20"]);
    let log = log(&shell);
    let whole = std::fs::read(&log).unwrap();
    std::fs::write(&log, &whole[..whole.len() / 2]).unwrap();
    let counter = contract("wat_counter/counter.wat");
    for words in [
        &["call", "diary", "Write"][..],
        &["query", "diary", "Entries"],
        &["deploy", counter.to_str().unwrap()],
        &["account", "fund", "default", "1"],
        &["folder", "check"],
    ] {
        let said = shell.json(5, words);
        let message = said["error"]["message"].as_str().unwrap();
        assert!(message.contains("has lost writes") && message.contains("accept the loss"), "{words:?}: {message}");
    }
    assert_eq!(std::fs::read(&log).unwrap().len(), whole.len() / 2, "nothing was changed");

    shell.json(0, &["folder", "accept-loss"]);
    let left = shell.json(0, &["query", "diary", "Entries"])["result"].as_u64().unwrap();
    assert!((1..20).contains(&left), "{left}");
    assert_eq!(shell.json(0, &["call", "diary", "Write"])["result"], left + 1);
    shell.json(0, &["folder", "check"]);
}
