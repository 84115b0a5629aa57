//! How much stack one call of a function takes.
//!
//! Compilers keep every local and every live operand in a slot of the frame at worst. What is counted is that
//! worst case, from the WebAssembly alone, so that it is the same on every machine.

use super::InstrumentError;
use super::scratch::Scratch;
use super::source::{Body, Source};
use wasmparser::{Operator, ValType};

/// Bytes of a frame that hold no local and no operand: return address, saved registers, spills. Measured on
/// wasmer's singlepass compiler.
pub const FRAME_BASE: u64 = 80;

/// Bytes of a slot for one local or operand; twice that in functions that use vectors.
pub const SLOT: u64 = 8;

/// Operands that instrumentation puts on top of a function's own at most: the counter, the length, the price.
const EXTRA_OPERANDS: u64 = 3;

/// The widest frame that can be counted, in bytes.
pub(super) const WIDEST_FRAME: u64 = 1 << 28;

/// The bytes of stack that one call of a function takes.
pub(super) fn frame_bytes(source: &Source<'_>, body: &Body<'_>, scratch: &Scratch) -> Result<u32, InstrumentError> {
    let signature = source.signature_of(body.function)?;
    let locals = signature.params().len() as u64 + body.declared_locals() + scratch.locals().len() as u64;
    let operands = deepest(source, body)? as u64 + EXTRA_OPERANDS;
    let vectors = scratch.has_vectors()
        || signature.params().iter().chain(signature.results()).any(|ty| *ty == ValType::V128)
        || body.locals.iter().any(|(_, ty)| *ty == ValType::V128);
    let slot = if vectors { 2 * SLOT } else { SLOT };
    let bytes = FRAME_BASE + slot * (locals + operands);
    if bytes > WIDEST_FRAME {
        return Err(InstrumentError::Frame { function: body.function, bytes, limit: WIDEST_FRAME });
    }
    Ok(bytes as u32)
}

/// A block that is open, and what its end leaves on the stack below it.
struct Open {
    floor: usize,
    params: usize,
    results: usize,
}

/// The largest number of operands at any point of a function that can be executed.
fn deepest(source: &Source<'_>, body: &Body<'_>) -> Result<usize, InstrumentError> {
    let results = source.signature_of(body.function)?.results().len();
    let mut open = vec![Open { floor: 0, params: 0, results }];
    let (mut height, mut deepest) = (0usize, results);
    // Blocks that were opened where nothing is executed.
    let mut dead: Option<usize> = None;
    for operator in &body.operators {
        match (operator, dead) {
            (Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. }, Some(blocks)) => {
                dead = Some(blocks + 1);
                continue;
            }
            (Operator::End, Some(blocks)) if blocks > 0 => {
                dead = Some(blocks - 1);
                continue;
            }
            (Operator::Else, Some(0)) | (Operator::End, Some(0)) => dead = None,
            (_, Some(_)) => continue,
            _ => {}
        }
        match operator {
            Operator::Block { blockty } | Operator::Loop { blockty } | Operator::If { blockty } => {
                let (params, results) = source.block_arity(*blockty)?;
                let condition = usize::from(matches!(operator, Operator::If { .. }));
                open.push(Open { floor: height.saturating_sub(params + condition), params, results });
                height = height.saturating_sub(condition);
            }
            Operator::Else => height = open.last().map_or(0, |block| block.floor + block.params),
            Operator::End => height = open.pop().map_or(0, |block| block.floor + block.results),
            Operator::Br { .. } | Operator::BrTable { .. } | Operator::Return | Operator::Unreachable => {
                dead = Some(0);
            }
            Operator::BrIf { .. } => height = height.saturating_sub(1),
            Operator::Call { function_index } => {
                let callee = source.signature_of(*function_index)?;
                height = height.saturating_sub(callee.params().len()) + callee.results().len();
            }
            Operator::CallIndirect { type_index, .. } => {
                let callee = source.signature(*type_index)?;
                height = height.saturating_sub(callee.params().len() + 1) + callee.results().len();
            }
            other => {
                let (takes, leaves) = effect(other);
                height = height.saturating_sub(takes) + leaves;
            }
        }
        deepest = deepest.max(height);
    }
    Ok(deepest)
}

/// How many operands an operator takes and leaves, where that does not depend on types or blocks.
fn effect(operator: &Operator<'_>) -> (usize, usize) {
    macro_rules! arity {
        (arity custom) => {
            (0, 0)
        };
        (arity memarg $takes:literal -> $leaves:literal) => {
            ($takes, $leaves)
        };
        (arity $takes:literal -> $leaves:literal) => {
            ($takes, $leaves)
        };
    }
    macro_rules! table {
        ($(@$proposal:ident $op:ident $({ $($arg:ident: $argty:ty),* })? => $visit:ident ($($ann:tt)*))*) => {
            match operator {
                $(Operator::$op { .. } => arity!($($ann)*),)*
                _ => (0, 0),
            }
        };
    }
    wasmparser::for_each_operator!(table)
}
