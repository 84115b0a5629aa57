//! The command line, as clap sees it.

use crate::failure::EXIT_CODES;
use crate::folder::{Patience, Place};
use crate::screen::Screen;
use allod_core::ObjectId;
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;
use std::time::Duration;

/// Deploy, call and inspect deterministic contracts.
#[derive(Debug, Parser)]
#[command(name = "allod", version, about, after_help = EXIT_CODES, subcommand_required = true, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) general: General,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Options of every subcommand.
#[derive(Clone, Debug, Args)]
pub(crate) struct General {
    /// Where state, compiled code, accounts and names are kept [default: $ALLOD_DATA, else ./data]
    #[arg(long, global = true, value_name = "FOLDER")]
    data_dir: Option<PathBuf>,
    /// Write JSON to standard output, one document a line, errors too
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Wait for so long where another process has the data folder
    #[arg(long, global = true, value_name = "SECONDS", default_value_t = 60)]
    wait: u32,
    /// Don't wait where another process has the data folder: the same as --wait 0
    #[arg(long, global = true, conflicts_with = "wait")]
    no_wait: bool,
}

impl General {
    /// Where the data folder is, and how long to wait for it from now on. Remarks about it go to `screen`.
    pub(crate) fn data(&self, screen: &Screen) -> Place {
        let named = std::env::var_os("ALLOD_DATA").filter(|value| !value.is_empty()).map(PathBuf::from);
        let path = self.data_dir.clone().or(named).unwrap_or_else(|| PathBuf::from("data"));
        let seconds = if self.no_wait { 0 } else { self.wait };
        Place::new(path, Patience::new(Duration::from_secs(seconds.into())), *screen)
    }
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// A short story with four contracts, on a store that is thrown away
    Demo,
    /// Compile a contract (.go, .wasm or .wat) and deploy it
    Deploy(Deploy),
    /// Call a function and keep what it changes
    Call(Call),
    /// Call a function that may only read; keeps nothing
    Query(Execution),
    /// Run a call and keep nothing: what would it do, and what would it cost?
    Simulate(Execution),
    /// Simulate a call and show where its gas went: a flame graph (SVG) and a speedscope file
    Profile(Profile),
    /// Show an object: owner, contract, fields
    Object {
        /// The object's id: 64 hex digits
        id: ObjectId,
    },
    /// List the objects an address owns
    Objects(Objects),
    /// Show what became of a transaction
    Receipt(Receipt),
    /// Show what a contract offers
    Abi {
        /// A contract (name or address) or a file (.go, .wasm or .wat)
        contract: String,
    },
    /// Make, list and fund accounts
    #[command(subcommand)]
    Account(Account),
    /// Find out whether the data folder is whole, and mend it
    #[command(subcommand)]
    Folder(Folder),
    /// Make a folder with a new Go contract in it
    Init {
        /// The new folder; its name becomes the contract's
        folder: PathBuf,
    },
}

/// Who acts, and how much it may cost.
#[derive(Clone, Debug, Args)]
pub(crate) struct Signer {
    /// Who acts: an account's name or an address [default: the account "default", made when it first keeps something]
    #[arg(long, value_name = "ACCOUNT")]
    pub(crate) from: Option<String>,
    /// The most gas it may use
    #[arg(long, value_name = "GAS")]
    pub(crate) gas_limit: Option<u64>,
    /// Draw who called whom, with gas and time for each
    #[arg(long)]
    pub(crate) trace: bool,
}

