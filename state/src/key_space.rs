//! Key spaces: the table of what each first letter of a key stands for.
//!
//! The state root, the ordered index, the schema check and the constructors of [`keys`](crate::keys) ask this table; none
//! of them names a letter of its own. A new table of the state is one row here.

use allod_core::{Address, Hash, ObjectId};

/// Version of this layout. A store says which one it was written with, under [`SCHEMA_NAME`].
pub const SCHEMA: u32 = 8;
/// Name of the metadata that holds a store's schema version: 4 bytes, little-endian.
pub const SCHEMA_NAME: &[u8] = b"schema";
/// Name of the metadata that holds the chain id of a store's state: 8 bytes, little-endian.
pub const CHAIN_NAME: &[u8] = b"chain";
/// Name of the metadata that holds the head of the chain, as the engine encodes it.
pub const BLOCK_NAME: &[u8] = b"block";
/// Name of the metadata that holds the number of transactions since genesis: 8 bytes, little-endian.
pub const TRANSACTION_NAME: &[u8] = b"transaction";
/// Name of the metadata that holds the lattice whose hash is the state root. A store that has rows but no lattice holds
/// changes that were not added to it yet.
pub const ROOT_NAME: &[u8] = b"root";
/// Name of the metadata that marks a store into which a state is being imported, until all of it is there: no bytes.
pub const IMPORT_NAME: &[u8] = b"import";
/// Name of the metadata that holds the rules a store's state came about under, by height, as the engine encodes them.
pub const RULES_NAME: &[u8] = b"rules";
/// Name of the metadata that says that the index of receipts is complete: no bytes.
pub const RECEIPT_INDEX_NAME: &[u8] = b"receipt index";
/// Name of the metadata that says up to which transaction all are in the index of events: 8 bytes, little-endian.
pub const EVENT_INDEX_NAME: &[u8] = b"event index";
/// Name of the metadata that holds the hash of the genesis a store's state began with: 32 bytes.
pub const GENESIS_NAME: &[u8] = b"genesis";

/// Key space: all keys that begin with one letter.
///
/// ```
/// use allod_core::Address;
/// use allod_state::keys;
///
/// let space = keys::space(&keys::balance(&Address([1; 20]))).expect("a key of the layout");
/// assert_eq!((space.letter, space.noun, space.width, space.has_tail), (b'b', "balance", 20, false));
/// assert_eq!(keys::space(b"!mine"), None, "an embedder's own");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeySpace {
    /// The first byte of every key in it.
    pub letter: u8,
    /// A row of it, as errors call it.
    pub noun: &'static str,
    /// Bytes of the parts behind the letter whose width is fixed.
    pub width: usize,
    /// True if a part of any length follows them: a name, or a key of a contract's own.
    pub has_tail: bool,
    /// Which of its keys the state root covers.
    pub in_root: InRoot,
    /// The list in which a written key of it waits to be put in order.
    pub scan: ScanClass,
}

/// Part of a key space that the state root covers. Why each is as it is, says [`lthash`](crate::root::lthash).
///
/// ```
/// use allod_state::keys::{self, InRoot};
///
/// let (count, block) = (keys::metadata(keys::TRANSACTION_NAME), keys::metadata(keys::BLOCK_NAME));
/// assert_eq!(keys::space(&block).map(|space| space.in_root), Some(InRoot::Only(keys::TRANSACTION_NAME)));
/// assert!(keys::in_state_root(&count) && !keys::in_state_root(&block));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InRoot {
    /// Every key.
    All,
    /// The key of this name alone.
    Only(&'static [u8]),
    /// No key.
    None,
}

/// Scan class: key spaces whose written keys are put in order together. A scan sorts the pending keys of its own class
/// alone, so spaces that are scanned often have one each.
///
/// ```
/// use allod_core::{Address, ObjectId};
/// use allod_state::keys::{self, ScanClass};
///
/// let class = |key: &[u8]| keys::space(key).map(|space| space.scan);
/// assert_eq!(class(&keys::fields(&ObjectId([1; 32]))), Some(ScanClass::Fields));
/// assert_eq!(class(&keys::balance(&Address([1; 20]))), Some(ScanClass::Rest));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScanClass {
    /// Entries of the owner index, scanned for an owner's objects.
    OwnerIndex,
    /// Fields, scanned when an object is deleted or listed.
    Fields,
    /// Contracts' own storage.
    ContractStorage,
    /// Everything that is hardly ever scanned.
    Rest,
}

impl ScanClass {
    /// Number of classes.
    pub(crate) const COUNT: usize = Self::Rest as usize + 1;
}

impl KeySpace {
    const fn new(letter: u8, noun: &'static str, width: usize, in_root: InRoot) -> Self {
        Self { letter, noun, width, has_tail: false, in_root, scan: ScanClass::Rest }
    }

    const fn with_tail(self) -> Self {
        Self { has_tail: true, ..self }
    }

    const fn scanned(self, scan: ScanClass) -> Self {
        Self { scan, ..self }
    }
}

