//! What a journal reads: its own slots, those of the journal below, the store.

use crate::journal::slot::{State, Stored};
use crate::keys::KeyRef;
use crate::{Journal, Key, StateError, Within, keys, map::key_hash};
use allod_core::ObjectId;

/// Marks the number of a slot of the journal below.
const BELOW: u32 = 1 << 31;
/// How far back a read looks whether it is noted already.
const LATELY: usize = 12;

impl Journal {
    /// The value of `key`.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read.
    pub fn get(&mut self, key: &[u8]) -> Result<Option<&[u8]>, StateError> {
        self.read(&Key::from(key))
    }

    /// The value of `key`.
    #[inline]
    pub(crate) fn read(&mut self, key: &Key) -> Result<Option<&[u8]>, StateError> {
        let slot = self.known(key)?;
        Ok(self.value(slot))
    }

    /// As [`read`](Self::read), for a key that tends to be asked for again and again, or after the same other one.
    #[inline]
    pub(crate) fn read_predicted<const N: usize>(&mut self, key: KeyRef<'_, N>) -> Result<Option<&[u8]>, StateError> {
        let slot = self.known_predicted(key)?;
        Ok(self.value(slot))
    }

    /// As [`read_predicted`](Self::read_predicted), where a value that has to be read first may have `most` bytes. What a longer
    /// one holds is not read.
    #[inline]
    pub(crate) fn read_within<const N: usize>(
        &mut self,
        key: KeyRef<'_, N>,
        most: u64,
    ) -> Result<Within<&[u8]>, StateError> {
        let slot = match self.cache.predict(&key) {
            Some(slot) if self.cache.is_known(slot) => slot,
            _ => match self.known_or_not(&key.to_key()) {
                Ok(slot) => {
                    if slot & BELOW == 0 {
                        self.cache.train(slot);
                    }
                    slot
                }
                Err(slot) => {
                    if let Some(longer) = self.load_within(slot, most)? {
                        return Ok(Within::Longer(longer));
                    }
                    self.cache.train(slot);
                    slot
                }
            },
        };
        Ok(self.value(slot).map_or(Within::Nothing, Within::Value))
    }

    /// As [`known`](Self::known), for such a key.
    #[inline]
    fn known_predicted<const N: usize>(&mut self, key: KeyRef<'_, N>) -> Result<u32, StateError> {
        match self.cache.predict(&key) {
            Some(slot) if self.cache.is_known(slot) => return Ok(slot),
            _ => {}
        }
        let slot = self.known(&key.to_key())?;
        if slot & BELOW == 0 {
            self.cache.train(slot);
        }
        Ok(slot)
    }

    /// The slot of `key`, whose value is known: of this journal, or of the one below.
    #[inline]
    pub(crate) fn known(&mut self, key: &Key) -> Result<u32, StateError> {
        match self.known_or_not(key) {
            Ok(slot) => Ok(slot),
            Err(slot) => {
                self.load(slot)?;
                Ok(slot)
            }
        }
    }

    /// The slot of `key`: one whose value is known, or else a slot of this journal in which it must be loaded.
    #[inline]
    fn known_or_not(&mut self, key: &Key) -> Result<u32, u32> {
        let hash = key_hash::of(key);
        match self.cache.find(key, hash) {
            Some(slot) if self.cache.is_known(slot) => Ok(slot),
            Some(slot) => Err(slot),
            None => {
                if let Some(slot) = self.parent.as_ref().and_then(|below| below.slot(key, hash)) {
                    self.note(slot);
                    self.read_last = Some((slot, hash));
                    return Ok(slot | BELOW);
                }
                Err(self.cache.add(key.clone(), hash))
            }
        }
    }

    /// The value of `key`, whose value never changes once it has one. It is not kept, nor noted.
    pub(crate) fn read_unkept(&self, key: &Key) -> Result<Option<Vec<u8>>, StateError> {
        let known = self.cache.find(key, key_hash::of(key)).filter(|slot| self.cache.is_known(*slot));
        match known.or_else(|| Some(self.parent_slot(key)? | BELOW)) {
            Some(slot) => Ok(self.value(slot).map(<[u8]>::to_vec)),
            None => self.store.get(key),
        }
    }

    /// Notes that a slot of the journal below was read.
    fn note(&mut self, slot: u32) {
        if !self.reads.iter().rev().take(LATELY).any(|read| *read == slot) {
            self.reads.push(slot);
        }
    }

