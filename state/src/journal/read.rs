//! Reads of a journal: its own slots, the parent's, the store.

use crate::journal::Journal;
use crate::journal::slot::{SlotValue, ValueBytes};
use crate::keys::KeyRef;
use crate::map::key_hash;
use crate::map::slot_id::{Location, SlotId, SlotRef};
use crate::{Key, Pair, Reader, StateError, Visitor, Within, journal::scan, keys};
use allod_core::ObjectId;

impl Journal {
    /// The value of `key`.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read, [`StateError::Corrupt`] where it holds no balance for an account
    /// that is owed to.
    pub fn get(&mut self, key: &[u8]) -> Result<Option<&[u8]>, StateError> {
        self.apply_deferred_credit_under(key)?;
        self.read(&Key::from(key))
    }

    /// The value of `key`.
    #[inline]
    pub(crate) fn read(&mut self, key: &Key) -> Result<Option<&[u8]>, StateError> {
        let slot = self.loaded(key)?;
        Ok(self.value(slot))
    }

    /// As [`read`](Self::read), for a key that is read again and again, or as part of a sequence.
    #[inline]
    pub(crate) fn read_predicted<const N: usize>(&mut self, key: KeyRef<'_, N>) -> Result<Option<&[u8]>, StateError> {
        let slot = self.loaded_predicted(key)?;
        Ok(self.value(slot))
    }

    /// As [`read_predicted`](Self::read_predicted), where a value that is not in the cache may have `max_bytes`. A longer
    /// one is not read; only its length is.
    #[inline]
    pub(crate) fn read_within<const N: usize>(
        &mut self,
        key: KeyRef<'_, N>,
        max_bytes: u64,
    ) -> Result<Within<&[u8]>, StateError> {
        let slot = match self.predict(&key) {
            Some(slot) => SlotRef::own(slot),
            None => {
                let slot = match self.lookup(&key.to_key()) {
                    Ok(slot) => slot,
                    Err(slot) => {
                        if let Some(longer) = self.load_within(slot, max_bytes)? {
                            return Ok(Within::Longer(longer));
                        }
                        SlotRef::own(slot)
                    }
                };
                self.train(slot);
                slot
            }
        };
        Ok(self.value(slot).map_or(Within::Nothing, Within::Value))
    }

    /// As [`loaded`](Self::loaded), for a key that is read again and again, or as part of a sequence.
    #[inline]
    fn loaded_predicted<const N: usize>(&mut self, key: KeyRef<'_, N>) -> Result<SlotRef, StateError> {
        if let Some(slot) = self.predict(&key) {
            return Ok(SlotRef::own(slot));
        }
        let slot = self.loaded(&key.to_key())?;
        self.train(slot);
        Ok(slot)
    }

    /// The slot of `key`, where the predictor knows it and its value is known.
    #[inline]
    fn predict<const N: usize>(&mut self, key: &KeyRef<'_, N>) -> Option<SlotId> {
        let slot = self.layer.accel.successors.predict(&self.layer.cache, key)?;
        self.layer.cache.is_known(slot).then_some(slot)
    }

    #[inline]
    fn train(&mut self, slot: SlotRef) {
        if let Location::Own(slot) = slot.location() {
            self.layer.accel.successors.train(&mut self.layer.cache, slot);
        }
    }

    /// The slot of `key`, whose value is known, here or in the parent. It is loaded where it is in neither.
    #[inline]
    pub(crate) fn loaded(&mut self, key: &Key) -> Result<SlotRef, StateError> {
        match self.lookup(key) {
            Ok(slot) => Ok(slot),
            Err(slot) => {
                self.load(slot)?;
                Ok(SlotRef::own(slot))
            }
        }
    }

