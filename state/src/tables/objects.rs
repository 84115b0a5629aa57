//! Objects: records, fields, and the index of owners.

use crate::journal::accel::owner_cache::OwnedSet;
use crate::journal::slot::SlotValue;
use crate::journal::undo::OwnerKey;
use crate::{Journal, Key, ObjectRecord, StateError, StoredField, Within, keys};
use allod_core::{Address, ObjectId, Ownership, Value};

/// Objects of an owner that a child journal takes over from its parent's knowledge.
const PARENT_PAGE: usize = 64;

/// Table of objects. It does not ask who may do what.
///
/// Invariants: an object has an entry in the owner index of exactly the address that owns it, and none where it is shared
/// or immutable; and no field outlives its object.
///
/// ```
/// use allod_core::{Address, ObjectId, Ownership, Type, Value};
/// use allod_state::{Journal, MemoryStorage};
/// use std::sync::Arc;
///
/// let (till, alice) = (Address([7; 20]), Address([1; 20]));
/// let id = ObjectId::new(&till, 1, 0);
/// let mut journal = Journal::new(Arc::new(MemoryStorage::new()));
/// journal.objects().create(&id, &till)?;
/// journal.objects().set_field(&id, b"sum", &Type::U64.descriptor(), &Value::U64(12).encode())?;
/// journal.objects().set_ownership(&id, Ownership::Address(alice))?;
/// assert_eq!(journal.objects().owned_by(&alice, None, 10)?, [id]);
/// assert_eq!(journal.objects().fields(&id)?, [("sum".to_owned(), Value::U64(12))]);
/// assert_eq!(journal.objects().delete(&id)?, 1, "one field");
/// assert_eq!(journal.objects().owned_by(&alice, None, 10)?, []);
/// # Ok::<_, allod_state::StateError>(())
/// ```
pub struct Objects<'j> {
    journal: &'j mut Journal,
}

impl<'j> Objects<'j> {
    pub(crate) fn new(journal: &'j mut Journal) -> Self {
        Self { journal }
    }

    /// Creates object `id`, owned by the contract that creates it.
    ///
    /// # Errors
    /// [`StateError::ObjectExists`]; [`StateError::Store`] where the store can't be read.
    pub fn create(&mut self, id: &ObjectId, contract: &Address) -> Result<(), StateError> {
        if self.read(id)?.is_some() {
            return Err(StateError::ObjectExists(*id));
        }
        let ownership = Ownership::Address(*contract);
        self.put_record(id, &ObjectRecord { ownership, contract: *contract, sealed: false });
        self.journal.write_owner_entry(contract, contract, id, true);
        Ok(())
    }

