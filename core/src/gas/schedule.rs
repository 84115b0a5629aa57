//! Gas schedule: the price of everything, in one value.
//!
//! One gas is meant to be about the time of one simple instruction. Host operations on Context and Object
//! have the prices that the documents give them; those of instructions are calibrated. See `docs/gas.md` for
//! how. [`GasSchedule::calibrated`] has host operations calibrated as well.

use crate::interface::import::HostOp;
use crate::{Hash, codec};
use serde::{Deserialize, Serialize};

/// The price of a host operation: `base`, and `per_unit` for each unit of what it moves: bytes, but fields beyond
/// [`FREE_FIELDS`] for [`HostOp::DeleteObject`], and for [`HostOp::Instantiate`] pages of memory, and as much of what else
/// an instance is made of as takes as long.
///
/// ```
/// use allod_core::Price;
///
/// let copy = Price { base: 100, per_unit: 2 };
/// assert_eq!((copy.of(0), copy.of(50)), (100, 200));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    /// Gas for doing it at all.
    pub base: u64,
    /// Gas for each unit.
    pub per_unit: u64,
}

impl Price {
    /// Gas for `units`, never wrapping.
    pub const fn of(&self, units: u64) -> u64 {
        self.base.saturating_add(self.per_unit.saturating_mul(units))
    }
}

/// The prices of WebAssembly instructions by class, in gas.
///
/// ```
/// use allod_core::GasSchedule;
///
/// let mut schedule = GasSchedule::standard();
/// schedule.instructions.divide *= 2;
/// assert_eq!(schedule.validate(), Ok(()));
/// assert_ne!(schedule.hash(), GasSchedule::standard().hash());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstructionPrices {
    /// `block`, `loop`, `end`, `else`, `nop`, `drop`, for which there is no machine code.
    pub control_free: u32,
    /// Constants, reading and writing locals.
    pub simple: u32,
    /// Integer and bit operators, comparisons, `select`, conversions between integers.
    pub arithmetic: u32,
    /// Integer multiplication.
    pub multiply: u32,
    /// Integer division and remainder.
    pub divide: u32,
    /// Reading and writing globals.
    pub global: u32,
    /// Loads and stores.
    pub memory: u32,
    /// `br`, `br_if`, `if`, `return`, `unreachable`.
    pub branch: u32,
    /// `br_table`.
    pub branch_table: u32,
    /// `call`.
    pub call: u32,
    /// `call_indirect`.
    pub call_indirect: u32,
    /// Floating-point operators with their NaN made canonical.
    pub float: u32,
    /// Floating-point multiplication and changes of precision: processors are slow at them where a number is so
    /// small that it is subnormal.
    pub float_multiply: u32,
    /// Floating-point division and square root, for the same reason.
    pub float_divide: u32,
    /// Conversions to and from floating point.
    pub float_convert: u32,
    /// Each local that a function declares, when it is entered.
    pub local: u32,
    /// `memory.size`, and the fixed part of the bulk operators.
    pub bulk: u32,
    /// The fixed part of `memory.grow`.
    pub grow: u32,
    /// Each 64 bytes begun of `memory.copy` and `memory.fill`; a length of nothing counts as 32 of them.
    pub bulk_per_64_bytes: u32,
    /// Each page (64 KiB) asked of `memory.grow`, whether or not it is given.
    pub grow_page: u32,
    /// Vector operators, where a module may use them.
    pub vector: u32,
    /// Atomic operators, where a module may use them.
    pub atomic: u32,
}

/// Every price of a chain. Two engines with different schedules never share a compiled artefact.
///
/// ```
/// use allod_core::{GasSchedule, HostOp, Price};
///
/// let dear = GasSchedule::standard().with_price(HostOp::Log, Price { base: 5_000, per_unit: 1 });
/// assert_eq!(dear.price(HostOp::Log).of(20), 5_020);
/// assert_eq!(dear.price(HostOp::Sender), GasSchedule::standard().price(HostOp::Sender));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GasSchedule {
    /// Instructions.
    pub instructions: InstructionPrices,
    /// Host operations, in the order of [`HostOp::ALL`].
    host: Vec<Price>,
    /// Gas given back for deleting an object, but no more than [`refund_of`](Self::refund_of) it.
    pub delete_refund: u64,
    /// The most of what was used that a refund gives back: one part in this many. 1 means all of it. With 5, work costs
    /// four fifths of its price at least, however many objects were made to be deleted for it.
    pub refund_quotient: u64,
    /// Gas that stands for one millisecond where a limit is given as time.
    pub gas_per_millisecond: u64,
}

/// Fields that an object takes along for nothing when it is deleted. Beyond them each is paid for, because each
/// has to be walked over, also by a call that is undone in the end.
pub const FREE_FIELDS: u64 = 16;

