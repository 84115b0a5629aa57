//! Changes that are not yet in the store.

pub(crate) mod accel;
pub(crate) mod cache;
pub mod change_set;
pub mod checkpoint;
mod read;
pub(crate) mod scan;
pub(crate) mod slot;

use crate::journal::accel::owner_cache::{Holding, Owned};
use crate::journal::accel::record_cache::Recent;
use crate::journal::cache::Overlay;
use crate::journal::checkpoint::Mark;
use crate::journal::slot::{State, Stored};
use crate::keys::KeyParts;
use crate::parallel::base_view::Frozen;
use crate::receipts::buffer::Unwritten;
use crate::{Balances, Contracts, Key, Meta, Nonces, Objects, Receipts};
use crate::{Pair, Reader, StateError, Visitor, journal::scan as merge, keys};
use allod_core::{Event, ObjectId};
use std::sync::Arc;

/// Changes that are not yet in the store, and the events and receipts that go with them.
///
/// What a caller must know:
/// - Reads see the journal's own writes, then the store. The store is asked once a key, so it must not change while
///   the journal lives, but by the journal's own batch.
/// - Checkpoints nest. [`revert`](Self::revert) undoes writes and events since one, [`keep`](Self::keep) leaves them to
///   the checkpoint around it.
/// - The keys of a table are written through that table alone.
/// - One journal serves one transaction, a block, or many blocks. Nothing reaches the store before
///   [`Storage::write`](crate::Storage::write) gets the batch.
pub struct Journal {
    pub(crate) store: Arc<dyn Reader>,
    /// The journal that lies between this one and the store, if any.
    pub(crate) below: Option<Arc<Frozen>>,
    pub(crate) overlay: Overlay,
    pub(crate) owned: Owned,
    pub(crate) receipts: Unwritten,
    pub(crate) counted: Counted,
    /// Slots of the journal below that were read.
    pub(crate) reads: Vec<u32>,
    /// The slot of the journal below that was read last, and the hash of its key, which has no slot here.
    pub(crate) read_last: Option<(u32, u64)>,
    /// What was scanned, in a journal over another one.
    pub(crate) scanned: Vec<Key>,
    /// Where in the journal below each slot's key was, in a journal that has let go of it.
    pub(crate) places: Vec<u32>,
    /// Whose oldest object was asked for, in a journal over another one.
    pub(crate) asked: Vec<Holding>,
    pub(crate) marks: Vec<Mark>,
    pub(crate) last_mark: u32,
    pub(crate) events: Vec<Event>,
    pub(crate) recent: Recent,
    /// Hashes of keys that somebody is about to ask for.
    pub(crate) expected: Vec<u64>,
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
pub(crate) struct Counted {
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
            below: None,
            overlay: Overlay::default(),
            owned: Owned::default(),
            receipts: Unwritten::default(),
            counted: Counted::default(),
            reads: Vec::new(),
            read_last: None,
            scanned: Vec::new(),
            places: Vec::new(),
            asked: Vec::new(),
            marks: Vec::new(),
            last_mark: 0,
            events: Vec::new(),
            recent: Recent::default(),
            expected: Vec::new(),
            room: Vec::new(),
            left: 0,
        }
    }

    /// Writes the record of object `id`, which was read before.
    pub(crate) fn write_object(&mut self, id: &ObjectId, now: State) {
        let slot = self.slot(&keys::object(id));
        self.recent.found(id, slot);
        self.write(slot, now);
    }

    /// Says what stands below a slot that was not asked for, because the tables leave no other way.
    pub(crate) fn assume(&mut self, slot: u32, base: State) {
        if *self.overlay.base(slot) == State::Unknown {
            let below = self.slot_below(&self.overlay.at(slot).key);
            self.overlay.set_base(slot, below.map_or(base, State::Below));
        }
    }

    /// Forgets everything, and keeps the room for as much.
    pub(crate) fn clear(&mut self) {
        self.below = None;
        self.overlay.clear();
        self.owned.clear();
        self.receipts.clear();
        self.counted = Counted::default();
        self.reads.clear();
        self.read_last = None;
        self.scanned.clear();
        self.places.clear();
        self.asked.clear();
        self.marks.clear();
        self.last_mark = 0;
        self.events.clear();
        self.expected.clear();
        self.recent.clear();
        self.left = 0;
    }

    /// Lets go of what was only read, if the journal has grown by more than `most` bytes since it last did, and no
    /// checkpoint is open. What was written stays, and so does what is known of who owns what. Nothing depends on it but
    /// time: what is asked for again is read again. Not for a journal over another one, which must know what it has read.
    pub fn keep_within(&mut self, most: usize) {
        if self.cached_bytes() <= self.left.saturating_add(most) || !self.marks.is_empty() || self.below.is_some() {
            return;
        }
        self.overlay.let_go_of_reads();
        self.recent.clear();
        self.expected.clear();
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
    pub(crate) fn set_again<const N: usize>(&mut self, key: KeyParts<'_, N>, parts: &[&[u8]]) -> u32 {
        let slot = match self.overlay.guess(&key) {
            Some(slot) => slot,
            None => {
                let slot = self.slot_again(&key);
                self.overlay.went_to(slot);
                slot
            }
        };
        let mark = self.mark();
        self.overlay.write(slot, mark, |now| now.fill(parts));
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
        self.overlay.slot(key)
    }

    /// As [`slot`](Self::slot), for a key that was perhaps the last one read of the journal below: then it is known that
    /// there is none, and what stands below.
    fn slot_again<const N: usize>(&mut self, key: &KeyParts<'_, N>) -> u32 {
        if let (Some((slot, hash)), Some(below)) = (self.read_last.take(), &self.below)
            && key.are(&below.journal.overlay.at(slot).key)
        {
            let here = self.overlay.add(key.whole(), hash);
            self.overlay.set_base(here, State::Below(slot));
            return here;
        }
        self.overlay.slot(&key.whole())
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
        if self.below.is_some() && self.scanned.last().is_none_or(|last| last[..] != *prefix) {
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
        merge::scan(self.base(), &self.overlay, prefix, after, limit)
    }

    /// As [`visit`](Self::visit), above `after`, where what it depends on is noted elsewhere.
    pub(crate) fn visit_unnoted(
        &self,
        prefix: &[u8],
        after: Option<&[u8]>,
        see: &mut Visitor<'_>,
    ) -> Result<(), StateError> {
        merge::visit(self.base(), &self.overlay, prefix, after, see)
    }

    /// What stands below the journal's own slots.
    fn base(&self) -> &dyn Reader {
        match &self.below {
            Some(below) => &**below,
            None => &*self.store,
        }
    }

    /// Whether what is written now can be undone, or must be told to the journal below.
    #[inline]
    pub(crate) fn is_logged(&self) -> bool {
        !self.marks.is_empty() || self.below.is_some()
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
        self.marks.iter_mut().for_each(|mark| mark.events = 0);
        std::mem::take(&mut self.events)
    }

    /// How many keys were written and not undone, also those written back to what they were.
    pub fn dirty_len(&self) -> usize {
        self.overlay.dirty_len()
    }

    /// How many keys the journal holds, read or written.
    pub fn cached_len(&self) -> usize {
        self.overlay.len()
    }

    /// How many receipts are not in the store.
    pub fn unwritten_len(&self) -> usize {
        self.receipts.len()
    }

    /// Bytes that the journal takes.
    pub fn cached_bytes(&self) -> usize {
        self.overlay.bytes()
    }

    /// How many transactions the store says there were.
    #[inline]
    pub(crate) fn stored_count(&mut self) -> Result<u64, StateError> {
        if let Some(stored) = self.counted.stored {
            return Ok(stored);
        }
        let key = keys::meta(keys::TRANSACTION_NAME);
        let stored = match self.store.get(&key)? {
            Some(bytes) => crate::tables::balances::number("counter", &key, &bytes)?,
            None => 0,
        };
        self.counted.stored = Some(stored);
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
    pub fn meta(&mut self) -> Meta<'_> {
        Meta::new(self)
    }

    #[inline]
    fn write(&mut self, slot: u32, now: State) {
        if keys::is_object(&self.overlay.at(slot).key) {
            self.recent.written();
        }
        let mark = self.mark();
        self.overlay.write(slot, mark, |slot| *slot = now);
    }

    /// The number of the innermost open checkpoint; 0 where none is open.
    #[inline]
    fn mark(&self) -> u32 {
        self.marks.last().map_or(0, |mark| mark.id)
    }
}

impl std::fmt::Debug for Journal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut debug = f.debug_struct("Journal");
        debug.field("cached", &self.cached_len()).field("dirty", &self.dirty_len()).field("depth", &self.depth());
        debug.field("events", &self.events.len()).finish_non_exhaustive()
    }
}
