//! Options of commands that show a page of many.

use super::Toolchain;
use allod_core::{Address, ObjectId};
use allod_vm::EventCursor;
use clap::Args;

/// Which objects to list.
#[derive(Debug, Args)]
pub(crate) struct Objects {
    /// The owner: an account's or contract's name, or an address
    #[arg(long)]
    pub(crate) owner: String,
    /// Begin after this id, to see the next page
    #[arg(long, value_name = "ID")]
    pub(crate) after: Option<ObjectId>,
    /// At most so many, up to 1,000,000
    #[arg(long, default_value_t = 100, value_name = "COUNT", value_parser = clap::value_parser!(u64).range(1..=MOST))]
    pub(crate) limit: u64,
}

/// Entries of a page, at most.
const MOST: u64 = 1_000_000;

/// Which contracts to list.
#[derive(Debug, Args)]
pub(crate) struct Contracts {
    /// Begin after this address, to see the next page
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) after: Option<Address>,
    /// At most so many, up to 1,000,000
    #[arg(long, default_value_t = 100, value_name = "COUNT", value_parser = clap::value_parser!(u64).range(1..=MOST))]
    pub(crate) limit: u64,
}

/// Which events to list.
#[derive(Debug, Args)]
pub(crate) struct Events {
    /// Only events of this contract: a name or an address
    #[arg(long, value_name = "CONTRACT")]
    pub(crate) contract: Option<String>,
    /// Only events of this name
    #[arg(long, value_name = "EVENT")]
    pub(crate) name: Option<String>,
    /// Only events of transactions of this account or address
    #[arg(long, value_name = "ACCOUNT")]
    pub(crate) from: Option<String>,
    /// Only events of blocks from this height on
    #[arg(long, value_name = "HEIGHT")]
    pub(crate) since: Option<u64>,
    /// Only events of blocks up to this height
    #[arg(long, value_name = "HEIGHT")]
    pub(crate) until: Option<u64>,
    /// Begin after this event, as the last page says: TRANSACTION.EVENT, or a transaction's number
    #[arg(long, value_name = "PLACE")]
    pub(crate) after: Option<EventCursor>,
    /// At most so many, up to 1,000,000
    #[arg(long, default_value_t = 100, value_name = "COUNT", value_parser = clap::value_parser!(u64).range(1..=MOST))]
    pub(crate) limit: u64,
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

/// Which interface to show.
#[derive(Debug, Args)]
pub(crate) struct Abi {
    /// A contract (name or address), a file (.go, .wasm or .wat), or a folder of Go files
    pub(crate) contract: String,
    /// The compiler for Go source: built-in needs no Go on this machine; go and tinygo are programs that have to be there
    #[arg(long, value_name = "TOOLCHAIN", value_enum, default_value_t = Toolchain::BuiltIn)]
    pub(crate) toolchain: Toolchain,
}
