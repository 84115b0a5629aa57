//! When a module is interpreted, and when it is machine code.
//!
//! The optimising compiler takes a microsecond for a byte of what toolchains make, and a hundred for a byte of what was
//! made to keep it busy. So metering says how long it may be busy with a module at most, and only one that is done soon is
//! compiled when it is deployed. Another is interpreted at first, and compiled behind the calls once it has been called
//! enough for that to pay. From then on its calls run machine code. Nothing that can be seen of a call depends on
//! which of the two it ran on.
//!
//! Some modules are interpreted for good: one with a function that would keep the compiler busy for too long, because
//! nobody can stop it within a function, and one whose machine code needs more stack than is counted for it
//! (`execution/backend/wasmer/frames`).
//!
//! | file | holds |
//! |---|---|
//! | [`code`] | what a loaded module runs on at the moment |
//! | [`background_compiler`] | the thread that compiles behind the calls |

mod background_compiler;
mod code;

pub(crate) use background_compiler::{BackgroundCompiler, Job};
pub(crate) use code::{Code, Ready, Tiered};

use crate::execution::call::find;
use crate::{Engine, EngineError};
use allod_core::Address;

/// When a module is interpreted, and when it is compiled. Results, gas, receipts and roots are the same with any values;
/// only times are not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tiers {
    /// Bytes of code, with metering, up to which a module is compiled before its first call. Code that may keep the compiler
    /// busy for longer than toolchains' does counts for as many bytes of that as take as long
    /// ([`FunctionPlan::compile_cost`](allod_compiler::instrument::FunctionPlan::compile_cost)). The default keeps the worst
    /// module below a tenth of a second. Never more than [`Tiers::COMPILED`] has.
    pub at_once: u64,
    /// Gas that calls of an interpreted module use, for each byte of its code, until it is compiled behind them. Making an
    /// instance counts as well. With the default a module is interpreted for a twentieth of the time that compiling it
    /// takes: 0.74 ns a gas, and 0.8 µs a byte.
    pub patience: u64,
}

impl Default for Tiers {
    fn default() -> Self {
        Self { at_once: 24 << 10, patience: 64 }
    }
}

impl Tiers {
    /// Every module that does not keep the compiler busy for more than some seconds is compiled before its first call, as
    /// suits a process that ends after a few calls and leaves what it compiled on disk. Others are interpreted once.
    pub const COMPILED: Self = Self { at_once: 8 << 20, patience: 0 };

    /// What one function may count at most that is ever compiled, in the bytes of [`Tiers::at_once`]: a second or two of
    /// one core. The largest of stock Go's counts a twelfth of it.
    pub(crate) const MOST_FOR_A_FUNCTION: u64 = 1 << 20;
}

/// What a contract's calls run on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tier {
    /// The interpreter.
    Interpreter,
    /// Machine code.
    Machine,
}

impl Engine {
    /// What the next call of `contract` will run on: for operators and tests, as no receipt tells.
    ///
    /// # Errors
    /// [`EngineError::NoContract`], or what the store says.
    pub fn tier(&self, contract: Address) -> Result<Tier, EngineError> {
        let mut journal = self.journal()?;
        let (_, module) = find(&self.shared, &mut journal, &contract, false)?;
        Ok(match module.code.ready() {
            Ready::Machine(_) => Tier::Machine,
            Ready::Program(_) => Tier::Interpreter,
        })
    }
}
