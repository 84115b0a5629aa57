//! Tiering: a module is interpreted at first, and machine code later.
//!
//! The optimising compiler takes a microsecond for a byte of ordinary code, and a hundred for a byte of code that was made to
//! keep it busy. So metering bounds the time that it takes for a module, and only one that is done soon is compiled when it
//! is deployed. Another is interpreted at first, and compiled behind the calls once it has been called enough for that to
//! pay. From then on its calls run machine code. Nothing that can be observed of a call depends on its tier.
//!
//! Some modules are interpreted for good: one with a function that would keep the compiler busy for too long, because
//! compiling can't be stopped within a function, and one whose machine code needs more stack than is counted for it
//! (`execution/backend/wasmer/frames`).
//!
//! | file | holds |
//! |---|---|
//! | [`code`] | machine code, or a program that machine code may replace |
//! | [`background_compiler`] | the thread that compiles behind the calls |

mod background_compiler;
mod code;

pub(crate) use background_compiler::{BackgroundCompiler, Job};
pub(crate) use code::{Code, Ready, Tiered};

/// Thresholds of tiering. Results, gas, receipts and roots are the same with any values; only times are not.
///
/// ```
/// use allod_vm::{Engine, EngineConfig, Tiers};
///
/// // Compile everything up to 64 KiB at once, and nothing else before it has used a thousand gas a byte.
/// let tiers = Tiers { eager_max_bytes: 64 << 10, tier_up_gas_per_byte: 1000 };
/// let engine = Engine::open(EngineConfig::default().with_tiers(tiers))?;
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tiers {
    /// Bytes of code, with metering, up to which a module is compiled before its first call. Code that may keep the compiler
    /// busy for longer than toolchains' does counts for as many bytes of that as take as long
    /// ([`FunctionPlan::compile_cost`](allod_compiler::instrument::FunctionPlan::compile_cost)). The default keeps the worst
    /// module below a tenth of a second. Never more than [`Tiers::COMPILED`] has.
    pub eager_max_bytes: u64,
    /// Gas that calls of an interpreted module use, for each byte of its code, until it is compiled behind them. Making an
    /// instance counts as well. With the default a module is interpreted for a twentieth of the time that compiling it
    /// takes: 0.74 ns a gas, and 0.8 µs a byte.
    pub tier_up_gas_per_byte: u64,
}

impl Default for Tiers {
    fn default() -> Self {
        Self { eager_max_bytes: 24 << 10, tier_up_gas_per_byte: 64 }
    }
}

impl Tiers {
    /// Thresholds by which every module that does not keep the compiler busy for more than some seconds is compiled before
    /// its first call, as suits a process that ends after a few calls and leaves machine code on disk. Others are interpreted
    /// once.
    pub const COMPILED: Self = Self { eager_max_bytes: 8 << 20, tier_up_gas_per_byte: 0 };

    /// Most that one function may count that is ever compiled, in the bytes of [`Tiers::eager_max_bytes`]: a second or two of
    /// one core. The largest of stock Go's counts a twelfth of it.
    pub(crate) const FUNCTION_MAX_BYTES: u64 = 1 << 20;
}

/// Tier of a contract's calls.
///
/// ```
/// use allod_vm::{Engine, EngineConfig, Tier, Tiers};
///
/// let engine = Engine::open(EngineConfig::default().with_tiers(Tiers::COMPILED))?;
/// let contract = engine.deploy(r#"(module (func (export "f")))"#)?.address;
/// assert_eq!(engine.tier(contract)?, Tier::Machine);
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Tier {
    /// The interpreter.
    Interpreter,
    /// Machine code.
    Machine,
    /// Rust of the chain's own: a [`NativeContract`](crate::NativeContract).
    Native,
}
