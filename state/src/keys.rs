//! How every key of the store is laid out. Nothing else knows.
//!
//! | letter | then | holds |
//! |---|---|---|
//! | `o` | object id (32) | the object's record |
//! | `f` | object id (32), field name | the field's type and value |
//! | `w` | owner (20), object id (32) | nothing: the object is that address's |
//! | `c` | address (20) | the contract's record |
//! | `m` | code hash (32) | the module |
//! | `b` | address (20) | its balance |
//! | `n` | address (20) | its nonce |
//! | `r` | number of the last transaction (8, big-endian) | receipts of a block, up to that one |
//! | `g` | name | a figure of the whole store |
//! | `s` | contract (20), key | the contract's own storage |
//!
//! Keys that begin with any other byte are none of the engine's: whoever gives it a store may keep rows of their own
//! there, in whose values it has no part and which are in no state root.
//!
//! The letter tells how wide everything before the last part is, and only the last part may vary. So two keys are
//! the same only where all their parts are.

use crate::map::inline_bytes::InlineBytes;
use allod_core::{Address, Hash, ObjectId, eq_short};

/// The version of this layout. A store says which one it was written with.
pub const SCHEMA: u32 = 7;
/// The name, under letter `g`, where a store says its schema version.
pub const SCHEMA_NAME: &[u8] = b"schema";

/// The letters of the tables whose rows are checked one by one.
pub(crate) const OBJECTS: u8 = b'o';
pub(crate) const OWNERS: u8 = b'w';
pub(crate) const CONTRACTS: u8 = b'c';
pub(crate) const MODULES: u8 = b'm';

/// The name, under letter `g`, where a store says which chain's state it holds.
pub const CHAIN_NAME: &[u8] = b"chain";
/// The first byte of every key of the layout.
pub const LETTERS: &[u8] = b"ofwcmbnrgs";

/// The name where it stands how far the store has come, as the engine encodes it.
pub const BLOCK_NAME: &[u8] = b"block";
/// The name where it stands how many transactions there were since genesis.
pub const TRANSACTION_NAME: &[u8] = b"transaction";
/// The name of the lattice that the state's root is the hash of. A store that has rows and none of these holds changes
/// that were not worked into it yet.
pub const ROOT_NAME: &[u8] = b"root";

/// A key takes this many bytes in place, more than that on the heap.
const INLINE: usize = 62;

/// A key of the store.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Key(InlineBytes<INLINE>);

impl Key {
    #[inline(always)]
    fn new<const A: usize, const B: usize>(letter: u8, a: &[u8; A], b: &[u8; B], tail: &[u8]) -> Self {
        Self(InlineBytes::of_parts(letter, a, b, tail))
    }

    /// How many of its bytes are on the heap.
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

/// What a key is made of. To compare these with a key is cheaper than to make one.
#[derive(Clone, Copy)]
pub(crate) struct KeyRef<'k, const N: usize> {
    letter: u8,
    name: &'k [u8; N],
    tail: &'k [u8],
}

impl<const N: usize> KeyRef<'_, N> {
    /// The key.
    #[inline]
    pub(crate) fn to_key(&self) -> Key {
        Key::new(self.letter, self.name, &[], self.tail)
    }

    /// The [`fingerprint`] of the key.
    #[inline]
    pub(crate) fn fingerprint(&self) -> u8 {
        self.letter ^ self.name[N - 5] ^ self.name[N - 1]
    }

    /// Whether `key` is made of them.
    #[inline]
    pub(crate) fn matches(&self, key: &Key) -> bool {
        let Some((letter, rest)) = key.split_first() else { return false };
        let Some((name, tail)) = rest.split_first_chunk::<N>() else { return false };
        *letter == self.letter && name == self.name && eq_short(tail, self.tail)
    }
}

/// A byte of a key in which it differs from most others: objects of one contract differ in the numbers of their
/// transactions and in their own.
#[inline]
pub(crate) fn fingerprint(key: &[u8]) -> u8 {
    match key {
        [letter @ (b'o' | b'f'), id @ ..] => id.get(..ObjectId::LEN).map_or(0, |id| letter ^ id[27] ^ id[31]),
        [letter, name @ ..] => name.get(..Address::LEN).map_or(0, |name| letter ^ name[15] ^ name[19]),
        [] => 0,
    }
}

/// Whether `key` is that of an object's record.
pub(crate) fn is_object(key: &Key) -> bool {
    key.first() == Some(&b'o')
}

/// Whether `key` is an entry of the index of who owns what.
#[inline]
pub(crate) fn is_entry(key: &Key) -> bool {
    key.first() == Some(&b'w')
}

