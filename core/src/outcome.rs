//! How a call ended.

use crate::reason::Reason;
use serde::{Deserialize, Serialize};

/// How a call ended. Only [`Status::Success`] changed anything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The function returned.
    #[error("success")]
    Success,
    /// The contract gave up and said why.
    #[error("reverted ({}): {message}", code.name())]
    Reverted {
        /// Who asked for it.
        code: RevertCode,
        /// The contract's own words.
        message: String,
    },
    /// The gas limit was reached.
    #[error("out of gas")]
    OutOfGas,
    /// The module did what no module may.
    #[error("trapped ({trap}): {message}")]
    Trapped {
        /// What it did.
        trap: Trap,
        /// The last words of the module's runtime, if it had any.
        message: String,
    },
    /// The call was never begun.
    #[error("refused: {reason}")]
    Refused {
        /// Why.
        reason: Box<Reason>,
    },
}

impl Status {
    /// Whether the call did what it was asked.
    #[inline]
    pub fn is_success(&self) -> bool {
        matches!(self, Self::Success)
    }
}

/// Why a contract reverted. Contracts may use numbers of their own from 16 on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevertCode(pub u32);

impl RevertCode {
    /// The function returned an error.
    pub const ERROR: Self = Self(1);
    /// An assertion did not hold.
    pub const ASSERT: Self = Self(2);
    /// The contract's language panicked.
    pub const PANIC: Self = Self(3);
    /// The input was not what the function takes.
    pub const INPUT: Self = Self(4);

    /// The code in a word.
    pub fn name(self) -> String {
        match self {
            Self::ERROR => "error".into(),
            Self::ASSERT => "assert".into(),
            Self::PANIC => "panic".into(),
            Self::INPUT => "input".into(),
            Self(other) => format!("code {other}"),
        }
    }
}

/// What a module did that no module may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trap {
    /// `unreachable` was executed.
    Unreachable,
    /// A load, store, bulk operator or host pointer outside the memory.
    MemoryOutOfBounds,
    /// Integer division by zero.
    DivideByZero,
    /// The quotient does not fit.
    IntegerOverflow,
    /// A float that no integer of that width can stand for.
    BadConversion,
    /// An indirect call outside the table, to nothing, or to another signature.
    IndirectCall,
    /// The stack limit, counted in WebAssembly frames, was reached.
    StackOverflow,
    /// The module's runtime asked to exit.
    Exit,
}

impl std::fmt::Display for Trap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Unreachable => "unreachable",
            Self::MemoryOutOfBounds => "memory access out of bounds",
            Self::DivideByZero => "integer divide by zero",
            Self::IntegerOverflow => "integer overflow",
            Self::BadConversion => "bad conversion to integer",
            Self::IndirectCall => "bad indirect call",
            Self::StackOverflow => "stack overflow",
            Self::Exit => "exit",
        })
    }
}
