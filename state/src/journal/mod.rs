//! Changes that are not yet in the store.

pub(crate) mod accel;
pub(crate) mod cache;
pub mod change_set;
pub mod checkpoint;
mod read;
pub(crate) mod scan;
pub(crate) mod slot;

use crate::journal::accel::owner_cache::{OwnerCache, OwnerKey};
use crate::journal::accel::record_cache::RecordCache;
use crate::journal::cache::StateCache;
use crate::journal::checkpoint::OpenCheckpoint;
use crate::journal::slot::{State, Stored};
use crate::keys::KeyRef;
use crate::parallel::base_view::BaseView;
use crate::receipts::buffer::ReceiptBuffer;
use crate::{Balances, Contracts, Key, Metadata, Nonces, Objects, Receipts};
use crate::{Pair, Reader, StateError, Visitor, keys};
use allod_core::{Event, ObjectId};
use std::sync::Arc;

/// Changes that are not yet in the store, and the events and receipts that go with them.
///
/// What a caller must know:
/// - Reads see the journal's own writes, then the store. The store is asked once a key, so it must not change while
///   the journal lives, but by the journal's own batch.
/// - Checkpoints nest. [`revert`](Self::revert) undoes writes and events since one, [`keep`](Self::commit) leaves them to
///   the checkpoint around it.
/// - The keys of a table are written through that table alone.
/// - One journal serves one transaction, a block, or many blocks. Nothing reaches the store before
///   [`Storage::write`](crate::Storage::write) gets the batch.
pub struct Journal {
    pub(crate) store: Arc<dyn Reader>,
    /// The journal that lies between this one and the store, if any.
    pub(crate) parent: Option<Arc<BaseView>>,
    pub(crate) cache: StateCache,
    pub(crate) owners: OwnerCache,
    pub(crate) receipts: ReceiptBuffer,
    pub(crate) tx_count: TxCounter,
    /// Slots of the journal below that were read.
    pub(crate) reads: Vec<u32>,
    /// The slot of the journal below that was read last, and the hash of its key, which has no slot here.
    pub(crate) read_last: Option<(u32, u64)>,
    /// What was scanned, in a journal over another one.
    pub(crate) scanned: Vec<Key>,
    /// Where in the journal below each slot's key was, in a journal that has let go of it.
    pub(crate) parent_slots: Vec<u32>,
    /// Whose oldest object was asked for, in a journal over another one.
    pub(crate) asked: Vec<OwnerKey>,
    pub(crate) checkpoints: Vec<OpenCheckpoint>,
    pub(crate) last_checkpoint: u32,
    pub(crate) events: Vec<Event>,
    pub(crate) records: RecordCache,
    /// Hashes of keys that somebody is about to ask for.
    pub(crate) prefetch_queue: Vec<u64>,
    /// Room for the next list of changes.
    pub(crate) room: Vec<u32>,
    /// Bytes that were left when what was only read was let go of.
    pub(crate) left: usize,
}

/// No slot's number.
pub(crate) const NO_SLOT: u32 = u32::MAX;
/// How many transactions there were since genesis: a number of its own, because every transaction counts it up and
/// none of them reads it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct TxCounter {
    /// What the store says, once it was asked.
    pub(crate) stored: Option<u64>,
    /// What holds, once it is not what the store says.
    pub(crate) now: Option<u64>,
    /// What it was when the root was last worked out, if that is not what the store says.
    pub(crate) remembered: Option<u64>,
}

impl Journal {
    /// A journal over `store` with no change.
    pub fn new(store: Arc<dyn Reader>) -> Self {
        Self {
            store,
            parent: None,
            cache: StateCache::default(),
            owners: OwnerCache::default(),
            receipts: ReceiptBuffer::default(),
            tx_count: TxCounter::default(),
            reads: Vec::new(),
            read_last: None,
            scanned: Vec::new(),
            parent_slots: Vec::new(),
            asked: Vec::new(),
            checkpoints: Vec::new(),
            last_checkpoint: 0,
            events: Vec::new(),
            records: RecordCache::default(),
            prefetch_queue: Vec::new(),
            room: Vec::new(),
            left: 0,
        }
    }

