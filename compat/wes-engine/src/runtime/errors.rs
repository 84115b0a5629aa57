//! Errors: the document's table as types, and the error that every call of this crate gives.

use crate::adapter::ExecutionResult;
use crate::runtime::meter::MeterRefusal;
use crate::runtime::security::SecurityEvent;
use allod_vm::{EngineError, Status, Trap};

/// Kind of an error, by which it is handled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ErrorKind {
    /// Code that can't become a module, or a module that may not enter.
    Compilation,
    /// A contract that trapped, reverted or could not be called.
    Runtime,
    /// A call that reached its limit of cost.
    CostExhausted,
    /// A memory or stack that was left.
    MemoryOverflow,
    /// An operation that was denied, by an adapter whose policy ends such calls.
    SecurityViolation,
    /// No contract's doing: the store, the settings, a registry that is full. The document's table has no row for it.
    Environment,
}

/// Severity of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// The caller's to mend; nothing was begun.
    Low,
    /// One call failed.
    Medium,
    /// One call failed, and took what it was allowed to take.
    High,
    /// An attempt at what is forbidden, or a node that is not well.
    Critical,
}

/// Handling of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Handling {
    /// The error is returned before anything runs.
    ReturnAtOnce,
    /// The error is caught and returned with the receipt.
    CatchAndWrap,
    /// The run is ended.
    Abort,
    /// The run traps.
    Trap,
    /// The call ends without a trace in the state.
    TerminateAtOnce,
}

/// Recovery from an error, which the engine has done when the error is returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Recovery {
    /// Nothing to do.
    Nothing,
    /// The instance is as new.
    InstanceReset,
    /// The state is as it was before.
    StateRollback,
    /// The memory is given back.
    MemoryReclaim,
    /// A [`SecurityEvent`] says who asked for what.
    SecurityAudit,
}

/// Row of the table of errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrorRow {
    /// The kind.
    pub kind: ErrorKind,
    /// Its severity.
    pub severity: Severity,
    /// Its handling.
    pub handling: Handling,
    /// The recovery from it.
    pub recovery: Recovery,
}

const fn row(kind: ErrorKind, severity: Severity, handling: Handling, recovery: Recovery) -> ErrorRow {
    ErrorRow { kind, severity, handling, recovery }
}

/// The table of errors, a row for each kind.
pub const ERRORS: [ErrorRow; 6] = [
    row(ErrorKind::Compilation, Severity::Low, Handling::ReturnAtOnce, Recovery::Nothing),
    row(ErrorKind::Runtime, Severity::Medium, Handling::CatchAndWrap, Recovery::InstanceReset),
    row(ErrorKind::CostExhausted, Severity::High, Handling::Abort, Recovery::StateRollback),
    row(ErrorKind::MemoryOverflow, Severity::High, Handling::Trap, Recovery::MemoryReclaim),
    row(ErrorKind::SecurityViolation, Severity::Critical, Handling::TerminateAtOnce, Recovery::SecurityAudit),
    row(ErrorKind::Environment, Severity::Critical, Handling::ReturnAtOnce, Recovery::StateRollback),
];

impl ErrorKind {
    /// The row of the table.
    pub fn row(self) -> ErrorRow {
        // In the order of the variants, as a test checks.
        ERRORS[self as usize]
    }

    /// The kind of a call that ended so; `None` for a success.
    pub fn of_status(status: &Status) -> Option<Self> {
        Some(match status {
            Status::Success => return None,
            Status::OutOfGas => Self::CostExhausted,
            Status::Trapped { trap: Trap::MemoryOutOfBounds | Trap::StackOverflow, .. } => Self::MemoryOverflow,
            Status::Trapped { .. } | Status::Reverted { .. } | Status::Refused { .. } => Self::Runtime,
        })
    }
}

