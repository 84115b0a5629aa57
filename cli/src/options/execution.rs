//! Options of calls.

use super::amount;
use crate::request::moment::Moment;
use allod_core::ObjectId;
use clap::Args;
use std::path::PathBuf;

/// Signer of a transaction, and the gas it may use.
#[derive(Clone, Debug, Args)]
pub(crate) struct Signer {
    /// The account that acts: a name or an address [default: the account "default", made when it first keeps something]
    #[arg(long, value_name = "ACCOUNT")]
    pub(crate) from: Option<String>,
    /// The most gas it may use
    #[arg(long, value_name = "GAS", default_value_t = allod_vm::DEFAULT_GAS_LIMIT)]
    pub(crate) gas_limit: u64,
    /// Draw who called whom, with gas and time for each
    #[arg(long)]
    pub(crate) trace: bool,
}

/// A function of a contract, and its arguments.
#[derive(Clone, Debug, Args)]
pub(crate) struct Invocation {
    /// The contract: a name or an address
    pub(crate) contract: String,
    /// The function
    pub(crate) function: String,
    /// Its arguments in order; lists and structs as JSON; bytes in hex; accounts and contracts also by name.
    /// A word that begins with - and is no number goes behind --
    #[arg(allow_negative_numbers = true)]
    pub(crate) arguments: Vec<String>,
    /// All arguments as JSON instead: a list in order, or an object by name
    #[arg(long, value_name = "JSON", conflicts_with = "arguments")]
    pub(crate) args: Option<String>,
}

/// A function of a contract and what to run it with.
#[derive(Clone, Debug, Args)]
pub(crate) struct Execution {
    #[command(flatten)]
    pub(crate) invocation: Invocation,
    /// Money attached, which the contract may take: no more than the account has
    #[arg(long, default_value_t = 0, value_name = "AMOUNT", value_parser = amount, allow_negative_numbers = true)]
    pub(crate) value: u64,
    /// An object of yours that the call may move or delete; may be given again
    #[arg(long = "object", value_name = "ID")]
    pub(crate) objects: Vec<ObjectId>,
    #[command(flatten)]
    pub(crate) moment: Moment,
    #[command(flatten)]
    pub(crate) signer: Signer,
}

/// A call that is kept.
#[derive(Clone, Debug, Args)]
pub(crate) struct Call {
    #[command(flatten)]
    pub(crate) execution: Execution,
    /// Make the same call so many times, each in a block of its own, and sum up; stops at the first that fails.
    /// A time or height that is no +N is that of the first
    #[arg(long, default_value_t = 1, value_name = "TIMES", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) repeat: u64,
}

/// A call whose gas is looked into.
#[derive(Clone, Debug, Args)]
pub(crate) struct Profile {
    #[command(flatten)]
    pub(crate) execution: Execution,
    /// Files to write: FILE.svg and FILE.speedscope.json [default: CONTRACT.FUNCTION.profile]
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}
