//! Transactions that ran side by side, brought into one order again.

use crate::key_hash::KeyHash;
use crate::overlay::State;
use crate::owned::Holding;
use crate::{Journal, Key, key_hash, keys};
use allod_core::ObjectId;
use std::collections::HashSet;

/// What transactions have written since a journal was frozen, and so what those behind them must not have read.
///
/// Each ran in a journal over the frozen one ([`Journal::over`]). In their order, one that
/// [`conflicts`](Self::conflicts) runs again, and one that does not is [absorbed](Self::absorb): it read exactly what it
/// would have read in its turn, so it did exactly what it would have done.
#[derive(Debug, Default)]
pub struct Window {
    /// For each slot of the journal, the window in which it was last written.
    stamps: Vec<u32>,
    /// The number of this window, from 1.
    number: u32,
    /// Slots written.
    written: Vec<u32>,
    /// Objects of which a field was written.
    objects: HashSet<ObjectId, KeyHash>,
    /// Owners and contracts where the index of who owns what has changed.
    holdings: HashSet<Holding, KeyHash>,
}

impl Window {
    /// Begins a window: nothing has been written since the journal was frozen.
    pub fn begin(&mut self) {
        self.number = self.number.wrapping_add(1);
        if self.number == 0 {
            self.stamps.clear();
            self.number = 1;
        }
        self.written.clear();
        self.objects.clear();
        self.holdings.clear();
    }

    /// Whether the transaction of `ran` read what an earlier one of this window has written into `journal`: a key,
    /// there or not, a range of keys, or an owner's oldest object.
    pub fn conflicts(&self, journal: &Journal, ran: &Journal) -> bool {
        ran.reads.iter().any(|slot| self.is_written(*slot))
            || (0..ran.overlay.len() as u32).any(|slot| self.is_stale(journal, ran, slot))
            || ran.asked.iter().any(|holding| self.holdings.contains(holding))
            || ran.scanned.iter().any(|prefix| self.is_within(journal, prefix))
    }

    fn is_written(&self, slot: u32) -> bool {
        self.stamps.get(slot as usize).is_some_and(|stamp| *stamp == self.number)
    }

    fn is_stale(&self, journal: &Journal, ran: &Journal, slot: u32) -> bool {
        match ran.overlay.base(slot) {
            State::Unknown => false,
            State::Below(slot) => self.is_written(*slot),
            State::Absent | State::Value(_) => {
                let key = &ran.overlay.at(slot).key;
                journal.overlay.find(key, key_hash::of(key)).is_some_and(|slot| self.is_written(slot))
            }
        }
    }

    /// Whether a key that begins with `prefix` was written.
    fn is_within(&self, journal: &Journal, prefix: &Key) -> bool {
        match keys::fields_of(prefix) {
            Some(object) if prefix.len() == keys::FIELDS_LEN => self.objects.contains(&object),
            _ => self.written.iter().any(|slot| journal.overlay.at(*slot).key.starts_with(prefix)),
        }
    }

    /// Takes what the transaction of `ran` did into `journal`, as if it had run there. What `ran` has read of the store
    /// goes along, so that nobody asks for it again.
    pub fn absorb(&mut self, journal: &mut Journal, ran: &mut Journal) {
        for (key, now, base) in ran.overlay.drain() {
            let (base, written) = match base {
                Some(base) => (base, Some(now)),
                None => (now, None),
            };
            let slot = match (&base, &written) {
                (State::Below(slot), _) => *slot,
                (State::Unknown, None) => continue,
                _ => journal.overlay.slot(&key),
            };
            if matches!(base, State::Absent | State::Value(_)) && *journal.overlay.base(slot) == State::Unknown {
                journal.overlay.set_base(slot, base);
            }
            let Some(now) = written else { continue };
            if let Some(object) = keys::fields_of(&key) {
                self.objects.insert(object);
            }
            journal.overlay.write(slot, 0, |slot| *slot = now);
            self.stamp(slot);
        }
        journal.recent.written();
        for turn in ran.owned.turns() {
            journal.owned.turn(*turn, false);
            self.holdings.insert(turn.holding);
        }
        for (holding, held) in ran.owned.take_held() {
            if journal.owned.get(&holding).is_none() {
                journal.owned.learn(holding, held);
            }
        }
        journal.receipts.append(&mut ran.receipts);
        journal.counted.now = ran.counted.now.or(journal.counted.now);
    }

    fn stamp(&mut self, slot: u32) {
        let at = slot as usize;
        if self.stamps.len() <= at {
            self.stamps.resize(at + 1, 0);
        }
        if self.stamps[at] != self.number {
            self.stamps[at] = self.number;
            self.written.push(slot);
        }
    }
}