    /// The slot of object `id`'s record, whose value is known.
    #[inline]
    pub(crate) fn known_object(&mut self, id: &ObjectId) -> Result<u32, StateError> {
        match self.records.slot(id) {
            Some(slot) if slot & BELOW != 0 || self.cache.is_known(slot) => return Ok(slot),
            _ => {}
        }
        let slot = self.known_predicted(keys::object_ref(id))?;
        self.records.insert_slot(id, slot);
        Ok(slot)
    }

    /// Whether the journal itself has a slot for `key`.
    #[inline]
    pub(crate) fn has_met<const N: usize>(&mut self, key: KeyRef<'_, N>) -> bool {
        self.cache.predict(&key).is_some() || {
            let key = key.to_key();
            self.cache.find(&key, key_hash::of(&key)).is_some()
        }
    }

    /// The slot of the journal below that knows `key`.
    pub(crate) fn parent_slot(&self, key: &Key) -> Option<u32> {
        self.parent.as_ref()?.slot(key, key_hash::of(key))
    }

    /// Whether there was nothing in a slot before this journal.
    pub(crate) fn is_new(&self, slot: u32) -> bool {
        slot & BELOW == 0 && *self.cache.base(slot) == State::Absent
    }

    /// The value in a slot that is known.
    #[inline]
    pub(crate) fn value(&self, slot: u32) -> Option<&[u8]> {
        match slot & BELOW {
            0 => self.read_state(&self.cache.at(slot).now),
            _ => self.read_parent(slot & !BELOW),
        }
    }

    pub(crate) fn read_state<'j>(&'j self, state: &'j State) -> Option<&'j [u8]> {
        match state {
            State::Value(value) => Some(value),
            State::Parent(slot) => self.read_parent(*slot),
            State::Absent | State::Unknown => None,
        }
    }

    fn read_parent(&self, slot: u32) -> Option<&[u8]> {
        match &self.parent.as_ref()?.journal.cache.at(slot).now {
            State::Value(value) => Some(value),
            _ => None,
        }
    }

    #[cold]
    fn load(&mut self, slot: u32) -> Result<(), StateError> {
        let key = &self.cache.at(slot).key;
        let base = match self.parent_slot(key) {
            Some(slot) => State::Parent(slot),
            None => stored(self.store.get(key)?),
        };
        self.cache.set_base(slot, base);
        Ok(())
    }

    /// As [`load`](Self::load), of a value that has no more than `most` bytes; how many a longer one has.
    #[cold]
    fn load_within(&mut self, slot: u32, most: u64) -> Result<Option<u64>, StateError> {
        let key = &self.cache.at(slot).key;
        let base = match self.parent_slot(key) {
            Some(slot) => State::Parent(slot),
            None => match self.store.get_within(key, most)? {
                Within::Nothing => State::Absent,
                Within::Value(value) => State::Value(Stored::from(&value[..])),
                Within::Longer(len) => {
                    // How long it is was read all the same, and another transaction may change that.
                    let key = key.clone();
                    self.note_scan(&key);
                    return Ok(Some(len));
                }
            },
        };
        self.cache.set_base(slot, base);
        Ok(None)
    }

    /// Reads those of `keys` that are not known, all at once, for whoever is about to ask for them one by one.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read.
    pub fn read_ahead(&mut self, keys: impl IntoIterator<Item = Key>) -> Result<(), StateError> {
        let slots: Vec<u32> = keys.into_iter().map(|key| self.cache.slot(&key)).collect();
        self.load_all(&slots)
    }

    /// Asks below for all of `slots` whose base is not known, at once.
    pub(crate) fn load_all(&mut self, slots: &[u32]) -> Result<(), StateError> {
        let unknown = |slot: &&u32| *self.cache.base(**slot) == State::Unknown;
        let unknown: Vec<u32> = slots.iter().filter(unknown).copied().collect();
        if unknown.is_empty() {
            return Ok(());
        }
        let keys: Vec<&[u8]> = unknown.iter().map(|slot| &self.cache.at(*slot).key[..]).collect();
        let values = self.store.get_many(&keys)?;
        for (slot, value) in unknown.into_iter().zip(values) {
            self.cache.set_base(slot, stored(value));
        }
        Ok(())
    }
}

fn stored(value: Option<Vec<u8>>) -> State {
    value.map_or(State::Absent, |value| State::Value(Stored::from(&value[..])))
}
