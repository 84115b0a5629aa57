//! The name of an object.

use crate::address::Address;

crate::fixed::fixed_bytes!(
    /// The name of an object, 32 bytes: tag of the creating contract (8) ‖ number of the transaction
    /// since genesis (8, big-endian) ‖ counter within it (4, big-endian) ‖ more of the contract's hash (12).
    ///
    /// Ids of one contract sort together, and among themselves by age. The tag is a shortcut for range
    /// scans and never a proof: the contract in the object's record is what counts.
    ///
    /// The all-zero id is what a contract writes for its own default object.
    ObjectId,
    32,
    "object id"
);

impl ObjectId {
    /// The id of the object that `contract` creates as number `index` of transaction `transaction`.
    pub fn new(contract: &Address, transaction: u64, index: u32) -> Self {
        let digest = Self::digest(contract);
        let mut id = [0; Self::LEN];
        id[..8].copy_from_slice(&digest[..8]);
        id[8..16].copy_from_slice(&transaction.to_be_bytes());
        id[16..20].copy_from_slice(&index.to_be_bytes());
        id[20..].copy_from_slice(&digest[8..20]);
        Self(id)
    }

    /// The id of `contract`'s default object: transaction 0, which no created object can have.
    pub fn default_of(contract: &Address) -> Self {
        Self::new(contract, 0, 0)
    }

    /// The number of the transaction that made it, as the id says; 0 for a default object.
    pub fn transaction(&self) -> u64 {
        let mut number = [0; 8];
        number.copy_from_slice(&self.0[8..16]);
        u64::from_be_bytes(number)
    }

    /// The first 8 bytes of every id that `contract` creates.
    pub fn tag(contract: &Address) -> [u8; 8] {
        let mut tag = [0; 8];
        tag.copy_from_slice(&Self::digest(contract)[..8]);
        tag
    }

    fn digest(contract: &Address) -> [u8; 32] {
        blake3::derive_key("allod 2026 object id", &contract.0)
    }
}
