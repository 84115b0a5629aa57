//! Audit: a check of a whole store, every row of a snapshot against what the others say.

use crate::key_space::{CONTRACTS, MODULES, OBJECTS, OWNER_INDEX};
use crate::{LtHash, ObjectRecord, Reader, StateError, keys};
use allod_core::{Address, Hash, ObjectId, Ownership};

/// The counts of a store in which every row is right. Rows of others, under keys outside of
/// [`keys::KEY_SPACES`], are not counted.
///
/// ```
/// use allod_core::{Address, ObjectId};
/// use allod_state::{Journal, LtHash, MemoryStorage, Storage, StoreFault, keys, root::audit::audit};
/// use std::sync::Arc;
///
/// let (store, till) = (Arc::new(MemoryStorage::new()), Address([7; 20]));
/// let id = ObjectId::new(&till, 1, 0);
/// let mut journal = Journal::new(store.clone());
/// journal.objects().create(&id, &till)?;
/// store.write(&journal.take_batch()?)?;
/// let found = audit(&*store, |_, _| Ok(()))?;
/// assert_eq!((found.rows, found.objects, found.root), (2, 1, LtHash::recomputed(&*store)?.root()));
/// store.delete(&keys::owned(&till, &id))?;
/// let error = audit(&*store, |_, _| Ok(())).unwrap_err();
/// assert_eq!(error.fault(), Some(StoreFault::Damaged), "no entry says who owns the object");
/// # Ok::<_, allod_state::StateError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Audit {
    /// The root of the state, worked out from the rows.
    pub root: Hash,
    /// All rows.
    pub rows: u64,
    /// Objects.
    pub objects: u64,
    /// Contracts.
    pub contracts: u64,
    /// Modules. Contracts of the same code share one.
    pub modules: u64,
}

/// Reads every row of `store`, which must not change meanwhile, and checks that
///
/// - the root that it says, if it says one, is that of its rows;
/// - each module is the one that its hash names;
/// - each object's record is one, and the index of who owns what lists those that belong to an address, and no others;
/// - the rows that `see` is shown, which are all of them, are right to the caller too.
///
/// It takes a microsecond or two for each row, and memory for none of them.
///
/// # Errors
/// [`StateError::Corrupt`] for the first row that is wrong, what `see` says, and what the store says.
pub fn audit(
    store: &dyn Reader,
    mut see: impl FnMut(&[u8], &[u8]) -> Result<(), StateError>,
) -> Result<Audit, StateError> {
    let (mut found, mut sum, mut owned) = (Audit::default(), LtHash::default(), Owned::default());
    let mut wrong = None;
    for space in &keys::KEY_SPACES {
        store.visit(&[space.letter], None, &mut |key, value| {
            found.rows += 1;
            sum.update(key, None, Some(value));
            let checked = match *space {
                OBJECTS => object(key, value).map(|(id, record)| {
                    found.objects += 1;
                    if let Ownership::Address(owner) = record.ownership {
                        owned.listed(&owner, &id);
                    }
                }),
                OWNER_INDEX => entry(key).map(|(owner, id)| owned.entered(&owner, &id)),
                CONTRACTS => {
                    found.contracts += 1;
                    Ok(())
                }
                MODULES => {
                    found.modules += 1;
                    module(key, value)
                }
                _ => Ok(()),
            };
            wrong = checked.and_then(|()| see(key, value)).err();
            wrong.is_none()
        })?;
        if let Some(wrong) = wrong {
            return Err(wrong);
        }
    }
    owned.check()?;
    found.root = sum.root();
    let key = keys::metadata(keys::ROOT_NAME);
    if store.get(&key)?.is_some() {
        let says = LtHash::of_store(store)?.root();
        if says != found.root {
            let why = format!("it says root {says}, and the rows have root {}", found.root);
            return Err(StateError::corrupt("state root", &key, why));
        }
    }
    Ok(found)
}

fn object(key: &[u8], value: &[u8]) -> Result<(ObjectId, ObjectRecord), StateError> {
    let id = key.get(1..).and_then(|id| Some(ObjectId(id.try_into().ok()?)));
    let id = id.ok_or_else(|| StateError::corrupt("object record", key, "its key is none of an object"))?;
    Ok((id, ObjectRecord::decode(&id, value)?))
}

fn entry(key: &[u8]) -> Result<(Address, ObjectId), StateError> {
    let parts = key.get(1..).and_then(|rest| rest.split_first_chunk());
    let parts = parts.and_then(|(owner, id)| Some((Address(*owner), ObjectId(id.try_into().ok()?))));
    parts.ok_or_else(|| StateError::corrupt("entry of the owner index", key, "its key is no owner and object"))
}

fn module(key: &[u8], value: &[u8]) -> Result<(), StateError> {
    let hash = Hash::of_code(value);
    match *key == *keys::code(&hash) {
        true => Ok(()),
        false => Err(StateError::corrupt("module", key, format!("its hash is {hash}"))),
    }
}

/// Two lists compared without either being kept: the number of their entries and the sum of their hashes.
#[derive(Default)]
struct Owned {
    listed: (u64, u128),
    entered: (u64, u128),
}

impl Owned {
    fn listed(&mut self, owner: &Address, id: &ObjectId) {
        count(&mut self.listed, owner, id);
    }

    fn entered(&mut self, owner: &Address, id: &ObjectId) {
        count(&mut self.entered, owner, id);
    }

    fn check(&self) -> Result<(), StateError> {
        if self.listed == self.entered {
            return Ok(());
        }
        let why = format!("{} objects belong to an address, and it has {} entries", self.listed.0, self.entered.0);
        Err(StateError::corrupt(
            "owner index",
            &[OWNER_INDEX.letter],
            format!("{why}, or the same number of other ones"),
        ))
    }
}

fn count((number, sum): &mut (u64, u128), owner: &Address, id: &ObjectId) {
    let hash = blake3::Hasher::new().update(&owner.0).update(&id.0).finalize();
    let (words, _) = hash.as_bytes().as_chunks::<16>();
    *number += 1;
    *sum = words.first().map_or(*sum, |word| sum.wrapping_add(u128::from_le_bytes(*word)));
}
