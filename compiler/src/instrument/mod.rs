//! Instrumentation: gas metering, stack counting and NaN canonicalization, written into the module. WebAssembly in,
//! WebAssembly out.
//!
//! Everything a chain must agree on about running code is in the code itself, so that it is the same on every compiler and
//! machine. The passes, by analysis:
//!
//! | module | holds |
//! |---|---|
//! | `reader` | the module, its bodies and operators, read once |
//! | `cfg` | the control-flow graph of a function |
//! | `gas/cost_model` | the class and price of each operator |
//! | `gas/potentials` | gas prepaid at each point of a function (Johnson's re-weighting) |
//! | `gas/charge_points` | where gas is charged, and where the counter is checked |
//! | `gas/gas_in_local` | loops that cache the counter in a local, write-through |
//! | `stack/frame_size` | the bytes of stack that a call takes |
//! | `stack/call_graph`, `stack/scc` | functions and their calls, and the rings among them (Tarjan) |
//! | `stack/stack_points` | the functions that count their stack (a feedback vertex set), and how much |
//! | `stack/call_analysis` | which calls may recurse, and who restores the counter |
//! | `stack/counter` | where a stack point keeps its count |
//! | `nan` | canonical NaNs |
//! | `analysis` | what has to be known of all functions before any is rewritten |
//! | `compile_cost` | an estimate of what a compiler spends on a function |
//! | `rewrite` | the module with all of that |
//! | `legalize_wasmi` | the same within the limits of wasmi, which keeps constants in frames |
//!
//! **Gas.** [`GAS_GLOBAL`] holds the gas left; the host sets it before it enters the module and subtracts the price of its own
//! operations. A charge precedes the code it pays for. When the gas left is below zero the call is out of gas, however it
//! ended, even if it returned: a run that completes has been charged exactly the sum of its operators. Until then each
//! function has prepaid the least that the rest of it can cost. Charges never wrap: all code together costs at most 2^62.
//!
//! **Stack.** [`STACK_GLOBAL`] holds the bytes of stack left; the host sets it each time before it enters the module. When it is
//! below zero the call overflowed its stack; after a run that completes it means nothing. Beyond what is counted a call may
//! use twice [`UNCOUNTED_STACK_MAX`] bytes.

mod analysis;
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
pub use gas::cost_model::operator_price;
pub use legalize_wasmi::{WasmiLimits, legalize_wasmi};
pub use nan::{CANONICAL_NAN_32, CANONICAL_NAN_64};
pub use stack::frame_size::{FRAME_BASE_BYTES, SLOT_BYTES};
pub use stack::stack_points::UNCOUNTED_STACK_MAX;

use allod_core::GasSchedule;

/// The exported mutable `i64` global that holds the gas left.
pub const GAS_GLOBAL: &str = "allod.gas";

/// The exported mutable `i32` global that holds the bytes of stack left.
pub const STACK_GLOBAL: &str = "allod.stack";

/// The exported mutable `i32` global of a marked module: the ordinal of the marked operator that began last.
pub const PLACE_GLOBAL: &str = "allod.place";

/// The version of what is written into modules. It belongs into the key of every compiled artefact, and changes
/// with any change of what the same module is charged or how its depth is counted.
pub const METERING_VERSION: u32 = 3;

/// The most gas that all operators of a module may cost together, each counted once.
pub const MODULE_GAS_MAX: u64 = 1 << 62;

/// The most bytes of code that a module of `bytes` with `functions` may have when it meters itself: four times as many,
/// 64 for each function, and 256 KiB. Stock Go grows by a third; only code made for it, such as nothing
/// but `memory.grow`, gets there.
pub const fn metered_code_max(bytes: usize, functions: usize) -> u64 {
    bytes as u64 * 4 + functions as u64 * 64 + 256 * 1024
}

/// The extent of code that one charge pays for. The sum charged on a run that completes is the same for all three.
///
/// ```
/// use allod_compiler::instrument::{Granularity, InstrumentOptions, instrument_with};
/// use allod_core::GasSchedule;
///
/// let wasm = wat::parse_str(r#"(module (func (export "f") (result i32) (i32.const 7)))"#)?;
/// for granularity in [Granularity::Region, Granularity::Block, Granularity::Operator] {
///     let made = instrument_with(&wasm, &GasSchedule::standard(), InstrumentOptions { granularity });
///     assert!(made.is_ok_and(|made| made.functions[0].charges >= 1));
/// }
/// # Ok::<(), wat::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Granularity {
    /// Code up to the next branch or block boundary, and prepaid what must follow: the fewest charges.
    #[default]
    Region,
    /// Code up to the next branch or block boundary.
    Block,
    /// One operator, and the counter is checked each time.
    Operator,
}

