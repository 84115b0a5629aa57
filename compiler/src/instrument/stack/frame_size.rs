//! Frame size: the bytes of stack that one call of a function takes.
//!
//! In the worst case a compiler keeps every local and every live operand in a slot of the frame. That worst case is
//! counted, from the WebAssembly alone, so that it is the same on every machine.

use crate::instrument::InstrumentError;
use crate::instrument::reader::body::ParsedBody;
use crate::instrument::reader::module::ParsedModule;
use crate::instrument::reader::operator::OpKind;
use crate::instrument::rewrite::locals::AddedLocals;
use wasmparser::ValType;

/// Bytes of a frame that hold no local and no operand: return address, saved registers, spills. Measured on
/// wasmer's singlepass compiler.
pub const FRAME_BASE_BYTES: u64 = 80;

/// Bytes of a slot for one local or operand; twice that in functions that use vectors.
pub const SLOT_BYTES: u64 = 8;

/// Operands that instrumentation puts on top of a function's own at most: the counter, the length, the price.
const EXTRA_OPERANDS: u64 = 3;

/// The widest frame that can be counted, in bytes.
pub(crate) const FRAME_MAX_BYTES: u64 = 1 << 28;

/// The bytes of stack that one call of a function takes.
pub(crate) fn frame_bytes(
    source: &ParsedModule<'_>,
    body: &ParsedBody<'_>,
    added: &AddedLocals,
) -> Result<u32, InstrumentError> {
    let signature = source.signature_of(body.function)?;
    let locals = signature.params().len() as u64 + body.declared_locals() + added.locals().len() as u64;
    let operands = max_operands(source, body)? as u64 + EXTRA_OPERANDS;
    let vectors = added.has_vectors()
        || signature.params().iter().chain(signature.results()).any(|ty| *ty == ValType::V128)
        || body.locals.iter().any(|(_, ty)| *ty == ValType::V128);
    let slot = if vectors { 2 * SLOT_BYTES } else { SLOT_BYTES };
    let bytes = FRAME_BASE_BYTES + slot * (locals + operands);
    if bytes > FRAME_MAX_BYTES {
        return Err(InstrumentError::Frame { function: body.function, bytes, limit: FRAME_MAX_BYTES });
    }
    Ok(bytes as u32)
}

/// An open block, and the operands that its end leaves.
struct Open {
    /// Operands below it.
    floor: usize,
    params: usize,
    results: usize,
}

/// The largest number of operands at any reachable point of a function.
fn max_operands(source: &ParsedModule<'_>, body: &ParsedBody<'_>) -> Result<usize, InstrumentError> {
    let results = source.signature_of(body.function)?.results().len();
    let mut open = vec![Open { floor: 0, params: 0, results }];
    let (mut height, mut peak) = (0usize, results);
    // The number of blocks opened in unreachable code.
    let mut dead: Option<usize> = None;
    for operator in &body.operators {
        match (operator.kind, dead) {
            (OpKind::Block(_) | OpKind::Loop(_) | OpKind::If(_), Some(blocks)) => {
                dead = Some(blocks + 1);
                continue;
            }
            (OpKind::End, Some(blocks)) if blocks > 0 => {
                dead = Some(blocks - 1);
                continue;
            }
            (OpKind::Else | OpKind::End, Some(0)) => dead = None,
            (_, Some(_)) => continue,
            _ => {}
        }
        match operator.kind {
            OpKind::Block(ty) | OpKind::Loop(ty) | OpKind::If(ty) => {
                let (params, results) = source.block_arity(ty)?;
                let condition = usize::from(matches!(operator.kind, OpKind::If(_)));
                open.push(Open { floor: height.saturating_sub(params + condition), params, results });
                height = height.saturating_sub(condition);
            }
            OpKind::Else => height = open.last().map_or(0, |block| block.floor + block.params),
            OpKind::End => height = open.pop().map_or(0, |block| block.floor + block.results),
            OpKind::Br(_) | OpKind::BrTable(_) | OpKind::Return | OpKind::Unreachable => {
                dead = Some(0);
            }
            OpKind::BrIf(_) => height = height.saturating_sub(1),
            OpKind::Call(function) => {
                let callee = source.signature_of(function)?;
                height = height.saturating_sub(callee.params().len()) + callee.results().len();
            }
            OpKind::CallIndirect { ty, .. } => {
                let callee = source.signature(ty)?;
                height = height.saturating_sub(callee.params().len() + 1) + callee.results().len();
            }
            OpKind::Grow | OpKind::Bulk | OpKind::Plain => {
                let (takes, leaves) = operator.stack_effect;
                height = height.saturating_sub(takes.into()) + usize::from(leaves);
            }
        }
        peak = peak.max(height);
    }
    Ok(peak)
}
