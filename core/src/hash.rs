//! A 32-byte digest.

crate::fixed::fixed_bytes!(
    /// A 32-byte digest: of code, of a receipt, of a state.
    Hash,
    32,
    "hash"
);

impl Hash {
    /// blake3 of `bytes` under a named domain, so that no two uses can be confused.
    pub fn of(domain: &str, bytes: &[u8]) -> Self {
        Self(blake3::derive_key(domain, bytes))
    }

    /// The name of a module: blake3 of its bytes as stored.
    pub fn of_code(wasm: &[u8]) -> Self {
        Self(*blake3::hash(wasm).as_bytes())
    }
}
