//! Key layout of the store: one table of key spaces, and the only code that makes or takes apart a key.
//!
//! | letter | then | holds |
//! |---|---|---|
//! | `o` | object id (32) | the object's record |
//! | `f` | object id (32), field name | the field's type and value |
//! | `w` | owner (20), object id (32) | nothing: the entry says that the owner has the object |
//! | `c` | address (20) | the contract's record |
//! | `m` | code hash (32) | the module |
//! | `b` | address (20) | its balance |
//! | `n` | address (20) | its nonce |
//! | `r` | number of the last transaction (8, big-endian) | a segment of receipts, up to that one |
//! | `g` | name | metadata of the whole store |
//! | `s` | contract (20), key | the contract's own storage |
//! | `x` | digest of a transaction, without its last 8 bytes (24) | the number of the transaction, if the store keeps this index |
//! | `e` | contract (20), a tag of the event's name (8), number of the transaction (8, big-endian) | nothing: its receipt has such an event, if the store keeps this index |
//! | `a` | key | a row of the application: of the chain's own code, which no contract reads |
//!
//! [`KEY_SPACES`] is the same table as data. The state root, the ordered index and the schema check ask it; none of them
//! names a letter of its own.
//!
//! Keys that begin with any other byte are outside of the layout: an embedder that brings a store may keep rows of its
//! own there. The engine never reads or writes them, and they are in no state root.
//!
//! The letter fixes the width of every part but the last, and only the last part may vary in length. So two keys are
//! equal only if all their parts are.

pub(crate) use crate::key_space::scan_class;
pub use crate::key_space::{
    BLOCK_NAME, CHAIN_NAME, EVENT_INDEX_NAME, GENESIS_NAME, IMPORT_NAME, InRoot, KEY_SPACES, KeySpace,
    RECEIPT_INDEX_NAME, ROOT_NAME, RULES_NAME, SCHEMA, SCHEMA_NAME, ScanClass, TRANSACTION_NAME, in_state_root, space,
};

use crate::StateError;
use crate::key_space::{
    APPLICATION, BALANCES, CONTRACT_STORAGE, CONTRACTS, EVENT_INDEX, FIELDS, METADATA, MODULES, NONCES, OBJECTS,
    OWNER_INDEX, RECEIPT_INDEX, RECEIPTS,
};
use crate::map::accelerators::SHORT_COMPARE;
use crate::map::inline_bytes::InlineBytes;
use allod_core::{Address, Hash, ObjectId, eq_short};

/// Bytes of a key that fit in place; a longer key is on the heap. Two bytes less than a cache line.
const INLINE: usize = 62;

/// Key of the store.
///
/// ```
/// use allod_core::Address;
/// use allod_state::{Key, keys};
///
/// let key = keys::balance(&Address([7; 20]));
/// assert_eq!((key[0], &key[1..]), (b'b', &[7; 20][..]));
/// assert_eq!(Key::from(&key[..]), key);
/// assert!(key < keys::nonce(&Address([7; 20])), "in the order of their bytes");
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Key(InlineBytes<INLINE>);

const _: () = assert!(size_of::<Key>() == 64);

impl Key {
    #[inline(always)]
    fn new<const A: usize, const B: usize>(space: &KeySpace, a: &[u8; A], b: &[u8; B], tail: &[u8]) -> Self {
        Self(InlineBytes::of_parts(space.letter, a, b, tail))
    }

    /// Bytes of it that are on the heap.
    pub(crate) fn heap_len(&self) -> usize {
        self.0.heap_len()
    }
}

impl From<&[u8]> for Key {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.into())
    }
}

impl std::ops::Deref for Key {
    type Target = [u8];
    #[inline]
    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl AsRef<[u8]> for Key {
    fn as_ref(&self) -> &[u8] {
        self
    }
}

impl std::borrow::Borrow<[u8]> for Key {
    fn borrow(&self) -> &[u8] {
        self
    }
}

/// Borrowed parts of a key. Comparing them with a key costs less than making a key and hashing it.
#[derive(Clone, Copy)]
pub(crate) struct KeyRef<'k, const N: usize> {
    letter: u8,
    name: &'k [u8; N],
    tail: &'k [u8],
}

impl<const N: usize> KeyRef<'_, N> {
    /// The key that the parts make.
    #[inline]
    pub(crate) fn to_key(self) -> Key {
        Key(InlineBytes::of_parts(self.letter, self.name, &[], self.tail))
    }

    /// The [`fingerprint`] of the key.
    #[inline]
    pub(crate) fn fingerprint(&self) -> u8 {
        self.letter ^ spread(self.name)
    }

    /// True if `key` is the key that the parts make.
    #[inline]
    pub(crate) fn matches(&self, key: &Key) -> bool {
        let Some((letter, rest)) = key.split_first() else { return false };
        let Some((name, tail)) = rest.split_first_chunk::<N>() else { return false };
        *letter == self.letter
            && name == self.name
            && if SHORT_COMPARE { eq_short(tail, self.tail) } else { tail == self.tail }
    }
}

