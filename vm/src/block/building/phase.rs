//! Phase of a block under construction, and places in it to go back to.

use crate::block::recording::recorder::RecordMark;
use allod_state::Checkpoint;
use std::borrow::Cow;

/// Phase of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// Open to whoever has the block.
    Open,
    /// Open to a hook.
    InHook,
    /// Failed, so that nothing of it may be kept: the reason.
    Failed(Cow<'static, str>),
}

/// Place in a block to go back to.
pub(super) struct Mark {
    pub(super) checkpoint: Checkpoint,
    pub(super) receipts: usize,
    pub(super) record: Option<RecordMark>,
    pub(super) gas_used: u64,
    pub(super) transactions: u64,
}