/// The options of instrumentation. Chains use the default; the others are there to check it against.
///
/// ```
/// use allod_compiler::instrument::{InstrumentOptions, instrument, instrument_with};
/// use allod_core::GasSchedule;
///
/// let wasm = wat::parse_str(r#"(module (func (export "f") (result i32) (i32.const 7)))"#)?;
/// let schedule = GasSchedule::standard();
/// assert_eq!(instrument_with(&wasm, &schedule, InstrumentOptions::default()), instrument(&wasm, &schedule));
/// # Ok::<(), wat::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InstrumentOptions {
    /// The extent of code that one charge pays for.
    pub granularity: Granularity,
}

/// A module that meters itself, and its plan.
///
/// ```
/// use allod_compiler::instrument::{instrument};
/// use allod_core::GasSchedule;
///
/// let wasm = wat::parse_str(r#"(module (func (export "f") (result i32) (i32.const 7)))"#)?;
/// let metered = instrument(&wasm, &GasSchedule::standard()).expect("a module that the gate lets in");
/// assert!(metered.wasm.len() > wasm.len() && metered.functions.len() == 1);
/// # Ok::<(), wat::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instrumented {
    /// The module.
    pub wasm: Vec<u8>,
    /// The bytes of its functions' bodies.
    pub code_bytes: usize,
    /// The plan of each function that has a body, in order.
    pub functions: Vec<FunctionPlan>,
}

/// The plan of one function: its frame, its charges, and what it costs to compile.
///
/// ```
/// use allod_compiler::instrument::{FRAME_BASE_BYTES, instrument};
/// use allod_core::GasSchedule;
///
/// let wasm = wat::parse_str(r#"(module (func (export "f") (result i32) (i32.const 7)))"#)?;
/// let metered = instrument(&wasm, &GasSchedule::standard()).expect("a module that the gate lets in");
/// assert!(u64::from(metered.functions[0].frame_bytes) > FRAME_BASE_BYTES, "and a slot for its operand");
/// # Ok::<(), wat::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FunctionPlan {
    /// The bytes of stack one call of it takes: [`FRAME_BASE_BYTES`] and [`SLOT_BYTES`] for each local and operand.
    pub frame_bytes: u32,
    /// The number of locals it was given.
    pub locals: u32,
    /// The bytes of stack that each call of it counts at run time; none if it runs on what others count.
    pub stack_cost: Option<u32>,
    /// The number of places that charge gas.
    pub charges: u32,
    /// The number of places that check the counter.
    pub checks: u32,
    /// An upper estimate of what an optimising compiler spends on it, in bytes of plain code. No part of what a chain agrees
    /// on.
    pub compile_cost: u64,
}

/// Instruments a module that the gate allowed, at the prices of `schedule`.
///
/// ```
/// use allod_compiler::instrument::{FRAME_BASE_BYTES, SLOT_BYTES, instrument};
/// use allod_core::GasSchedule;
///
/// let wasm = wat::parse_str(r#"(module (func (export "f") (param i32) block (drop (local.get 0)) end))"#)?;
/// let metered = instrument(&wasm, &GasSchedule::standard()).unwrap();
/// let f = metered.functions[0];
/// assert_eq!((f.charges, f.checks), (1, 1)); // all of it is executed or none
/// assert_eq!(u64::from(f.frame_bytes), FRAME_BASE_BYTES + SLOT_BYTES * (2 + 3)); // a parameter, an operand, and what metering needs
/// assert_eq!(f.stack_cost, None); // it calls nothing
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
    gas::cost_model::check_prices(&schedule.instructions)?;
    rewrite::module::instrument(wasm, &schedule.instructions, options, None)
}

/// Operators of a module to be marked: of a function, by its index, their ordinals in ascending order.
pub type Marks<'m> = dyn Fn(u32) -> Vec<u32> + 'm;

/// [`instrument`] with marks: before each marked operator, its ordinal in its function's body is put into [`PLACE_GLOBAL`].
/// Charges and the count of the stack are the same as without. A function has no more marks than operators.
///
/// # Errors
/// As [`instrument`].
pub fn instrument_marked(
    wasm: &[u8],
    schedule: &GasSchedule,
    marks: &Marks<'_>,
) -> Result<Instrumented, InstrumentError> {
    gas::cost_model::check_prices(&schedule.instructions)?;
    rewrite::module::instrument(wasm, &schedule.instructions, InstrumentOptions::default(), Some(marks))
}
