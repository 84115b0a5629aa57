//! How much stack one call of a function takes.
//!
//! Compilers keep every local and every live operand in a slot of the frame at worst. What is counted is that
//! worst case, from the WebAssembly alone, so that it is the same on every machine.

use crate::instrument::InstrumentError;
use crate::instrument::reader::module::{Body, Source};
use crate::instrument::reader::operator::Does;
use crate::instrument::rewrite::locals::Scratch;
use wasmparser::ValType;

/// Bytes of a frame that hold no local and no operand: return address, saved registers, spills. Measured on
/// wasmer's singlepass compiler.
pub const FRAME_BASE: u64 = 80;

/// Bytes of a slot for one local or operand; twice that in functions that use vectors.
pub const SLOT: u64 = 8;

/// Operands that instrumentation puts on top of a function's own at most: the counter, the length, the price.
const EXTRA_OPERANDS: u64 = 3;

/// The widest frame that can be counted, in bytes.
pub(crate) const WIDEST_FRAME: u64 = 1 << 28;

/// The bytes of stack that one call of a function takes.
pub(crate) fn frame_bytes(source: &Source<'_>, body: &Body<'_>, scratch: &Scratch) -> Result<u32, InstrumentError> {
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
        match (operator.does, dead) {
            (Does::Block(_) | Does::Loop(_) | Does::If(_), Some(blocks)) => {
                dead = Some(blocks + 1);
                continue;
            }
            (Does::End, Some(blocks)) if blocks > 0 => {
                dead = Some(blocks - 1);
                continue;
            }
            (Does::Else | Does::End, Some(0)) => dead = None,
            (_, Some(_)) => continue,
            _ => {}
        }
        match operator.does {
            Does::Block(ty) | Does::Loop(ty) | Does::If(ty) => {
                let (params, results) = source.block_arity(ty)?;
                let condition = usize::from(matches!(operator.does, Does::If(_)));
                open.push(Open { floor: height.saturating_sub(params + condition), params, results });
                height = height.saturating_sub(condition);
            }
            Does::Else => height = open.last().map_or(0, |block| block.floor + block.params),
            Does::End => height = open.pop().map_or(0, |block| block.floor + block.results),
            Does::Br(_) | Does::BrTable(_) | Does::Return | Does::Unreachable => {
                dead = Some(0);
            }
            Does::BrIf(_) => height = height.saturating_sub(1),
            Does::Call(function) => {
                let callee = source.signature_of(function)?;
                height = height.saturating_sub(callee.params().len()) + callee.results().len();
            }
            Does::CallIndirect { ty, .. } => {
                let callee = source.signature(ty)?;
                height = height.saturating_sub(callee.params().len() + 1) + callee.results().len();
            }
            Does::Grow | Does::Bulk | Does::Plain => {
                let (takes, leaves) = operator.effect;
                height = height.saturating_sub(takes.into()) + usize::from(leaves);
            }
        }
        deepest = deepest.max(height);
    }
    Ok(deepest)
}
