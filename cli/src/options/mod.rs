//! The command line, as clap sees it.
//!
//! | file | holds |
//! |---|---|
//! | [`compilation`] | what compiles and deploys take |
//! | [`execution`] | what calls take |
//! | [`listing`] | what shows a page of many |
//! | [`mod@test`] | what tests of contracts take |
//! | [`books`] | what changes accounts, and the folder itself |

mod books;
mod compilation;
mod execution;
mod listing;
#[cfg(test)]
mod reference;
mod test;

pub(crate) use books::{Account, Export, Folder, Genesis, Import, Name};
pub(crate) use compilation::{Compile, Deploy, Toolchain};
pub(crate) use execution::{Call, Execution, Invocation, Profile};
pub(crate) use listing::{Abi, Contracts, Events, Objects, Receipt};
pub(crate) use test::Test;

use crate::failure::EXIT_CODES;
use crate::folder::{Patience, Place};
use crate::screen::Screen;
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
    /// The folder of state, compiled code, accounts and names [default: $ALLOD_DATA, else ./data]
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
    /// The place of the data folder, with patience for others who use it from now on. Remarks about it go to `screen`.
    pub(crate) fn data(&self, screen: &Screen) -> Place {
        let named = std::env::var_os("ALLOD_DATA").filter(|value| !value.is_empty()).map(PathBuf::from);
        let path = self.data_dir.clone().or(named).unwrap_or_else(|| PathBuf::from("data"));
        // Absolute from here on: whoever gets it may be in another folder.
        let path = std::path::absolute(&path).unwrap_or(path);
        let seconds = if self.no_wait { 0 } else { self.wait };
        Place::new(path, Patience::new(Duration::from_secs(seconds.into())), *screen)
    }
}

/// Subcommands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// A short story with four contracts, on a store that is thrown away
    Demo,
    /// Compile a contract: a file (.go or .wat) or a folder of Go files
    Compile(Compile),
    /// Compile a contract, a file (.go, .wasm or .wat) or a folder of Go files, and deploy it
    Deploy(Deploy),
    /// Call a function and keep what it changes
    Call(Call),
    /// Call a function that may only read; keeps nothing
    Query(Execution),
    /// Run a call and keep nothing: what would it do, and what would it cost?
    Simulate(Execution),
    /// Simulate a call and show where its gas went: a flame graph (SVG) and a speedscope file
    Profile(Profile),
    /// Write the arguments of a call as bytes in hex, for a contract that is to make the call later (core.CallRaw)
    Encode(Invocation),
    /// Show an object: owner, contract, fields
    Object {
        /// The object's id (64 hex digits), or a contract (name or address) for its default object
        #[arg(value_name = "ID|CONTRACT")]
        object: String,
    },
    /// List the objects an address owns
    Objects(Objects),
    /// List all contracts of the store, whoever deployed them
    Contracts(Contracts),
    /// List past events, the oldest first
    Events(Events),
    /// Show what became of a transaction
    Receipt(Receipt),
    /// Show what an account or a contract has
    Balance {
        /// An account's or contract's name, or an address
        #[arg(value_name = "NAME|ADDRESS")]
        account: String,
    },
    /// Show what a contract offers
    Abi(Abi),
    /// Make, list and fund accounts, and move money between them
    #[command(subcommand)]
    Account(Account),
    /// Set, remove and list the names of contracts
    #[command(subcommand)]
    Name(Name),
    /// Find out whether the data folder is whole, and mend it
    #[command(subcommand)]
    Folder(Folder),
    /// Write the whole state to a file, which `import` takes elsewhere
    Export(Export),
    /// Begin a data folder with a state from a file: every row is checked, and the root of all
    Import(Import),
    /// Check the genesis of a chain, and begin a data folder with it
    #[command(subcommand)]
    Genesis(Genesis),
    /// Run the tests of contracts: functions TestX in files that end in _test.go, beside the contract
    Test(Test),
    /// Make a folder with a new Go contract in it
    Init {
        /// The new folder; its name becomes the contract's
        folder: PathBuf,
    },
}

/// An amount of money, with a word on what is wrong with it.
fn amount(text: &str) -> Result<u64, String> {
    let value = allod_core::Value::from_text(&allod_core::Type::U64, text);
    match value.map_err(|error| error.to_string())? {
        allod_core::Value::U64(amount) => Ok(amount),
        _ => Err("wanted u64".to_owned()),
    }
}
