//! Options of commands about accounts, names, and the folder itself.

use super::amount;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Actions on accounts.
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
        /// The amount: a whole number, at most 18446744073709551615 together with what it has
        #[arg(value_parser = amount, allow_negative_numbers = true)]
        amount: u64,
    },
    /// Move money of one account to another account or contract
    Transfer {
        /// To whom: a name or an address
        to: String,
        /// The amount: a whole number, no more than the account has
        #[arg(value_parser = amount, allow_negative_numbers = true)]
        amount: u64,
        /// From whom: an account's name or an address [default: the account "default"]
        #[arg(long, value_name = "ACCOUNT")]
        from: Option<String>,
    },
}

/// Actions on names of contracts.
#[derive(Debug, Subcommand)]
pub(crate) enum Name {
    /// Give a contract a name, in place of the one it has
    Set {
        /// The name
        name: String,
        /// The contract: its address, or a name that it has
        contract: String,
        /// Let the contract that has the name lose it
        #[arg(long)]
        replace: bool,
    },
    /// Take a name away. The contract stays, under its address
    Remove {
        /// The name
        name: String,
    },
    /// List all names of contracts
    List,
}

/// Target of an export.
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// The file, which must not be there yet
    pub(crate) file: PathBuf,
    /// Take receipts along: what became of past transactions
    #[arg(long)]
    pub(crate) receipts: bool,
}

/// Source of an import.
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// The file that `allod export` wrote
    pub(crate) file: PathBuf,
    /// The root of the state, from somebody you trust: a file of any other state is refused [default: the root that the file says]
    #[arg(long, value_name = "ROOT")]
    pub(crate) root: Option<allod_core::Hash>,
}

/// Actions on the data folder.
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

/// Actions on the genesis of a chain.
#[derive(Debug, Subcommand)]
pub(crate) enum Genesis {
    /// Read a document with the files that it names, and begin a chain with it in memory: says the root of its state, and keeps nothing
    Check {
        /// The document (.toml or .json)
        file: PathBuf,
    },
    /// Begin a data folder with the state that a document says. Once more changes nothing, another document is refused
    Init {
        /// The document (.toml or .json)
        file: PathBuf,
    },
}
