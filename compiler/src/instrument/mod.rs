//! Metering written into a module: gas, stack depth, one NaN. WebAssembly in, WebAssembly out.
//!
//! Everything a chain must agree on about running code is in the code itself, so that it is the same on every
//! compiler and machine. The passes, in their order:
//!
//! | file | pass |
//! |---|---|
//! | `reader/module` | reads the module and its bodies |
//! | `reader/operator` | what is known of an operator |
//! | `cfg` | the basic blocks of a function, and where they lead |
//! | `gas/cost_model` | the class and price of each operator |
//! | `gas/potentials` | how much of what must follow is paid ahead |
//! | `gas/charge_points` | where gas is charged, and where the counter is looked at |
//! | `gas/gas_in_local` | loops that keep the counter in a local as well |
//! | `stack/frame_size` | the bytes of stack a call of each function takes |
//! | `stack/scc` | functions and their calls, and the cycles among them |
//! | `stack/call_graph` | which functions may recurse, and what a call leads to |
//! | `stack/stack_points` | which functions count their depth, and how much for each call |
//! | `stack/counter` | how a function keeps count of the stack left |
//! | `nan` | floating-point results with one NaN |
//! | `compile_cost` | how long a compiler may be busy with it |
//! | `rewrite/locals` | the locals each function is given |
//! | `rewrite/body` | one body with all of that |
//! | `rewrite/module` | the module with its new bodies, globals and exports |
//! | `legalize_wasmi` | the same for an interpreter, which keeps constants in frames |
//!
//! **Gas.** [`GAS_GLOBAL`] holds the gas left; the host sets it before it enters the module and takes the price of
//! its own operations off it. A charge is written before the code it pays for. When the gas left is below zero
//! the call is out of gas, however it ended, even if it returned: a run that completes has been charged exactly
//! the sum of its operators. On the way there each function is ahead by the least that the rest of it can cost.
//! Charges never wrap: all code together costs at most 2^62.
//!
//! **Stack.** [`STACK_GLOBAL`] holds the bytes of stack left; the host sets it each time before it enters the module.
//! When it is below zero the call overflowed its stack; after a run that completes it means nothing. On top of what is
//! counted a call may use twice [`SHALLOW_STACK`] bytes.

mod cfg;
mod compile_cost;
mod error;
mod gas;
mod legalize_wasmi;
mod nan;
mod reader;
mod rewrite;
mod stack;

pub use error::InstrumentError;
pub use legalize_wasmi::{Narrow, narrow};
pub use nan::{CANONICAL_NAN_32, CANONICAL_NAN_64};
pub use stack::frame_size::{FRAME_BASE, SLOT};
pub use stack::stack_points::SHALLOW_STACK;

use allod_core::GasSchedule;

/// The exported mutable `i64` global that holds the gas left.
pub const GAS_GLOBAL: &str = "allod.gas";

/// The exported mutable `i32` global that holds the bytes of stack left.
pub const STACK_GLOBAL: &str = "allod.stack";

/// The version of what is written into modules. It belongs into the key of every compiled artefact, and changes
/// with any change of what the same module is charged or how its depth is counted.
pub const METERING_VERSION: u32 = 3;

/// The most that all operators of a module may cost together, each counted once, in gas.
pub const MOST_GAS: u64 = 1 << 62;

/// The most bytes of code that a module of `bytes` with `functions` may have when it meters itself: four times as
/// many, 64 for each function, and 256 KiB. Stock Go grows by a third; only code made for it, such as nothing
/// but `memory.grow`, gets there.
pub const fn most_code(bytes: usize, functions: usize) -> u64 {
    bytes as u64 * 4 + functions as u64 * 64 + 256 * 1024
}

/// How much code one charge pays for. The sum charged on a run that completes is the same for all three.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Granularity {
    /// Code up to the next branch or block boundary, and ahead what must follow: the fewest charges.
    #[default]
    Region,
    /// Code up to the next branch or block boundary.
    Block,
    /// One operator, and the counter is looked at each time.
    Operator,
}

/// How a module is instrumented. Chains use the default; the rest is there to check it against.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InstrumentOptions {
    /// How much code one charge pays for.
    pub granularity: Granularity,
}

/// A module that meters itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instrumented {
    /// The module.
    pub wasm: Vec<u8>,
    /// Bytes of its functions' bodies.
    pub code_bytes: usize,
    /// What was done to each function that has a body, in order.
    pub functions: Vec<FunctionPlan>,
}

/// What was done to one function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FunctionPlan {
    /// The bytes of stack one call of it takes: [`FRAME_BASE`] and a [`SLOT`] for each local and operand.
    pub frame: u32,
    /// How many locals it was given.
    pub locals: u32,
    /// The bytes that are counted at run time for each call of it and what runs around it uncounted; none if it runs on
    /// what others count.
    pub counted: Option<u32>,
    /// How many places charge gas.
    pub charges: u32,
    /// How many of them look at the counter.
    pub checks: u32,
    /// Bytes of plain code that an optimising compiler takes as long for as for this function, at most. No part of what
    /// a chain agrees on.
    pub compiling: u64,
}

/// Instruments a module that the gate let through, at the prices of `schedule`.
///
/// ```
/// use allod_compiler::instrument::{FRAME_BASE, SLOT, instrument};
/// use allod_core::GasSchedule;
///
/// let wasm = wat::parse_str(r#"(module (func (export "f") (param i32) block (drop (local.get 0)) end))"#)?;
/// let metered = instrument(&wasm, &GasSchedule::mission()).unwrap();
/// let f = metered.functions[0];
/// assert_eq!((f.charges, f.checks), (1, 1)); // all of it is executed or none
/// assert_eq!(u64::from(f.frame), FRAME_BASE + SLOT * (2 + 3)); // a parameter, an operand, and what metering needs
/// assert_eq!(f.counted, None); // it calls nothing
/// # Ok::<(), wat::Error>(())
/// ```
///
/// # Errors
/// [`InstrumentError`] for bytes that the gate would refuse, prices out of their range, and code whose cost or
/// frames are beyond the counters.
pub fn instrument(wasm: &[u8], schedule: &GasSchedule) -> Result<Instrumented, InstrumentError> {
    instrument_with(wasm, schedule, InstrumentOptions::default())
}

/// [`instrument`] with options.
///
/// # Errors
/// As [`instrument`].
pub fn instrument_with(
    wasm: &[u8],
    schedule: &GasSchedule,
    options: InstrumentOptions,
) -> Result<Instrumented, InstrumentError> {
    gas::cost_model::check(&schedule.instructions)?;
    rewrite::module::instrument(wasm, &schedule.instructions, options)
}
