//! Transactions that ran side by side, brought into one order again.

use crate::journal::NO_SLOT;
use crate::journal::accel::owner_cache::OwnerKey;
use crate::journal::slot::State;
use crate::map::key_hash::KeyHash;
use crate::{Journal, Key, LtHash, keys, map::key_hash};
use allod_core::ObjectId;
use std::collections::HashSet;

/// What transactions have written since a journal was view, and so what those behind them must not have read.
///
/// They ran in journals over the view one ([`Journal::fork`]), one or several of them, next to each other, in each. In
/// their order, those of a journal that [`validate`](Self::validate) run again, and those of one that does not are
/// [applied](Self::apply): they read exactly what they would have read in their change, so they did exactly what they
/// would have done.
#[derive(Debug, Default)]
pub struct BatchValidator {
    /// For each slot of the journal, the window in which it was last written.
    written_in: Vec<u32>,
    /// The number of this window, from 1.
    number: u32,
    /// Slots written.
    written: Vec<u32>,
    /// Objects of which a field was written, as far as anybody asked.
    objects: HashSet<ObjectId, KeyHash>,
    /// How many of `written` were gone through for `objects`.
    sorted_out: usize,
    /// Owners and contracts where the index of who owns what has changed.
    owners_changed: HashSet<OwnerKey, KeyHash>,
}

impl BatchValidator {
    /// Begins a window: nothing has been written since the journal was view.
    pub fn begin(&mut self) {
        self.number = self.number.wrapping_add(1);
        if self.number == 0 {
            self.written_in.clear();
            self.number = 1;
        }
        self.written.clear();
        self.objects.clear();
        self.sorted_out = 0;
        self.owners_changed.clear();
    }

    /// Validates the reads of `ran`: whether no transaction of it read what one of this batch has written into `journal`:
    /// a key, there or not, a range of keys, or an owner's oldest object.
    pub fn validate(&mut self, journal: &Journal, ran: &Journal) -> bool {
        let is_stale = ran.reads.iter().any(|slot| self.is_written(*slot))
            || (0..ran.cache.len() as u32).any(|slot| self.read_is_stale(journal, ran, slot))
            || ran.asked.iter().any(|key| self.owners_changed.contains(key))
            || ran.scanned.iter().any(|prefix| self.is_within(journal, prefix));
        !is_stale
    }

    fn is_written(&self, slot: u32) -> bool {
        self.written_in.get(slot as usize).is_some_and(|stamp| *stamp == self.number)
    }

    fn read_is_stale(&self, journal: &Journal, ran: &Journal, slot: u32) -> bool {
        match ran.cache.base(slot) {
            State::Unknown => false,
            State::Parent(slot) => self.is_written(*slot),
            State::Absent | State::Value(_) => {
                parent_slot(journal, ran, slot).is_some_and(|slot| self.is_written(slot))
            }
        }
    }

    /// Whether a key that begins with `prefix` was written.
    fn is_within(&mut self, journal: &Journal, prefix: &Key) -> bool {
        let key = |slot: &u32| &journal.cache.at(*slot).key;
        match keys::fields_of(prefix) {
            Some(object) if prefix.len() == keys::FIELDS_LEN => {
                let new = &self.written[self.sorted_out..];
                self.objects.extend(new.iter().filter_map(|slot| keys::fields_of(key(slot))));
                self.sorted_out = self.written.len();
                self.objects.contains(&object)
            }
            _ => self.written.iter().any(|slot| key(slot).starts_with(prefix)),
        }
    }

    /// Takes what the transactions of `ran` did into `journal`, as if they had run there. What `ran` has read of the
    /// store goes along, so that nobody asks for it again. In `ran` is left what they have changed, for
    /// [`Journal::add_applied`]; says whether that is known of every key.
    pub fn apply(&mut self, journal: &mut Journal, ran: &mut Journal) -> bool {
        let mut known = true;
        for number in 0..ran.cache.len() as u32 {
            let (base, written) = ran.cache.take(number);
            let slot = match (&base, &written) {
                (State::Parent(slot), _) => *slot,
                (State::Unknown, None) => continue,
                _ => match parent_slot(journal, ran, number) {
                    Some(slot) => slot,
                    None => journal.cache.slot(&ran.cache.at(number).key),
                },
            };
            if matches!(base, State::Absent | State::Value(_)) && *journal.cache.base(slot) == State::Unknown {
                journal.cache.set_base(slot, base);
            }
            let Some(now) = written else { continue };
            let before = journal.cache.at(slot).now.clone();
            known &= before != State::Unknown;
            ran.cache.leave(number, before, now.clone());
            journal.cache.write(slot, 0, |slot| *slot = now);
            self.mark_written(slot);
        }
        journal.records.invalidate_all();
        for change in ran.owners.changes() {
            journal.owners.change(*change, false);
            self.owners_changed.insert(change.key);
        }
        for (key, held) in ran.owners.take_held() {
            if journal.owners.get(&key).is_none() {
                journal.owners.insert(key, held);
            }
        }
        journal.receipts.append(&mut ran.receipts);
        journal.tx_count.now = ran.tx_count.now.or(journal.tx_count.now);
        known
    }

    fn mark_written(&mut self, slot: u32) {
        let at = slot as usize;
        if self.written_in.len() <= at {
            self.written_in.resize(at + 1, 0);
        }
        if self.written_in[at] != self.number {
            self.written_in[at] = self.number;
            self.written.push(slot);
        }
    }
}

impl Journal {
    /// Adds what being absorbed has changed to `delta`, the sum of what a block does to the state's lattice; the number
    /// of transactions apart.
    pub fn add_applied(&self, delta: &mut LtHash) {
        for (slot, before, after) in self.cache.left() {
            delta.update(&self.cache.at(slot).key, self.read_state(before), self.read_state(after));
        }
    }
}

/// The slot of `journal` for the key that has `slot` in `ran`, if it has one there.
fn parent_slot(journal: &Journal, ran: &Journal, slot: u32) -> Option<u32> {
    match ran.parent_slots.get(slot as usize) {
        Some(slot) if *slot != NO_SLOT => Some(*slot),
        _ => {
            let key = &ran.cache.at(slot).key;
            journal.cache.find(key, key_hash::of(key))
        }
    }
}
