//! Compile cost: an upper estimate of what an optimising compiler spends on a function, in bytes of plain code.
//!
//! The time for most code is linear in its bytes. Some code takes longer, and each way is counted in the bytes of plain
//! code that take as long:
//!
//! | code | reason |
//! |---|---|
//! | values that branches carry and calls take and return | each is moved, and allocated to a register or slot |
//! | locals times control-flow merges, a loop as often as loops are around it | a local may have another value on each incoming edge (SSA) |
//! | bytes times bytes | a value hoisted out of a loop is live all through it, beside all the others |
//!
//! For code that was made to be slow this is what it takes, or more; for what toolchains make it is about twice its bytes.
//! Nothing that a chain agrees on depends on it: it decides whether, and when, a node compiles a module.

use super::InstrumentError;
use super::reader::body::ParsedBody;
use super::reader::operator::OpKind;
use crate::instrument::reader::module::ParsedModule;
use wasmparser::FuncType;

/// The cost of a value that is moved, in bytes.
const BYTES_PER_MOVE: u64 = 4;

/// Moves that a call counts besides its arguments and results; an indirect call is checked too.
const CALL_MOVES: u64 = 1;
const CALL_INDIRECT_MOVES: u64 = 6;

/// Locals at merges that count as a byte.
const MERGES_PER_BYTE: u64 = 2;

/// The cost of an empty function, in bytes.
const FUNCTION_MIN_BYTES: u64 = 32;

/// Bytes of one function at which the quadratic part equals the linear one.
const QUADRATIC_BYTES: u64 = 50_000;

/// The compile cost of `body`, which has `locals` and `written` bytes once it meters itself.
pub(super) fn compile_cost(
    source: &ParsedModule<'_>,
    body: &ParsedBody<'_>,
    locals: u64,
    written: u64,
) -> Result<u64, InstrumentError> {
    let own = source.signature_of(body.function)?;
    let width = |signature: &FuncType| (signature.params().len() + signature.results().len()) as u64;
    // Of each open block: whether it is a loop, and the number of values that a branch to it carries.
    let mut open = vec![(false, own.results().len() as u64)];
    let carried = |open: &[(bool, u64)], depth: u32| open.iter().rev().nth(depth as usize).map_or(0, |block| block.1);
    let (mut moved, mut merges, mut loops) = (0u64, 0u64, 0u64);
    for operator in &body.operators {
        match operator.kind {
            OpKind::Block(ty) | OpKind::Loop(ty) | OpKind::If(ty) => {
                let (params, results) = source.block_arity(ty)?;
                let is_loop = matches!(operator.kind, OpKind::Loop(_));
                loops += u64::from(is_loop);
                merges += if is_loop { loops } else { 1 };
                moved += (params + results) as u64;
                open.push((is_loop, if is_loop { params } else { results } as u64));
            }
            OpKind::End => loops -= u64::from(open.pop().is_some_and(|block| block.0)),
            OpKind::Br(depth) | OpKind::BrIf(depth) => moved += carried(&open, depth),
            OpKind::BrTable(number) => {
                if let Some(targets) = body.tables.get(number as usize) {
                    moved += (u64::from(targets.len()) + 1) * (1 + carried(&open, targets.default()));
                }
            }
            OpKind::Return => moved += own.results().len() as u64,
            OpKind::Call(function) => moved += CALL_MOVES + width(source.signature_of(function)?),
            OpKind::CallIndirect { ty, .. } => moved += CALL_INDIRECT_MOVES + width(source.signature(ty)?),
            OpKind::Else | OpKind::Unreachable | OpKind::Grow | OpKind::Bulk | OpKind::Plain => {}
        }
    }
    let parts =
        [FUNCTION_MIN_BYTES, written, written.saturating_mul(written) / QUADRATIC_BYTES, BYTES_PER_MOVE * moved];
    let all = parts.into_iter().fold(merges.saturating_mul(locals) / MERGES_PER_BYTE, u64::saturating_add);
    Ok(all)
}