    /// Writes the record of object `id`, which was read before.
    pub(crate) fn write_object(&mut self, id: &ObjectId, now: State) {
        let slot = self.slot(&keys::object(id));
        self.records.insert_slot(id, slot);
        self.write(slot, now);
    }

    /// Says what stands below a slot that was not asked for, because the tables leave no other way.
    pub(crate) fn assume(&mut self, slot: u32, base: State) {
        if *self.cache.base(slot) == State::Unknown {
            let below = self.parent_slot(&self.cache.at(slot).key);
            self.cache.set_base(slot, below.map_or(base, State::Parent));
        }
    }

    /// Forgets everything, and keeps the room for as much.
    pub(crate) fn clear(&mut self) {
        self.parent = None;
        self.cache.clear();
        self.owners.clear();
        self.receipts.clear();
        self.tx_count = TxCounter::default();
        self.reads.clear();
        self.read_last = None;
        self.scanned.clear();
        self.parent_slots.clear();
        self.asked.clear();
        self.checkpoints.clear();
        self.last_checkpoint = 0;
        self.events.clear();
        self.prefetch_queue.clear();
        self.records.clear();
        self.left = 0;
    }

    /// Lets go of what was only read, if the journal has grown by more than `most` bytes since it last did, and no
    /// checkpoint is open. What was written stays, and so does what is known of who owns what. Nothing depends on it but
    /// time: what is asked for again is read again. Not for a journal over another one, which must know what it has read.
    pub fn evict_reads_above(&mut self, most: usize) {
        if self.cached_bytes() <= self.left.saturating_add(most)
            || !self.checkpoints.is_empty()
            || self.parent.is_some()
        {
            return;
        }
        self.cache.evict_reads();
        self.records.clear();
        self.prefetch_queue.clear();
        self.left = self.cached_bytes();
    }

    /// Gives `key` a value.
    pub fn put(&mut self, key: &[u8], value: impl AsRef<[u8]>) {
        self.set(&Key::from(key), Stored::from(value.as_ref()));
    }

    /// Takes away the value of `key`, if it has one.
    pub fn delete(&mut self, key: &[u8]) {
        self.unset(&Key::from(key));
    }

    #[inline]
    pub(crate) fn set(&mut self, key: &Key, value: Stored) -> u32 {
        let slot = self.slot(key);
        self.write(slot, State::Value(value));
        slot
    }

    /// As [`set`](Self::set), where `parts` make the value, for a key that was asked for just now.
    #[inline]
    pub(crate) fn set_predicted<const N: usize>(&mut self, key: KeyRef<'_, N>, parts: &[&[u8]]) -> u32 {
        let slot = match self.cache.predict(&key) {
            Some(slot) => slot,
            None => {
                let slot = self.slot_predicted(&key);
                self.cache.train(slot);
                slot
            }
        };
        let mark = self.mark();
        self.cache.write(slot, mark, |now| now.fill(parts));
        slot
    }

    pub(crate) fn unset(&mut self, key: &Key) -> u32 {
        let slot = self.slot(key);
        self.write(slot, State::Absent);
        slot
    }

    /// The slot of `key` here, made if there is none.
    #[inline]
    fn slot(&mut self, key: &Key) -> u32 {
        self.read_last = None;
        self.cache.slot(key)
    }

    /// As [`slot`](Self::slot), for a key that was perhaps the last one read of the journal below: then it is known that
    /// there is none, and what stands below.
    fn slot_predicted<const N: usize>(&mut self, key: &KeyRef<'_, N>) -> u32 {
        if let (Some((slot, hash)), Some(below)) = (self.read_last.take(), &self.parent)
            && key.matches(&below.journal.cache.at(slot).key)
        {
            let here = self.cache.add(key.to_key(), hash);
            self.cache.set_base(here, State::Parent(slot));
            return here;
        }
        self.cache.slot(&key.to_key())
    }

    /// The first `limit` keys that begin with `prefix` and are above `after`, with their values.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read.
    pub fn scan_after(&mut self, prefix: &[u8], after: Option<&[u8]>, limit: usize) -> Result<Vec<Pair>, StateError> {
        self.note_scan(prefix);
        self.scan_unnoted(prefix, after, limit)
    }

