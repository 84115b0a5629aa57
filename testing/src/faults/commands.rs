//! Commands that are run, and what each changes.

use super::folder::Folder;
use super::look::Look;
use super::shell::{Shell, words};

/// A command.
#[derive(Clone, Copy, Debug)]
pub struct Command {
    /// Its name in what is printed.
    pub name: &'static str,
    words: &'static str,
    /// Change that is made to the folder before.
    pub(super) before: Before,
    /// Its changes, in steps. A command that ends early has made the first of them, in order.
    pub(super) steps: &'static [Step],
    /// True if it takes no part in short runs: it compiles Go.
    pub slow: bool,
}

/// Change that is made to a folder before a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Before {
    /// Nothing.
    Nothing,
    /// Compiled code is removed.
    NoCache,
    /// All of it is.
    Empty,
    /// The file of the accounts is.
    NoAccounts,
}

/// A change that is made as a whole or not at all.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    /// One entry more in the diary.
    Entry,
    /// A contract with that name.
    Contract(&'static str),
    /// A name moves.
    Renamed(&'static str, &'static str),
    /// A name goes away.
    Nameless(&'static str),
    /// An account of that name.
    Account(&'static str),
    /// No accounts are there any more, and that is said to be right.
    NoAccounts,
    /// So much more for an account.
    Gets(&'static str, u64),
    /// So much from an account to another.
    Moves(&'static str, &'static str, u64),
    /// A file outside the data folder.
    File(&'static str),
}

impl Step {
    /// Makes the change in what a folder holds. `whole` has the files as they are when they are whole.
    pub(super) fn apply(self, look: &mut Look, whole: &Look) {
        match self {
            Self::Entry => look.entries = Some(look.entries.unwrap_or(0) + 1),
            Self::Contract(name) => {
                look.contracts += 1;
                look.names.insert(name.to_owned());
                if name == "diary" {
                    look.entries = Some(0);
                }
            }
            Self::Renamed(from, to) => {
                look.names.remove(from);
                look.names.insert(to.to_owned());
            }
            Self::Nameless(name) => _ = look.names.remove(name),
            Self::Account(name) => _ = look.accounts.insert(name.to_owned(), 0),
            Self::NoAccounts => look.accounts.clear(),
            Self::Gets(name, amount) => *look.accounts.entry(name.to_owned()).or_default() += amount,
            Self::Moves(from, to, amount) => {
                *look.accounts.entry(from.to_owned()).or_default() -= amount;
                *look.accounts.entry(to.to_owned()).or_default() += amount;
            }
            Self::File(name) => {
                let len = whole.files.get(name).copied().unwrap_or(u64::MAX);
                look.files.insert(name.to_owned(), len);
            }
        }
    }
}

/// The contract's file beside the data folder.
pub const DIARY: &str = "diary.wat";
/// A contract in Go, beside it.
const GO: &str = "small.go";
const SMALL: &str = "package small\n\nfunc Answer() uint64 { return 42 }\n";
/// Entries that the diary of the folder has, of which each run begins with a copy.
pub const ENTRIES: u64 = 3;
/// Money that ann has there.
const MONEY: &str = "100";

const fn reads(name: &'static str, words: &'static str) -> Command {
    Command { name, words, before: Before::Nothing, steps: &[], slow: false }
}

const fn writes(name: &'static str, words: &'static str, steps: &'static [Step]) -> Command {
    Command { name, words, before: Before::Nothing, steps, slow: false }
}

const fn after(before: Before, command: Command) -> Command {
    Command { before, ..command }
}

/// The commands. In their words `@` is the folder that holds the contracts' files.
pub const COMMANDS: [Command; 39] = [
    writes("call", "call diary Write --from ann", &[Step::Entry]),
    writes("calls", "call diary Write --repeat 6 --from ann", &[Step::Entry; 6]),
    after(Before::NoCache, writes("call without the cache", "call diary Write --from ann", &[Step::Entry])),
    writes("deploy", "deploy @/diary.wat --name new --salt @salt --from ann", &[Step::Contract("new")]),
    writes(
        "deploy and call",
        "deploy @/diary.wat --name new --salt @salt --from ann --call Write",
        &[Step::Contract("new")],
    ),
    writes(
        "deploy and replace",
        "deploy @/diary.wat --name spare --replace --salt @salt --from ann",
        &[Step::Contract("spare")],
    ),
    after(
        Before::Empty,
        writes("first deploy", "deploy @/diary.wat --name diary", &[Step::Account("default"), Step::Contract("diary")]),
    ),
    writes("compile", "compile @/diary.wat", &[Step::File("diary.wasm")]),
    writes("account new", "account new ben", &[Step::Account("ben")]),
    after(Before::Empty, writes("first account", "account new ben", &[Step::Account("ben")])),
    writes("account fund", "account fund ann 5", &[Step::Gets("ann", 5)]),
    writes("account transfer", "account transfer default 30 --from ann", &[Step::Moves("ann", "default", 30)]),
    reads("account list", "account list"),
    writes("name set", "name set book spare", &[Step::Renamed("spare", "book")]),
    writes("name remove", "name remove spare", &[Step::Nameless("spare")]),
    reads("name list", "name list"),
    reads("query", "query diary Entries"),
    after(Before::NoCache, reads("query without the cache", "query diary Entries")),
    reads("simulate", "simulate diary Write --from ann"),
    writes(
        "profile",
        "profile diary Write --from ann",
        &[Step::File("diary.Write.profile.svg"), Step::File("diary.Write.profile.speedscope.json")],
    ),
    reads("object", "object diary"),
    reads("objects", "objects --owner ann"),
    reads("contracts", "contracts"),
    reads("events", "events --limit 5"),
    reads("balance", "balance ann"),
    reads("receipt", "receipt @hash"),
    reads("abi", "abi diary"),
    reads("abi of a file", "abi @/diary.wat"),
    reads("folder check", "folder check"),
    reads("folder repair", "folder repair"),
    after(Before::NoAccounts, writes("folder repair without accounts", "folder repair", &[Step::NoAccounts])),
    reads("folder accept-loss", "folder accept-loss"),
    writes("init", "init hello", &[Step::File("hello/hello.go"), Step::File("hello/README.md")]),
    Command { slow: true, ..writes("deploy of Go", "deploy @/small.go --from ann", &[Step::Contract("small")]) },
    Command {
        slow: true,
        ..writes("deploy by stock Go", "deploy @/small.go --toolchain go --from ann", &[Step::Contract("small")])
    },
    Command {
        slow: true,
        ..writes("compile by stock Go", "compile @/small.go --toolchain go", &[Step::File("small.wasm")])
    },
    Command { slow: true, ..reads("abi by stock Go", "abi @/small.go --toolchain go") },
    Command { slow: true, ..reads("abi of Go", "abi @/small.go") },
    Command { slow: true, ..reads("demo", "demo") },
];

impl Command {
    /// Its words, for a copy of `base`.
    pub(super) fn words(&self, base: &Folder) -> Vec<String> {
        let beside = base.beside("").display().to_string();
        let hash = std::fs::read_to_string(base.beside("hash")).unwrap_or_default();
        let word = |word: &str| match word {
            "@hash" => hash.clone(),
            "@salt" => "7".repeat(64),
            _ => word.replace("@/", &beside),
        };
        self.words.split(' ').map(word).collect()
    }

    /// A copy of `base` in `work`, as the command is to find it.
    pub(super) fn copy(&self, base: &Folder, work: &std::path::Path) -> Folder {
        if self.before == Before::Empty {
            return Folder::new(work);
        }
        let copy = base.copy_to(work);
        match self.before {
            Before::NoCache => std::fs::remove_dir_all(copy.data().join("artefacts")).expect("there is a cache"),
            Before::NoAccounts => std::fs::remove_file(copy.data().join("accounts.json")).expect("there are accounts"),
            Before::Nothing | Before::Empty => {}
        }
        copy
    }
}

/// Fills `base`: two accounts, a diary and its entries, a contract that nobody calls.
///
/// # Panics
/// A command that fails.
pub fn prepare(shell: &Shell, base: &Folder) {
    std::fs::write(base.beside(DIARY), crate::sources::DIARY).expect("the contract's file");
    std::fs::write(base.beside(GO), SMALL).expect("the contract's file");
    let file = base.beside(DIARY).display().to_string();
    let entries = ENTRIES.to_string();
    for command in [
        &["account", "new", "ann"][..],
        &["account", "new", "default"],
        &["account", "fund", "ann", MONEY],
        &["deploy", &file, "--name", "spare", "--salt", &"1".repeat(64), "--from", "ann"],
        &["deploy", &file, "--name", "diary", "--from", "ann"],
        &["call", "diary", "Write", "--from", "ann", "--repeat", &entries],
    ] {
        let ended = shell.run(base, &words(command));
        assert_eq!(ended.code, Some(0), "{command:?}: {ended:?}");
        if let Some(hash) = ended.documents().first().and_then(|document| document["hash"].as_str()) {
            std::fs::write(base.beside("hash"), hash).expect("the hash is kept");
        }
    }
}
