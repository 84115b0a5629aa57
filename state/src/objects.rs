//! The objects: records, fields, and the index of who owns what.

use crate::owned::{self, Held, Holding, Turn};
use crate::slot::{State, Stored};
use crate::{Journal, ObjectRecord, StateError, StoredField, keys};
use allod_core::{Address, ObjectId, Ownership, Value};

/// Keys that a walk takes from the journal at a time.
const PAGE: usize = 64;
/// Entries of the index that are read at a time.
const INDEX_PAGE: usize = 16;

/// The objects, through a journal. Who may do what is not asked here.
///
/// What always holds: an object has an entry in the index of exactly the address that owns it, and none where it is
/// shared or immutable; and no field outlives its object.
pub struct Objects<'j> {
    journal: &'j mut Journal,
}

impl<'j> Objects<'j> {
    pub(crate) fn new(journal: &'j mut Journal) -> Self {
        Self { journal }
    }

    /// Makes object `id`, owned by the contract that makes it.
    ///
    /// # Errors
    /// [`StateError::ObjectExists`]; [`StateError::Store`] where the store can't be read.
    pub fn create(&mut self, id: &ObjectId, contract: &Address) -> Result<(), StateError> {
        if self.read(id)?.is_some() {
            return Err(StateError::ObjectExists(*id));
        }
        let ownership = Ownership::Address(*contract);
        self.put_record(id, &ObjectRecord { ownership, contract: *contract, sealed: false });
        self.index(contract, contract, id, true);
        Ok(())
    }

