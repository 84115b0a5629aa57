//! Layer: what a journal holds itself, whatever lies beneath it.

use crate::journal::accel::Accelerators;
use crate::journal::cache::StateCache;
use crate::journal::deferred_root::DeferredRoot;
use crate::journal::tx_log::TxLog;
use crate::journal::undo::UndoLog;
use crate::map::slot_id::SlotId;
use crate::storage::Reader;
use std::sync::Arc;

/// Layer of state over a store: everything of a journal but the link to its parent.
///
/// It is a type of its own because it is what a [`BaseView`](crate::parallel::base_view::BaseView) shares: a layer that
/// many threads read has no parent, no reads to note, and no way to be written.
pub(crate) struct Layer {
    pub(crate) store: Arc<dyn Reader>,
    /// Keys with their values and bases.
    pub(crate) cache: StateCache,
    /// Open checkpoints, and what they go back to.
    pub(crate) undo: UndoLog,
    /// Events, receipts and the number of transactions.
    pub(crate) log: TxLog,
    /// Caches, predictions and prefetches. No answer depends on them.
    pub(crate) accel: Accelerators,
    /// Values from before, for a root that is brought up to date later.
    pub(crate) root: DeferredRoot,
    pub(crate) scratch: Scratch,
}

/// Scratch space of a layer: no answer depends on it.
#[derive(Default)]
pub(crate) struct Scratch {
    /// Capacity for the next list of changed slots.
    pub(crate) changed: Vec<SlotId>,
    /// Bytes of the cache after its last eviction.
    pub(crate) bytes_after_eviction: usize,
}

impl Layer {
    /// A layer over `store` in which nothing is known.
    pub(crate) fn new(store: Arc<dyn Reader>) -> Self {
        Self {
            store,
            cache: StateCache::default(),
            undo: UndoLog::default(),
            log: TxLog::default(),
            accel: Accelerators::default(),
            root: DeferredRoot::default(),
            scratch: Scratch::default(),
        }
    }

    /// Forgets everything but the store, and keeps some of the capacity. A field that is added does not compile until it
    /// is dealt with here.
    pub(crate) fn clear(&mut self) {
        let Self { store: _, cache, undo, log, accel, root, scratch } = self;
        cache.clear();
        undo.clear();
        log.clear();
        accel.clear();
        root.clear();
        let Scratch { changed: _, bytes_after_eviction } = scratch;
        *bytes_after_eviction = 0;
    }

    /// The value of a slot, in a layer without a parent.
    #[inline]
    pub(crate) fn value(&self, slot: SlotId) -> Option<&[u8]> {
        self.cache.slot(slot).value.bytes()
    }

    /// Bytes that the cache takes, with the values of the deferred root.
    pub(crate) fn bytes(&self) -> usize {
        self.cache.bytes() + self.root.bytes()
    }
}
