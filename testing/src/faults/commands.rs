//! Commands that are run, and what each may change.

use super::folder::Folder;
use super::shell::{Shell, words};

/// A command.
#[derive(Debug)]
pub struct Command {
    /// Its name in what is printed.
    pub name: &'static str,
    words: &'static [&'static str],
    pub(super) effect: Effect,
}

/// A change that a command may make.
#[derive(Clone, Copy, Debug)]
pub(super) enum Effect {
    /// Nothing.
    Reads,
    /// So many entries more in the diary, one by one.
    Entries(u64),
    /// A contract of that name.
    Contract(&'static str),
    /// An account of that name.
    Account(&'static str),
    /// The balance of an account.
    Balance,
}

/// The contract's file beside the data folder.
pub const DIARY: &str = "diary.wat";
/// Entries that the diary of the folder has, of which each run begins with a copy.
pub const ENTRIES: u64 = 3;

/// The words of a command, in which `@` is the folder that holds the contract's file.
pub const COMMANDS: [Command; 11] = [
    Command { name: "call", words: &["call", "diary", "Write", "--from", "ann"], effect: Effect::Entries(1) },
    Command {
        name: "calls",
        words: &["call", "diary", "Write", "--repeat", "6", "--from", "ann"],
        effect: Effect::Entries(6),
    },
    Command {
        name: "deploy",
        words: &["deploy", "@", "--name", "new", "--from", "ann"],
        effect: Effect::Contract("new"),
    },
    Command { name: "account new", words: &["account", "new", "ben"], effect: Effect::Account("ben") },
    Command { name: "account fund", words: &["account", "fund", "ann", "5"], effect: Effect::Balance },
    Command { name: "account list", words: &["account", "list"], effect: Effect::Reads },
    Command { name: "query", words: &["query", "diary", "Entries"], effect: Effect::Reads },
    Command { name: "simulate", words: &["simulate", "diary", "Write", "--from", "ann"], effect: Effect::Reads },
    Command { name: "objects", words: &["objects", "--owner", "ann"], effect: Effect::Reads },
    Command { name: "abi", words: &["abi", "diary"], effect: Effect::Reads },
    Command {
        name: "call without the cache",
        words: &["call", "diary", "Write", "--from", "ann"],
        effect: Effect::Entries(1),
    },
];

impl Command {
    /// Its words, for a copy of `base`.
    pub(super) fn words(&self, base: &Folder) -> Vec<String> {
        let file = base.beside(DIARY).display().to_string();
        self.words.iter().map(|word| if *word == "@" { file.clone() } else { (*word).to_owned() }).collect()
    }
}

/// Fills `base`: two accounts, a diary and its entries.
///
/// # Panics
/// Where a command fails.
pub fn prepare(shell: &Shell, base: &Folder) {
    std::fs::write(base.beside(DIARY), crate::sources::DIARY).expect("the contract's file");
    let file = base.beside(DIARY).display().to_string();
    let entries = ENTRIES.to_string();
    for command in [
        &["account", "new", "ann"][..],
        &["account", "new", "default"],
        &["deploy", &file, "--name", "diary", "--from", "ann"],
        &["call", "diary", "Write", "--from", "ann", "--repeat", &entries],
    ] {
        let ended = shell.run(base.data(), &words(command));
        assert_eq!(ended.code, Some(0), "{command:?}: {ended:?}");
    }
}