    /// What is said of object `id`, if there is one.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read, [`StateError::Corrupt`] where it holds no record there.
    #[inline]
    pub fn record(mut self, id: &ObjectId) -> Result<Option<&'j ObjectRecord>, StateError> {
        if self.journal.recent.record(id).is_none() && self.read(id)?.is_none() {
            return Ok(None);
        }
        Ok(self.journal.recent.record(id))
    }

    fn read(&mut self, id: &ObjectId) -> Result<Option<ObjectRecord>, StateError> {
        if let Some(record) = self.journal.recent.record(id) {
            return Ok(Some(*record));
        }
        let slot = self.journal.known_object(id)?;
        let Some(bytes) = self.journal.value(slot) else { return Ok(None) };
        let record = ObjectRecord::decode(id, bytes)?;
        self.journal.recent.read(id, slot, record);
        Ok(Some(record))
    }

    /// Gives object `id` another owner, or none.
    ///
    /// # Errors
    /// [`StateError::NoObject`], and as [`record`](Self::record).
    pub fn set_ownership(&mut self, id: &ObjectId, ownership: Ownership) -> Result<(), StateError> {
        let record = self.expect(id)?;
        if let Some(owner) = record.ownership.address() {
            self.index(&owner, &record.contract, id, false);
        }
        if let Some(owner) = ownership.address() {
            self.index(&owner, &record.contract, id, true);
        }
        self.put_record(id, &ObjectRecord { ownership, ..record });
        Ok(())
    }

    /// Says whether a write to object `id` needs the owner's consent.
    ///
    /// # Errors
    /// [`StateError::NoObject`], and as [`record`](Self::record).
    pub fn set_sealed(&mut self, id: &ObjectId, sealed: bool) -> Result<(), StateError> {
        let record = self.expect(id)?;
        self.put_record(id, &ObjectRecord { sealed, ..record });
        Ok(())
    }

    /// Removes object `id`, every field of it, and its entry in the index. Gives the number of fields.
    ///
    /// # Errors
    /// [`StateError::NoObject`], and as [`record`](Self::record).
    pub fn delete(&mut self, id: &ObjectId) -> Result<u64, StateError> {
        let record = self.expect(id)?;
        if let Some(owner) = record.ownership.address() {
            self.index(&owner, &record.contract, id, false);
        }
        self.journal.write_object(id, State::Absent);
        let mut removed = 0;
        let prefix = keys::fields(id);
        let mut last: Option<Vec<u8>> = None;
        loop {
            let page = self.journal.scan_after(&prefix, last.as_deref(), PAGE)?;
            for (key, _) in &page {
                self.journal.delete(key);
            }
            removed += page.len() as u64;
            match page.into_iter().nth(PAGE - 1) {
                Some((key, _)) => last = Some(key),
                None => return Ok(removed),
            }
        }
    }

    /// How many fields object `id` has; `most` where it has more, so that counting never costs more than that.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read.
    pub fn count_fields(&mut self, id: &ObjectId, most: u64) -> Result<u64, StateError> {
        let prefix = keys::fields(id);
        let (mut count, mut last): (u64, Option<Vec<u8>>) = (0, None);
        loop {
            let page = self.journal.scan_after(&prefix, last.as_deref(), PAGE)?;
            count += page.len() as u64;
            match page.into_iter().nth(PAGE - 1) {
                Some((key, _)) if count < most => last = Some(key),
                _ => return Ok(count.min(most)),
            }
        }
    }

    /// The oldest object of `contract` which `owner` owns. Every object of theirs is looked at once in the life of the
    /// journal, so what the question costs does not depend on how many have come and gone, or belong to other contracts.
    ///
    /// # Errors
    /// As [`record`](Self::record).
    pub fn oldest_owned(&mut self, owner: &Address, contract: &Address) -> Result<Option<ObjectId>, StateError> {
        let holding = (*owner, *contract);
        let mut held = match self.journal.owned.get(&holding) {
            Some(held) if held.whole || !held.ids.is_empty() => return Ok(held.ids.first().copied()),
            Some(held) => held.clone(),
            None => self.held_below(&holding).unwrap_or_default(),
        };
        while !held.whole && held.ids.is_empty() {
            self.read_on(&holding, &mut held)?;
        }
        let oldest = held.ids.first().copied();
        if self.journal.below.is_some() {
            self.journal.asked.push(holding);
        }
        self.journal.owned.learn(holding, held);
        Ok(oldest)
    }

    /// What the journal below knows of a holding, with what was written since.
    fn held_below(&self, holding: &Holding) -> Option<Held> {
        let held = self.journal.below.as_ref()?.held(holding)?;
        // To copy a long list costs more than to read its beginning again.
        let held = if held.ids.len() <= PAGE { held.clone() } else { return None };
        Some(owned::after_turns(held, holding, self.journal.owned.turns()))
    }

    /// Reads a page more of a holding.
    fn read_on(&mut self, holding @ (owner, contract): &Holding, held: &mut Held) -> Result<(), StateError> {
        let prefix = keys::owned_with_tag(owner, &ObjectId::tag(contract));
        let after = held.horizon.map(|id| keys::owned(owner, &id));
        let page = self.journal.scan_unnoted(&prefix, after.as_deref(), INDEX_PAGE)?;
        held.whole = page.len() < INDEX_PAGE;
        for (key, _) in &page {
            let id = index_entry(key)?;
            held.horizon = Some(id);
            // Another contract may have the same tag, so the record has the last word.
            if self.read(&id)?.is_some_and(|record| record.contract == holding.1) {
                held.ids.insert(id);
            }
        }
        Ok(())
    }

    /// The first `limit` objects above `after` which `owner` owns, by contract and then by age.
    ///
    /// # Errors
    /// As [`record`](Self::record).
    pub fn owned_by(
        &mut self,
        owner: &Address,
        after: Option<&ObjectId>,
        limit: usize,
    ) -> Result<Vec<ObjectId>, StateError> {
        let after = after.map(|id| keys::owned(owner, id));
        let page = self.journal.scan_after(&keys::owned_by(owner), after.as_deref(), limit)?;
        page.iter().map(|(key, _)| index_entry(key)).collect()
    }

    /// A field of object `id`, if it has that one.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read, [`StateError::Corrupt`] where it holds no field there.
    pub fn field(self, id: &ObjectId, name: &[u8]) -> Result<Option<StoredField<'j>>, StateError> {
        let bytes = self.journal.read_again(keys::field_parts(id, name))?;
        bytes.map(|bytes| StoredField::decode(|| keys::field(id, name), bytes)).transpose()
    }

    /// Sets a field of object `id`, whatever type it had.
    ///
    /// # Errors
    /// [`StateError::NoObject`]; [`StateError::Descriptor`] for one above 65,535 bytes; and as
    /// [`record`](Self::record).
    pub fn set_field(&mut self, id: &ObjectId, name: &[u8], descriptor: &[u8], value: &[u8]) -> Result<(), StateError> {
        let object = self.journal.known_object(id)?;
        if self.journal.value(object).is_none() {
            return Err(StateError::NoObject(*id));
        }
        let head = StoredField::head(descriptor.len())?;
        let slot = self.journal.set_again(keys::field_parts(id, name), &[&head, descriptor, value]);
        if self.journal.is_new(object) {
            // No field outlives its object, so a new one has none in the store.
            self.journal.assume(slot, State::Absent);
        }
        Ok(())
    }

    /// Every field of object `id` in order of its name's bytes. A name that is not UTF-8 is given with its bytes
    /// escaped.
    ///
    /// # Errors
    /// As [`field`](Self::field).
    pub fn fields(&mut self, id: &ObjectId) -> Result<Vec<(String, Value)>, StateError> {
        let pairs = self.journal.scan_after(&keys::fields(id), None, usize::MAX)?;
        let read = |(key, bytes): &(Vec<u8>, Vec<u8>)| {
            let name = keys::field_name(key).unwrap_or_default();
            let name = std::str::from_utf8(name).map_or_else(|_| name.escape_ascii().to_string(), str::to_owned);
            Ok((name, StoredField::decode(|| key.as_slice().into(), bytes)?.to_value(key)?))
        };
        pairs.iter().map(read).collect()
    }

    fn expect(&mut self, id: &ObjectId) -> Result<ObjectRecord, StateError> {
        self.read(id)?.ok_or(StateError::NoObject(*id))
    }

    /// Says that `owner` has an object now, or has it no more.
    fn index(&mut self, owner: &Address, contract: &Address, id: &ObjectId, owned: bool) {
        let key = keys::owned(owner, id);
        // Of an entry that was never touched, the store has what the object's record there says.
        if owned {
            let slot = self.journal.set(&key, Stored::from(&[][..]));
            self.journal.assume(slot, State::Absent);
        } else {
            let slot = self.journal.unset(&key);
            self.journal.assume(slot, State::Value(Stored::from(&[][..])));
        }
        let undoable = self.journal.is_logged();
        self.journal.owned.turn(Turn { holding: (*owner, *contract), id: *id, owned }, undoable);
    }

    fn put_record(&mut self, id: &ObjectId, record: &ObjectRecord) {
        self.journal.write_object(id, State::Value(record.encode()[..].into()));
    }
}

fn index_entry(key: &[u8]) -> Result<ObjectId, StateError> {
    keys::owned_object(key).ok_or_else(|| StateError::corrupt("index entry", key, "not an owner and an object id"))
}
