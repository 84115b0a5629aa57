//! Access set: the reads, ranges and writes of a transaction.

use crate::journal::slot::SlotValue;
use crate::journal::tx_log::decode_u64;
use crate::parallel::access::row_key::RowKey;
use crate::parallel::access::row_range::RowRange;
use crate::{ChildJournal, Journal, Key, StateError, keys};
use allod_core::ObjectId;
use std::collections::{BTreeMap, BTreeSet};

/// Bytes that a row takes in an access set beside its key and values: a [`RowChange`] has 112, and each value of it is an
/// allocation.
const ROW_BYTES: usize = 128;

/// Access set of one transaction: all that its outcome depends on, and all that it has changed.
///
/// It is the same on every node, whatever ran beside the transaction and whatever was in a cache. Rules:
/// - A row is read where its value, or its absence, was asked for; also by what was undone later.
/// - A row is written where it was, and was not undone; also where it has the value that it had before.
/// - Fields of an object that was not there before are not among the reads: that there was no object says it all.
/// - An entry of the owner index is never read by itself, only in a range.
///
/// ```
/// use allod_core::Address;
/// use allod_state::{AccessSet, AccessedKeys, ChildJournal, Journal, MemoryStorage, RowChange, RowKey};
/// use std::sync::Arc;
///
/// let (alice, bob) = (Address([1; 20]), Address([2; 20]));
/// let mut journal = Journal::new(Arc::new(MemoryStorage::new()));
/// journal.balances().credit(&alice, 10)?;
/// let view = journal.share();
/// let mut child = ChildJournal::fork(&view, 1);
/// child.journal().balances().transfer(&alice, &bob, 10)?;
/// child.detach();
/// let mut journal = view.into_inner().expect("nobody else holds it");
/// let keys: AccessedKeys = child.accessed_keys(&mut journal)?;
/// let set = AccessSet::collect(&mut journal, &child, keys, &mut 10_000)?;
/// assert_eq!(set.reads, [RowKey::Balance(alice), RowKey::Balance(bob)]);
/// let ten = Some(10_u64.to_le_bytes().to_vec());
/// assert_eq!(set.writes, [
///     RowChange { key: RowKey::Balance(alice), before: ten.clone(), after: None },
///     RowChange { key: RowKey::Balance(bob), before: None, after: ten },
/// ]);
/// assert!(set.ranges.is_empty() && !set.cut);
/// # Ok::<_, allod_state::StateError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccessSet {
    /// The rows read, in the order of their keys, each once.
    pub reads: Vec<RowKey>,
    /// The ranges of rows read, in order, each once.
    pub ranges: Vec<RowRange>,
    /// The rows written, in the order of their keys, each once.
    pub writes: Vec<RowChange>,
    /// True if there was no room for all of it: writes came first, then ranges, then reads.
    pub cut: bool,
}

/// Row that a transaction has written.
///
/// ```
/// use allod_core::Address;
/// use allod_state::{RowChange, RowKey};
///
/// let key = RowKey::Balance(Address([1; 20]));
/// let change = RowChange { key, before: None, after: Some(5_u64.to_le_bytes().to_vec()) };
/// assert!(!change.is_same());
/// assert!(RowChange { after: None, ..change }.is_same());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowChange {
    /// The row.
    pub key: RowKey,
    /// Its value before the transaction, as the store has it; `None` where there was no row.
    pub before: Option<Vec<u8>>,
    /// Its value after the transaction.
    pub after: Option<Vec<u8>>,
}

impl RowChange {
    /// True if the row has the value that it had before.
    pub fn is_same(&self) -> bool {
        self.before == self.after
    }
}

/// Keys that a transaction has read, and ranges of them.
///
/// ```
/// use allod_core::Address;
/// use allod_state::{AccessedKeys, keys};
///
/// let mut accessed = AccessedKeys::default();
/// accessed.reads.insert(keys::nonce(&Address([1; 20])));
/// assert!(accessed.ranges.is_empty());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccessedKeys {
    /// The keys read.
    pub reads: BTreeSet<Key>,
    /// The ranges read.
    pub ranges: BTreeSet<RowRange>,
}

