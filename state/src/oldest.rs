//! Where to begin looking for an owner's oldest object.

use crate::key_hash::KeyHash;
use allod_core::{Address, ObjectId};
use std::collections::HashMap;

/// Pairs of owner and contract that are remembered, at most.
const ROOM: usize = 1 << 16;

/// For an owner and a contract, an id below which that owner has no object of that contract.
///
/// Without it, an owner who gave away a thousand objects within a block would make every later question walk over a
/// thousand dead index entries, at the price of one.
#[derive(Default)]
pub(crate) struct Oldest {
    floors: HashMap<(Address, Address), ObjectId, KeyHash>,
}

impl Oldest {
    /// Above every object: the owner has none.
    pub(crate) const NONE: ObjectId = ObjectId([0xFF; ObjectId::LEN]);

    /// The floor, if one is known. The object of that id may be gone by now.
    pub(crate) fn get(&self, owner: &Address, contract: &Address) -> Option<ObjectId> {
        self.floors.get(&(*owner, *contract)).copied()
    }

    /// Remembers a floor.
    pub(crate) fn set(&mut self, owner: &Address, contract: &Address, floor: ObjectId) {
        if self.floors.len() >= ROOM {
            self.floors.clear();
        }
        self.floors.insert((*owner, *contract), floor);
    }

    /// Notes that `owner` now has object `id`.
    pub(crate) fn lower(&mut self, owner: &Address, contract: &Address, id: &ObjectId) {
        if self.floors.is_empty() {
            return;
        }
        if let Some(floor) = self.floors.get_mut(&(*owner, *contract)) {
            *floor = (*floor).min(*id);
        }
    }

    /// Forgets every floor: writes were undone, and what was gone may be back.
    pub(crate) fn forget(&mut self) {
        self.floors.clear();
    }
}
