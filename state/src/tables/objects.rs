//! The objects: records, fields, and the index of who owns what.

use crate::journal::accel::owner_cache::{self, OwnedSet, OwnerChange, OwnerKey};
use crate::journal::slot::{State, Stored};
use crate::{Journal, Key, ObjectRecord, StateError, StoredField, Within, keys};
use allod_core::{Address, ObjectId, Ownership, Value};

/// Objects that a journal takes over from the one below, of those that somebody owns there.
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
        if self.journal.records.record(id).is_none() && self.read(id)?.is_none() {
            return Ok(None);
        }
        Ok(self.journal.records.record(id))
    }

    fn read(&mut self, id: &ObjectId) -> Result<Option<ObjectRecord>, StateError> {
        if let Some(record) = self.journal.records.record(id) {
            return Ok(Some(*record));
        }
        let slot = self.journal.known_object(id)?;
        let Some(bytes) = self.journal.value(slot) else { return Ok(None) };
        let record = ObjectRecord::decode(id, bytes)?;
        self.journal.records.insert(id, slot, record);
        Ok(Some(record))
    }

    /// Gives object `id` another owner, or none.
    ///
    /// # Errors
    /// [`StateError::NoObject`], and as [`record`](Self::record).
    pub fn set_ownership(&mut self, id: &ObjectId, ownership: Ownership) -> Result<(), StateError> {
        let record = self.existing(id)?;
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
        let record = self.existing(id)?;
        self.put_record(id, &ObjectRecord { sealed, ..record });
        Ok(())
    }

    /// Removes object `id`, every field of it, and its entry in the index. Gives the number of fields.
    ///
    /// # Errors
    /// [`StateError::NoObject`], and as [`record`](Self::record).
    pub fn delete(&mut self, id: &ObjectId) -> Result<u64, StateError> {
        self.delete_paid(id, |_| true).map(Option::unwrap_or_default)
    }

    /// As [`delete`](Self::delete), where `pay` is told of each field how many bytes its name and its value take, before
    /// the next one is looked at, and says whether to go on. `None` where it said no; nothing has changed then. No value
    /// is copied.
    ///
    /// # Errors
    /// As [`delete`](Self::delete).
    pub fn delete_paid(&mut self, id: &ObjectId, mut pay: impl FnMut(u64) -> bool) -> Result<Option<u64>, StateError> {
        let record = self.existing(id)?;
        let (mut fields, mut paid) = (Vec::new(), true);
        self.journal.visit(&keys::fields(id), &mut |key, value| {
            paid = pay((key.len() - keys::FIELDS_LEN + value.len()) as u64);
            if paid {
                fields.push(Key::from(key));
            }
            paid
        })?;
        if !paid {
            return Ok(None);
        }
        if let Some(owner) = record.ownership.address() {
            self.index(&owner, &record.contract, id, false);
        }
        self.journal.write_object(id, State::Absent);
        for key in &fields {
            self.journal.unset(key);
        }
        Ok(Some(fields.len() as u64))
    }

    /// The oldest object of `contract` which `owner` owns, default objects apart. Every object of theirs is looked at once
    /// in the life of the journal, so what the question costs does not depend on how many have come and gone, and other
    /// contracts' are never met.
    ///
    /// # Errors
    /// As [`record`](Self::record).
    pub fn oldest_owned(&mut self, owner: &Address, contract: &Address) -> Result<Option<ObjectId>, StateError> {
        let key = (*owner, *contract);
        match self.journal.owners.get(&key).map(|held| (held.ids.first().copied(), held.complete)) {
            Some((Some(id), _)) if self.is_of(&id, contract)? => return Ok(Some(id)),
            Some((None, true)) => return Ok(None),
            _ => {}
        }
        let mut held = match self.journal.owners.get(&key) {
            Some(held) => held.clone(),
            None => self.held_below(&key)?,
        };
        let oldest = loop {
            match held.ids.first().copied() {
                Some(id) if self.is_of(&id, contract)? => break Some(id),
                Some(id) => drop(held.ids.remove(&id)),
                None if held.complete => break None,
                None => self.journal.read_on(&key, &mut held)?,
            }
        };
        if self.journal.parent.is_some() {
            self.journal.asked.push(key);
        }
        self.journal.owners.insert(key, held);
        Ok(oldest)
    }

    /// What the journal below knows of a key, with what was written since.
    fn held_below(&self, key: &OwnerKey) -> Result<OwnedSet, StateError> {
        let Some(below) = &self.journal.parent else { return Ok(OwnedSet::default()) };
        Ok(owner_cache::after_changes(below.held(key, PAGE)?, key, self.journal.owners.changes()))
    }

    /// Whether object `id` is `contract`'s. The prefix of an id proves nothing: the record has the last word.
    fn is_of(&mut self, id: &ObjectId, contract: &Address) -> Result<bool, StateError> {
        Ok(self.read(id)?.is_some_and(|record| record.contract == *contract))
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

    /// As [`field`](Self::field), where a field that has to be read from the store may take `most` bytes there. What a
    /// longer one holds is not read.
    ///
    /// # Errors
    /// As [`field`](Self::field).
    pub fn field_within(self, id: &ObjectId, name: &[u8], most: u64) -> Result<Within<StoredField<'j>>, StateError> {
        Ok(match self.journal.read_within(keys::field_ref(id, name), most)? {
            Within::Nothing => Within::Nothing,
            Within::Value(bytes) => Within::Value(StoredField::decode(|| keys::field(id, name), bytes)?),
            Within::Longer(len) => Within::Longer(len),
        })
    }

    /// A field of object `id`, if it has that one.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read, [`StateError::Corrupt`] where it holds no field there.
    pub fn field(self, id: &ObjectId, name: &[u8]) -> Result<Option<StoredField<'j>>, StateError> {
        let bytes = self.journal.read_predicted(keys::field_ref(id, name))?;
        bytes.map(|bytes| StoredField::decode(|| keys::field(id, name), bytes)).transpose()
    }

    /// How many bytes a field of object `id` takes in the store, its type's description among them. What a longer one than
    /// `most` holds is not read.
    ///
    /// # Errors
    /// As [`record`](Self::record).
    pub fn field_len_within(&mut self, id: &ObjectId, name: &[u8], most: u64) -> Result<Within<u64>, StateError> {
        let (object, key) = (self.journal.known_object(id)?, keys::field_ref(id, name));
        // No field outlives its object, so the store has none of a new one.
        if self.journal.is_new(object) && !self.journal.has_met(key) {
            return Ok(Within::Nothing);
        }
        Ok(match self.journal.read_within(key, most)? {
            Within::Nothing => Within::Nothing,
            Within::Value(bytes) => Within::Value(bytes.len() as u64),
            Within::Longer(len) => Within::Longer(len),
        })
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
        let slot = self.journal.set_predicted(keys::field_ref(id, name), &[&head, descriptor, value]);
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

    fn existing(&mut self, id: &ObjectId) -> Result<ObjectRecord, StateError> {
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
        self.journal.owners.change(OwnerChange { key: (*owner, *contract), id: *id, owned }, undoable);
    }

    fn put_record(&mut self, id: &ObjectId, record: &ObjectRecord) {
        self.journal.write_object(id, State::Value(record.encode()[..].into()));
    }
}

impl Journal {
    /// Reads a page more of a key.
    pub(crate) fn read_on(&self, (owner, contract): &OwnerKey, held: &mut OwnedSet) -> Result<(), StateError> {
        let prefix = keys::owned_with_prefix(owner, &ObjectId::prefix(contract));
        // The default object's id is the least of all, and has a way in of its own.
        let after = keys::owned(owner, &held.scanned_up_to.unwrap_or_else(|| ObjectId::default_of(contract)));
        let page = self.scan_unnoted(&prefix, Some(&after), INDEX_PAGE)?;
        held.complete = page.len() < INDEX_PAGE;
        for (key, _) in &page {
            let id = index_entry(key)?;
            held.scanned_up_to = Some(id);
            held.ids.insert(id);
        }
        Ok(())
    }
}

fn index_entry(key: &[u8]) -> Result<ObjectId, StateError> {
    keys::owned_object(key).ok_or_else(|| StateError::corrupt("index entry", key, "not an owner and an object id"))
}
