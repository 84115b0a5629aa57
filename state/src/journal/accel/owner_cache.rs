//! Who owns which objects of a contract, in order of age, as far as anybody asked.

use crate::map::key_hash::KeyHash;
use allod_core::{Address, ObjectId};
use std::collections::{BTreeSet, HashMap};

/// Ids that are remembered, at most, over all owners.
const ROOM: usize = 1 << 18;

/// An owner and a contract.
pub(crate) type Holding = (Address, Address);

/// The objects of one contract that one owner has, as their ids say: all of them up to a horizon.
#[derive(Clone, Debug, Default)]
pub(crate) struct Held {
    pub(crate) ids: BTreeSet<ObjectId>,
    /// Every object up to this one is among `ids`; the outer `None` where nothing was read yet.
    pub(crate) horizon: Option<ObjectId>,
    /// Whether every object is, however young.
    pub(crate) whole: bool,
}

impl Held {
    /// Whether it says which is the oldest, or that there is none.
    pub(crate) fn is_enough(&self) -> bool {
        self.whole || !self.ids.is_empty()
    }

    /// What is known of the first `most` of them.
    pub(crate) fn beginning(&self, most: usize) -> Self {
        if self.ids.len() <= most {
            return self.clone();
        }
        let ids: BTreeSet<ObjectId> = self.ids.iter().take(most).copied().collect();
        Self { horizon: ids.last().copied(), ids, whole: false }
    }

    fn set(&mut self, id: &ObjectId, owned: bool) {
        if id.is_default() {
            return;
        }
        if !self.whole && self.horizon.is_none_or(|horizon| horizon < *id) {
            return;
        }
        match owned {
            true => drop(self.ids.insert(*id)),
            false => drop(self.ids.remove(id)),
        }
    }
}

/// A change of the index: whose, which object, and whether it is theirs now.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Turn {
    pub(crate) holding: Holding,
    pub(crate) id: ObjectId,
    pub(crate) owned: bool,
}

/// Who owns which objects of a contract, as far as anybody asked.
///
/// It says what the index keys say, store and journal together, so that finding the oldest object is one look and
/// never a walk over entries that are gone. Writes to the index come here too, and are undone here too.
#[derive(Debug, Default)]
pub(crate) struct Owned {
    held: HashMap<Holding, Held, KeyHash>,
    /// How many ids there are in all of `held`, from above.
    ids: usize,
    /// Changes since the outermost open checkpoint, or all of them.
    turns: Vec<Turn>,
}

impl Owned {
    /// What is known of a holding.
    pub(crate) fn get(&self, holding: &Holding) -> Option<&Held> {
        self.held.get(holding)
    }

    /// Everything that is known.
    pub(crate) fn take_held(&mut self) -> impl Iterator<Item = (Holding, Held)> {
        self.ids = 0;
        self.held.drain()
    }

    /// Remembers what was read of a holding.
    pub(crate) fn learn(&mut self, holding: Holding, held: Held) {
        if self.ids >= ROOM {
            self.shorten();
        }
        self.ids += 1 + held.ids.len();
        self.held.insert(holding, held);
    }

    /// Makes room: of each holding only how far it is known to be empty stays, and its oldest object. Where that is no
    /// less, all go.
    fn shorten(&mut self) {
        for held in self.held.values_mut() {
            *held = held.beginning(1);
        }
        self.ids = self.held.values().map(|held| 1 + held.ids.len()).sum();
        if self.ids > ROOM / 2 {
            self.held.clear();
            self.ids = 0;
        }
    }

    /// Notes that an object came to a holding or left it, and that it may be undone.
    pub(crate) fn turn(&mut self, turn: Turn, undoable: bool) {
        if undoable {
            self.turns.push(turn);
        }
        self.apply(turn);
    }

    fn apply(&mut self, Turn { holding, id, owned }: Turn) {
        if self.held.is_empty() {
            return;
        }
        if let Some(held) = self.held.get_mut(&holding) {
            held.set(&id, owned);
            self.ids += usize::from(owned);
        }
    }

    pub(crate) fn turns(&self) -> &[Turn] {
        &self.turns
    }

    /// Undoes every change since there were `len`.
    pub(crate) fn undo_to(&mut self, len: usize) {
        while self.turns.len() > len {
            let Some(turn) = self.turns.pop() else { return };
            self.apply(Turn { owned: !turn.owned, ..turn });
        }
    }

    /// Forgets how to undo.
    pub(crate) fn settle(&mut self) {
        self.turns.clear();
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        self.held.clear();
        self.turns.clear();
        self.ids = 0;
    }
}

/// What is read of a holding, brought up to date with `turns` that came after.
pub(crate) fn after_turns(mut held: Held, holding: &Holding, turns: &[Turn]) -> Held {
    turns.iter().filter(|turn| turn.holding == *holding).for_each(|turn| held.set(&turn.id, turn.owned));
    held
}
