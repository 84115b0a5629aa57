//! Status of a call.

use crate::Address;
use crate::reason::Reason;
use serde::{Deserialize, Serialize};

/// The status that a call ended with. Only [`Status::Success`] changed anything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The function returned.
    #[error("success")]
    Success,
    /// The contract gave up and said why.
    #[error("reverted ({}){}", code.name(), Said(message))]
    Reverted {
        /// The party that asked for it.
        code: RevertCode,
        /// The contract's own words.
        message: String,
    },
    /// The gas limit was reached.
    #[error("out of gas")]
    OutOfGas,
    /// The module did what no module may.
    #[error("trapped ({trap}){}", Said(message))]
    Trapped {
        /// The forbidden thing.
        trap: Trap,
        /// The last words of the module's runtime, if it had any.
        message: String,
    },
    /// The transaction or call was invalid and never begun.
    #[error("refused: {reason}")]
    Refused {
        /// The reason.
        reason: Box<Reason>,
    },
}

impl Status {
    /// The words a contract is told of a call it made to `contract` which ended so. They name the contract, so that
    /// a reason which is passed on says where it comes from, and no label twice.
    pub fn told_of(&self, contract: &Address) -> String {
        match self {
            Self::Success => String::new(),
            Self::Reverted { code: RevertCode::ERROR | RevertCode::ASSERT, message } if !message.is_empty() => {
                format!("contract {contract}: {message}")
            }
            Self::Reverted { code, message } => format!("contract {contract} ({}){}", code.name(), Said(message)),
            Self::OutOfGas => format!("contract {contract} ran out of gas"),
            Self::Trapped { trap, message } => format!("contract {contract} trapped ({trap}){}", Said(message)),
            Self::Refused { reason } => reason.to_string(),
        }
    }

    /// True if the call did what it was asked.
    #[inline]
    pub fn is_success(&self) -> bool {
        matches!(self, Self::Success)
    }
}

/// Words behind a colon, or nothing where there are none.
struct Said<'w>(&'w str);

impl std::fmt::Display for Said<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            "" => Ok(()),
            words => write!(f, ": {words}"),
        }
    }
}

/// The code that a contract reverted with. Contracts may use numbers of their own from 16 on; a module that exits with another number
/// than 0 reverts with that one.
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

/// A trap: something that no module may do.
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
        })
    }
}
