//! The node prints what SuperVM's documents print, and reads its settings.

use allod_documents::{Documents, PLAN, Way};
use std::process::{Command, Output};

const DOCUMENTED: &str = "\
INFO node_core: Starting node (PoC) with config: config.toml
INFO node_core: Demo 1: add(7,8) => 15
INFO node_core: Demo 2: execute_with_context results:
INFO node_core:   Function returned: 1704079545
INFO node_core:   Block number: 12345, Timestamp: 1704067200
INFO node_core:   Events collected: 2 events
INFO node_core:     Event 1: UserAction
INFO node_core:     Event 2: BlockProcessed
";

/// Runs the node in a folder that has `settings` in `config.toml`, if there are any.
fn node(settings: Option<&str>, arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    if let Some(settings) = settings {
        std::fs::write(folder.path().join("config.toml"), settings).unwrap();
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_node-core"));
    command.current_dir(folder.path()).args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn once_it_prints_the_documented_lines() {
    let output = node(None, &["--once"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout), DOCUMENTED);
}

#[test]
fn once_it_prints_the_lines_of_the_document_itself() {
    let documents = Documents::at_hand().expect("the documents are read");
    for row in PLAN.iter().filter(|row| row.way == Way::Output) {
        let Some(block) = documents.block(row.document, row.line) else {
            println!("ALLOD_DOCUMENTS names no folder: only lines of our own are tested");
            assert!(documents.0.is_empty(), "no block: {row:?}");
            continue;
        };
        assert_eq!(text(&node(None, &["--once"]).stdout), block.code);
    }
}

#[test]
fn its_settings_are_read_from_the_file_named_and_from_config_toml() {
    let settings = "block_number = 7\ntimestamp = 1000\n";
    for arguments in [&["--once"][..], &["--once", "--config", "config.toml"]] {
        let output = node(Some(settings), arguments);
        assert!(output.status.success(), "{}", text(&output.stderr));
        let out = text(&output.stdout);
        assert!(out.contains("Function returned: 1007\n"), "{out}");
        assert!(out.contains("Block number: 7, Timestamp: 1000\n"), "{out}");
    }
}

#[test]
fn settings_that_are_none_are_named() {
    let refused = [
        (None, &["--once", "--config", "other.toml"][..], "other.toml"),
        (Some("block = 7"), &["--once"], "unknown field `block`"),
        (Some("block_number = -1"), &["--once"], "config.toml"),
        (Some("block_seconds = 0"), &["--once"], "block_seconds is 0, wanted 1 to 86400"),
        (Some("timestamp = 9223372036854775807\nblock_number = 1\ngas_limit = 1"), &["--once"], "out of gas"),
    ];
    for (settings, arguments, words) in refused {
        let output = node(settings, arguments);
        assert!(!output.status.success());
        let error = text(&output.stderr);
        assert!(error.contains(words), "{error}");
    }
}