/// Where an object's record is.
#[inline]
pub fn object(id: &ObjectId) -> Key {
    object_ref(id).to_key()
}

/// What the key of an object's record is made of.
#[inline]
pub(crate) fn object_ref(id: &ObjectId) -> KeyRef<'_, { ObjectId::LEN }> {
    KeyRef { letter: b'o', name: &id.0, tail: &[] }
}

/// Where a field of an object is.
#[inline]
pub fn field(id: &ObjectId, name: &[u8]) -> Key {
    field_ref(id, name).to_key()
}

/// What the key of a field of an object is made of.
#[inline]
pub(crate) fn field_ref<'k>(id: &'k ObjectId, name: &'k [u8]) -> KeyRef<'k, { ObjectId::LEN }> {
    KeyRef { letter: b'f', name: &id.0, tail: name }
}

/// What the keys of all fields of an object begin with, and no other key.
#[inline]
pub fn fields(id: &ObjectId) -> Key {
    field(id, &[])
}

/// The name of the field that `key` is for; `None` where it is for no field.
pub fn field_name(key: &[u8]) -> Option<&[u8]> {
    key.strip_prefix(b"f")?.get(ObjectId::LEN..)
}

/// How long what the keys of an object's fields begin with is.
pub(crate) const FIELDS_LEN: usize = 1 + ObjectId::LEN;

/// The object whose field `key` is for; `None` where it is for no field.
pub(crate) fn fields_of(key: &[u8]) -> Option<ObjectId> {
    ObjectId::try_from(key.strip_prefix(b"f")?.get(..ObjectId::LEN)?).ok()
}

/// Where it says that an object is an address's.
#[inline]
pub fn owned(owner: &Address, id: &ObjectId) -> Key {
    Key::new(b'w', &owner.0, &id.0, &[])
}

/// What the index keys of all objects of an address begin with, and no other key.
#[inline]
pub fn owned_by(owner: &Address) -> Key {
    Key::new(b'w', &owner.0, &[], &[])
}

/// What the index keys of all objects of an address whose ids begin with `prefix` begin with, and no other key: those
/// of one contract.
#[inline]
pub fn owned_with_prefix(owner: &Address, prefix: &[u8; 20]) -> Key {
    Key::new(b'w', &owner.0, prefix, &[])
}

/// The object that an index key is for; `None` where it is no index key.
pub fn owned_object(key: &[u8]) -> Option<ObjectId> {
    ObjectId::try_from(key.strip_prefix(b"w")?.get(Address::LEN..)?).ok()
}

/// Where a contract's record is.
#[inline]
pub fn contract(address: &Address) -> Key {
    contract_ref(address).to_key()
}

/// What the key of a contract's record is made of.
#[inline]
pub(crate) fn contract_ref(address: &Address) -> KeyRef<'_, { Address::LEN }> {
    KeyRef { letter: b'c', name: &address.0, tail: &[] }
}

/// What the keys of all contracts' records begin with, and no other key.
pub fn contracts_prefix() -> &'static [u8] {
    b"c"
}

/// The contract whose record `key` is for; `None` where it is for none.
pub fn contract_address(key: &[u8]) -> Option<Address> {
    Address::try_from(key.strip_prefix(b"c")?).ok()
}

/// Where a module is.
#[inline]
pub fn code(hash: &Hash) -> Key {
    Key::new(b'm', &hash.0, &[], &[])
}

/// Where a balance is.
#[inline]
pub fn balance(account: &Address) -> Key {
    Key::new(b'b', &account.0, &[], &[])
}

/// Where a nonce is.
#[inline]
pub fn nonce(account: &Address) -> Key {
    Key::new(b'n', &account.0, &[], &[])
}

/// Where receipts are, the last of them that of transaction `last`. In order of their numbers, so that a store appends.
#[inline]
pub fn receipts(last: u64) -> Key {
    Key::new(b'r', &last.to_be_bytes(), &[], &[])
}

/// What the keys of all receipts begin with, and no other key.
pub fn receipts_prefix() -> &'static [u8] {
    b"r"
}

/// Where a figure of the whole store is.
#[inline]
pub fn meta(name: &[u8]) -> Key {
    Key::new(b'g', &[], &[], name)
}

/// Where a contract's own value is.
#[inline]
pub fn contract_storage(contract: &Address, key: &[u8]) -> Key {
    Key::new(b's', &contract.0, &[], key)
}

/// The least key above all that begin with `prefix`; `None` where there is none, the prefix being all 0xFF.
pub fn end_of(prefix: &[u8]) -> Option<Vec<u8>> {
    let last = prefix.iter().rposition(|byte| *byte != 0xFF)?;
    let mut end = prefix[..=last].to_vec();
    end[last] += 1;
    Some(end)
}
