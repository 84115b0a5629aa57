//! The hash of a whole state, kept up to date change by change.
//!
//! Every key with its value stands for an element: 1,024 numbers of 16 bits, drawn by ChaCha8 from the blake3 hash of
//! both. The lattice is their sum, lane by lane modulo 2^16, so a change takes the old element out and puts the new one
//! in, in any order, on any number of threads, and whatever stands under all the other keys. This is LtHash: to find
//! another state with the same sum is a short-vector problem in a lattice, held to be beyond 2^200 steps for these sizes.
//! The *root* is the blake3 hash of the lattice.
//!
//! Why not blake3 alone? It can draw out as much, but one block after another where the processor has no AVX-512, and
//! takes three times as long there; ChaCha is as fast everywhere. Its eight rounds rest on the analysis that blake3's
//! seven rest on: no attack tells more than seven from chance, and the keys here are hashes, which no attacker chooses.
//!
//! | letter | in the root | because |
//! |---|---|---|
//! | `o`, `f` | yes | objects and their fields |
//! | `c`, `m` | yes | contracts and modules |
//! | `b`, `n` | yes | balances and nonces |
//! | `s` | yes | contracts' own storage |
//! | `a` | yes | the application's rows, on which the chain's own code depends |
//! | `g` `transaction` | yes | the ids of all later objects depend on it |
//! | `w` | no | says nothing that `o` does not say: exactly one entry for each object that has an owner |
//! | `r` | no | receipts are what became of the past, not what the future depends on; a chain that agrees on them hashes a block's receipts |
//! | other `g` | no | the schema is a store's own, the block is in its header, and the lattice can't hold itself |

use crate::map::inline_bytes::InlineBytes;
use crate::{Reader, StateError, keys};
use allod_core::Hash;
use chacha20::ChaCha8;
use chacha20::cipher::{KeyIvInit, StreamCipher};
use std::sync::LazyLock;

/// Lanes of a lattice.
const LANES: usize = 1024;
/// Bytes of a lattice: its lanes, little-endian.
const LEN: usize = 2 * LANES;
/// Keys that a walk over a whole store takes at a time.
const PAGE: usize = 1024;

static ELEMENT: LazyLock<[u8; 32]> = LazyLock::new(|| blake3::derive_key("allod 2026 state element", b""));

/// A key and its value, most of which are this short together.
type Preimage = InlineBytes<126>;

/// The sum of a state's elements, or of what has changed in it.
///
/// ```
/// use allod_state::{LtHash, keys};
/// use allod_core::Address;
///
/// // The order of changes does not count, and a change that is undone leaves nothing.
/// let (a, b) = (keys::balance(&Address([1; 20])), keys::balance(&Address([2; 20])));
/// let (mut one, mut other) = (LtHash::default(), LtHash::default());
/// one.update(&a, None, Some(b"7"));
/// one.update(&b, None, Some(b"8"));
/// other.update(&b, None, Some(b"8"));
/// other.update(&a, None, Some(b"6"));
/// other.update(&a, Some(b"6"), Some(b"7"));
/// assert_eq!(one.root(), other.root());
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct LtHash(Box<[u16; LANES]>);

impl Default for LtHash {
    fn default() -> Self {
        Self(Box::new([0; LANES]))
    }
}

impl LtHash {
    /// The lattice of a store as it says itself, or [`recomputed`](Self::recomputed) where it says nothing: a batch that
    /// changes rows without working out what that does to the lattice deletes it, in the same batch.
    ///
    /// # Errors
    /// [`StateError::Store`] where it can't be read, [`StateError::Corrupt`] where it holds no lattice.
    pub fn of_store(store: &dyn Reader) -> Result<Self, StateError> {
        let key = keys::metadata(keys::ROOT_NAME);
        let Some(bytes) = store.get(&key)? else { return Self::recomputed(store) };
        let whole: &[u8; LEN] = bytes
            .as_slice()
            .try_into()
            .map_err(|_| StateError::corrupt("state lattice", &key, format!("{} bytes, wanted {LEN}", bytes.len())))?;
        let mut lattice = Self::default();
        lattice.mix_in_element(whole);
        Ok(lattice)
    }

