//! What a trap means.

use crate::EngineError;
use crate::call::Ended;
use crate::frame::Stop;
use allod_core::Trap;
use wasmer::RuntimeError;
use wasmer::sys::vm::TrapCode;

/// Engine trap codes and what they are called here.
const TRAPS: [(TrapCode, Trap); 10] = [
    (TrapCode::StackOverflow, Trap::StackOverflow),
    (TrapCode::HeapAccessOutOfBounds, Trap::MemoryOutOfBounds),
    (TrapCode::HeapMisaligned, Trap::MemoryOutOfBounds),
    (TrapCode::UnalignedAtomic, Trap::MemoryOutOfBounds),
    (TrapCode::TableAccessOutOfBounds, Trap::IndirectCall),
    (TrapCode::IndirectCallToNull, Trap::IndirectCall),
    (TrapCode::BadSignature, Trap::IndirectCall),
    (TrapCode::IntegerOverflow, Trap::IntegerOverflow),
    (TrapCode::IntegerDivisionByZero, Trap::DivideByZero),
    (TrapCode::BadConversionToInteger, Trap::BadConversion),
];

/// How a run that the engine ended came to its end. `stack_left` is the module's own count: below zero, the
/// `unreachable` it ran into was the stack check's.
pub(super) fn ended(error: RuntimeError, stack_left: i32) -> Ended {
    let message = error.message();
    match error.to_trap() {
        _ if stack_left < 0 => Ended::Trapped(Trap::StackOverflow),
        Some(TrapCode::UnreachableCodeReached) => Ended::Trapped(Trap::Unreachable),
        Some(code) => match TRAPS.iter().find(|row| row.0 == code) {
            Some(row) => Ended::Trapped(row.1),
            None => Ended::Stopped(Stop::Fault(EngineError::Wasm(message))),
        },
        None => Ended::Stopped(Stop::Fault(EngineError::Wasm(message))),
    }
}
