//! Batch validator: which children of a batch have read what holds in their turn.

use crate::journal::Journal;
use crate::journal::slot::SlotValue;
use crate::journal::undo::OwnerKey;
use crate::map::key_hash::KeyHash;
use crate::map::slot_id::SlotId;
use crate::parallel::child_journal::{ChildJournal, SlotChange};
use crate::{Key, keys};
use allod_core::ObjectId;
use std::collections::HashSet;

/// Validator of one batch after another: what children have written since the journal was shared, and so what those behind
/// them must not have read.
///
/// In the order of the block, a child that [`validate`](Self::validate) passes is [applied](Self::apply): it has read
/// exactly what it would have read in its turn, so it has done exactly what it would have done. The transactions of any
/// other are executed again, over the journal as it is then.
///
/// ```
/// use allod_core::Address;
/// use allod_state::{BatchValidator, ChildJournal, Journal, MemoryStorage};
/// use std::sync::Arc;
///
/// let (alice, bob) = (Address([1; 20]), Address([2; 20]));
/// let mut journal = Journal::new(Arc::new(MemoryStorage::new()));
/// journal.balances().credit(&alice, 10)?;
/// let view = journal.share();
/// let [mut first, mut second] = [1, 2].map(|transaction| ChildJournal::fork(&view, transaction));
/// for child in [&mut first, &mut second] {
///     child.journal().balances().transfer(&alice, &bob, 6)?;
///     child.detach();
/// }
/// let mut journal = view.into_inner().expect("nobody else holds it");
/// let mut validator = BatchValidator::default();
/// validator.begin();
/// assert!(validator.validate(&journal, &first));
/// validator.apply(&mut journal, &mut first);
/// assert!(!validator.validate(&journal, &second), "it has read a balance of 10, and 4 is left");
/// assert_eq!(journal.balances().get(&alice)?, 4);
/// # Ok::<_, allod_state::StateError>(())
/// ```
#[derive(Debug, Default)]
pub struct BatchValidator {
    /// For each slot of the journal, the batch in which it was last written; so a new batch need not clear it.
    written_in: Vec<u32>,
    /// The number of this batch, from 1.
    batch: u32,
    /// Slots written in this batch.
    written: Vec<SlotId>,
    /// Objects of which a field was written, brought up to date when a range of fields is validated.
    objects: HashSet<ObjectId, KeyHash>,
    /// Number of slots of `written` that are reflected in `objects`.
    objects_up_to: usize,
    /// Owners and contracts whose part of the owner index has changed.
    owners: HashSet<OwnerKey, KeyHash>,
}

impl BatchValidator {
    /// Begins a batch: nothing has been written since the journal was shared.
    pub fn begin(&mut self) {
        let Self { written_in, batch, written, objects, objects_up_to, owners } = self;
        *batch = batch.wrapping_add(1);
        if *batch == 0 {
            written_in.clear();
            *batch = 1;
        }
        written.clear();
        objects.clear();
        *objects_up_to = 0;
        owners.clear();
    }

    /// True if everything that `child` has read still holds in `journal`: no key, absent or not, no range of keys and no
    /// owner's oldest object that it has read was written in this batch. The child is detached.
    pub fn validate(&mut self, journal: &Journal, child: &ChildJournal) -> bool {
        let (reads, credits) = (&child.reads, (&journal.layer.log.credit, &child.journal.layer.log.credit));
        let is_stale = !credits.0.is_compatible(credits.1)
            || reads.slots.iter().any(|slot| self.is_written(*slot))
            || child.journal.layer.cache.ids().any(|slot| self.read_is_stale(journal, child, slot))
            || reads.owner_queries.iter().any(|key| self.owners.contains(key))
            || reads.ranges.iter().any(|prefix| self.range_is_stale(journal, prefix));
        !is_stale
    }

    fn is_written(&self, slot: SlotId) -> bool {
        self.written_in.get(slot.index()).is_some_and(|batch| *batch == self.batch)
    }