/// Fingerprint of a key: one byte in which it differs from most others, as a Swiss table keeps of a hash.
#[inline]
pub(crate) fn fingerprint(key: &[u8]) -> u8 {
    let Some((letter, rest)) = key.split_first() else { return 0 };
    let name = match *letter == OBJECTS.letter || *letter == FIELDS.letter {
        true => rest.first_chunk::<{ ObjectId::LEN }>().map(spread),
        false => rest.first_chunk::<{ Address::LEN }>().map(spread),
    };
    name.map_or(0, |name| letter ^ name)
}

/// One byte of an id or address. Objects of one contract differ in the last bytes of two numbers: their transaction's,
/// which ends 5 bytes before the id does, and their own within it, which ends the id.
#[inline]
pub(crate) fn spread<const N: usize>(name: &[u8; N]) -> u8 {
    name[N - 5] ^ name[N - 1]
}

/// True if `key` is that of an object's record.
#[inline]
pub(crate) fn is_object(key: &Key) -> bool {
    key.first() == Some(&OBJECTS.letter)
}

/// True if `key` is an entry of the owner index.
#[inline]
pub(crate) fn is_owner_entry(key: &Key) -> bool {
    key.first() == Some(&OWNER_INDEX.letter)
}

/// Key of an object's record.
#[inline]
pub fn object(id: &ObjectId) -> Key {
    object_ref(id).to_key()
}

/// Parts of the key of an object's record.
#[inline]
pub(crate) fn object_ref(id: &ObjectId) -> KeyRef<'_, { ObjectId::LEN }> {
    KeyRef { letter: OBJECTS.letter, name: &id.0, tail: &[] }
}

/// Key of a field of an object.
#[inline]
pub fn field(id: &ObjectId, name: &[u8]) -> Key {
    field_ref(id, name).to_key()
}

/// Parts of the key of a field of an object.
#[inline]
pub(crate) fn field_ref<'k>(id: &'k ObjectId, name: &'k [u8]) -> KeyRef<'k, { ObjectId::LEN }> {
    KeyRef { letter: FIELDS.letter, name: &id.0, tail: name }
}

/// Prefix of the keys of all fields of an object, and of no other key.
#[inline]
pub fn fields(id: &ObjectId) -> Key {
    field(id, &[])
}

/// Name of the field that `key` is for; `None` for a key of another space.
pub fn field_name(key: &[u8]) -> Option<&[u8]> {
    key.strip_prefix(&[FIELDS.letter])?.get(ObjectId::LEN..)
}

/// Length of the prefix that [`fields`] gives.
pub(crate) const FIELDS_LEN: usize = 1 + FIELDS.width;

/// The object whose field `key` is for; `None` for a key of another space.
pub(crate) fn fields_of(key: &[u8]) -> Option<ObjectId> {
    ObjectId::try_from(key.strip_prefix(&[FIELDS.letter])?.get(..ObjectId::LEN)?).ok()
}

/// Key of the owner index entry which says that `owner` has object `id`.
#[inline]
pub fn owned(owner: &Address, id: &ObjectId) -> Key {
    Key::new(&OWNER_INDEX, &owner.0, &id.0, &[])
}

/// Prefix of the owner index entries of all objects of an address, and of no other key.
#[inline]
pub fn owned_by(owner: &Address) -> Key {
    Key::new(&OWNER_INDEX, &owner.0, &[], &[])
}

/// Prefix of the owner index entries of an address's objects whose ids begin with `prefix`, and of no other key: those of
/// one contract.
#[inline]
pub fn owned_with_prefix(owner: &Address, prefix: &[u8; 20]) -> Key {
    Key::new(&OWNER_INDEX, &owner.0, prefix, &[])
}

/// The object that an owner index entry is for.
///
/// # Errors
/// [`StateError::Corrupt`] for a key that is no such entry.
pub(crate) fn owner_entry_object(key: &[u8]) -> Result<ObjectId, StateError> {
    owned_object(key).ok_or_else(|| StateError::corrupt("index entry", key, "not an owner and an object id"))
}

/// The object that an owner index entry is for; `None` for a key that is no such entry.
pub fn owned_object(key: &[u8]) -> Option<ObjectId> {
    ObjectId::try_from(key.strip_prefix(&[OWNER_INDEX.letter])?.get(Address::LEN..)?).ok()
}

/// Key of a contract's record.
#[inline]
pub fn contract(address: &Address) -> Key {
    contract_ref(address).to_key()
}

/// Parts of the key of a contract's record.
#[inline]
pub(crate) fn contract_ref(address: &Address) -> KeyRef<'_, { Address::LEN }> {
    KeyRef { letter: CONTRACTS.letter, name: &address.0, tail: &[] }
}

