//! What a journal reads: its own slots, those of the journal below, the store.

use crate::journal::slot::{State, Stored};
use crate::keys::KeyParts;
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
    pub(crate) fn read_again<const N: usize>(&mut self, key: KeyParts<'_, N>) -> Result<Option<&[u8]>, StateError> {
        let slot = self.known_again(key)?;
        Ok(self.value(slot))
    }

    /// As [`read_again`](Self::read_again), where a value that has to be read first may have `most` bytes. What a longer
    /// one holds is not read.
    #[inline]
    pub(crate) fn read_within<const N: usize>(
        &mut self,
        key: KeyParts<'_, N>,
        most: u64,
    ) -> Result<Within<&[u8]>, StateError> {
        let slot = match self.overlay.guess(&key) {
            Some(slot) if self.overlay.is_known(slot) => slot,
            _ => match self.known_or_not(&key.whole()) {
                Ok(slot) => {
                    if slot & BELOW == 0 {
                        self.overlay.went_to(slot);
                    }
                    slot
                }
                Err(slot) => {
                    if let Some(longer) = self.load_within(slot, most)? {
                        return Ok(Within::Longer(longer));
                    }
                    self.overlay.went_to(slot);
                    slot
                }
            },
        };
        Ok(self.value(slot).map_or(Within::Nothing, Within::Value))
    }

    /// As [`known`](Self::known), for such a key.
    #[inline]
    fn known_again<const N: usize>(&mut self, key: KeyParts<'_, N>) -> Result<u32, StateError> {
        match self.overlay.guess(&key) {
            Some(slot) if self.overlay.is_known(slot) => return Ok(slot),
            _ => {}
        }
        let slot = self.known(&key.whole())?;
        if slot & BELOW == 0 {
            self.overlay.went_to(slot);
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
        match self.overlay.find(key, hash) {
            Some(slot) if self.overlay.is_known(slot) => Ok(slot),
            Some(slot) => Err(slot),
            None => {
                if let Some(slot) = self.below.as_ref().and_then(|below| below.slot(key, hash)) {
                    self.note(slot);
                    self.read_last = Some((slot, hash));
                    return Ok(slot | BELOW);
                }
                Err(self.overlay.add(key.clone(), hash))
            }
        }
    }

    /// The value of `key`, whose value never changes once it has one. It is not kept, nor noted.
    pub(crate) fn read_unkept(&self, key: &Key) -> Result<Option<Vec<u8>>, StateError> {
        let known = self.overlay.find(key, key_hash::of(key)).filter(|slot| self.overlay.is_known(*slot));
        match known.or_else(|| Some(self.slot_below(key)? | BELOW)) {
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
        match self.recent.slot(id) {
            Some(slot) if slot & BELOW != 0 || self.overlay.is_known(slot) => return Ok(slot),
            _ => {}
        }
        let slot = self.known_again(keys::object_parts(id))?;
        self.recent.found(id, slot);
        Ok(slot)
    }

    /// Whether the journal itself has a slot for `key`.
    #[inline]
    pub(crate) fn has_met<const N: usize>(&mut self, key: KeyParts<'_, N>) -> bool {
        self.overlay.guess(&key).is_some() || {
            let key = key.whole();
            self.overlay.find(&key, key_hash::of(&key)).is_some()
        }
    }

    /// The slot of the journal below that knows `key`.
    pub(crate) fn slot_below(&self, key: &Key) -> Option<u32> {
        self.below.as_ref()?.slot(key, key_hash::of(key))
    }

    /// Whether there was nothing in a slot before this journal.
    pub(crate) fn is_new(&self, slot: u32) -> bool {
        slot & BELOW == 0 && *self.overlay.base(slot) == State::Absent
    }

    /// The value in a slot that is known.
    #[inline]
    pub(crate) fn value(&self, slot: u32) -> Option<&[u8]> {
        match slot & BELOW {
            0 => self.read_state(&self.overlay.at(slot).now),
            _ => self.read_below(slot & !BELOW),
        }
    }

    pub(crate) fn read_state<'j>(&'j self, state: &'j State) -> Option<&'j [u8]> {
        match state {
            State::Value(value) => Some(value),
            State::Below(slot) => self.read_below(*slot),
            State::Absent | State::Unknown => None,
        }
    }

    fn read_below(&self, slot: u32) -> Option<&[u8]> {
        match &self.below.as_ref()?.journal.overlay.at(slot).now {
            State::Value(value) => Some(value),
            _ => None,
        }
    }

    #[cold]
    fn load(&mut self, slot: u32) -> Result<(), StateError> {
        let key = &self.overlay.at(slot).key;
        let base = match self.slot_below(key) {
            Some(slot) => State::Below(slot),
            None => stored(self.store.get(key)?),
        };
        self.overlay.set_base(slot, base);
        Ok(())
    }

    /// As [`load`](Self::load), of a value that has no more than `most` bytes; how many a longer one has.
    #[cold]
    fn load_within(&mut self, slot: u32, most: u64) -> Result<Option<u64>, StateError> {
        let key = &self.overlay.at(slot).key;
        let base = match self.slot_below(key) {
            Some(slot) => State::Below(slot),
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
        self.overlay.set_base(slot, base);
        Ok(None)
    }

    /// Reads those of `keys` that are not known, all at once, for whoever is about to ask for them one by one.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read.
    pub fn read_ahead(&mut self, keys: impl IntoIterator<Item = Key>) -> Result<(), StateError> {
        let slots: Vec<u32> = keys.into_iter().map(|key| self.overlay.slot(&key)).collect();
        self.load_all(&slots)
    }

    /// Asks below for all of `slots` whose base is not known, at once.
    pub(crate) fn load_all(&mut self, slots: &[u32]) -> Result<(), StateError> {
        let unknown = |slot: &&u32| *self.overlay.base(**slot) == State::Unknown;
        let unknown: Vec<u32> = slots.iter().filter(unknown).copied().collect();
        if unknown.is_empty() {
            return Ok(());
        }
        let keys: Vec<&[u8]> = unknown.iter().map(|slot| &self.overlay.at(*slot).key[..]).collect();
        let values = self.store.get_many(&keys)?;
        for (slot, value) in unknown.into_iter().zip(values) {
            self.overlay.set_base(slot, stored(value));
        }
        Ok(())
    }
}

fn stored(value: Option<Vec<u8>>) -> State {
    value.map_or(State::Absent, |value| State::Value(Stored::from(&value[..])))
}
