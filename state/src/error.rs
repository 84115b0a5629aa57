//! Errors of the state and its stores.

use crate::StoreFault;
use allod_core::{Address, ObjectId};

/// An error of the state or of its store.
///
/// ```
/// use allod_core::Address;
/// use allod_state::{Journal, MemoryStorage, StateError, StoreFault};
/// use std::sync::Arc;
///
/// let (alice, bob) = (Address([1; 20]), Address([2; 20]));
/// let mut journal = Journal::new(Arc::new(MemoryStorage::new()));
/// let error = journal.balances().transfer(&alice, &bob, 4).unwrap_err();
/// assert_eq!(error, StateError::InsufficientBalance { account: alice, has: 0, wanted: 4 });
/// assert_eq!(error.fault(), None, "the store is not to blame");
/// assert_eq!(StateError::corrupt("balance", b"b", "3 bytes").fault(), Some(StoreFault::Damaged));
/// ```
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StateError {
    /// The store could not read or write.
    #[error("the store could not {what}: {why}")]
    Store {
        /// The operation asked for.
        what: &'static str,
        /// The store's own words.
        why: String,
    },
    /// A store of the embedder's own panicked.
    #[error("the store panicked when it was to {what}: {words}")]
    Panicked {
        /// The operation asked for.
        what: &'static str,
        /// The words of the panic.
        words: String,
    },
    /// Another process has the store open, or another handle of this one.
    #[error("{path} is in use by another process: {}", StoreFault::InUse.advice())]
    Locked {
        /// The store's folder.
        path: String,
    },
    /// The folder, or what stands in its place, is no store of ours.
    #[error("{path} is not a state store: {why}; {}", StoreFault::NotAStore.advice())]
    NotAStore {
        /// The path.
        path: String,
        /// The reason: what was found there.
        why: String,
    },
    /// There is no store yet, and whoever asks only reads.
    #[error("{path} holds no state store: {}", StoreFault::Missing.advice())]
    NoStore {
        /// The path.
        path: String,
    },
    /// The system did not let the store do something with its files.
    #[error("{path}: the store could not {what}: {why}; {}", fault.advice())]
    Disk {
        /// The store's folder.
        path: String,
        /// The operation asked for.
        what: &'static str,
        /// The system's words.
        why: String,
        /// The fault by kind.
        fault: StoreFault,
    },
    /// A file of the store is gone, or is not what was written.
    #[error("the store in {path} is damaged: {why}; {}", StoreFault::Damaged.advice())]
    Damaged {
        /// The store's folder.
        path: String,
        /// The file, and the damage to it.
        why: String,
    },
    /// The log of the store ends before the last write that was acknowledged: it was damaged, cut, emptied or removed.
    #[error(
        "the store in {path} has lost writes: its log ({logs}) ends at change {found}, and change {acknowledged} was \
         acknowledged; {}",
        StoreFault::Lost.advice()
    )]
    Lost {
        /// The store's folder.
        path: String,
        /// The files of the log that there are.
        logs: String,
        /// The number of the last change that was acknowledged.
        acknowledged: u64,
        /// The number of the last change that is there.
        found: u64,
    },
    /// A write failed, the store could not be opened again, and what is on the disk is not known until it is.
    #[error("{path}: whether the write is kept is not known: {why}; {}", StoreFault::InDoubt.advice())]
    InDoubt {
        /// The store's folder.
        path: String,
        /// The system's words.
        why: String,
    },
    /// The store was opened again after a write in doubt, and that one is there. Nothing of the write that found it is
    /// kept, because it knew nothing of the other.
    #[error("{path}: the write that was in doubt is kept, and this one is not; {}", StoreFault::Moved.advice())]
    Moved {
        /// The store's folder.
        path: String,
    },
    /// The store was opened to be read.
    #[error("{path} was opened read-only; {}", StoreFault::ReadOnly.advice())]
    ReadOnly {
        /// The store's folder, or what stands for it.
        path: String,
    },
    /// The store was written by a version with another key layout.
    #[error("{path} has schema version {found}, this program reads version {wanted}; {}", StoreFault::OtherVersion.advice())]
    Schema {
        /// The store's folder, or what stands for it.
        path: String,
        /// The version found.
        found: u32,
        /// The version wanted.
        wanted: u32,
    },
    /// An import into the store did not come to its end.
    #[error("{path} is half imported: {}", StoreFault::HalfImported.advice())]
    HalfImported {
        /// The store's folder, or what stands for it.
        path: String,
    },
    /// Bytes in the store that are not what their key promises.
    #[error("corrupt {what} under key {key}: {why}; {}", StoreFault::Damaged.advice())]
    Corrupt {
        /// The value that was to be read.
        what: &'static str,
        /// The key in hex, cut to 64 bytes.
        key: String,
        /// The damage.
        why: String,
    },
    /// There is an object of that name already.
    #[error("object {0} exists already")]
    ObjectExists(ObjectId),
    /// There is no such object.
    #[error("no object {0}")]
    NoObject(ObjectId),
    /// There is a contract at that address already.
    #[error("contract {0} exists already")]
    ContractExists(Address),
    /// A type descriptor whose length does not fit the two bytes a field keeps for it.
    #[error("type descriptor of {given} bytes, the limit is {limit}")]
    Descriptor {
        /// Its length in bytes.
        given: usize,
        /// The most bytes there may be.
        limit: usize,
    },
    /// The account has less than that.
    #[error("account {account} has {has}, wanted {wanted}")]
    InsufficientBalance {
        /// The account.
        account: Address,
        /// The balance.
        has: u64,
        /// The amount asked of it.
        wanted: u64,
    },
    /// The account would have more than a balance can say.
    #[error("account {account} has {has}, adding {added} passes {}", u64::MAX)]
    BalanceOverflow {
        /// The account.
        account: Address,
        /// The balance.
        has: u64,
        /// The amount to be added.
        added: u64,
    },
    /// A counter or nonce that has come to its end.
    #[error("{what} has reached {}", u64::MAX)]
    CounterOverflow {
        /// The name of the counter.
        what: String,
    },
    /// A checkpoint that was closed already, with one that stood around it.
    #[error("checkpoint {id} is closed already")]
    StaleCheckpoint {
        /// Its number within the journal.
        id: u64,
    },
}

impl StateError {
    /// Bytes under `key` that are no `what`, and `why` they are none.
    pub fn corrupt(what: &'static str, key: &[u8], why: impl Into<String>) -> Self {
        let shown = key.iter().take(64).map(|byte| format!("{byte:02x}")).collect();
        Self::Corrupt { what, key: shown, why: why.into() }
    }

    /// The fault of the store; `None` where the store is not to blame.
    pub fn fault(&self) -> Option<StoreFault> {
        Some(match self {
            Self::Store { .. } | Self::Panicked { .. } => StoreFault::Other,
            Self::Locked { .. } => StoreFault::InUse,
            Self::NotAStore { .. } => StoreFault::NotAStore,
            Self::NoStore { .. } => StoreFault::Missing,
            Self::Disk { fault, .. } => *fault,
            Self::Damaged { .. } | Self::Corrupt { .. } => StoreFault::Damaged,
            Self::Lost { .. } => StoreFault::Lost,
            Self::InDoubt { .. } => StoreFault::InDoubt,
            Self::Moved { .. } => StoreFault::Moved,
            Self::ReadOnly { .. } => StoreFault::ReadOnly,
            Self::Schema { .. } => StoreFault::OtherVersion,
            Self::HalfImported { .. } => StoreFault::HalfImported,
            _ => return None,
        })
    }
}
