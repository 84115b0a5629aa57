//! Base view: a journal that many threads read and nobody writes.

use crate::journal::accel::owner_cache::OwnedSet;
use crate::journal::layer::Layer;
use crate::journal::scan;
use crate::journal::undo::OwnerKey;
use crate::map::accelerators::SHARED_OWNER_SETS;
use crate::map::key_hash::{self, KeyHash};
use crate::map::slot_id::SlotId;
use crate::parallel::read_set::ReadSet;
use crate::{Key, Pair, Reader, StateError, Visitor};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Base view of a batch: the block's journal while many threads read it, until all of them are done with it.
///
/// Every [`ChildJournal`](crate::ChildJournal) of the batch reads through it. A [`BatchValidator`](crate::BatchValidator)
/// brings them together again.
///
/// ```
/// use allod_state::{Journal, MemoryStorage, Reader, keys};
/// use std::sync::Arc;
///
/// let mut journal = Journal::new(Arc::new(MemoryStorage::new()));
/// journal.application().put(b"a", b"1");
/// let (view, key) = (journal.share(), keys::application(b"a"));
/// let seen = std::thread::scope(|scope| scope.spawn(|| view.get(&key)).join().expect("no panic"))?;
/// assert_eq!(seen, Some(b"1".to_vec()));
/// let journal = view.into_inner().expect("nobody else holds it");
/// assert_eq!(journal.dirty_len(), 1);
/// # Ok::<_, allod_state::StateError>(())
/// ```
pub struct BaseView {
    pub(crate) layer: Layer,
    /// Sets that children have read from the owner index, so that one of them walks it and not each.
    owned_sets: Mutex<HashMap<OwnerKey, OwnedSet, KeyHash>>,
}

/// Link of a child journal to its parent: the view that it reads through, and what it has read there.
pub(crate) struct ParentLink {
    pub(crate) view: Arc<BaseView>,
    pub(crate) reads: ReadSet,
}

impl BaseView {
    /// A view of a layer.
    pub(crate) fn new(layer: Layer) -> Arc<Self> {
        Arc::new(Self { layer, owned_sets: Mutex::default() })
    }

    /// The layer again, with what the children have learned of owners; `None` while somebody else holds the view.
    pub(crate) fn into_layer(self: Arc<Self>) -> Option<Layer> {
        let Self { mut layer, owned_sets } = Arc::into_inner(self)?;
        for (key, set) in owned_sets.into_inner().unwrap_or_else(PoisonError::into_inner) {
            layer.accel.owners.insert(key, set);
        }
        Some(layer)
    }

    /// The slot that knows the value of `key`, if one does.
    #[inline]
    pub(crate) fn slot(&self, key: &Key, hash: u64) -> Option<SlotId> {
        let cache = &self.layer.cache;
        cache.find(key, hash).filter(|slot| cache.is_known(*slot))
    }

    /// The first `limit` objects of an owner and contract, one at least if there is any, read if they are not known.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read.
    pub(crate) fn owned_set(&self, key: &OwnerKey, limit: usize) -> Result<OwnedSet, StateError> {
        if !SHARED_OWNER_SETS {
            return Ok(OwnedSet::default());
        }
        let known = self.layer.accel.owners.get(key);
        if let Some(set) = known.filter(|set| set.knows_oldest()) {
            return Ok(set.first(limit));
        }
        let shared = || self.owned_sets.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(set) = shared().get(key) {
            return Ok(set.first(limit));
        }
        let mut set = known.cloned().unwrap_or_default();
        while !set.knows_oldest() {
            set.read_page(key, |prefix, after, limit| self.scan_after(prefix, Some(after), limit))?;
        }
        let first = set.first(limit);
        shared().insert(*key, set);
        Ok(first)
    }
}

impl Reader for BaseView {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StateError> {
        let key = &Key::from(key);
        match self.slot(key, key_hash::of(key)) {
            Some(slot) => Ok(self.layer.value(slot).map(<[u8]>::to_vec)),
            None => self.layer.store.get(key),
        }
    }

    fn scan_after(&self, prefix: &[u8], after: Option<&[u8]>, limit: usize) -> Result<Vec<Pair>, StateError> {
        scan::scan(&*self.layer.store, &self.layer.cache, prefix, after, limit)
    }

    fn visit(&self, prefix: &[u8], after: Option<&[u8]>, see: &mut Visitor<'_>) -> Result<(), StateError> {
        scan::visit(&*self.layer.store, &self.layer.cache, prefix, after, see)
    }
}

impl std::fmt::Debug for BaseView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BaseView").field("cached", &self.layer.cache.len()).finish_non_exhaustive()
    }
}
