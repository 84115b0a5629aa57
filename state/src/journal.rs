//! Changes that are not yet in the store.

use crate::checkpoint::{Checkpoint, Mark};
use crate::oldest::Oldest;
use crate::overlay::{Overlay, Written};
use crate::{Balances, Contracts, Meta, Nonces, Objects, Receipts};
use crate::{Pair, Reader, StateError, WriteBatch, merge};
use allod_core::Event;
use std::sync::Arc;

/// A key whose value is not what it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The key.
    pub key: Vec<u8>,
    /// Its value in the store.
    pub before: Option<Vec<u8>>,
    /// Its value now.
    pub after: Option<Vec<u8>>,
}

/// Changes that are not yet in the store, and the events that go with them.
///
/// What a caller must know:
/// - Reads see the journal's own writes, then the store. The store is asked once a key, so it must not change while
///   the journal lives, but by the journal's own batch.
/// - Checkpoints nest. [`revert`](Self::revert) undoes writes and events since one, [`keep`](Self::keep) leaves them to
///   the checkpoint around it.
/// - The keys of a table are written through that table alone.
/// - One journal serves one transaction or a whole block. Nothing reaches the store before
///   [`Storage::write`](crate::Storage::write) gets the batch.
pub struct Journal {
    base: Arc<dyn Reader>,
    overlay: Overlay,
    pub(crate) oldest: Oldest,
    marks: Vec<Mark>,
    last_mark: u64,
    events: Vec<Event>,
}

impl Journal {
    /// A journal over `base` with no change.
    pub fn new(base: Arc<dyn Reader>) -> Self {
        Self {
            base,
            overlay: Overlay::default(),
            oldest: Oldest::default(),
            marks: Vec::new(),
            last_mark: 0,
            events: Vec::new(),
        }
    }

    /// The value of `key`.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read.
    pub fn get(&mut self, key: &[u8]) -> Result<Option<&[u8]>, StateError> {
        let slot = self.overlay.slot(key);
        if !self.overlay.at(slot).is_known() {
            self.load(slot)?;
        }
        Ok(self.overlay.at(slot).value())
    }

    /// Gives `key` a value.
    pub fn put(&mut self, key: &[u8], value: impl Into<Box<[u8]>>) {
        self.write(key, Written::Put(value.into()));
    }

    /// Takes away the value of `key`, if it has one.
    pub fn delete(&mut self, key: &[u8]) {
        self.write(key, Written::Deleted);
    }

    /// The first `limit` keys that begin with `prefix` and are above `after`, with their values.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read.
    pub fn scan_after(&mut self, prefix: &[u8], after: Option<&[u8]>, limit: usize) -> Result<Vec<Pair>, StateError> {
        self.overlay.order();
        merge::scan(&*self.base, &self.overlay, prefix, after, limit)
    }

    /// Opens a checkpoint within the innermost open one.
    pub fn checkpoint(&mut self) -> Checkpoint {
        self.last_mark += 1;
        let id = self.last_mark;
        self.marks.push(Mark { id, undo: self.overlay.undo_len(), events: self.events.len() });
        Checkpoint { id }
    }

    /// Undoes every write and event since `checkpoint`, and closes it with all that were opened after it.
    ///
    /// # Errors
    /// [`StateError::StaleCheckpoint`] where it is closed already; nothing changes then.
    pub fn revert(&mut self, checkpoint: Checkpoint) -> Result<(), StateError> {
        let mark = self.close(checkpoint)?;
        if self.overlay.undo_to(mark.undo) {
            self.oldest.forget();
        }
        self.events.truncate(mark.events);
        Ok(())
    }

    /// Leaves every write and event since `checkpoint` to the checkpoint around it, and closes it with all that were
    /// opened after it.
    ///
    /// # Errors
    /// [`StateError::StaleCheckpoint`] where it is closed already; nothing changes then.
    pub fn keep(&mut self, checkpoint: Checkpoint) -> Result<(), StateError> {
        self.close(checkpoint)?;
        if self.marks.is_empty() {
            self.overlay.settle();
        }
        Ok(())
    }

    /// How many checkpoints are open.
    pub fn depth(&self) -> usize {
        self.marks.len()
    }

    /// Adds an event. It goes with the writes: undone with them, kept with them.
    pub fn emit(&mut self, event: Event) {
        self.events.push(event);
    }

