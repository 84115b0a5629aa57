//! Undo log: what the open checkpoints of a journal can go back to.

use crate::journal::deferred_credit::DeferredCredit;
use crate::journal::slot::{CheckpointId, SlotValue};
use crate::journal::tx_log::TxLog;
use crate::map::slot_id::SlotId;
use allod_core::{Address, ObjectId};

/// Owner and contract: whose objects, and which contract's.
pub(crate) type OwnerKey = (Address, Address);

/// Change of the owner index: an object that came to an owner, or left.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OwnerChange {
    pub(crate) key: OwnerKey,
    pub(crate) id: ObjectId,
    /// True if the owner has it now.
    pub(crate) owned: bool,
}

impl OwnerChange {
    /// The change that takes this one back.
    pub(crate) fn reversed(self) -> Self {
        Self { owned: !self.owned, ..self }
    }
}

/// State of a slot before the first write to it within a checkpoint.
pub(crate) struct UndoWrite {
    pub(crate) slot: SlotId,
    /// The innermost checkpoint when it had been written last.
    pub(crate) checkpoint: CheckpointId,
    /// Its value; `None` for a slot that was not dirty, whose value is its base.
    pub(crate) before: Option<SlotValue>,
}

/// Open checkpoint: how long each log was when it was opened. Everything that a revert takes back has a field here.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OpenCheckpoint {
    pub(crate) id: CheckpointId,
    pub(crate) writes: usize,
    pub(crate) owner_changes: usize,
    pub(crate) events: usize,
    pub(crate) receipts: usize,
    /// Transactions since genesis, where they are not as many as the store says.
    pub(crate) transactions: Option<u64>,
    /// Money that was owed to an account.
    pub(crate) credit: DeferredCredit,
}

/// Undo log: the open checkpoints, and what was changed since the outermost one.
///
/// A checkpoint costs nothing until a slot is written for the first time within it; then the old value moves here,
/// uncopied. A child journal keeps owner changes without an open checkpoint too: its parent has to be told of them.
#[derive(Default)]
pub(crate) struct UndoLog {
    open: Vec<OpenCheckpoint>,
    last_id: CheckpointId,
    writes: Vec<UndoWrite>,
    owner_changes: Vec<OwnerChange>,
}

impl UndoLog {
    /// The innermost open checkpoint.
    #[inline]
    pub(crate) fn innermost(&self) -> CheckpointId {
        self.open.last().map_or(CheckpointId::NONE, |open| open.id)
    }

    /// Number of open checkpoints.
    pub(crate) fn depth(&self) -> usize {
        self.open.len()
    }

    /// True if there are so many numbers behind that they should begin at 1 again. Slots then must forget theirs.
    #[inline]
    pub(crate) fn should_renumber(&self) -> bool {
        self.open.is_empty() && self.last_id.0 > u32::MAX / 2
    }

    /// Numbers the next checkpoint 1.
    pub(crate) fn renumber(&mut self) {
        self.last_id = CheckpointId::NONE;
    }

    /// Opens a checkpoint, which goes back to `log` as it is now.
    #[inline]
    pub(crate) fn open(&mut self, log: &TxLog) -> CheckpointId {
        self.last_id.0 += 1;
        self.open.push(OpenCheckpoint {
            id: self.last_id,
            writes: self.writes.len(),
            owner_changes: self.owner_changes.len(),
            events: log.events.len(),
            receipts: log.receipts.len(),
            transactions: log.count.current,
            credit: log.credit,
        });
        self.last_id
    }

    /// Closes the open checkpoint of this number and all within it; `None` where it is not open.
    #[inline]
    pub(crate) fn close(&mut self, id: u64) -> Option<OpenCheckpoint> {
        let at = self.open.iter().rposition(|open| u64::from(open.id.0) == id)?;
        let closed = self.open[at];
        self.open.truncate(at);
        Some(closed)
    }

    /// Has the open checkpoints go back to no event: those before were taken out.
    #[inline]
    pub(crate) fn events_taken(&mut self) {
        self.open.iter_mut().for_each(|open| open.events = 0);
    }

    #[inline]
    pub(crate) fn push_write(&mut self, write: UndoWrite) {
        self.writes.push(write);
    }

    /// The last write, if there are more than `len`.
    pub(crate) fn pop_write(&mut self, len: usize) -> Option<UndoWrite> {
        if self.writes.len() > len { self.writes.pop() } else { None }
    }

    #[inline]
    pub(crate) fn has_writes(&self) -> bool {
        !self.writes.is_empty()
    }

    /// Takes out all writes: they can't be undone any more.
    pub(crate) fn drain_writes(&mut self) -> impl Iterator<Item = UndoWrite> {
        self.writes.drain(..)
    }

    pub(crate) fn push_owner_change(&mut self, change: OwnerChange) {
        self.owner_changes.push(change);
    }

    /// The last owner change, if there are more than `len`.
    pub(crate) fn pop_owner_change(&mut self, len: usize) -> Option<OwnerChange> {
        if self.owner_changes.len() > len { self.owner_changes.pop() } else { None }
    }

    /// The owner changes, oldest first.
    pub(crate) fn owner_changes(&self) -> &[OwnerChange] {
        &self.owner_changes
    }

    #[inline]
    pub(crate) fn forget_owner_changes(&mut self) {
        self.owner_changes.clear();
    }

    /// Closes all checkpoints, and forgets what they could go back to.
    pub(crate) fn clear(&mut self) {
        let Self { open, last_id, writes, owner_changes } = self;
        open.clear();
        *last_id = CheckpointId::NONE;
        writes.clear();
        owner_changes.clear();
    }
}
