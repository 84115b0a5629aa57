//! A place in a journal to go back to.

/// A place in a journal to go back to. It is closed once, by [`Journal::keep`](crate::Journal::keep) or
/// [`Journal::revert`](crate::Journal::revert); checkpoints opened after it are closed with it.
#[must_use = "a checkpoint that is not closed stays open"]
#[derive(Debug, PartialEq, Eq)]
pub struct Checkpoint {
    pub(crate) id: u64,
}

/// What the journal remembers of an open checkpoint: how long each of its logs was.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark {
    /// Its number. A later checkpoint has a greater one.
    pub(crate) id: u32,
    pub(crate) undo: usize,
    pub(crate) turns: usize,
    pub(crate) events: usize,
    pub(crate) receipts: usize,
    /// How many transactions there were.
    pub(crate) transactions: Option<u64>,
}
