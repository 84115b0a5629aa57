//! The objects: records, fields, and the index of who owns what.

use crate::oldest::Oldest;
use crate::{Journal, ObjectRecord, StateError, StoredField, keys};
use allod_core::{Address, ObjectId, Ownership, Value};

/// Keys that a walk takes from the journal at a time.
const PAGE: usize = 64;

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
        if self.record(id)?.is_some() {
            return Err(StateError::ObjectExists(*id));
        }
        let ownership = Ownership::Address(*contract);
        self.put_record(id, &ObjectRecord { ownership, contract: *contract, sealed: false });
        self.index(contract, contract, id);
        Ok(())
    }

    /// What is said of object `id`, if there is one.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read, [`StateError::Corrupt`] where it holds no record there.
    pub fn record(&mut self, id: &ObjectId) -> Result<Option<ObjectRecord>, StateError> {
        let key = keys::object(id);
        self.journal.get(&key)?.map(|bytes| ObjectRecord::decode(&key, bytes)).transpose()
    }

    /// Gives object `id` another owner, or none.
    ///
    /// # Errors
    /// [`StateError::NoObject`], and as [`record`](Self::record).
    pub fn set_ownership(&mut self, id: &ObjectId, ownership: Ownership) -> Result<(), StateError> {
        let record = self.expect(id)?;
        if let Some(owner) = record.ownership.address() {
            self.journal.delete(&keys::owned(&owner, id));
        }
        if let Some(owner) = ownership.address() {
            self.index(&owner, &record.contract, id);
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
            self.journal.delete(&keys::owned(&owner, id));
        }
        self.journal.delete(&keys::object(id));
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

    /// The oldest object of `contract` which `owner` owns.
    ///
    /// # Errors
    /// As [`record`](Self::record).
    pub fn oldest_owned(&mut self, owner: &Address, contract: &Address) -> Result<Option<ObjectId>, StateError> {
        let floor = self.journal.oldest.get(owner, contract);
        if floor == Some(Oldest::NONE) {
            return Ok(None);
        }
        if let Some(id) = floor
            && self.journal.get(&keys::owned(owner, &id))?.is_some()
        {
            return Ok(Some(id));
        }
        let oldest = self.find_oldest(owner, contract, floor)?;
        self.journal.oldest.set(owner, contract, oldest.unwrap_or(Oldest::NONE));
        Ok(oldest)
    }

    /// The oldest object of `contract` above `floor` which `owner` owns.
    fn find_oldest(
        &mut self,
        owner: &Address,
        contract: &Address,
        floor: Option<ObjectId>,
    ) -> Result<Option<ObjectId>, StateError> {
        let prefix = keys::owned_with_tag(owner, &ObjectId::tag(contract));
        let mut last = floor.map(|id| keys::owned(owner, &id).to_vec());
        loop {
            // Another contract may have the same tag, so the record has the last word.
            let page = self.journal.scan_after(&prefix, last.as_deref(), 1)?;
            let Some((key, _)) = page.into_iter().next() else { return Ok(None) };
            let id = index_entry(&key)?;
            if self.record(&id)?.is_some_and(|record| record.contract == *contract) {
                return Ok(Some(id));
            }
            last = Some(key);
        }
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
        let key = keys::field(id, name);
        self.journal.get(&key)?.map(|bytes| StoredField::decode(&key, bytes)).transpose()
    }

    /// Sets a field of object `id`, whatever type it had.
    ///
    /// # Errors
    /// [`StateError::NoObject`]; [`StateError::Descriptor`] for one above 65,535 bytes; and as
    /// [`record`](Self::record).
    pub fn set_field(&mut self, id: &ObjectId, name: &[u8], descriptor: &[u8], value: &[u8]) -> Result<(), StateError> {
        self.expect(id)?;
        let bytes = StoredField { descriptor, value }.encode()?;
        self.journal.put(&keys::field(id, name), bytes);
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
            Ok((name, StoredField::decode(key, bytes)?.to_value(key)?))
        };
        pairs.iter().map(read).collect()
    }

    fn expect(&mut self, id: &ObjectId) -> Result<ObjectRecord, StateError> {
        self.record(id)?.ok_or(StateError::NoObject(*id))
    }

    fn index(&mut self, owner: &Address, contract: &Address, id: &ObjectId) {
        self.journal.put(&keys::owned(owner, id), []);
        self.journal.oldest.lower(owner, contract, id);
    }

    fn put_record(&mut self, id: &ObjectId, record: &ObjectRecord) {
        self.journal.put(&keys::object(id), record.encode());
    }
}

fn index_entry(key: &[u8]) -> Result<ObjectId, StateError> {
    keys::owned_object(key).ok_or_else(|| StateError::corrupt("index entry", key, "not an owner and an object id"))
}