/// Bytes of those, names and values, that cost nothing then. Beyond them they are paid for like what is read: the root
/// forgets a field by what it held. The same holds for a value that is overwritten.
pub const FREE_FIELD_BYTES: u64 = 4_096;

/// Bytes of a field's name that cost nothing. Longer names are paid for like what is read or written.
pub const FREE_FIELD_NAME_BYTES: u64 = 64;

/// Prices of host operations: operation, base, per unit. The first block is the documents' table.
const STANDARD: &[(HostOp, u64, u64)] = &[
    (HostOp::Sender, 10, 0),
    (HostOp::BlockHeight, 10, 0),
    (HostOp::BlockTime, 10, 0),
    (HostOp::ContractAddress, 10, 0),
    (HostOp::Balance, 50, 0),
    (HostOp::Transfer, 500, 0),
    (HostOp::Call, 10_000, 0),
    (HostOp::CreateObject, 50, 0),
    (HostOp::GetObject, 50, 0),
    (HostOp::GetObjectWithOwner, 50, 0),
    (HostOp::DeleteObject, 500, 50),
    (HostOp::Log, 100, 1),
    (HostOp::ObjectId, 10, 0),
    (HostOp::ObjectContract, 100, 0),
    (HostOp::ObjectOwner, 100, 0),
    (HostOp::ObjectSetOwner, 500, 0),
    (HostOp::ObjectGet, 100, 1),
    (HostOp::ObjectSet, 1000, 100),
    // Of the same kind as their neighbours above.
    (HostOp::Deployer, 100, 0),
    (HostOp::Origin, 10, 0),
    (HostOp::ChainId, 10, 0),
    (HostOp::GasLeft, 10, 0),
    (HostOp::Attached, 10, 0),
    (HostOp::Receive, 500, 0),
    // A call, and a look at the caller's balance.
    (HostOp::CallWith, 10_050, 0),
    (HostOp::ObjectShare, 500, 0),
    (HostOp::ObjectFreeze, 500, 0),
    (HostOp::ObjectSeal, 500, 0),
    (HostOp::Input, 10, 1),
    (HostOp::Output, 10, 1),
    (HostOp::Revert, 10, 1),
    (HostOp::Fetch, 10, 1),
    (HostOp::LastError, 10, 1),
    (HostOp::Debug, 10, 1),
    (HostOp::Wasi, 10, 1),
    // By measured time at one gas a nanosecond, rounded up.
    (HostOp::Sha256, 100, 4),
    (HostOp::Keccak256, 300, 8),
    (HostOp::Blake3, 100, 2),
    (HostOp::Ed25519Verify, 30_000, 4),
    (HostOp::Secp256k1Verify, 70_000, 0),
    (HostOp::Secp256k1Recover, 140_000, 0),
    // Setting up: a frame by bytes of input, an instance by pages, a module by bytes.
    (HostOp::Entry, 100, 1),
    (HostOp::Instantiate, 100, 10),
    (HostOp::Deploy, 50_000, 2),
    // As any other question that the host answers at once.
    (HostOp::HostModule, 10, 0),
];

/// Prices of host operations that follow measured time: about three gas a nanosecond, as instructions have it in the
/// middle. Time to read from a disk and to write a block is not in them.
const CALIBRATED: &[(HostOp, u64, u64)] = &[
    (HostOp::Deployer, 400, 0),
    (HostOp::Sender, 45, 0),
    (HostOp::Origin, 45, 0),
    (HostOp::BlockHeight, 45, 0),
    (HostOp::BlockTime, 45, 0),
    (HostOp::ChainId, 45, 0),
    (HostOp::ContractAddress, 45, 0),
    (HostOp::GasLeft, 45, 0),
    (HostOp::Balance, 150, 0),
    (HostOp::Transfer, 500, 0),
    (HostOp::Attached, 45, 0),
    (HostOp::Receive, 500, 0),
    (HostOp::Call, 3_000, 2),
    (HostOp::CallWith, 3_220, 2),
    (HostOp::Log, 1_200, 3),
    (HostOp::CreateObject, 1_800, 0),
    (HostOp::GetObject, 160, 0),
    (HostOp::GetObjectWithOwner, 200, 0),
    (HostOp::DeleteObject, 2_200, 300),
    (HostOp::ObjectId, 220, 0),
    (HostOp::ObjectContract, 260, 0),
    (HostOp::ObjectOwner, 220, 0),
    (HostOp::ObjectSetOwner, 900, 0),
    (HostOp::ObjectShare, 1_300, 0),
    (HostOp::ObjectFreeze, 1_300, 0),
    (HostOp::ObjectSeal, 520, 0),
    (HostOp::ObjectGet, 380, 1),
    (HostOp::ObjectSet, 600, 1),
    (HostOp::Input, 90, 1),
    (HostOp::Output, 90, 1),
    (HostOp::Revert, 90, 1),
    (HostOp::Fetch, 80, 1),
    (HostOp::LastError, 80, 1),
    (HostOp::Debug, 90, 1),
    (HostOp::Wasi, 200, 1),
    (HostOp::Sha256, 260, 2),
    (HostOp::Keccak256, 1_200, 9),
    (HostOp::Blake3, 260, 1),
    (HostOp::Ed25519Verify, 145_000, 8),
    (HostOp::Secp256k1Verify, 200_000, 0),
    (HostOp::Secp256k1Recover, 210_000, 0),
    (HostOp::Entry, 7_500, 2),
    (HostOp::Instantiate, 900, 50),
    // What code made to be dear to compile takes; most takes a quarter.
    (HostOp::Deploy, 300_000, 14_000),
    (HostOp::HostModule, 45, 0),
];

