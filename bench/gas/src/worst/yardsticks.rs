//! What is too much.

use super::stage::Figures;

/// What work is paid by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paid {
    /// Gas.
    Gas,
    /// Gas, and the bytes that a transaction takes in a block: a refused one, or a refused deploy, may have used no gas.
    GasAndBytes,
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
/// Bytes of memory that a gas may buy, beyond [`FREE_HEAP`].
pub const MOST_BYTES: f64 = 256.0;
/// Bytes of heap that a block may take whatever it pays: an interpreted instance with the 4 MiB that come with a call.
pub const FREE_HEAP: u64 = 8 << 20;
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
            Paid::Gas => figures.gas,
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
    pub fn most(self) -> f64 {
        match self {
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
