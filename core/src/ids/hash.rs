//! A 32-byte digest.

use blake3::hazmat::{HasherExt, hash_derive_key_context};
use std::sync::OnceLock;

crate::ids::fixed::fixed_bytes!(
    /// A 32-byte digest: of code, of a receipt, of a state.
    Hash,
    32,
    "hash"
);

/// The domain of a hash: its use, so that no two uses can be confused. A `static` of it derives its key once.
#[derive(Debug)]
pub struct Domain {
    name: &'static str,
    key: OnceLock<[u8; 32]>,
}

impl Domain {
    /// The domain called `name`.
    pub const fn new(name: &'static str) -> Self {
        Self { name, key: OnceLock::new() }
    }

    /// The key that [`Hash::of`] derives from the domain's name.
    pub fn hash(&self, bytes: &[u8]) -> Hash {
        let key = self.key.get_or_init(|| hash_derive_key_context(self.name));
        Hash(*blake3::Hasher::new_from_context_key(key).update(bytes).finalize().as_bytes())
    }
}

impl Hash {
    /// blake3 of `bytes` under a named domain, so that no two uses can be confused.
    pub fn of(domain: &str, bytes: &[u8]) -> Self {
        Self(blake3::derive_key(domain, bytes))
    }

    /// Keyed blake3 of `bytes`. Under different keys nothing has the same hash, and a short text takes one step.
    #[inline]
    pub fn keyed(key: &Hash, bytes: &[u8]) -> Self {
        Self(*blake3::keyed_hash(&key.0, bytes).as_bytes())
    }

    /// The name of a module: blake3 of its bytes as stored.
    pub fn of_code(wasm: &[u8]) -> Self {
        Self(*blake3::hash(wasm).as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_hashes_as_its_name_does() {
        static DOMAIN: Domain = Domain::new("allod 2026 test");
        for bytes in [&b""[..], b"a", &[7; 5000]] {
            assert_eq!(DOMAIN.hash(bytes), Hash::of("allod 2026 test", bytes));
        }
    }
}