    /// True if the base of a child's slot was read, and is not the value in `journal` any more.
    fn read_is_stale(&self, journal: &Journal, child: &ChildJournal, slot: SlotId) -> bool {
        match child.journal.layer.cache.base(slot) {
            SlotValue::Unknown => false,
            SlotValue::Parent(slot) => self.is_written(*slot),
            SlotValue::Absent | SlotValue::Value(_) => {
                child.slot_in(journal, slot).is_some_and(|slot| self.is_written(slot))
            }
        }
    }

    /// True if a key that begins with `prefix` was written.
    fn range_is_stale(&mut self, journal: &Journal, prefix: &Key) -> bool {
        let key = |slot: &SlotId| &journal.layer.cache.slot(*slot).key;
        match keys::fields_of(prefix) {
            Some(object) if prefix.len() == keys::FIELDS_LEN => {
                let new = &self.written[self.objects_up_to..];
                self.objects.extend(new.iter().filter_map(|slot| keys::fields_of(key(slot))));
                self.objects_up_to = self.written.len();
                self.objects.contains(&object)
            }
            _ => self.written.iter().any(|slot| key(slot).starts_with(prefix)),
        }
    }

    /// Applies what the transactions of `child` did to `journal`, as if they had run there. What the child has read of the
    /// store moves along, so that it is not read again. Says whether the value before is known of every key that it has
    /// written, so that [`ChildJournal::add_root_delta`] tells all that has changed.
    pub fn apply(&mut self, journal: &mut Journal, child: &mut ChildJournal) -> bool {
        let mut known = true;
        child.changes.clear();
        for id in child.journal.layer.cache.ids() {
            let (base, written) = child.journal.layer.cache.take(id);
            let slot = match (&base, &written) {
                (SlotValue::Parent(slot), _) => *slot,
                (SlotValue::Unknown, None) => continue,
                _ => match child.slot_in(journal, id) {
                    Some(slot) => slot,
                    None => journal.layer.cache.find_or_insert(&child.journal.layer.cache.slot(id).key),
                },
            };
            let cache = &mut journal.layer.cache;
            if matches!(base, SlotValue::Absent | SlotValue::Value(_)) && *cache.base(slot) == SlotValue::Unknown {
                cache.set_base(slot, base);
            }
            let Some(after) = written else { continue };
            let before = cache.slot(slot).value.clone();
            known &= before != SlotValue::Unknown;
            child.changes.push(SlotChange { slot: id, before, after: after.clone() });
            cache.write(slot, &mut journal.layer.undo, |value| *value = after);
            self.mark_written(slot);
        }
        self.apply_owners(journal, child);
        self.apply_credit(journal, child);
        journal.layer.log.receipts.append(&mut child.journal.layer.log.receipts);
        journal.layer.log.count.current = child.journal.layer.log.count.current.or(journal.layer.log.count.current);
        known
    }

    /// Tells the owner cache of `journal` what the child has changed, and what it has learned.
    fn apply_owners(&mut self, journal: &mut Journal, child: &mut ChildJournal) {
        let (parent, child) = (&mut journal.layer, &mut child.journal.layer);
        parent.accel.records.invalidate_all();
        for change in child.undo.owner_changes() {
            if parent.undo.depth() > 0 {
                parent.undo.push_owner_change(*change);
            }
            parent.accel.owners.apply(*change);
            self.owners.insert(change.key);
        }
        for (key, set) in child.accel.owners.drain() {
            if parent.accel.owners.get(&key).is_none() {
                parent.accel.owners.insert(key, set);
            }
        }
    }

    /// Adds what the child owes to an account to what the journal does. Children behind it must not have read the balance.
    fn apply_credit(&mut self, journal: &mut Journal, child: &mut ChildJournal) {
        let owed = std::mem::take(&mut child.journal.layer.log.credit);
        if let Some(account) = journal.layer.log.credit.add(owed) {
            let slot = journal.layer.cache.find_or_insert(&keys::balance(&account));
            self.mark_written(slot);
        }
    }

    fn mark_written(&mut self, slot: SlotId) {
        let at = slot.index();
        if self.written_in.len() <= at {
            self.written_in.resize(at + 1, 0);
        }
        if self.written_in[at] != self.batch {
            self.written_in[at] = self.batch;
            self.written.push(slot);
        }
    }
}