/// Compile and deploy.
#[derive(Debug, Args)]
pub(crate) struct Deploy {
    /// Go source, a WebAssembly module, or WebAssembly text
    pub(crate) file: PathBuf,
    /// What to call the contract in this data folder [default: the file's name, with a number if that is taken]
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// Let the contract be called again while it is on the call chain
    #[arg(long)]
    pub(crate) reentrant: bool,
    /// A function of the contract to call in the same transaction, with its arguments: if it fails there is no contract.
    /// Goes last
    #[arg(long, num_args = 1.., value_names = ["FUNCTION", "ARGUMENTS"], allow_negative_numbers = true)]
    pub(crate) call: Vec<String>,
    /// Money attached to that call, which the contract may take
    #[arg(long, default_value_t = 0, value_name = "AMOUNT", requires = "call")]
    pub(crate) value: u64,
    /// 64 hex digits that fix the address together with deployer and code
    #[arg(long)]
    pub(crate) salt: Option<allod_core::Hash>,
    #[command(flatten)]
    pub(crate) signer: Signer,
}

/// A function of a contract and what to run it with.
#[derive(Clone, Debug, Args)]
pub(crate) struct Execution {
    /// The contract: a name or an address
    pub(crate) contract: String,
    /// The function
    pub(crate) function: String,
    /// Its arguments in order; lists and structs as JSON; accounts and contracts also by name.
    /// A word that begins with - and is no number goes behind --
    #[arg(allow_negative_numbers = true)]
    pub(crate) arguments: Vec<String>,
    /// All arguments as JSON instead: a list in order, or an object by name
    #[arg(long, value_name = "JSON", conflicts_with = "arguments")]
    pub(crate) args: Option<String>,
    /// Money attached, which the contract may take
    #[arg(long, default_value_t = 0, value_name = "AMOUNT")]
    pub(crate) value: u64,
    /// An object of yours that the call may move or delete; may be given again
    #[arg(long = "object", value_name = "ID")]
    pub(crate) objects: Vec<ObjectId>,
    #[command(flatten)]
    pub(crate) signer: Signer,
}

/// A call that is kept.
#[derive(Clone, Debug, Args)]
pub(crate) struct Call {
    #[command(flatten)]
    pub(crate) execution: Execution,
    /// Make the same call so many times, each in a block of its own; stops at the first that fails
    #[arg(long, default_value_t = 1, value_name = "TIMES", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) repeat: u64,
}

/// A call whose gas is looked into.
#[derive(Clone, Debug, Args)]
pub(crate) struct Profile {
    #[command(flatten)]
    pub(crate) execution: Execution,
    /// Where to write: FILE.svg and FILE.speedscope.json [default: CONTRACT.FUNCTION.profile]
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

/// Which objects to list.
#[derive(Debug, Args)]
pub(crate) struct Objects {
    /// Whose objects: an account's or contract's name, or an address
    #[arg(long)]
    pub(crate) owner: String,
    /// Begin after this id, to see the next page
    #[arg(long, value_name = "ID")]
    pub(crate) after: Option<ObjectId>,
    /// At most so many
    #[arg(long, default_value_t = 100)]
    pub(crate) limit: usize,
}

/// Which receipt to show.
#[derive(Debug, Args)]
pub(crate) struct Receipt {
    /// The transaction's hash: 64 hex digits
    pub(crate) hash: allod_core::Hash,
    /// Draw who called whom, with gas for each
    #[arg(long)]
    pub(crate) trace: bool,
}

/// What to do with accounts.
#[derive(Debug, Subcommand)]
pub(crate) enum Account {
    /// Make an account with a fresh key
    New {
        /// Its name
        name: String,
    },
    /// List the accounts with what they have
    List,
    /// Give an account money out of nothing, as a genesis would
    Fund {
        /// An account's name or an address
        account: String,
        /// How much
        amount: u64,
    },
}

/// What to do with the data folder.
#[derive(Clone, Copy, Debug, Subcommand)]
pub(crate) enum Folder {
    /// Look whether every part is there, can be read, and belongs to the others, and read every row of the state; changes
    /// nothing
    Check,
    /// Go on with the parts that there are: makes what is missing of folder.json, accounts and names, with nothing in
    /// it, and takes parts of other folders for this one's
    Repair,
    /// Go on with what is left of a store that has lost calls which were acknowledged: take it for all there was. Keep a
    /// copy of the folder first
    AcceptLoss,
}
