//! The name of an object.

use crate::ids::address::Address;
use crate::ids::hash::Domain;

crate::ids::fixed::fixed_bytes!(
    /// The name of an object, 32 bytes: prefix of the creating contract, out of its hash (20) ‖ number of the
    /// transaction since genesis (8, big-endian) ‖ counter within it (4, big-endian).
    ///
    /// Ids of one contract sort together, and among themselves by age. The prefix is as long as an address, so that
    /// nobody makes two contracts with the same one, and a scan of one contract's ids meets no other's. It is a shortcut
    /// for scans and never a proof: the contract in the object's record is what counts.
    ///
    /// The all-zero id is what a contract writes for its own default object.
    ObjectId,
    32,
    "object id"
);

/// Bytes of an id that say whose it is: those of an address.
const PREFIX: usize = Address::LEN;

static DOMAIN: Domain = Domain::new("allod 2026 object id");

/// The prefix that the ids of one contract's objects have in common. Making it hashes the contract's address; making an id
/// from it copies bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct ObjectIds {
    /// The id of the default object, whose numbers are zero.
    first: ObjectId,
}

impl ObjectIds {
    /// The ids of `contract`.
    pub fn of(contract: &Address) -> Self {
        let (hash, mut first) = (DOMAIN.hash(&contract.0), ObjectId::ZERO);
        first.0[..PREFIX].copy_from_slice(&hash.0[..PREFIX]);
        Self { first }
    }

    /// The id of the object that the contract creates as number `index` of transaction `transaction`.
    pub fn id(&self, transaction: u64, index: u32) -> ObjectId {
        let mut id = self.first;
        id.0[PREFIX..PREFIX + 8].copy_from_slice(&transaction.to_be_bytes());
        id.0[PREFIX + 8..].copy_from_slice(&index.to_be_bytes());
        id
    }

    /// The id of the contract's default object: transaction 0, which no created object can have.
    #[inline]
    pub fn default_object(&self) -> ObjectId {
        self.first
    }

    /// The bytes that every id of the contract begins with.
    pub fn prefix(&self) -> [u8; PREFIX] {
        let mut prefix = [0; PREFIX];
        prefix.copy_from_slice(&self.first.0[..PREFIX]);
        prefix
    }
}

impl ObjectId {
    /// The id of the object that `contract` creates as number `index` of transaction `transaction`.
    pub fn new(contract: &Address, transaction: u64, index: u32) -> Self {
        ObjectIds::of(contract).id(transaction, index)
    }

    /// The id of `contract`'s default object: transaction 0, which no created object can have.
    pub fn default_of(contract: &Address) -> Self {
        ObjectIds::of(contract).default_object()
    }

    /// The number of the transaction that made it, as the id says; 0 for a default object.
    pub fn transaction(&self) -> u64 {
        let mut number = [0; 8];
        number.copy_from_slice(&self.0[PREFIX..PREFIX + 8]);
        u64::from_be_bytes(number)
    }

    /// True if it is the id of some contract's default object.
    pub fn is_default(&self) -> bool {
        self.0[PREFIX..] == [0; ObjectId::LEN - PREFIX]
    }

    /// The bytes that every id that `contract` creates begins with.
    pub fn prefix(contract: &Address) -> [u8; PREFIX] {
        ObjectIds::of(contract).prefix()
    }
}
