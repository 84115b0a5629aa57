//! Key hash: a seeded folded multiply, 16 bytes a step.
//!
//! Contracts choose field names, and with a hash that they can predict they could make every lookup slow. So the seed is
//! drawn once a process. No answer depends on it: what leaves a journal is sorted by key.
//!
//! Why not foldhash, which the engine's own maps use: the hash index takes both a bucket and its tag from the upper 32 bits,
//! for which foldhash's `fast` variant is not made; its `quality` variant folds once more at the end, as `finish` does here.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::LazyLock;

static SEED: LazyLock<[u64; 2]> = LazyLock::new(|| {
    let state = RandomState::new();
    [state.hash_one(0_u8), state.hash_one(1_u8) | 1]
});

/// Builder of hashers with this process's seed, also for maps whose keys a contract can choose.
#[derive(Clone, Copy)]
pub(crate) struct KeyHash([u64; 2]);

impl Default for KeyHash {
    fn default() -> Self {
        Self(*SEED)
    }
}

impl BuildHasher for KeyHash {
    type Hasher = KeyHasher;
    #[inline]
    fn build_hasher(&self) -> KeyHasher {
        KeyHasher { state: self.0[0], seed: self.0[1] }
    }
}

/// The hash of a key.
#[inline]
pub(crate) fn of(key: &[u8]) -> u64 {
    let mut hasher = KeyHash::default().build_hasher();
    hasher.write(key);
    hasher.mix(key.len() as u64, 0);
    hasher.finish()
}

/// Hasher that multiplies 16 bytes at a time into 128 bits and folds them to 64.
pub(crate) struct KeyHasher {
    state: u64,
    seed: u64,
}

impl KeyHasher {
    #[inline]
    fn mix(&mut self, low: u64, high: u64) {
        let product = u128::from(low ^ self.state) * u128::from(high ^ self.seed);
        self.state = (product as u64) ^ ((product >> 64) as u64);
    }
}

/// Up to 8 bytes as a number.
fn word(bytes: &[u8]) -> u64 {
    let mut word = [0; 8];
    word[..bytes.len()].copy_from_slice(bytes);
    u64::from_le_bytes(word)
}

/// The two halves of 16 bytes.
fn halves(bytes: &[u8; 16]) -> (u64, u64) {
    let whole = u128::from_le_bytes(*bytes);
    (whole as u64, (whole >> 64) as u64)
}

impl Hasher for KeyHasher {
    // The length is hashed beside the bytes, so the last 16 may overlap those before them.
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        let Some(last) = bytes.last_chunk::<16>() else {
            let (low, high) = bytes.split_at(bytes.len().min(8));
            return self.mix(word(low), word(high));
        };
        for chunk in bytes[..bytes.len() - 1].as_chunks::<16>().0 {
            let (low, high) = halves(chunk);
            self.mix(low, high);
        }
        let (low, high) = halves(last);
        self.mix(low, high);
    }

    #[inline]
    fn write_usize(&mut self, number: usize) {
        self.mix(number as u64, 0);
    }

    #[inline]
    fn finish(&self) -> u64 {
        let product = u128::from(self.state) * u128::from(self.seed ^ 0x9E37_79B9_7F4A_7C15);
        (product as u64) ^ ((product >> 64) as u64)
    }
}
