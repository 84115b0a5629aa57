//! Explanation of a failed call: file, line and stack of each contract that the failure went through.
//!
//! An explained call is a simulation in the interpreter, of modules with [stack probes](allod_compiler::probe). Probes stand
//! behind the metering, so the call costs the same as without, and nothing of an explanation is in a receipt.
//!
//! | file | holds |
//! |---|---|
//! | [`module_stack`] | the stack of one run of a module, as probes tell it |
//! | [`source_stack`] | the same in the words of the source |
//! | [`explainer`] | the calls of a run, and where each failed |
#![cfg_attr(
    not(feature = "profile"),
    allow(dead_code, unreachable_pub, reason = "nothing asks for it in such a build")
)]

mod explainer;
mod module_stack;
mod source_stack;

pub(crate) use explainer::Explainer;
pub(crate) use module_stack::{FailedStack, ModuleStack};

use crate::Receipt;
use allod_core::{Address, Status};
use std::fmt;

/// Explanation of a call: where it failed. [`Display`](fmt::Display) writes it as people read it.
///
/// ```
/// use allod_vm::{Engine, EngineConfig, ExecuteOptions, args};
///
/// let engine = Engine::open(EngineConfig::default())?;
/// let contract = engine.deploy(r#"(module
///     (func $take unreachable)
///     (func (export "Take") (call $take)))"#)?.address;
/// let explanation = engine.explain(contract, "Take", args![], ExecuteOptions::default())?;
/// assert!(!explanation.receipt.is_success());
/// assert_eq!(explanation.to_string(), "trapped (unreachable)\n  take\n  Take");
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explanation {
    /// The receipt of the run, which was not committed.
    pub receipt: Receipt,
    /// The failures, from the contract where it began to the one that was called first; none where the call succeeded. A
    /// callee is among them if its caller's failure repeats what the caller was told of it, or if both ran out of gas.
    pub failures: Vec<Failure>,
}

/// Failure of one contract's call.
///
/// ```
/// use allod_vm::{Engine, EngineConfig, ExecuteOptions, args};
///
/// let engine = Engine::open(EngineConfig::default())?;
/// let contract = engine.deploy(r#"(module
///     (func $take unreachable)
///     (func (export "Take") (call $take)))"#)?.address;
/// let explanation = engine.explain(contract, "Take", args![], ExecuteOptions::default())?;
/// let failure = &explanation.failures[0];
/// assert_eq!((failure.contract, failure.function.as_str()), (contract, "Take"));
/// assert_eq!((failure.frames.len(), failure.left_out), (2, 0));
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Failure {
    /// The contract.
    pub contract: Address,
    /// The function that was called; empty for a deploy.
    pub function: String,
    /// The status of this call.
    pub status: Status,
    /// Functions that were running, the innermost first. An error that was returned to the caller has those that returned
    /// it. Of a module without lines all functions are here; of one without names, `function` and their index
    /// stands for theirs.
    pub frames: Vec<StackFrame>,
    /// Number of frames that were left out behind the first [`Self::INNERMOST`], as a deep recursion has them.
    pub left_out: usize,
}

/// Function of a contract that was running.
///
/// ```
/// use allod_vm::{Engine, EngineConfig, ExecuteOptions, args};
///
/// let engine = Engine::open(EngineConfig::default())?;
/// let contract = engine.deploy(r#"(module
///     (func $take unreachable)
///     (func (export "Take") (call $take)))"#)?.address;
/// let explanation = engine.explain(contract, "Take", args![], ExecuteOptions::default())?;
/// let innermost = &explanation.failures[0].frames[0];
/// assert_eq!((innermost.function.as_str(), &innermost.line), ("take", &None), "text has no lines");
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StackFrame {
    /// Its name in the source.
    pub function: String,
    /// The line it had come to, where that is known: for gas that ran out, the last call, loop or check before.
    pub line: Option<SourceLine>,
}

/// Line of a source file.
///
/// ```
/// use allod_vm::{Engine, EngineConfig, ExecuteOptions, SourceLine, args};
///
/// let engine = Engine::open(EngineConfig::default())?;
/// let source = "package till\n\nfunc Take(n uint64) {\n\tif n > 3 {\n\t\tpanic(\"not that much\")\n\t}\n}\n";
/// let contract = engine.deploy(source)?.address;
/// let explanation = engine.explain(contract, "Take", args![4u64], ExecuteOptions::default())?;
/// let SourceLine { file, line, .. } = explanation.failures[0].frames[0].line.as_ref().expect("Go has lines");
/// assert_eq!((file.as_str(), *line), ("contract.go", 5));
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SourceLine {
    /// The file's path in the contract's folder. Whoever made the module chose it.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
}

impl Explanation {
    /// True if the run ended as `receipt` says, at the same gas: then it explains what happened there. Another transaction
    /// may have changed the state since.
    pub fn agrees_with(&self, receipt: &Receipt) -> bool {
        let own = &self.receipt;
        (own.contract, &own.function, &own.status, &own.gas)
            == (receipt.contract, &receipt.function, &receipt.status, &receipt.gas)
    }
}

impl Failure {
    /// Number of frames that are kept of the innermost functions, where some are left out.
    pub const INNERMOST: usize = source_stack::INNERMOST;

    /// The line that failed: of the innermost function that had come to one. A function that finds no stack has not.
    pub fn line(&self) -> Option<&SourceLine> {
        self.frames.iter().find_map(|frame| frame.line.as_ref())
    }

    /// The reason in the contract's own words, or the status where it had none.
    pub fn reason(&self) -> String {
        match &self.status {
            Status::Reverted { message, .. } if !message.is_empty() => message.clone(),
            status => status.to_string(),
        }
    }
}

impl fmt::Display for SourceLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

impl fmt::Display for StackFrame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.line {
            Some(line) => write!(f, "{}, {line}", self.function),
            None => f.write_str(&self.function),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line() {
            write!(f, "{line}: ")?;
        }
        f.write_str(&self.reason())?;
        for (at, frame) in self.frames.iter().enumerate() {
            if at == Self::INNERMOST && self.left_out > 0 {
                write!(f, "\n  … {} more", self.left_out)?;
            }
            write!(f, "\n  {frame}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, failure) in self.failures.iter().enumerate() {
            if at > 0 {
                write!(f, "\ncalled by {}.{}: ", failure.contract, failure.function)?;
            }
            write!(f, "{failure}")?;
        }
        Ok(())
    }
}