    /// The slot of `key` whose value is known; an own slot whose value must be loaded is the error.
    #[inline]
    fn lookup(&mut self, key: &Key) -> Result<SlotRef, SlotId> {
        let hash = key_hash::of(key);
        match self.layer.cache.find(key, hash) {
            Some(slot) if self.layer.cache.is_known(slot) => Ok(SlotRef::own(slot)),
            Some(slot) => Err(slot),
            None => {
                if let Some(parent) = &mut self.parent
                    && let Some(slot) = parent.view.slot(key, hash)
                {
                    parent.reads.push(slot, hash);
                    return Ok(SlotRef::parent(slot));
                }
                Err(self.layer.cache.insert(key.clone(), hash))
            }
        }
    }

    /// The value of `key`, whose value never changes once it has one. It is neither cached nor noted as a read.
    pub(crate) fn read_uncached(&self, key: &Key) -> Result<Option<Vec<u8>>, StateError> {
        let cache = &self.layer.cache;
        let own = cache.find(key, key_hash::of(key)).filter(|slot| cache.is_known(*slot)).map(SlotRef::own);
        match own.or_else(|| self.parent_slot(key).map(SlotRef::parent)) {
            Some(slot) => Ok(self.value(slot).map(<[u8]>::to_vec)),
            None => self.layer.store.get(key),
        }
    }

    /// The slot of object `id`'s record, whose value is known.
    #[inline]
    pub(crate) fn loaded_object(&mut self, id: &ObjectId) -> Result<SlotRef, StateError> {
        if let Some(slot) = self.layer.accel.records.slot(id)
            && match slot.location() {
                Location::Own(slot) => self.layer.cache.is_known(slot),
                Location::Parent(_) => true,
            }
        {
            return Ok(slot);
        }
        let slot = self.loaded_predicted(keys::object_ref(id))?;
        self.layer.accel.records.insert_slot(id, slot);
        Ok(slot)
    }

    /// True if the journal itself has a slot for `key`.
    #[inline]
    pub(crate) fn has_met<const N: usize>(&mut self, key: KeyRef<'_, N>) -> bool {
        self.layer.accel.successors.predict(&self.layer.cache, &key).is_some() || {
            let key = key.to_key();
            self.layer.cache.find(&key, key_hash::of(&key)).is_some()
        }
    }

    /// The slot of the parent that knows the value of `key`.
    pub(crate) fn parent_slot(&self, key: &Key) -> Option<SlotId> {
        self.parent.as_ref()?.view.slot(key, key_hash::of(key))
    }

    /// The value of a slot, which is known.
    #[inline]
    pub(crate) fn value(&self, slot: SlotRef) -> Option<&[u8]> {
        match slot.location() {
            Location::Own(slot) => self.resolve(&self.layer.cache.slot(slot).value),
            Location::Parent(slot) => self.parent_value(slot),
        }
    }

    /// The bytes of a value, here or in the parent.
    #[inline]
    fn resolve<'j>(&'j self, value: &'j SlotValue) -> Option<&'j [u8]> {
        match value {
            SlotValue::Value(value) => Some(value),
            SlotValue::Parent(slot) => self.parent_value(*slot),
            SlotValue::Absent | SlotValue::Unknown => None,
        }
    }

    fn parent_value(&self, slot: SlotId) -> Option<&[u8]> {
        self.parent.as_ref()?.view.layer.value(slot)
    }

    #[cold]
    fn load(&mut self, slot: SlotId) -> Result<(), StateError> {
        let key = &self.layer.cache.slot(slot).key;
        let base = match self.parent_slot(key) {
            Some(slot) => SlotValue::Parent(slot),
            None => read_value(self.layer.store.get(key)?),
        };
        self.layer.cache.set_base(slot, base);
        Ok(())
    }

    /// As [`load`](Self::load), of a value that has no more than `max_bytes`; the length of a longer one is given.
    #[cold]
    fn load_within(&mut self, slot: SlotId, max_bytes: u64) -> Result<Option<u64>, StateError> {
        let key = &self.layer.cache.slot(slot).key;
        let base = match self.parent_slot(key) {
            Some(slot) => SlotValue::Parent(slot),
            None => match self.layer.store.get_within(key, max_bytes)? {
                Within::Nothing => SlotValue::Absent,
                Within::Value(value) => SlotValue::Value(ValueBytes::from(&value[..])),
                Within::Longer(len) => {
                    // Its length was read all the same, and another transaction may change that.
                    let key = key.clone();
                    self.note_range(&key);
                    return Ok(Some(len));
                }
            },
        };
        self.layer.cache.set_base(slot, base);
        Ok(None)
    }

