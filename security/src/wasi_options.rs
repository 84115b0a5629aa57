//! WASI options: the limits of one contract, as its deployer set them.

use crate::limit_error::LimitError;
use allod_core::GasSchedule;
use serde::{Deserialize, Serialize};

/// Bytes in one page of WebAssembly memory.
pub const PAGE: u64 = 65_536;

/// The most stack that a deployer may let a contract use, in bytes as its module counts them.
pub const MOST_STACK: u64 = 768 << 10;

/// The limits of one contract, and the proposals its module may contain. The name is that of the documents; there is nothing
/// of WASI in it. Part of the contract's record:
/// every machine applies the same ones.
///
/// ```
/// use allod_security::WasiOptions;
///
/// let options = WasiOptions { memory_limit: 1 << 20, ..WasiOptions::default() };
/// assert_eq!((options.validate(), options.memory_pages()), (Ok(()), 16));
/// assert!(WasiOptions { enable_threads: true, ..options }.validate().is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WasiOptions {
    /// Linear memory, in bytes; whole pages of it count. 64 MiB unless set.
    pub memory_limit: u64,
    /// Entries of the function table. 16,384 unless set: stock Go's modules have up to about 10,000.
    pub table_size: u64,
    /// Time for one call, in milliseconds; 0 means none. Turned into gas by the schedule, so that every
    /// machine stops at the same instruction.
    pub timeout: u64,
    /// Gas for one call; 0 means no limit of the contract's own.
    pub fuel_limit: u64,
    /// Stack in bytes, counted in WebAssembly frames and not on the native stack. 256 KiB unless set.
    pub stack_size: u64,
    /// True if the module may use vector operators.
    pub enable_simd: bool,
    /// True if the module may use atomic operators: no, so it must be `false`. Memory is never shared and there is never a
    /// second thread; and the interpreter, which must be able to run every module, has no such operators.
    pub enable_threads: bool,
    /// True if the module may use `memory.copy` and `memory.fill`.
    pub enable_bulk_memory: bool,
}

impl Default for WasiOptions {
    fn default() -> Self {
        Self {
            memory_limit: 64 << 20,
            table_size: 16_384,
            timeout: 0,
            fuel_limit: 0,
            stack_size: 256 << 10,
            enable_simd: false,
            enable_threads: false,
            enable_bulk_memory: true,
        }
    }
}

/// The range of an option.
struct Range {
    field: &'static str,
    unit: &'static str,
    value: fn(&WasiOptions) -> u64,
    min: u64,
    max: u64,
    zero: bool,
}

/// One row an option. A 32-bit memory ends at 4 GiB; a table entry takes about 40 native bytes, so a million
/// take 40 MB; the stack is what a module counts, and the native one holds four times as much.
const RANGES: [Range; 5] = [
    Range { field: "memory_limit", unit: "bytes", value: |o| o.memory_limit, min: PAGE, max: 4 << 30, zero: false },
    Range { field: "table_size", unit: "entries", value: |o| o.table_size, min: 1, max: 1 << 20, zero: true },
    Range { field: "timeout", unit: "ms", value: |o| o.timeout, min: 1, max: 3_600_000, zero: true },
    Range { field: "fuel_limit", unit: "gas", value: |o| o.fuel_limit, min: 1, max: u64::MAX, zero: true },
    Range { field: "stack_size", unit: "bytes", value: |o| o.stack_size, min: 16 << 10, max: MOST_STACK, zero: false },
];

impl WasiOptions {
    /// Checks that every option is within its range.
    ///
    /// # Errors
    /// [`LimitError::OutOfRange`] for the first that is not: its name, its value, and the range.
    /// [`LimitError::Unsupported`] for one that can't be had.
    pub fn validate(&self) -> Result<(), LimitError> {
        for Range { field, unit, value, min, max, zero } in RANGES {
            let value = value(self);
            let allowed = (min..=max).contains(&value) || (zero && value == 0);
            if !allowed {
                return Err(LimitError::OutOfRange { field, value, unit, min, max, zero });
            }
        }
        match self.enable_threads {
            true => Err(LimitError::Unsupported { field: "enable_threads", why: "no module may use atomic operators" }),
            false => Ok(()),
        }
    }

    /// The most gas one call may use: the smaller of the fuel limit and the timeout as gas; `u64::MAX` where
    /// neither is set.
    pub fn gas_cap(&self, schedule: &GasSchedule) -> u64 {
        let fuel = if self.fuel_limit == 0 { u64::MAX } else { self.fuel_limit };
        let time = if self.timeout == 0 { u64::MAX } else { self.timeout.saturating_mul(schedule.gas_per_millisecond) };
        fuel.min(time)
    }

    /// Whole pages within [`memory_limit`](Self::memory_limit), at most the 65,536 that a 32-bit memory has.
    pub fn memory_pages(&self) -> u32 {
        u32::try_from(self.memory_limit / PAGE).unwrap_or(u32::MAX).min(65_536)
    }
}
