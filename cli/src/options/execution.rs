//! Options of deploys and calls.

use super::amount;
use crate::request::moment::Moment;
use allod_compiler::GoCompiler;
use allod_core::ObjectId;
use clap::{Args, ValueEnum};
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

/// A compiler for Go source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Toolchain {
    /// TinyGo or Go on PATH, or the Go in the cache
    Installed,
    /// The compiler that is part of this command
    BuiltIn,
}

impl From<Toolchain> for GoCompiler {
    fn from(toolchain: Toolchain) -> Self {
        match toolchain {
            Toolchain::Installed => GoCompiler::Installed,
            Toolchain::BuiltIn => GoCompiler::BuiltIn,
        }
    }
}

/// Compile and deploy.
#[derive(Debug, Args)]
pub(crate) struct Deploy {
    /// Go source, a WebAssembly module, or WebAssembly text
    pub(crate) file: PathBuf,
    /// The contract's name in this data folder [default: the file's name, with a number if that is taken]
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// Let a contract that has the name lose it to this one. It stays, under its address
    #[arg(long)]
    pub(crate) replace: bool,
    /// The compiler for Go source. The built-in one needs no Go on this machine
    #[arg(long, value_name = "TOOLCHAIN", value_enum, default_value_t = Toolchain::Installed)]
    pub(crate) toolchain: Toolchain,
    /// Let the contract be called again while it is on the call chain
    #[arg(long)]
    pub(crate) reentrant: bool,
    /// A function of the contract to call in the same transaction, with its arguments: if it fails there is no contract.
    /// Goes last
    #[arg(long, num_args = 1.., value_names = ["FUNCTION", "ARGUMENTS"], allow_negative_numbers = true)]
    pub(crate) call: Vec<String>,
    /// Money attached to that call, which the contract may take: no more than the account has
    #[arg(long, default_value_t = 0, value_name = "AMOUNT", requires = "call", value_parser = amount)]
    pub(crate) value: u64,
    /// 64 hex digits that fix the address together with deployer and code
    #[arg(long)]
    pub(crate) salt: Option<allod_core::Hash>,
    #[command(flatten)]
    pub(crate) moment: Moment,
    #[command(flatten)]
    pub(crate) signer: Signer,
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
    #[arg(long, default_value_t = 0, value_name = "AMOUNT", value_parser = amount)]
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
