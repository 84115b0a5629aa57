//! Child journal: the journal of transactions that run over a base view.

use crate::journal::Journal;
use crate::journal::slot::SlotValue;
use crate::journal::tx_log::TxCounter;
use crate::map::key_hash;
use crate::map::slot_id::SlotId;
use crate::parallel::base_view::{BaseView, ParentLink};
use crate::parallel::read_set::ReadSet;
use crate::root::lthash::LtHash;
use std::sync::Arc;

/// Entries of its lists for which a child that is reset keeps the capacity.
const RETAINED: usize = 4096;

/// Change of one slot of the parent, made by applying a child.
pub(crate) struct SlotChange {
    /// The slot of the child, which has the key.
    pub(crate) slot: SlotId,
    /// The parent's value before.
    pub(crate) before: SlotValue,
    /// The parent's value after, which the child has written.
    pub(crate) after: SlotValue,
}

/// Journal of a chunk of transactions that run over a shared [`BaseView`], with what only a child needs: its read set,
/// where its keys are in the parent, and what applying it has changed.
///
/// It lives in three states, in this order, and begins anew with [`reset_over`](Self::reset_over):
/// - *forked*: its [`journal`](Self::journal) reads through the view and notes what it reads;
/// - *detached*: the view is let go, so that the parent can be written again; validation looks at the read set;
/// - *applied*: its values have moved to the parent, and [`add_root_delta`](Self::add_root_delta) knows what that has
///   changed.
///
/// It never makes a batch.
///
/// ```
/// use allod_core::Address;
/// use allod_state::{BatchValidator, ChildJournal, Journal, LtHash, MemoryStorage, Reader, keys};
/// use std::sync::Arc;
///
/// let alice = Address([1; 20]);
/// let view = Journal::new(Arc::new(MemoryStorage::new())).share();
/// let mut child = ChildJournal::fork(&view, 1);
/// child.journal().balances().credit(&alice, 4)?;
/// assert_eq!(view.get(&keys::balance(&alice))?, None, "a view is not written");
/// child.detach();
/// let mut journal = view.into_inner().expect("nobody else holds it");
/// let mut validator = BatchValidator::default();
/// validator.begin();
/// assert!(validator.validate(&journal, &child));
/// validator.apply(&mut journal, &mut child);
/// assert_eq!(journal.balances().get(&alice)?, 4);
/// let (mut delta, mut wanted) = (LtHash::default(), LtHash::default());
/// child.add_root_delta(&mut delta);
/// wanted.update(&keys::balance(&alice), None, Some(&4_u64.to_le_bytes()));
/// assert_eq!(delta, wanted);
/// # Ok::<_, allod_state::StateError>(())
/// ```
pub struct ChildJournal {
    pub(crate) journal: Journal,
    /// The reads of the parent, once detached.
    pub(crate) reads: ReadSet,
    /// The slot of the parent for each slot here, once detached; `None` where the parent had none.
    parent_slots: Vec<Option<SlotId>>,
    /// Changes made by applying it.
    pub(crate) changes: Vec<SlotChange>,
}

impl ChildJournal {
    /// A child that was not forked yet, over the store that `view` is over.
    pub fn empty_over(view: &BaseView) -> Self {
        Self { journal: view.empty_journal(), reads: ReadSet::default(), parent_slots: Vec::new(), changes: Vec::new() }
    }

    /// A child forked from `view`, for transactions of which the first is number `transaction` since genesis.
    pub fn fork(view: &Arc<BaseView>, transaction: u64) -> Self {
        let mut child = Self::empty_over(view);
        child.reset_over(view, transaction);
        child
    }

    /// As [`fork`](Self::fork), in the capacity that this child has.
    pub fn reset_over(&mut self, view: &Arc<BaseView>, transaction: u64) {
        let Self { journal, reads, parent_slots, changes } = self;
        journal.layer.clear();
        // A pooled child may come from a block over another store. Compared first: the count of a shared pointer is contended.
        if !Arc::ptr_eq(&journal.layer.store, &view.layer.store) {
            journal.layer.store = Arc::clone(&view.layer.store);
        }
        journal.layer.log.count = TxCounter::starting_at(transaction.saturating_sub(1));
        journal.layer.log.receipts.indexes_events = view.layer.log.receipts.indexes_events;
        reads.clear();
        parent_slots.clear();
        parent_slots.shrink_to(RETAINED);
        changes.clear();
        changes.shrink_to(RETAINED);
        journal.parent = Some(ParentLink { view: Arc::clone(view), reads: std::mem::take(reads) });
    }

    /// The journal to run transactions on, while the child is forked. It may be swapped for another while they run, and
    /// has to be back before [`detach`](Self::detach).
    pub fn journal(&mut self) -> &mut Journal {
        &mut self.journal
    }

    /// Bytes that the child's cache takes.
    pub fn cached_bytes(&self) -> usize {
        self.journal.cached_bytes()
    }

    /// Lets go of the view, and notes where the child's keys are in it. The journal knows no value of the parent then.
    pub fn detach(&mut self) {
        let Some(ParentLink { view, reads }) = self.journal.parent.take() else { return };
        let cache = &self.journal.layer.cache;
        let parent_slot = |slot| match cache.base(slot) {
            SlotValue::Parent(slot) => Some(*slot),
            SlotValue::Unknown | SlotValue::Absent | SlotValue::Value(_) => {
                let key = &cache.slot(slot).key;
                view.layer.cache.find(key, key_hash::of(key))
            }
        };
        self.parent_slots.clear();
        self.parent_slots.extend(cache.ids().map(parent_slot));
        self.reads = reads;
    }

    /// The slot of `parent` for the key of a slot here, if it has one by now.
    pub(crate) fn slot_in(&self, parent: &Journal, slot: SlotId) -> Option<SlotId> {
        match self.parent_slots.get(slot.index()) {
            Some(Some(slot)) => Some(*slot),
            _ => {
                let key = &self.journal.layer.cache.slot(slot).key;
                parent.layer.cache.find(key, key_hash::of(key))
            }
        }
    }

    /// Adds what applying the child has done to the state's lattice to `delta`. The number of transactions is not in it.
    pub fn add_root_delta(&self, delta: &mut LtHash) {
        for SlotChange { slot, before, after } in &self.changes {
            delta.update(&self.journal.layer.cache.slot(*slot).key, before.bytes(), after.bytes());
        }
    }
}

impl std::fmt::Debug for ChildJournal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut debug = f.debug_struct("ChildJournal");
        debug.field("journal", &self.journal).field("reads", &self.reads.slots.len());
        debug.field("changes", &self.changes.len()).finish_non_exhaustive()
    }
}