/// Error of an engine.
#[non_exhaustive]
#[derive(Debug, thiserror::Error)]
pub enum WesError {
    /// The call did not succeed. Its receipt is committed, and none of its writes.
    #[error("{}", result.receipt.status)]
    Failed {
        /// The kind.
        kind: ErrorKind,
        /// The result, with its receipt and the denials it met.
        result: Box<ExecutionResult>,
    },
    /// The meter of the caller's own took no more, or lowered the limit below what the call costs. Nothing was committed.
    #[error(transparent)]
    Meter(#[from] MeterRefusal),
    /// The call would be denied an operation, and the policy ends such calls. Nothing was committed.
    #[error("{} of {}: {}", event.function, event.contract, event.reason)]
    Violation {
        /// The first denial.
        event: Box<SecurityEvent>,
    },
    /// The optimiser left the module as it is.
    #[error(transparent)]
    Optimise(#[from] allod_compiler::optimise::OptimiseError),
    /// An optimiser of the caller's own failed, or gave a module that offers something else.
    #[error("optimiser {name}: {why}")]
    OwnOptimiser {
        /// Its name.
        name: String,
        /// Its words, or the difference.
        why: String,
    },
    /// Source that can't be compiled.
    #[error(transparent)]
    Compile(#[from] allod_compiler::CompileError),
    /// A module that the gate, or the policy of the caller, does not let in.
    #[error(transparent)]
    Validation(#[from] crate::compiler::ValidationError),
    /// The Allod engine.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// A pricing policy with a price for what there is not, or beyond what a price may be.
    #[error("price of {name}: {why}")]
    Pricing {
        /// The row of the policy.
        name: String,
        /// The fault.
        why: String,
    },
    /// The adapter was not initialised, or is shut down.
    #[error("the engine is not running; initialize it first")]
    NotRunning,
    /// The adapter is initialised already.
    #[error("the engine is running already; shut it down first")]
    Running,
    /// Calls that were under way when the adapter was shut down have not ended in time. No new ones begin.
    #[error("{calls} calls are still under way after {seconds} seconds; shut down again to wait for them")]
    Busy {
        /// Their number.
        calls: usize,
        /// The time that was waited.
        seconds: u64,
    },
    /// A registry without room.
    #[error("{what}: {limit} of them at most")]
    Full {
        /// The things it has.
        what: &'static str,
        /// The most of them.
        limit: usize,
    },
    /// A name that is taken.
    #[error("an engine called {name:?} is registered already")]
    NameTaken {
        /// The name.
        name: String,
    },
    /// No engine serves the resource.
    #[error("no engine of type {engine_type} holds {resource}")]
    NoEngine {
        /// The type of engine that was asked for.
        engine_type: crate::adapter::EngineType,
        /// The resource.
        resource: allod_vm::Address,
    },
    /// No such instance: it was destroyed, or is another engine's.
    #[error("no instance {instance}")]
    NoInstance {
        /// Its number.
        instance: u64,
    },
}

impl WesError {
    /// The kind.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Failed { kind, .. } => *kind,
            Self::Meter(_) => ErrorKind::CostExhausted,
            Self::Violation { .. } => ErrorKind::SecurityViolation,
            Self::Optimise(_) | Self::OwnOptimiser { .. } | Self::Compile(_) | Self::Validation(_) => {
                ErrorKind::Compilation
            }
            Self::Engine(
                EngineError::Compile(_)
                | EngineError::Gate(_)
                | EngineError::Instrument(_)
                | EngineError::NotCompiled(_)
                | EngineError::AbiMismatch { .. },
            ) => ErrorKind::Compilation,
            Self::Engine(EngineError::DeployGas { .. }) => ErrorKind::CostExhausted,
            Self::Engine(EngineError::Failed(status)) => ErrorKind::of_status(status).unwrap_or(ErrorKind::Runtime),
            Self::Engine(
                EngineError::NoContract { .. } | EngineError::Abi(_) | EngineError::Refused(_) | EngineError::Limit(_),
            )
            | Self::NoInstance { .. } => ErrorKind::Runtime,
            _ => ErrorKind::Environment,
        }
    }

    /// The severity.
    pub fn severity(&self) -> Severity {
        self.kind().row().severity
    }

    /// The recovery, which is done.
    pub fn recovery(&self) -> Recovery {
        self.kind().row().recovery
    }
}
