//! What a trap means.

use crate::EngineError;
use crate::stop::{Stop, Why};
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

/// Why a run stopped that the engine ended. `stack_left` is the module's own count: below zero, the
/// `unreachable` it ran into was the stack check's.
pub(super) fn ended(error: RuntimeError, stack_left: i32) -> Stop {
    let message = error.message();
    match error.to_trap() {
        _ if stack_left < 0 => Why::Trapped(Trap::StackOverflow).into(),
        Some(TrapCode::UnreachableCodeReached) => Why::Trapped(Trap::Unreachable).into(),
        Some(code) => match TRAPS.iter().find(|row| row.0 == code) {
            Some(row) => Why::Trapped(row.1).into(),
            None => EngineError::Wasm(message).into(),
        },
        None => EngineError::Wasm(message).into(),
    }
}
