//! Owner cache: which objects of a contract an owner has, in order of age.

use crate::journal::undo::{OwnerChange, OwnerKey};
use crate::map::accelerators::OWNER_CACHE;
use crate::map::key_hash::KeyHash;
use crate::storage::Pair;
use crate::{StateError, keys};
use allod_core::ObjectId;
use std::collections::{BTreeSet, HashMap};

/// Ids in the cache, at most, over all owners: 8 MiB of them.
const MAX_IDS: usize = 1 << 18;
/// Entries of the owner index that are read at a time.
const INDEX_PAGE: usize = 16;

/// Objects of one contract that one owner has, read from the owner index up to some id.
#[derive(Clone, Debug, Default)]
pub(crate) struct OwnedSet {
    pub(crate) ids: BTreeSet<ObjectId>,
    /// Every object up to this id is in `ids`; `None` where nothing was read yet.
    scanned_up_to: Option<ObjectId>,
    /// True if every object is in `ids`.
    pub(crate) complete: bool,
}

impl OwnedSet {
    /// True if it tells the oldest object, or that there is none.
    pub(crate) fn knows_oldest(&self) -> bool {
        self.complete || !self.ids.is_empty()
    }

    /// The first `limit` objects, and what is known of no others.
    pub(crate) fn first(&self, limit: usize) -> Self {
        if self.ids.len() <= limit {
            return self.clone();
        }
        let ids: BTreeSet<ObjectId> = self.ids.iter().take(limit).copied().collect();
        Self { scanned_up_to: ids.last().copied(), ids, complete: false }
    }

    /// The set after those of `changes` that are about `key`.
    pub(crate) fn after_changes(mut self, key: &OwnerKey, changes: &[OwnerChange]) -> Self {
        changes.iter().filter(|change| change.key == *key).for_each(|change| self.apply(&change.id, change.owned));
        self
    }

    /// Reads one page more of the owner index, by way of `scan`: the first keys with a prefix, above another key.
    ///
    /// # Errors
    /// Those of `scan`, and [`StateError::Corrupt`] for a key that is no entry of the index.
    pub(crate) fn read_page(
        &mut self,
        (owner, contract): &OwnerKey,
        scan: impl FnOnce(&[u8], &[u8], usize) -> Result<Vec<Pair>, StateError>,
    ) -> Result<(), StateError> {
        let prefix = keys::owned_with_prefix(owner, &ObjectId::prefix(contract));
        // The default object's id is the least of its contract, and is never among those asked for here.
        let after = keys::owned(owner, &self.scanned_up_to.unwrap_or_else(|| ObjectId::default_of(contract)));
        let page = scan(&prefix, &after, INDEX_PAGE)?;
        self.complete = page.len() < INDEX_PAGE;
        for (key, _) in &page {
            let id = keys::owner_entry_object(key)?;
            self.scanned_up_to = Some(id);
            self.ids.insert(id);
        }
        Ok(())
    }

    fn apply(&mut self, id: &ObjectId, owned: bool) {
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

/// Cache of [`OwnedSet`]s by owner and contract: a materialised view of the owner index as store and journal together have
/// it.
///
/// It makes the oldest object one look, and never a walk over entries that were deleted. Each change of the owner index is
/// applied here too, and so is its undoing.
#[derive(Debug, Default)]
pub(crate) struct OwnerCache {
    sets: HashMap<OwnerKey, OwnedSet, KeyHash>,
    /// Upper bound of the ids and sets in the cache.
    ids: usize,
}

impl OwnerCache {
    /// The set of an owner and contract.
    pub(crate) fn get(&self, key: &OwnerKey) -> Option<&OwnedSet> {
        if OWNER_CACHE { self.sets.get(key) } else { None }
    }

    /// Puts a set into the cache.
    pub(crate) fn insert(&mut self, key: OwnerKey, set: OwnedSet) {
        if !OWNER_CACHE {
            return;
        }
        if self.ids >= MAX_IDS {
            self.shrink();
        }
        self.ids += 1 + set.ids.len();
        self.sets.insert(key, set);
    }

    /// Takes all sets out.
    pub(crate) fn drain(&mut self) -> impl Iterator<Item = (OwnerKey, OwnedSet)> {
        self.ids = 0;
        self.sets.drain()
    }

    /// Shrinks each set to its oldest object, and to how far it is known to be empty before that. If the cache is still more
    /// than half full then, it is emptied.
    fn shrink(&mut self) {
        for set in self.sets.values_mut() {
            *set = set.first(1);
        }
        self.ids = self.sets.values().map(|set| 1 + set.ids.len()).sum();
        if self.ids > MAX_IDS / 2 {
            self.clear();
        }
    }

    /// Applies a change of the owner index.
    pub(crate) fn apply(&mut self, OwnerChange { key, id, owned }: OwnerChange) {
        if self.sets.is_empty() {
            return;
        }
        if let Some(set) = self.sets.get_mut(&key) {
            set.apply(&id, owned);
            self.ids += usize::from(owned);
        }
    }

    /// Empties the cache.
    pub(crate) fn clear(&mut self) {
        let Self { sets, ids } = self;
        sets.clear();
        *ids = 0;
    }
}
