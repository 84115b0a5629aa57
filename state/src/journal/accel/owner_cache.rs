//! Who owns which objects of a contract, in order of age, as far as anybody asked.

use crate::map::key_hash::KeyHash;
use allod_core::{Address, ObjectId};
use std::collections::{BTreeSet, HashMap};

/// Ids that are remembered, at most, over all owners.
const MAX_IDS: usize = 1 << 18;

/// An owner and a contract.
pub(crate) type OwnerKey = (Address, Address);

/// The objects of one contract that one owner has, as their ids say: all of them up to a scanned_up_to.
#[derive(Clone, Debug, Default)]
pub(crate) struct OwnedSet {
    pub(crate) ids: BTreeSet<ObjectId>,
    /// Every object up to this one is among `ids`; the outer `None` where nothing was read yet.
    pub(crate) scanned_up_to: Option<ObjectId>,
    /// Whether every object is, however young.
    pub(crate) complete: bool,
}

impl OwnedSet {
    /// Whether it says which is the oldest, or that there is none.
    pub(crate) fn knows_oldest(&self) -> bool {
        self.complete || !self.ids.is_empty()
    }

    /// What is known of the first `most` of them.
    pub(crate) fn first(&self, most: usize) -> Self {
        if self.ids.len() <= most {
            return self.clone();
        }
        let ids: BTreeSet<ObjectId> = self.ids.iter().take(most).copied().collect();
        Self { scanned_up_to: ids.last().copied(), ids, complete: false }
    }

    fn set(&mut self, id: &ObjectId, owned: bool) {
        if id.is_default() {
            return;
        }
        if !self.complete && self.scanned_up_to.is_none_or(|scanned_up_to| scanned_up_to < *id) {
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
pub(crate) struct OwnerChange {
    pub(crate) key: OwnerKey,
    pub(crate) id: ObjectId,
    pub(crate) owned: bool,
}

/// Who owns which objects of a contract, as far as anybody asked.
///
/// It says what the index keys say, store and journal together, so that finding the oldest object is one look and
/// never a walk over entries that are gone. Writes to the index come here too, and are undone here too.
#[derive(Debug, Default)]
pub(crate) struct OwnerCache {
    held: HashMap<OwnerKey, OwnedSet, KeyHash>,
    /// How many ids there are in all of `held`, from above.
    ids: usize,
    /// Changes since the outermost open checkpoint, or all of them.
    changes: Vec<OwnerChange>,
}

impl OwnerCache {
    /// What is known of a key.
    pub(crate) fn get(&self, key: &OwnerKey) -> Option<&OwnedSet> {
        self.held.get(key)
    }

    /// Everything that is known.
    pub(crate) fn take_held(&mut self) -> impl Iterator<Item = (OwnerKey, OwnedSet)> {
        self.ids = 0;
        self.held.drain()
    }

    /// Remembers what was read of a key.
    pub(crate) fn insert(&mut self, key: OwnerKey, held: OwnedSet) {
        if self.ids >= MAX_IDS {
            self.shorten();
        }
        self.ids += 1 + held.ids.len();
        self.held.insert(key, held);
    }

    /// Makes room: of each key only how far it is known to be empty stays, and its oldest object. Where that is no
    /// less, all go.
    fn shorten(&mut self) {
        for held in self.held.values_mut() {
            *held = held.first(1);
        }
        self.ids = self.held.values().map(|held| 1 + held.ids.len()).sum();
        if self.ids > MAX_IDS / 2 {
            self.held.clear();
            self.ids = 0;
        }
    }

    /// Notes that an object came to a key or left it, and that it may be undone.
    pub(crate) fn change(&mut self, change: OwnerChange, undoable: bool) {
        if undoable {
            self.changes.push(change);
        }
        self.apply(change);
    }

    fn apply(&mut self, OwnerChange { key, id, owned }: OwnerChange) {
        if self.held.is_empty() {
            return;
        }
        if let Some(held) = self.held.get_mut(&key) {
            held.set(&id, owned);
            self.ids += usize::from(owned);
        }
    }

    pub(crate) fn changes(&self) -> &[OwnerChange] {
        &self.changes
    }

    /// Undoes every change since there were `len`.
    pub(crate) fn undo_to(&mut self, len: usize) {
        while self.changes.len() > len {
            let Some(change) = self.changes.pop() else { return };
            self.apply(OwnerChange { owned: !change.owned, ..change });
        }
    }

    /// Forgets how to undo.
    pub(crate) fn forget_changes(&mut self) {
        self.changes.clear();
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        self.held.clear();
        self.changes.clear();
        self.ids = 0;
    }
}

/// What is read of a key, brought up to date with `changes` that came after.
pub(crate) fn after_changes(mut held: OwnedSet, key: &OwnerKey, changes: &[OwnerChange]) -> OwnedSet {
    changes.iter().filter(|change| change.key == *key).for_each(|change| held.set(&change.id, change.owned));
    held
}
