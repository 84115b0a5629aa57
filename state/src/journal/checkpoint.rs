//! Places in a journal to go back to.

use crate::{Journal, StateError};

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

impl Journal {
    /// Opens a checkpoint within the innermost open one.
    #[inline]
    pub fn checkpoint(&mut self) -> Checkpoint {
        if self.marks.is_empty() && self.last_mark > u32::MAX / 2 {
            self.overlay.forget_marks();
            self.last_mark = 0;
        }
        self.last_mark += 1;
        let id = self.last_mark;
        self.marks.push(Mark {
            id,
            undo: self.overlay.undo_len(),
            turns: self.owned.turns().len(),
            events: self.events.len(),
            receipts: self.receipts.len(),
            transactions: self.counted.now,
        });
        Checkpoint { id: u64::from(id) }
    }

    /// Undoes every write and event since `checkpoint`, and closes it with all that were opened after it.
    ///
    /// # Errors
    /// [`StateError::StaleCheckpoint`] where it is closed already; nothing changes then.
    pub fn revert(&mut self, checkpoint: Checkpoint) -> Result<(), StateError> {
        let mark = self.close(checkpoint)?;
        self.overlay.undo_to(mark.undo);
        self.recent.written();
        self.owned.undo_to(mark.turns);
        self.events.truncate(mark.events);
        self.receipts.truncate(mark.receipts);
        self.counted.now = mark.transactions;
        Ok(())
    }

    /// Leaves every write and event since `checkpoint` to the checkpoint around it, and closes it with all that were
    /// opened after it.
    ///
    /// # Errors
    /// [`StateError::StaleCheckpoint`] where it is closed already; nothing changes then.
    #[inline]
    pub fn keep(&mut self, checkpoint: Checkpoint) -> Result<(), StateError> {
        self.close(checkpoint)?;
        if self.marks.is_empty() {
            self.settle();
        }
        Ok(())
    }

    #[inline]
    fn settle(&mut self) {
        self.overlay.settle();
        // Over another journal they are what that one has to be told.
        if self.below.is_none() {
            self.owned.settle();
        }
    }

    /// How many checkpoints are open.
    pub fn depth(&self) -> usize {
        self.marks.len()
    }

    #[inline]
    fn close(&mut self, checkpoint: Checkpoint) -> Result<Mark, StateError> {
        let stale = StateError::StaleCheckpoint { id: checkpoint.id };
        let at = self.marks.iter().rposition(|mark| u64::from(mark.id) == checkpoint.id).ok_or(stale)?;
        let mark = self.marks[at];
        self.marks.truncate(at);
        Ok(mark)
    }
}