    /// The lattice of everything in `store`, key by key: what [`of_store`](Self::of_store) must say.
    ///
    /// # Errors
    /// [`StateError::Store`] where it can't be read.
    pub fn recomputed(store: &dyn Reader) -> Result<Self, StateError> {
        let mut lattice = Self::default();
        let mut last: Option<Vec<u8>> = None;
        loop {
            let page = store.scan_after(&[], last.as_deref(), PAGE)?;
            for (key, value) in &page {
                lattice.update(key, None, Some(value));
            }
            match page.into_iter().nth(PAGE - 1) {
                Some((key, _)) => last = Some(key),
                None => return Ok(lattice),
            }
        }
    }

    /// Takes the value of `key` from one to another, if the key belongs to the root.
    pub fn update(&mut self, key: &[u8], before: Option<&[u8]>, after: Option<&[u8]>) {
        if before == after || !keys::in_state_root(key) {
            return;
        }
        let mut element = [0; LEN];
        if let Some(value) = before {
            element_of(&mut element, key, value);
            self.mix_out_element(&element);
        }
        if let Some(value) = after {
            element_of(&mut element, key, value);
            self.mix_in_element(&element);
        }
    }

    /// Takes the number of transactions from one to another; 0 is no key at all.
    pub(crate) fn update_transaction_count(&mut self, before: u64, after: u64) {
        let [before, after] = [before, after].map(|count| Some(count.to_le_bytes()).filter(|_| count > 0));
        let [before, after] = [&before, &after].map(|count| count.as_ref().map(|bytes| &bytes[..]));
        self.update(&keys::metadata(keys::TRANSACTION_NAME), before, after);
    }

    /// Adds another lattice, of what has changed elsewhere.
    pub fn mix_in(&mut self, other: &Self) {
        for (lane, more) in self.0.iter_mut().zip(other.0.iter()) {
            *lane = lane.wrapping_add(*more);
        }
    }

    fn mix_in_element(&mut self, bytes: &[u8; LEN]) {
        for (lane, bytes) in self.0.iter_mut().zip(bytes.as_chunks::<2>().0) {
            *lane = lane.wrapping_add(u16::from_le_bytes(*bytes));
        }
    }

    fn mix_out_element(&mut self, bytes: &[u8; LEN]) {
        for (lane, bytes) in self.0.iter_mut().zip(bytes.as_chunks::<2>().0) {
            *lane = lane.wrapping_sub(u16::from_le_bytes(*bytes));
        }
    }

    /// The state's root: the lattice's hash.
    pub fn root(&self) -> Hash {
        Hash(blake3::derive_key("allod 2026 state root", &self.to_bytes()))
    }

    /// Its lanes, little-endian.
    pub(crate) fn to_bytes(&self) -> [u8; LEN] {
        let mut bytes = [0; LEN];
        for (lane, bytes) in self.0.iter().zip(bytes.as_chunks_mut::<2>().0) {
            *bytes = lane.to_le_bytes();
        }
        bytes
    }
}

impl std::fmt::Debug for LtHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LtHash({})", self.root())
    }
}

/// The element of a key and its value: both, hashed together under a key of our own. The length of the key (4 bytes,
/// little-endian) is xored into that one, so that most pairs fit into one block of blake3. The hash is the key of the
/// ChaCha8 stream, nonce 0 from its beginning, that is the element.
fn element_of(element: &mut [u8; LEN], key: &[u8], value: &[u8]) {
    let mut hashed_under = *ELEMENT;
    hashed_under.iter_mut().zip((key.len() as u32).to_le_bytes()).for_each(|(byte, len)| *byte ^= len);
    let seed = blake3::keyed_hash(&hashed_under, &Preimage::concat(&[key, value]));
    ChaCha8::new(seed.as_bytes().into(), &[0; 12].into()).write_keystream(element);
}