impl ChildJournal {
    /// The keys that the transaction of this child has read. The child is detached and not applied, and `parent` is the
    /// journal of the view that it was forked from.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read.
    pub fn accessed_keys(&self, parent: &mut Journal) -> Result<AccessedKeys, StateError> {
        let own = &self.journal.layer.cache;
        let of_own = own.ids().filter(|slot| *own.base(*slot) != SlotValue::Unknown).map(|slot| &own.slot(slot).key);
        let of_parent = self.reads.slots.iter().map(|slot| &parent.layer.cache.slot(*slot).key);
        let mut reads: BTreeSet<Key> = of_own.chain(of_parent).cloned().collect();
        let mut ranges: BTreeSet<RowRange> = BTreeSet::new();
        for prefix in &self.reads.ranges {
            match keys::field_name(prefix) {
                // A field that was too long to be read.
                Some(name) if !name.is_empty() => drop(reads.insert(prefix.clone())),
                _ => drop(ranges.insert(RowRange::of(prefix))),
            }
        }
        let owned = |(owner, contract): &_| RowRange::Owned { owner: *owner, contract: Some(*contract) };
        ranges.extend(self.reads.owner_queries.iter().map(owned));
        // Bases that were inferred, and not read, must not count: which of them are known depends on what ran before.
        let objects: BTreeSet<ObjectId> = reads.iter().filter_map(|key| keys::fields_of(key)).collect();
        let mut absent = BTreeSet::new();
        for object in objects {
            if parent.read(&keys::object(&object))?.is_none() {
                absent.insert(object);
            }
        }
        let is_of_absent = |key: &Key| keys::fields_of(key).is_some_and(|object| absent.contains(&object));
        reads.retain(|key| !keys::is_owner_entry(key) && !is_of_absent(key));
        Ok(AccessedKeys { reads, ranges })
    }
}

impl AccessSet {
    /// The access set of a transaction that ran in `child`, which is detached and not applied, over `parent`. It has read
    /// `accessed`. As many rows as `allowance` has bytes for are taken, and their bytes are taken off it.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read, [`StateError::Corrupt`] where it holds no balance for an account
    /// that is owed to.
    pub fn collect(
        parent: &mut Journal,
        child: &ChildJournal,
        accessed: AccessedKeys,
        allowance: &mut usize,
    ) -> Result<Self, StateError> {
        let mut set = Self::default();
        for (key, after) in child.written(parent)? {
            let after_len = after.as_ref().map_or(0, Vec::len);
            let before = parent.read(&key)?;
            if !set.pay(allowance, key.len() + after_len + before.map_or(0, <[u8]>::len)) {
                break;
            }
            set.writes.push(RowChange { key: RowKey::of(&key), before: before.map(<[u8]>::to_vec), after });
        }
        for range in accessed.ranges {
            if set.pay(allowance, range.prefix().len()) {
                set.ranges.push(range);
            }
        }
        for key in &accessed.reads {
            if !set.pay(allowance, key.len()) {
                break;
            }
            set.reads.push(RowKey::of(key));
        }
        Ok(set)
    }

    /// Takes a row of so many bytes off `allowance`. Where there is no room, the set is cut, and takes no more.
    fn pay(&mut self, allowance: &mut usize, bytes: usize) -> bool {
        match allowance.checked_sub(ROW_BYTES + bytes).filter(|_| !self.cut) {
            Some(left) => *allowance = left,
            None => self.cut = true,
        }
        !self.cut
    }
}

impl ChildJournal {
    /// The keys that the child has written, in order, with their values: what it owes to an account is in the balance.
    fn written(&self, parent: &mut Journal) -> Result<BTreeMap<Key, Option<Vec<u8>>>, StateError> {
        let own = &self.journal.layer;
        let value = |slot| own.value(slot).map(<[u8]>::to_vec);
        let rows = own.cache.dirty().map(|slot| (own.cache.slot(slot).key.clone(), value(slot)));
        let mut written: BTreeMap<Key, Option<Vec<u8>>> = rows.collect();
        if let Some((account, amount)) = own.log.credit.owed() {
            let key = keys::balance(&account);
            let balance = match written.get(&key) {
                Some(balance) => balance.clone(),
                None => parent.read(&key)?.map(<[u8]>::to_vec),
            };
            let balance = balance.map(|bytes| decode_u64("balance", &key, &bytes)).transpose()?.unwrap_or(0);
            written.insert(key, Some(balance.saturating_add(amount).to_le_bytes().to_vec()));
        }
        Ok(written)
    }
}
