//! Journal: changes that are not yet in the store.
//!
//! | file | holds |
//! |---|---|
//! | `layer` | what a journal holds itself: the next six, and the store |
//! | `cache`, `slot` | keys with their values and bases |
//! | `undo` | open checkpoints and what they go back to |
//! | `tx_log` | events, receipts, the number of transactions |
//! | `deferred_root` | values from before, for a root that is brought up to date later |
//! | `deferred_credit` | money that is owed to one account, for payers who need not wait for each other |
//! | `accel` | everything that makes it fast and can be left out |
//! | `read`, `write`, `scan`, [`checkpoint`], [`change_set`] | what a journal does |

pub(crate) mod accel;
pub(crate) mod cache;
pub mod change_set;
pub mod checkpoint;
pub(crate) mod deferred_credit;
pub(crate) mod deferred_root;
pub(crate) mod layer;
mod read;
pub(crate) mod scan;
pub(crate) mod slot;
pub(crate) mod tx_log;
pub(crate) mod undo;
mod write;

use crate::journal::layer::Layer;
use crate::parallel::base_view::{BaseView, ParentLink};
use crate::storage::Reader;
use allod_core::Event;
use std::sync::Arc;

/// Changes that are not yet in the store, and the events and receipts that go with them.
///
/// What a caller must know:
/// - Reads see the journal's own writes, then the store. The store is asked once a key, so it must not change while
///   the journal lives, but by the journal's own batch.
/// - Checkpoints nest. [`revert`](Self::revert) undoes writes and events since one, [`commit`](Self::commit) leaves them
///   to the checkpoint around it.
/// - The keys of a table are written through that table alone.
/// - One journal serves one transaction, a block, or many blocks. Nothing reaches the store before
///   [`Storage::write`](crate::Storage::write) gets the batch.
///
/// # Example
/// ```
/// use allod_core::Address;
/// use allod_state::{Journal, MemoryStorage, Reader, Storage};
/// use std::sync::Arc;
///
/// let store = Arc::new(MemoryStorage::new());
/// let mut journal = Journal::new(store.clone() as Arc<dyn Reader>);
/// let (alice, bob) = (Address([1; 20]), Address([2; 20]));
/// journal.balances().credit(&alice, 10)?;
/// let checkpoint = journal.checkpoint();
/// journal.balances().transfer(&alice, &bob, 4)?;
/// journal.revert(checkpoint)?;
/// assert_eq!(journal.balances().get(&alice)?, 10);
/// store.write(&journal.take_batch()?)?;
/// # Ok::<_, allod_state::StateError>(())
/// ```
pub struct Journal {
    pub(crate) layer: Layer,
    /// The journal beneath this one, in a [`ChildJournal`](crate::ChildJournal)'s.
    pub(crate) parent: Option<ParentLink>,
}

impl Journal {
    /// A journal over `store` with no change.
    pub fn new(store: Arc<dyn Reader>) -> Self {
        Self { layer: Layer::new(store), parent: None }
    }

    /// A journal over the same store in which nothing is known.
    pub fn empty_like(&self) -> Self {
        Self::new(Arc::clone(&self.layer.store))
    }

    /// Reads from `store` from now on, which holds what the one before does under every key that the journal may still ask
    /// for: an overlay whose batches were written, and the store that they were written to.
    pub fn set_store(&mut self, store: Arc<dyn Reader>) {
        self.layer.store = store;
    }

    /// Shares the journal for many threads to read. Checkpoints that are open stay open. Not for a child's journal, whose
    /// link to its parent would be lost, and not before the [deferred credit](Self::apply_deferred_credit) is applied, which
    /// readers would miss.
    pub fn share(self) -> Arc<BaseView> {
        debug_assert!(self.parent.is_none() && !self.layer.log.credit.is_owed());
        BaseView::new(self.layer)
    }

    /// Evicts what was only read, if the journal has grown by more than `max_bytes` since it last did, and no checkpoint is
    /// open. Dirty keys stay, and so does the owner cache. An evicted key is read again when it is needed, so only time
    /// depends on it. A child's journal evicts nothing: it must know what it has read.
    pub fn evict_reads_above(&mut self, max_bytes: usize) {
        let Self { layer: Layer { store: _, cache, undo, log: _, accel, root, scratch }, parent } = self;
        let bytes = cache.bytes() + root.bytes();
        let due = bytes > scratch.bytes_after_eviction.saturating_add(max_bytes);
        if !due || undo.depth() > 0 || parent.is_some() {
            return;
        }
        debug_assert!(!undo.has_writes());
        let moved = cache.evict_reads();
        root.renumber(&moved);
        accel.forget_slots();
        scratch.bytes_after_eviction = cache.bytes() + root.bytes();
    }

    /// Adds an event. It goes with the writes: undone with them, kept with them.
    #[inline]
    pub fn emit(&mut self, event: Event) {
        let events = &mut self.layer.log.events;
        // Most transactions have one, and the receipt that takes the list is kept.
        if events.capacity() == 0 {
            events.reserve_exact(1);
        }
        events.push(event);
    }

    /// The events that were not undone, in order.
    pub fn events(&self) -> &[Event] {
        &self.layer.log.events
    }

    /// Takes the events out, for one transaction's receipt. What open checkpoints undo of them is what comes after.
    #[inline]
    pub fn take_events(&mut self) -> Vec<Event> {
        self.layer.undo.events_taken();
        std::mem::take(&mut self.layer.log.events)
    }

    /// Keys that were written and not undone, also those written back to what they were.
    pub fn dirty_len(&self) -> usize {
        self.layer.cache.dirty_len()
    }

    /// Keys in the cache, read or written.
    pub fn cached_len(&self) -> usize {
        self.layer.cache.len()
    }

    /// Receipts that are not in the store.
    pub fn buffered_receipts(&self) -> usize {
        self.layer.log.receipts.len()
    }

    /// Bytes that the cache takes.
    pub fn cached_bytes(&self) -> usize {
        self.layer.bytes()
    }
}

impl BaseView {
    /// The journal again, with what was learned of owners meanwhile; `None` while somebody else holds the view.
    pub fn into_inner(self: Arc<Self>) -> Option<Journal> {
        Some(Journal { layer: self.into_layer()?, parent: None })
    }

    /// A journal over the same store in which nothing is known.
    pub fn empty_journal(&self) -> Journal {
        Journal::new(Arc::clone(&self.layer.store))
    }
}

impl std::fmt::Debug for Journal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut debug = f.debug_struct("Journal");
        debug.field("cached", &self.cached_len()).field("dirty", &self.dirty_len()).field("depth", &self.depth());
        debug.field("events", &self.events().len()).finish_non_exhaustive()
    }
}
