//! What is too much.

use super::stage::Figures;

/// What work is paid by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paid {
    /// Gas.
    Gas,
    /// Gas, and the bytes that a transaction takes in a block: a refused one may have used no gas.
    GasAndBytes,
    /// A deploy: its yardsticks are by bytes of the module.
    Deploy,
}

/// What is measured of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    /// Nanoseconds a gas.
    Time,
    /// Bytes of memory a gas.
    Memory,
    /// Bytes stored a gas.
    Stored,
    /// Bytes of a receipt beyond its gas.
    Receipt,
}

/// Nanoseconds that a gas may buy.
pub const MOST_NS: f64 = 200.0;
/// Nanoseconds that a gas of a deploy may buy: a gas is half a byte, so this is 2 µs for a byte, and a tenth of a second
/// for a deploy whatever its length.
pub const MOST_NS_DEPLOY: f64 = 1_000.0;
/// Bytes of memory that a gas may buy, beyond [`FREE_HEAP`].
pub const MOST_BYTES: f64 = 512.0;
/// Bytes of heap that a block may take whatever it pays.
pub const FREE_HEAP: u64 = 1 << 20;
/// Resident bytes that a block may take whatever it pays: code that is run for the first time, stacks, arenas.
pub const FREE_RESIDENT: u64 = 16 << 20;
/// Bytes that a gas may store.
pub const MOST_STORED: f64 = 64.0;
/// Bytes that a receipt may have beyond its gas.
pub const MOST_RECEIPT: f64 = 4_096.0;

impl Aim {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Time, Self::Memory, Self::Stored, Self::Receipt];

    /// The figure of `figures` that this is.
    pub fn of(self, figures: &Figures, paid: Paid) -> f64 {
        let units = match paid {
            Paid::Gas | Paid::Deploy => figures.gas,
            Paid::GasAndBytes => figures.gas + figures.sent,
        };
        let units = units.max(1) as f64;
        let beyond = |bytes: u64, free: u64| bytes.saturating_sub(free) as f64;
        match self {
            Self::Time => figures.ns / units,
            Self::Memory => beyond(figures.heap, FREE_HEAP).max(beyond(figures.resident, FREE_RESIDENT)) / units,
            Self::Stored => figures.stored as f64 / units,
            Self::Receipt => figures.receipt as f64,
        }
    }

    /// The most it may be.
    pub fn most(self, paid: Paid) -> f64 {
        match self {
            Self::Time if paid == Paid::Deploy => MOST_NS_DEPLOY,
            Self::Time => MOST_NS,
            Self::Memory => MOST_BYTES,
            Self::Stored => MOST_STORED,
            Self::Receipt => MOST_RECEIPT,
        }
    }

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Time => "ns a gas",
            Self::Memory => "bytes a gas",
            Self::Stored => "stored a gas",
            Self::Receipt => "receipt beyond its gas",
        }
    }
}
