//! Places in a journal to go back to.

use crate::{Journal, StateError};

/// A place in a journal to go back to. It is closed once, by [`Journal::commit`](crate::Journal::keep) or
/// [`Journal::revert`](crate::Journal::revert); checkpoints opened after it are closed with it.
#[must_use = "a checkpoint that is not closed stays open"]
#[derive(Debug, PartialEq, Eq)]
pub struct Checkpoint {
    pub(crate) id: u64,
}

/// What the journal remembers of an open checkpoint: how long each of its logs was.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OpenCheckpoint {
    /// Its number. A later checkpoint has a greater one.
    pub(crate) id: u32,
    pub(crate) undo: usize,
    pub(crate) owner_changes: usize,
    pub(crate) events: usize,
    pub(crate) receipts: usize,
    /// How many transactions there were.
    pub(crate) transactions: Option<u64>,
}

impl Journal {
    /// Opens a checkpoint within the innermost open one.
    #[inline]
    pub fn checkpoint(&mut self) -> Checkpoint {
        if self.checkpoints.is_empty() && self.last_checkpoint > u32::MAX / 2 {
            self.cache.forget_checkpoints();
            self.last_checkpoint = 0;
        }
        self.last_checkpoint += 1;
        let id = self.last_checkpoint;
        self.checkpoints.push(OpenCheckpoint {
            id,
            undo: self.cache.undo_len(),
            owner_changes: self.owners.changes().len(),
            events: self.events.len(),
            receipts: self.receipts.len(),
            transactions: self.tx_count.now,
        });
        Checkpoint { id: u64::from(id) }
    }

    /// Undoes every write and event since `checkpoint`, and closes it with all that were opened after it.
    ///
    /// # Errors
    /// [`StateError::StaleCheckpoint`] where it is closed already; nothing changes then.
    pub fn revert(&mut self, checkpoint: Checkpoint) -> Result<(), StateError> {
        let mark = self.close(checkpoint)?;
        self.cache.undo_to(mark.undo);
        self.records.invalidate_all();
        self.owners.undo_to(mark.owner_changes);
        self.events.truncate(mark.events);
        self.receipts.truncate(mark.receipts);
        self.tx_count.now = mark.transactions;
        Ok(())
    }

    /// Leaves every write and event since `checkpoint` to the checkpoint around it, and closes it with all that were
    /// opened after it.
    ///
    /// # Errors
    /// [`StateError::StaleCheckpoint`] where it is closed already; nothing changes then.
    #[inline]
    pub fn commit(&mut self, checkpoint: Checkpoint) -> Result<(), StateError> {
        self.close(checkpoint)?;
        if self.checkpoints.is_empty() {
            self.settle();
        }
        Ok(())
    }

    #[inline]
    fn settle(&mut self) {
        self.cache.settle();
        // Over another journal they are what that one has to be told.
        if self.parent.is_none() {
            self.owners.forget_changes();
        }
    }

    /// How many checkpoints are open.
    pub fn depth(&self) -> usize {
        self.checkpoints.len()
    }

    #[inline]
    fn close(&mut self, checkpoint: Checkpoint) -> Result<OpenCheckpoint, StateError> {
        let stale = StateError::StaleCheckpoint { id: checkpoint.id };
        let at = self.checkpoints.iter().rposition(|mark| u64::from(mark.id) == checkpoint.id).ok_or(stale)?;
        let mark = self.checkpoints[at];
        self.checkpoints.truncate(at);
        Ok(mark)
    }
}