/// Prefix of the keys of all contracts' records, and of no other key.
pub fn contracts_prefix() -> &'static [u8] {
    const { &[CONTRACTS.letter] }
}

/// The contract whose record `key` is for; `None` for a key of another space.
pub fn contract_address(key: &[u8]) -> Option<Address> {
    Address::try_from(key.strip_prefix(&[CONTRACTS.letter])?).ok()
}

/// Key of a module.
#[inline]
pub fn code(hash: &Hash) -> Key {
    Key::new(&MODULES, &hash.0, &[], &[])
}

/// Key of an account's balance.
#[inline]
pub fn balance(account: &Address) -> Key {
    Key::new(&BALANCES, &account.0, &[], &[])
}

/// Key of an account's nonce.
#[inline]
pub fn nonce(account: &Address) -> Key {
    Key::new(&NONCES, &account.0, &[], &[])
}

/// Key of the segment of receipts whose last one is that of transaction `last`. Big-endian, so that a store appends.
#[inline]
pub fn receipts(last: u64) -> Key {
    Key::new(&RECEIPTS, &last.to_be_bytes(), &[], &[])
}

/// Prefix of the keys of all segments of receipts, and of no other key.
pub fn receipts_prefix() -> &'static [u8] {
    const { &[RECEIPTS.letter] }
}

/// Key of the entry of the receipt index for the transaction of that digest, or for the receipt of that hash: both begin
/// alike, and differ in their last 8 bytes.
#[inline]
pub fn receipt_index(hash: &Hash) -> Key {
    let mut digest = [0; RECEIPT_INDEX.width];
    digest.copy_from_slice(&hash.0[..RECEIPT_INDEX.width]);
    Key::new(&RECEIPT_INDEX, &digest, &[], &[])
}

/// Key of the entry of the event index which says that the receipt of transaction `number` has an event of `contract` with
/// this tag.
#[inline]
pub fn event_index(contract: &Address, tag: &[u8; 8], number: u64) -> Key {
    let mut rest = [0; 16];
    rest[..8].copy_from_slice(tag);
    rest[8..].copy_from_slice(&number.to_be_bytes());
    Key::new(&EVENT_INDEX, &contract.0, &rest, &[])
}

/// Prefix of the entries of the event index for `contract` and this tag, and of no other key.
pub fn event_index_of(contract: &Address, tag: &[u8; 8]) -> Key {
    Key::new(&EVENT_INDEX, &contract.0, tag, &[])
}

/// Number of the transaction that an entry of the event index is for; `None` for a key that is no such entry.
pub fn event_index_number(key: &[u8]) -> Option<u64> {
    let (space, fixed, _) = split(key).filter(|(space, ..)| space.letter == EVENT_INDEX.letter)?;
    debug_assert_eq!(space.width, fixed.len());
    fixed.last_chunk().map(|number| u64::from_be_bytes(*number))
}

/// Key of the metadata called `name`.
#[inline]
pub fn metadata(name: &[u8]) -> Key {
    Key::new(&METADATA, &[], &[], name)
}

/// Key of a value in a contract's own storage.
#[inline]
pub fn contract_storage(contract: &Address, key: &[u8]) -> Key {
    contract_storage_ref(contract, key).to_key()
}

/// Parts of the key of a value in a contract's own storage.
#[inline]
pub(crate) fn contract_storage_ref<'k>(contract: &'k Address, key: &'k [u8]) -> KeyRef<'k, { Address::LEN }> {
    KeyRef { letter: CONTRACT_STORAGE.letter, name: &contract.0, tail: key }
}

/// Key of the application's row called `name`; without a name, the prefix of all its rows and of no other key.
#[inline]
pub fn application(name: &[u8]) -> Key {
    Key::new(&APPLICATION, &[], &[], name)
}

/// Parts of a key: its space, the part whose width is fixed, and the rest. `None` for a key outside of the layout, and for one
/// that is too short or too long for its space.
pub(crate) fn split(key: &[u8]) -> Option<(&'static KeySpace, &[u8], &[u8])> {
    let space = space(key)?;
    let (fixed, tail) = key[1..].split_at_checked(space.width)?;
    (space.has_tail || tail.is_empty()).then_some((space, fixed, tail))
}

/// The owner that a prefix which [`owned_by`] gave is for; `None` for another prefix.
pub(crate) fn owner_of_all(prefix: &[u8]) -> Option<Address> {
    Address::try_from(prefix.strip_prefix(&[OWNER_INDEX.letter])?).ok()
}

/// The least key above all that begin with `prefix`; `None` if the prefix is empty or all 0xFF, and there is none.
pub fn end_of(prefix: &[u8]) -> Option<Vec<u8>> {
    let last = prefix.iter().rposition(|byte| *byte != 0xFF)?;
    let mut end = prefix[..=last].to_vec();
    end[last] += 1;
    Some(end)
}