/// A row for every operation: what is not in `table` costs 10, and 1 for each unit.
fn host(table: &[(HostOp, u64, u64)]) -> Vec<Price> {
    let price = |op: &HostOp| {
        let row = table.iter().find(|row| row.0 == *op);
        row.map_or(Price { base: 10, per_unit: 1 }, |row| Price { base: row.1, per_unit: row.2 })
    };
    HostOp::ALL.iter().map(price).collect()
}

impl GasSchedule {
    /// The default: the documents' table for Context and Object, measured prices for the rest.
    pub fn standard() -> Self {
        Self {
            instructions: InstructionPrices {
                control_free: 0,
                simple: 1,
                arithmetic: 1,
                multiply: 2,
                divide: 16,
                global: 1,
                memory: 4,
                branch: 2,
                branch_table: 6,
                call: 8,
                call_indirect: 12,
                float: 4,
                float_multiply: 64,
                float_divide: 80,
                float_convert: 8,
                local: 1,
                bulk: 16,
                grow: 64,
                bulk_per_64_bytes: 5,
                grow_page: 8_000,
                vector: 8,
                atomic: 24,
            },
            host: host(STANDARD),
            delete_refund: 800,
            refund_quotient: 5,
            gas_per_millisecond: 1_000_000,
        }
    }

    /// Prices that follow measured time throughout, host operations too; see `docs/gas.md`. Entering a contract
    /// and deploying one cost far more than by default: give them gas limits that fit.
    pub fn calibrated() -> Self {
        Self { host: host(CALIBRATED), delete_refund: 1_800, ..Self::standard() }
    }

    /// The price of `op`.
    pub fn price(&self, op: HostOp) -> Price {
        self.host.get(op as usize).copied().unwrap_or(Price { base: u64::MAX, per_unit: 0 })
    }

    /// The gas for deleting an object of `fields` fields beyond [`HostOp::DeleteObject`]'s base; their names and values
    /// take `bytes`.
    pub fn deletion(&self, fields: u64, bytes: u64) -> u64 {
        // Where a chain has them for nothing, a walk must end all the same.
        let field = self.price(HostOp::DeleteObject).per_unit.max(1);
        let byte = self.price(HostOp::ObjectGet).per_unit;
        let fields = field.saturating_mul(fields.saturating_sub(FREE_FIELDS));
        fields.saturating_add(byte.saturating_mul(bytes.saturating_sub(FREE_FIELD_BYTES)))
    }

    /// The most gas that deleting an object of `fields` fields gives back: not more than making it and deleting it cost, so
    /// that nobody makes objects for what their deletion gives back.
    pub fn refund_of(&self, fields: u64) -> u64 {
        let base = |op| self.price(op).base;
        let cost = base(HostOp::CreateObject).saturating_add(base(HostOp::DeleteObject));
        self.delete_refund.min(cost.saturating_add(fields.saturating_mul(base(HostOp::ObjectSet))))
    }

    /// The same schedule with another price for `op`.
    pub fn with_price(mut self, op: HostOp, price: Price) -> Self {
        if let Some(slot) = self.host.get_mut(op as usize) {
            *slot = price;
        }
        self
    }

    /// The number of host operations it has prices for.
    pub(crate) fn host_operations(&self) -> usize {
        self.host.len()
    }

    /// The schedule's hash: part of every compiled artefact's key.
    pub fn hash(&self) -> Hash {
        let bytes = codec::encode(self).unwrap_or_default();
        Hash::of("allod 2026 gas schedule", &bytes)
    }
}

impl Default for GasSchedule {
    fn default() -> Self {
        Self::standard()
    }
}
