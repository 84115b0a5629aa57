//! The journal and what stands in it: objects, accounts, receipts, the index of owners and the root.

mod accounts;
mod checkpoints;
mod deferred_credit;
mod key_layout;
mod objects;
mod over_another;
mod overlay;
mod owner_index;
#[cfg(feature = "rocksdb")]
mod paid_work;
mod receipts;
#[cfg(feature = "rocksdb")]
mod state_root;
