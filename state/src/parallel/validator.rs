//! Transactions that ran side by side, brought into one order again.

use crate::journal::NO_SLOT;
use crate::journal::accel::owner_cache::Holding;
use crate::journal::slot::State;
use crate::map::key_hash::KeyHash;
use crate::{Journal, Key, LtHash, keys, map::key_hash};
use allod_core::ObjectId;
use std::collections::HashSet;

/// What transactions have written since a journal was frozen, and so what those behind them must not have read.
///
/// They ran in journals over the frozen one ([`Journal::over`]), one or several of them, next to each other, in each. In
/// their order, those of a journal that [`conflicts`](Self::conflicts) run again, and those of one that does not are
/// [absorbed](Self::absorb): they read exactly what they would have read in their turn, so they did exactly what they
/// would have done.
#[derive(Debug, Default)]
pub struct Window {
    /// For each slot of the journal, the window in which it was last written.
    stamps: Vec<u32>,
    /// The number of this window, from 1.
    number: u32,
    /// Slots written.
    written: Vec<u32>,
    /// Objects of which a field was written, as far as anybody asked.
    objects: HashSet<ObjectId, KeyHash>,
    /// How many of `written` were gone through for `objects`.
    sorted_out: usize,
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
        self.sorted_out = 0;
        self.holdings.clear();
    }

    /// Whether a transaction of `ran` read what one of this window has written into `journal`: a key, there or not, a
    /// range of keys, or an owner's oldest object.
    pub fn conflicts(&mut self, journal: &Journal, ran: &Journal) -> bool {
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
            State::Absent | State::Value(_) => place(journal, ran, slot).is_some_and(|slot| self.is_written(slot)),
        }
    }

    /// Whether a key that begins with `prefix` was written.
    fn is_within(&mut self, journal: &Journal, prefix: &Key) -> bool {
        let key = |slot: &u32| &journal.overlay.at(*slot).key;
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
    /// [`Journal::add_absorbed`]; says whether that is known of every key.
    pub fn absorb(&mut self, journal: &mut Journal, ran: &mut Journal) -> bool {
        let mut known = true;
        for number in 0..ran.overlay.len() as u32 {
            let (base, written) = ran.overlay.take(number);
            let slot = match (&base, &written) {
                (State::Below(slot), _) => *slot,
                (State::Unknown, None) => continue,
                _ => match place(journal, ran, number) {
                    Some(slot) => slot,
                    None => journal.overlay.slot(&ran.overlay.at(number).key),
                },
            };
            if matches!(base, State::Absent | State::Value(_)) && *journal.overlay.base(slot) == State::Unknown {
                journal.overlay.set_base(slot, base);
            }
            let Some(now) = written else { continue };
            let before = journal.overlay.at(slot).now.clone();
            known &= before != State::Unknown;
            ran.overlay.leave(number, before, now.clone());
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
        known
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

impl Journal {
    /// Adds what being absorbed has changed to `delta`, the sum of what a block does to the state's lattice; the number
    /// of transactions apart.
    pub fn add_absorbed(&self, delta: &mut LtHash) {
        for (slot, before, after) in self.overlay.left() {
            delta.update(&self.overlay.at(slot).key, self.read_state(before), self.read_state(after));
        }
    }
}

/// The slot of `journal` for the key that has `slot` in `ran`, if it has one there.
fn place(journal: &Journal, ran: &Journal, slot: u32) -> Option<u32> {
    match ran.places.get(slot as usize) {
        Some(place) if *place != NO_SLOT => Some(*place),
        _ => {
            let key = &ran.overlay.at(slot).key;
            journal.overlay.find(key, key_hash::of(key))
        }
    }
}
