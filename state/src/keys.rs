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
//! | `r` | hash (32) | the receipt |
//! | `g` | name | a figure of the whole store |
//! | `s` | contract (20), key | the contract's own storage |
//!
//! The letter tells how wide everything before the last part is, and only the last part may vary. So two keys are
//! the same only where all their parts are.

use allod_core::{Address, Hash, ObjectId};

/// The version of this layout. A store says which one it was written with.
pub const SCHEMA: u32 = 1;
/// The name, under letter `g`, where a store says its schema version.
pub const SCHEMA_NAME: &[u8] = b"schema";

/// A key takes this many bytes in place, more than that on the heap.
const INLINE: usize = 62;

/// A key of the store.
#[derive(Clone)]
pub struct Key(Bytes);

#[derive(Clone)]
enum Bytes {
    Inline { len: u8, bytes: [u8; INLINE] },
    Heap(Vec<u8>),
}

impl Key {
    // In line, the widths of the parts are known and each is a few moves.
    #[inline(always)]
    fn new(letter: u8, fixed: &[&[u8]], tail: &[u8]) -> Self {
        let len = 1 + fixed.iter().map(|part| part.len()).sum::<usize>() + tail.len();
        if len > INLINE {
            let mut key = Vec::with_capacity(len);
            key.push(letter);
            fixed.iter().for_each(|part| key.extend_from_slice(part));
            key.extend_from_slice(tail);
            return Self(Bytes::Heap(key));
        }
        let mut bytes = [0; INLINE];
        bytes[0] = letter;
        let mut at = 1;
        for part in fixed.iter().chain([&tail]) {
            bytes[at..at + part.len()].copy_from_slice(part);
            at += part.len();
        }
        Self(Bytes::Inline { len: len as u8, bytes })
    }
}

impl std::ops::Deref for Key {
    type Target = [u8];
    #[inline]
    fn deref(&self) -> &[u8] {
        match &self.0 {
            Bytes::Inline { len, bytes } => &bytes[..usize::from(*len)],
            Bytes::Heap(bytes) => bytes,
        }
    }
}

impl AsRef<[u8]> for Key {
    fn as_ref(&self) -> &[u8] {
        self
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self[..] == other[..]
    }
}

impl Eq for Key {}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Key({})", self.escape_ascii())
    }
}

/// Where an object's record is.
pub fn object(id: &ObjectId) -> Key {
    Key::new(b'o', &[&id.0], &[])
}

/// Where a field of an object is.
pub fn field(id: &ObjectId, name: &[u8]) -> Key {
    Key::new(b'f', &[&id.0], name)
}

/// What the keys of all fields of an object begin with, and no other key.
pub fn fields(id: &ObjectId) -> Key {
    field(id, &[])
}

/// The name of the field that `key` is for; `None` where it is for no field.
pub fn field_name(key: &[u8]) -> Option<&[u8]> {
    key.strip_prefix(b"f")?.get(ObjectId::LEN..)
}

/// Where it says that an object is an address's.
pub fn owned(owner: &Address, id: &ObjectId) -> Key {
    Key::new(b'w', &[&owner.0, &id.0], &[])
}

/// What the index keys of all objects of an address begin with, and no other key.
pub fn owned_by(owner: &Address) -> Key {
    Key::new(b'w', &[&owner.0], &[])
}

/// What the index keys begin with of all objects of an address whose ids carry `tag`.
pub fn owned_with_tag(owner: &Address, tag: &[u8; 8]) -> Key {
    Key::new(b'w', &[&owner.0, tag], &[])
}

/// The object that an index key is for; `None` where it is no index key.
pub fn owned_object(key: &[u8]) -> Option<ObjectId> {
    ObjectId::try_from(key.strip_prefix(b"w")?.get(Address::LEN..)?).ok()
}

/// Where a contract's record is.
pub fn contract(address: &Address) -> Key {
    Key::new(b'c', &[&address.0], &[])
}

/// Where a module is.
pub fn code(hash: &Hash) -> Key {
    Key::new(b'm', &[&hash.0], &[])
}

/// Where a balance is.
pub fn balance(account: &Address) -> Key {
    Key::new(b'b', &[&account.0], &[])
}

/// Where a nonce is.
pub fn nonce(account: &Address) -> Key {
    Key::new(b'n', &[&account.0], &[])
}

/// Where a receipt is.
pub fn receipt(hash: &Hash) -> Key {
    Key::new(b'r', &[&hash.0], &[])
}

/// Where a figure of the whole store is.
pub fn meta(name: &[u8]) -> Key {
    Key::new(b'g', &[], name)
}

/// Where a contract's own value is.
pub fn contract_storage(contract: &Address, key: &[u8]) -> Key {
    Key::new(b's', &[&contract.0], key)
}

/// The least key above all that begin with `prefix`; `None` where there is none, the prefix being all 0xFF.
pub fn end_of(prefix: &[u8]) -> Option<Vec<u8>> {
    let last = prefix.iter().rposition(|byte| *byte != 0xFF)?;
    let mut end = prefix[..=last].to_vec();
    end[last] += 1;
    Some(end)
}
