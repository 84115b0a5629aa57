//! Traps of machine code, and the reasons they stand for.

use crate::EngineError;
use crate::execution::exit::{Exit, ExitReason};
use allod_core::Trap;
use wasmer::RuntimeError;
use wasmer::sys::vm::TrapCode;

/// Trap codes of machine code, and the traps they are. The end of the native stack is none of them.
const TRAPS: [(TrapCode, Trap); 9] = [
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

/// Message for a contract that came to the end of the native stack. None can, unless the compiler made code whose frames
/// were read wrongly: then this node stops, and takes no part in what others may not agree with.
const NATIVE_OVERFLOW: &str = "machine code came to the end of the native stack before the count of the stack did";

/// Exit of a run that machine code broke off. `stack_left` is the module's own count: below zero, the `unreachable` that it
/// ran into was the stack check's.
pub(super) fn exit(error: RuntimeError, stack_left: i32) -> Exit {
    let message = error.message();
    match error.to_trap() {
        // How far the native stack reaches is this machine's own business, and the count ends before it does.
        Some(TrapCode::StackOverflow) => EngineError::Wasm(NATIVE_OVERFLOW.into()).into(),
        _ if stack_left < 0 => ExitReason::Trapped(Trap::StackOverflow).into(),
        Some(TrapCode::UnreachableCodeReached) => ExitReason::Trapped(Trap::Unreachable).into(),
        Some(code) => match TRAPS.iter().find(|row| row.0 == code) {
            Some(row) => ExitReason::Trapped(row.1).into(),
            None => EngineError::Wasm(message).into(),
        },
        None => EngineError::Wasm(message).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::exit;
    use crate::execution::exit::ExitReason;
    use allod_core::Trap;
    use wasmer::sys::vm::{self, TrapCode};

    #[test]
    fn the_end_of_the_native_stack_is_the_engines_failure_and_no_outcome() {
        for left in [-1, 0, 1_000] {
            let ExitReason::Fault(error) = exit(vm::Trap::lib(TrapCode::StackOverflow).into(), left).why() else {
                panic!("an outcome, with {left} bytes left")
            };
            assert!(error.to_string().contains("the end of the native stack"), "{error}");
        }
        for (left, trap) in [(-1, Trap::StackOverflow), (0, Trap::Unreachable)] {
            let exit = exit(vm::Trap::lib(TrapCode::UnreachableCodeReached).into(), left);
            assert!(matches!(exit.why(), ExitReason::Trapped(why) if why == trap), "{left} bytes left");
        }
    }
}