    /// The events that were not undone, in order.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// Takes the events out, for one transaction's receipt. Open checkpoints then have none to undo but later ones.
    pub fn take_events(&mut self) -> Vec<Event> {
        self.marks.iter_mut().for_each(|mark| mark.events = 0);
        std::mem::take(&mut self.events)
    }

    /// How many keys were written and not undone, also those written back to what they were.
    pub fn dirty_len(&self) -> usize {
        self.overlay.dirty().count()
    }

    /// How many keys the journal holds, read or written.
    pub fn cached_len(&self) -> usize {
        self.overlay.len()
    }

    /// Every key whose value is not what the store says, in order.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read.
    pub fn changes(&mut self) -> Result<Vec<Change>, StateError> {
        let mut changes = Vec::new();
        for slot in self.overlay.dirty().collect::<Vec<_>>() {
            if self.overlay.at(slot).base.is_none() {
                self.load(slot)?;
            }
            let slot = self.overlay.at(slot);
            let (before, after) = (slot.base.as_ref().and_then(Option::as_deref), slot.value());
            if before != after {
                let (before, after) = (before.map(<[u8]>::to_vec), after.map(<[u8]>::to_vec));
                changes.push(Change { key: slot.key.to_vec(), before, after });
            }
        }
        changes.sort_unstable_by(|a, b| a.key.cmp(&b.key));
        Ok(changes)
    }

    /// The changes as one batch, in order of their keys. What was written back to what it was is no change.
    /// Checkpoints that are still open count as kept.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read.
    pub fn into_batch(mut self) -> Result<WriteBatch, StateError> {
        self.batch()
    }

    /// The changes as one batch, as [`into_batch`](Self::into_batch) has them. The journal goes on as if the batch
    /// were in the store, and still knows every key it has read, so that the next block finds them here. Where the
    /// store then refuses the batch, the journal is of no more use.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read.
    pub fn take_batch(&mut self) -> Result<WriteBatch, StateError> {
        let batch = self.batch()?;
        self.overlay.rebase();
        self.marks.clear();
        self.events.clear();
        Ok(batch)
    }

    /// The objects.
    pub fn objects(&mut self) -> Objects<'_> {
        Objects::new(self)
    }

    /// The balances.
    pub fn balances(&mut self) -> Balances<'_> {
        Balances::new(self)
    }

    /// The nonces.
    pub fn nonces(&mut self) -> Nonces<'_> {
        Nonces::new(self)
    }

    /// The contracts and their modules.
    pub fn contracts(&mut self) -> Contracts<'_> {
        Contracts::new(self)
    }

    /// The receipts.
    pub fn receipts(&mut self) -> Receipts<'_> {
        Receipts::new(self)
    }

    /// The figures of the whole store.
    pub fn meta(&mut self) -> Meta<'_> {
        Meta::new(self)
    }

    fn batch(&mut self) -> Result<WriteBatch, StateError> {
        let mut batch = WriteBatch::new();
        for Change { key, after, .. } in self.changes()? {
            match after {
                Some(value) => batch.put(key, value),
                None => batch.delete(key),
            };
        }
        Ok(batch)
    }

    fn write(&mut self, key: &[u8], written: Written) {
        let slot = self.overlay.slot(key);
        let mark = self.marks.last().map_or(0, |mark| mark.id);
        self.overlay.write(slot, written, mark);
    }

    fn load(&mut self, slot: u32) -> Result<(), StateError> {
        let value = self.base.get(&self.overlay.at(slot).key)?;
        self.overlay.set_base(slot, value.map(Vec::into_boxed_slice));
        Ok(())
    }

    fn close(&mut self, checkpoint: Checkpoint) -> Result<Mark, StateError> {
        let stale = StateError::StaleCheckpoint { id: checkpoint.id };
        let at = self.marks.iter().rposition(|mark| mark.id == checkpoint.id).ok_or(stale)?;
        let mark = self.marks[at];
        self.marks.truncate(at);
        Ok(mark)
    }
}

impl std::fmt::Debug for Journal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut debug = f.debug_struct("Journal");
        debug.field("cached", &self.cached_len()).field("dirty", &self.dirty_len()).field("depth", &self.depth());
        debug.field("events", &self.events.len()).finish_non_exhaustive()
    }
}
