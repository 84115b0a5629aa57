//! Checkpoint: a place in a journal to go back to.

use crate::journal::Journal;
use crate::journal::undo::OpenCheckpoint;
use crate::{StateError, journal::layer::Layer};

/// A place in a journal to go back to. It is closed once, by [`Journal::commit`](crate::Journal::commit) or
/// [`Journal::revert`](crate::Journal::revert); checkpoints opened after it are closed with it.
///
/// ```
/// use allod_state::{Journal, MemoryStorage, StateError};
/// use std::sync::Arc;
///
/// let mut journal = Journal::new(Arc::new(MemoryStorage::new()));
/// let outer = journal.checkpoint();
/// journal.application().put(b"a", b"1");
/// let inner = journal.checkpoint();
/// journal.application().put(b"a", b"2");
/// let innermost = journal.checkpoint();
/// journal.revert(inner)?;
/// assert_eq!(journal.application().get(b"a")?, Some(&b"1"[..]));
/// assert!(matches!(journal.commit(innermost), Err(StateError::StaleCheckpoint { .. })), "closed with `inner`");
/// journal.commit(outer)?;
/// assert_eq!(journal.depth(), 0);
/// # Ok::<_, allod_state::StateError>(())
/// ```
#[must_use = "a checkpoint that is not closed stays open"]
#[derive(Debug, PartialEq, Eq)]
pub struct Checkpoint {
    id: u64,
}

impl Journal {
    /// Opens a checkpoint within the innermost open one.
    #[inline]
    pub fn checkpoint(&mut self) -> Checkpoint {
        let Layer { cache, undo, log, .. } = &mut self.layer;
        if undo.should_renumber() {
            cache.forget_checkpoints();
            undo.renumber();
        }
        Checkpoint { id: u64::from(undo.open(log).0) }
    }

    /// Undoes every write and event since `checkpoint`, and closes it with all that were opened after it.
    ///
    /// # Errors
    /// [`StateError::StaleCheckpoint`] where it is closed already; nothing changes then.
    pub fn revert(&mut self, checkpoint: Checkpoint) -> Result<(), StateError> {
        let OpenCheckpoint { id: _, writes, owner_changes, events, receipts, transactions, credit } =
            self.close(checkpoint)?;
        let Layer { cache, undo, log, accel, .. } = &mut self.layer;
        while let Some(write) = undo.pop_write(writes) {
            cache.undo(write);
        }
        accel.records.invalidate_all();
        while let Some(change) = undo.pop_owner_change(owner_changes) {
            accel.owners.apply(change.reversed());
        }
        log.events.truncate(events);
        log.receipts.truncate(receipts);
        log.count.current = transactions;
        log.credit = credit;
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
        let Layer { cache, undo, .. } = &mut self.layer;
        if undo.depth() == 0 {
            cache.forget_undo(undo);
            // A child keeps them, to tell its parent.
            if self.parent.is_none() {
                undo.forget_owner_changes();
            }
        }
        Ok(())
    }

    /// Number of open checkpoints.
    pub fn depth(&self) -> usize {
        self.layer.undo.depth()
    }

    #[inline]
    fn close(&mut self, checkpoint: Checkpoint) -> Result<OpenCheckpoint, StateError> {
        self.layer.undo.close(checkpoint.id).ok_or(StateError::StaleCheckpoint { id: checkpoint.id })
    }
}