pub(crate) const OBJECTS: KeySpace = KeySpace::new(b'o', "object", ObjectId::LEN, InRoot::All);
pub(crate) const FIELDS: KeySpace =
    KeySpace::new(b'f', "field", ObjectId::LEN, InRoot::All).with_tail().scanned(ScanClass::Fields);
pub(crate) const OWNER_INDEX: KeySpace =
    KeySpace::new(b'w', "owner index entry", Address::LEN + ObjectId::LEN, InRoot::None).scanned(ScanClass::OwnerIndex);
pub(crate) const CONTRACTS: KeySpace = KeySpace::new(b'c', "contract", Address::LEN, InRoot::All);
pub(crate) const MODULES: KeySpace = KeySpace::new(b'm', "module", Hash::LEN, InRoot::All);
pub(crate) const BALANCES: KeySpace = KeySpace::new(b'b', "balance", Address::LEN, InRoot::All);
pub(crate) const NONCES: KeySpace = KeySpace::new(b'n', "nonce", Address::LEN, InRoot::All);
pub(crate) const RECEIPTS: KeySpace = KeySpace::new(b'r', "receipts", size_of::<u64>(), InRoot::None);
pub(crate) const RECEIPT_INDEX: KeySpace =
    KeySpace::new(b'x', "receipt index entry", Hash::LEN - size_of::<u64>(), InRoot::None);
pub(crate) const EVENT_INDEX: KeySpace =
    KeySpace::new(b'e', "event index entry", Address::LEN + 2 * size_of::<u64>(), InRoot::None);
pub(crate) const METADATA: KeySpace = KeySpace::new(b'g', "metadata", 0, InRoot::Only(TRANSACTION_NAME)).with_tail();
pub(crate) const CONTRACT_STORAGE: KeySpace =
    KeySpace::new(b's', "contract storage", Address::LEN, InRoot::All).with_tail().scanned(ScanClass::ContractStorage);
pub(crate) const APPLICATION: KeySpace = KeySpace::new(b'a', "application row", 0, InRoot::All).with_tail();

/// Table of all key spaces, in the order of the table in [`keys`](crate::keys).
pub const KEY_SPACES: [KeySpace; 13] = [
    OBJECTS,
    FIELDS,
    OWNER_INDEX,
    CONTRACTS,
    MODULES,
    BALANCES,
    NONCES,
    RECEIPTS,
    METADATA,
    CONTRACT_STORAGE,
    APPLICATION,
    RECEIPT_INDEX,
    EVENT_INDEX,
];

/// Position in [`KEY_SPACES`] by letter; its length for a byte that is no letter of the layout.
const SPACE_BY_LETTER: [u8; 256] = {
    let mut table = [KEY_SPACES.len() as u8; 256];
    let mut at = 0;
    while at < KEY_SPACES.len() {
        table[KEY_SPACES[at].letter as usize] = at as u8;
        at += 1;
    }
    table
};

/// The key space of `key`; `None` for a key outside of the layout.
#[inline]
pub fn space(key: &[u8]) -> Option<&'static KeySpace> {
    KEY_SPACES.get(usize::from(SPACE_BY_LETTER[usize::from(*key.first()?)]))
}

/// Scan class of `key`, or of all keys that begin with `key`.
#[inline]
pub(crate) fn scan_class(key: &[u8]) -> ScanClass {
    space(key).map_or(ScanClass::Rest, |space| space.scan)
}

/// True if the state root covers `key`.
pub fn in_state_root(key: &[u8]) -> bool {
    match space(key).map(|space| space.in_root) {
        Some(InRoot::All) => true,
        Some(InRoot::Only(name)) => &key[1..] == name,
        Some(InRoot::None) | None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys;

    #[test]
    fn every_key_has_the_letter_and_the_width_of_its_space() {
        let (id, address, hash) = (ObjectId([0x11; 32]), Address([0x22; 20]), Hash([0x33; 32]));
        let tail = [0x44; 3];
        let made = [
            keys::object(&id),
            keys::field(&id, &tail),
            keys::owned(&address, &id),
            keys::contract(&address),
            keys::code(&hash),
            keys::balance(&address),
            keys::nonce(&address),
            keys::receipts(7),
            keys::metadata(&tail),
            keys::contract_storage(&address, &tail),
            keys::application(&tail),
            keys::receipt_index(&hash),
            keys::event_index(&address, &[0x55; 8], 7),
        ];
        for (wanted, key) in KEY_SPACES.iter().zip(&made) {
            assert_eq!(space(key), Some(wanted));
            let len = 1 + wanted.width + if wanted.has_tail { tail.len() } else { 0 };
            assert_eq!(key.len(), len, "letter {}", char::from(wanted.letter));
        }
        let letters: std::collections::BTreeSet<u8> = KEY_SPACES.iter().map(|space| space.letter).collect();
        assert_eq!(letters.len(), KEY_SPACES.len(), "no two spaces have one letter");
        let outside = (0..=u8::MAX).filter(|letter| space(&[*letter]).is_none());
        assert_eq!(outside.count(), 256 - KEY_SPACES.len());
        assert_eq!(space(b""), None);
    }
}