    /// Shows `see` the keys that begin with `prefix`, with their values, in order, until it has seen enough.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read.
    pub fn visit(&mut self, prefix: &[u8], see: &mut Visitor<'_>) -> Result<(), StateError> {
        self.note_scan(prefix);
        self.visit_unnoted(prefix, None, see)
    }

    /// Notes that what was done depends on all keys that begin with `prefix`.
    pub(crate) fn note_scan(&mut self, prefix: &[u8]) {
        if self.parent.is_some() && self.scanned.last().is_none_or(|last| last[..] != *prefix) {
            self.scanned.push(prefix.into());
        }
    }

    /// As [`scan_after`](Self::scan_after), where what it depends on is noted elsewhere.
    pub(crate) fn scan_unnoted(
        &self,
        prefix: &[u8],
        after: Option<&[u8]>,
        limit: usize,
    ) -> Result<Vec<Pair>, StateError> {
        scan::scan(self.base(), &self.cache, prefix, after, limit)
    }

    /// As [`visit`](Self::visit), above `after`, where what it depends on is noted elsewhere.
    pub(crate) fn visit_unnoted(
        &self,
        prefix: &[u8],
        after: Option<&[u8]>,
        see: &mut Visitor<'_>,
    ) -> Result<(), StateError> {
        scan::visit(self.base(), &self.cache, prefix, after, see)
    }

    /// What stands below the journal's own slots.
    fn base(&self) -> &dyn Reader {
        match &self.parent {
            Some(below) => &**below,
            None => &*self.store,
        }
    }

    /// Whether what is written now can be undone, or must be told to the journal below.
    #[inline]
    pub(crate) fn is_logged(&self) -> bool {
        !self.checkpoints.is_empty() || self.parent.is_some()
    }

    /// Adds an event. It goes with the writes: undone with them, kept with them.
    #[inline]
    pub fn emit(&mut self, event: Event) {
        // Most transactions have one, and receipts are kept.
        if self.events.capacity() == 0 {
            self.events.reserve_exact(1);
        }
        self.events.push(event);
    }

    /// The events that were not undone, in order.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// Takes the events out, for one transaction's receipt. Open checkpoints then have none to undo but later ones.
    #[inline]
    pub fn take_events(&mut self) -> Vec<Event> {
        self.checkpoints.iter_mut().for_each(|mark| mark.events = 0);
        std::mem::take(&mut self.events)
    }

    /// How many keys were written and not undone, also those written back to what they were.
    pub fn dirty_len(&self) -> usize {
        self.cache.dirty_len()
    }

    /// How many keys the journal holds, read or written.
    pub fn cached_len(&self) -> usize {
        self.cache.len()
    }

    /// How many receipts are not in the store.
    pub fn buffered_receipts(&self) -> usize {
        self.receipts.len()
    }

    /// Bytes that the journal takes.
    pub fn cached_bytes(&self) -> usize {
        self.cache.bytes()
    }

    /// How many transactions the store says there were.
    #[inline]
    pub(crate) fn stored_count(&mut self) -> Result<u64, StateError> {
        if let Some(stored) = self.tx_count.stored {
            return Ok(stored);
        }
        let key = keys::meta(keys::TRANSACTION_NAME);
        let stored = match self.store.get(&key)? {
            Some(bytes) => crate::tables::balances::number("counter", &key, &bytes)?,
            None => 0,
        };
        self.tx_count.stored = Some(stored);
        Ok(stored)
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
    pub fn metadata(&mut self) -> Metadata<'_> {
        Metadata::new(self)
    }

    #[inline]
    fn write(&mut self, slot: u32, now: State) {
        if keys::is_object(&self.cache.at(slot).key) {
            self.records.invalidate_all();
        }
        let mark = self.mark();
        self.cache.write(slot, mark, |slot| *slot = now);
    }

    /// The number of the innermost open checkpoint; 0 where none is open.
    #[inline]
    fn mark(&self) -> u32 {
        self.checkpoints.last().map_or(0, |mark| mark.id)
    }
}

impl std::fmt::Debug for Journal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut debug = f.debug_struct("Journal");
        debug.field("cached", &self.cached_len()).field("dirty", &self.dirty_len()).field("depth", &self.depth());
        debug.field("events", &self.events.len()).finish_non_exhaustive()
    }
}