    /// The record of object `id`, if there is one.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read, [`StateError::Corrupt`] where it holds no record there.
    #[inline]
    pub fn record(self, id: &ObjectId) -> Result<Option<&'j ObjectRecord>, StateError> {
        // Looked up twice: a borrow that is returned from one branch would last through the other.
        if self.journal.layer.accel.records.record(id).is_some() {
            return Ok(self.journal.layer.accel.records.record(id));
        }
        decode_record(self.journal, id)
    }

    fn read(&mut self, id: &ObjectId) -> Result<Option<ObjectRecord>, StateError> {
        if let Some(record) = self.journal.layer.accel.records.record(id) {
            return Ok(Some(*record));
        }
        Ok(decode_record(self.journal, id)?.copied())
    }

    /// Gives object `id` another owner, or none.
    ///
    /// # Errors
    /// [`StateError::NoObject`], and as [`record`](Self::record).
    pub fn set_ownership(&mut self, id: &ObjectId, ownership: Ownership) -> Result<(), StateError> {
        let record = self.existing(id)?;
        if let Some(owner) = record.ownership.address() {
            self.journal.write_owner_entry(&owner, &record.contract, id, false);
        }
        if let Some(owner) = ownership.address() {
            self.journal.write_owner_entry(&owner, &record.contract, id, true);
        }
        self.put_record(id, &ObjectRecord { ownership, ..record });
        Ok(())
    }

    /// Seals object `id`, or unseals it: a write to a sealed object needs the owner's consent.
    ///
    /// # Errors
    /// [`StateError::NoObject`], and as [`record`](Self::record).
    pub fn set_sealed(&mut self, id: &ObjectId, sealed: bool) -> Result<(), StateError> {
        let record = self.existing(id)?;
        self.put_record(id, &ObjectRecord { sealed, ..record });
        Ok(())
    }

    /// Deletes object `id`, all its fields, and its entry in the owner index. Gives the number of fields.
    ///
    /// # Errors
    /// [`StateError::NoObject`], and as [`record`](Self::record).
    pub fn delete(&mut self, id: &ObjectId) -> Result<u64, StateError> {
        self.delete_paid(id, |_| true).map(Option::unwrap_or_default)
    }

    /// As [`delete`](Self::delete), where `pay` is called with the bytes of each field's name and value, before the next
    /// one is looked at, and says whether to go on. `None` where it said no; nothing has changed then. No value is copied.
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
            self.journal.write_owner_entry(&owner, &record.contract, id, false);
        }
        self.journal.write_object(id, SlotValue::Absent);
        for key in &fields {
            self.journal.unset(key);
        }
        Ok(Some(fields.len() as u64))
    }

    /// The oldest object of `contract` which `owner` owns, default objects apart. Each of their objects is read once in the
    /// life of the journal, so the cost does not depend on how many have come and gone; those of other contracts are never
    /// read.
    ///
    /// # Errors
    /// As [`record`](Self::record).
    pub fn oldest_owned(&mut self, owner: &Address, contract: &Address) -> Result<Option<ObjectId>, StateError> {
        let key = (*owner, *contract);
        match self.journal.layer.accel.owners.get(&key).map(|set| (set.ids.first().copied(), set.complete)) {
            Some((Some(id), _)) if self.is_of(&id, contract)? => return Ok(Some(id)),
            Some((None, true)) => return Ok(None),
            _ => {}
        }
        let mut set = match self.journal.layer.accel.owners.get(&key) {
            Some(set) => set.clone(),
            None => self.parent_set(&key)?,
        };
        let oldest = loop {
            match set.ids.first().copied() {
                Some(id) if self.is_of(&id, contract)? => break Some(id),
                Some(id) => drop(set.ids.remove(&id)),
                None if set.complete => break None,
                None => {
                    let journal = &*self.journal;
                    set.read_page(&key, |prefix, after, limit| journal.scan_unnoted(prefix, Some(after), limit))?;
                }
            }
        };
        if let Some(parent) = &mut self.journal.parent {
            parent.reads.owner_queries.push(key);
        }
        self.journal.layer.accel.owners.insert(key, set);
        Ok(oldest)
    }

    /// The set of an owner and contract as the parent knows it, with what was written since.
    fn parent_set(&self, key: &OwnerKey) -> Result<OwnedSet, StateError> {
        let Some(parent) = &self.journal.parent else { return Ok(OwnedSet::default()) };
        let set = parent.view.owned_set(key, PARENT_PAGE)?;
        Ok(set.after_changes(key, self.journal.layer.undo.owner_changes()))
    }

    /// True if object `id` is `contract`'s. The prefix of an id proves nothing: the record has the last word.
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
        page.iter().map(|(key, _)| keys::owner_entry_object(key)).collect()
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

    /// Bytes that a field of object `id` takes in the store, its type's descriptor among them. A field longer than `most`
    /// bytes is not read; only its length is.
    ///
    /// # Errors
    /// As [`record`](Self::record).
    pub fn field_len_within(&mut self, id: &ObjectId, name: &[u8], most: u64) -> Result<Within<u64>, StateError> {
        let (object, key) = (self.journal.loaded_object(id)?, keys::field_ref(id, name));
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
        let object = self.journal.loaded_object(id)?;
        if self.journal.value(object).is_none() {
            return Err(StateError::NoObject(*id));
        }
        let head = StoredField::head(descriptor.len())?;
        let slot = self.journal.set_predicted(keys::field_ref(id, name), &[&head, descriptor, value]);
        if self.journal.is_new(object) {
            // No field outlives its object, so a new one has none in the store.
            self.journal.infer_base(slot, SlotValue::Absent);
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

    fn put_record(&mut self, id: &ObjectId, record: &ObjectRecord) {
        self.journal.write_object(id, SlotValue::Value(record.encode()[..].into()));
    }
}

/// The record of object `id`, decoded and put into the record cache.
fn decode_record<'j>(journal: &'j mut Journal, id: &ObjectId) -> Result<Option<&'j ObjectRecord>, StateError> {
    let slot = journal.loaded_object(id)?;
    let Some(bytes) = journal.value(slot) else { return Ok(None) };
    let record = ObjectRecord::decode(id, bytes)?;
    Ok(Some(journal.layer.accel.records.insert(id, slot, record)))
}