    /// Loads those of `keys` whose values are not known, in one request to the store, for a caller that is about to read
    /// them one by one.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read.
    pub fn read_ahead(&mut self, keys: impl IntoIterator<Item = Key>) -> Result<(), StateError> {
        let slots: Vec<SlotId> = keys.into_iter().map(|key| self.layer.cache.find_or_insert(&key)).collect();
        self.load_all(&slots)
    }

    /// Loads the bases of those of `slots` where they are unknown, in one request to the store.
    pub(crate) fn load_all(&mut self, slots: &[SlotId]) -> Result<(), StateError> {
        let cache = &mut self.layer.cache;
        let unknown = |slot: &&SlotId| *cache.base(**slot) == SlotValue::Unknown;
        let unknown: Vec<SlotId> = slots.iter().filter(unknown).copied().collect();
        if unknown.is_empty() {
            return Ok(());
        }
        let keys: Vec<&[u8]> = unknown.iter().map(|slot| &cache.slot(*slot).key[..]).collect();
        let values = self.layer.store.get_many(&keys)?;
        for (slot, value) in unknown.into_iter().zip(values) {
            cache.set_base(slot, read_value(value));
        }
        Ok(())
    }

    /// The first `limit` keys that begin with `prefix` and are above `after`, with their values.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read, [`StateError::Corrupt`] where it holds no balance for an account
    /// that is owed to.
    pub fn scan_after(&mut self, prefix: &[u8], after: Option<&[u8]>, limit: usize) -> Result<Vec<Pair>, StateError> {
        self.apply_deferred_credit_under(prefix)?;
        self.note_range(prefix);
        self.scan_unnoted(prefix, after, limit)
    }

    /// Visits the keys that begin with `prefix`, with their values, in order, until `visitor` has seen enough.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read, [`StateError::Corrupt`] where it holds no balance for an account
    /// that is owed to.
    pub fn visit(&mut self, prefix: &[u8], visitor: &mut Visitor<'_>) -> Result<(), StateError> {
        self.apply_deferred_credit_under(prefix)?;
        self.note_range(prefix);
        scan::visit(self.beneath(), &self.layer.cache, prefix, None, visitor)
    }

    /// As [`scan_after`](Self::scan_after), where what it depends on is noted elsewhere.
    pub(crate) fn scan_unnoted(
        &self,
        prefix: &[u8],
        after: Option<&[u8]>,
        limit: usize,
    ) -> Result<Vec<Pair>, StateError> {
        scan::scan(self.beneath(), &self.layer.cache, prefix, after, limit)
    }

    /// Notes that what was done depends on all keys that begin with `prefix`.
    fn note_range(&mut self, prefix: &[u8]) {
        if let Some(parent) = &mut self.parent {
            parent.reads.push_range(prefix);
        }
    }

    /// The reader beneath the journal's own layer: the parent or the store.
    fn beneath(&self) -> &dyn Reader {
        match &self.parent {
            Some(parent) => &*parent.view,
            None => &*self.layer.store,
        }
    }

    /// Says that object `id` is about to be used, and prefetches what leads to its record.
    pub fn prefetch_object(&mut self, id: &ObjectId) {
        let accel = &mut self.layer.accel;
        accel.prefetch.push(id, &accel.records, &self.layer.cache);
    }

    /// Prefetches the records of the [announced](Self::prefetch_object) objects, and the key that was met after each.
    #[inline]
    pub fn prefetch_records(&mut self) {
        self.layer.accel.prefetch.flush(&self.layer.cache);
    }
}

fn read_value(value: Option<Vec<u8>>) -> SlotValue {
    value.map_or(SlotValue::Absent, |value| SlotValue::Value(ValueBytes::from(&value[..])))
}
