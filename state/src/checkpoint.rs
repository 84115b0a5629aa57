//! A place in a journal to go back to.

/// A place in a journal to go back to. It is closed once, by [`Journal::keep`](crate::Journal::keep) or
/// [`Journal::revert`](crate::Journal::revert); checkpoints opened after it are closed with it.
#[must_use = "a checkpoint that is not closed stays open"]
#[derive(Debug, PartialEq, Eq)]
pub struct Checkpoint {
    pub(crate) id: u64,
}

/// What the journal remembers of an open checkpoint.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark {
    /// Its number. A later checkpoint has a greater one.
    pub(crate) id: u64,
    /// How long the undo log was.
    pub(crate) undo: usize,
    /// How many events there were.
    pub(crate) events: usize,
}
