//! Traps of the interpreter, and the reasons they stand for.

use crate::EngineError;
use crate::execution::exit::{Exit, ExitReason};
use allod_core::Trap;
use wasmi::TrapCode;

/// Interpreter trap codes, and the traps they are. The others belong to what a metered module can't do, or to what this
/// engine does not ask for.
const TRAPS: [(TrapCode, Trap); 8] = [
    (TrapCode::UnreachableCodeReached, Trap::Unreachable),
    (TrapCode::MemoryOutOfBounds, Trap::MemoryOutOfBounds),
    (TrapCode::TableOutOfBounds, Trap::IndirectCall),
    (TrapCode::IndirectCallToNull, Trap::IndirectCall),
    (TrapCode::BadSignature, Trap::IndirectCall),
    (TrapCode::IntegerOverflow, Trap::IntegerOverflow),
    (TrapCode::IntegerDivisionByZero, Trap::DivideByZero),
    (TrapCode::BadConversionToInteger, Trap::BadConversion),
];

/// Exit of a run that the interpreter broke off. `stack_left` is the module's own count: below zero, the `unreachable` that
/// it ran into was the stack check's.
pub(super) fn exit(error: &wasmi::Error, stack_left: i32) -> Exit {
    let known = |code| TRAPS.iter().find(|row| row.0 == code).map(|row| row.1);
    match error.as_trap_code().and_then(known) {
        Some(_) if stack_left < 0 => ExitReason::Trapped(Trap::StackOverflow).into(),
        Some(trap) => ExitReason::Trapped(trap).into(),
        None => EngineError::Wasm(error.to_string()).into(),
    }
}
