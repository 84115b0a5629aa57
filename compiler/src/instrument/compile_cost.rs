//! How long an optimising compiler may be busy with a function.
//!
//! Most code takes a compiler as long as it has bytes. There are ways to keep it busy with less, and each is counted in
//! the bytes of plain code that take as long:
//!
//! | what | why |
//! |---|---|
//! | values that branches carry and calls take and give | each is moved, and a place found for it |
//! | locals times the places where ways meet, a loop as often as loops are around it | a local may have another value on each of the ways |
//! | bytes times bytes | what is moved out of a loop has to be kept all through it, beside all the others |
//!
//! For code that was made to be slow this is what it takes, or more; for what toolchains make it is about twice its bytes.
//! Nothing that a chain agrees on depends on it: it decides whether, and when, a node compiles a module.

use super::InstrumentError;
use super::reader::module::{Body, Source};
use super::reader::operator::Does;
use wasmparser::FuncType;

/// What a value that is moved counts, in bytes.
const MOVED: u64 = 4;

/// Values that a call counts as besides what it takes and gives, and one by way of a table, which has to be checked.
const CALL: u64 = 1;
const CALL_INDIRECT: u64 = 6;

/// How many locals at places where ways meet count as a byte.
const MEETING: u64 = 2;

/// What a function counts at least, in bytes.
const FUNCTION: u64 = 32;

/// Bytes of one function at which what is quadratic takes as long as what is linear.
const SQUARE: u64 = 50_000;

/// Bytes of plain code that an optimising compiler takes as long for, at most, as for `body` with `locals`, which became
/// so many bytes when it was `written`.
pub(super) fn compiling(
    source: &Source<'_>,
    body: &Body<'_>,
    locals: u64,
    written: u64,
) -> Result<u64, InstrumentError> {
    let own = source.signature_of(body.function)?;
    let width = |signature: &FuncType| (signature.params().len() + signature.results().len()) as u64;
    // Whether each open block is a loop, and how many values a branch to it carries.
    let mut open = vec![(false, own.results().len() as u64)];
    let carried = |open: &[(bool, u64)], depth: u32| open.iter().rev().nth(depth as usize).map_or(0, |block| block.1);
    let (mut moved, mut meetings, mut loops) = (0u64, 0u64, 0u64);
    for operator in &body.operators {
        match operator.does {
            Does::Block(ty) | Does::Loop(ty) | Does::If(ty) => {
                let (params, results) = source.block_arity(ty)?;
                let is_loop = matches!(operator.does, Does::Loop(_));
                loops += u64::from(is_loop);
                meetings += if is_loop { loops } else { 1 };
                moved += (params + results) as u64;
                open.push((is_loop, if is_loop { params } else { results } as u64));
            }
            Does::End => loops -= u64::from(open.pop().is_some_and(|block| block.0)),
            Does::Br(depth) | Does::BrIf(depth) => moved += carried(&open, depth),
            Does::BrTable(number) => {
                if let Some(targets) = body.tables.get(number as usize) {
                    moved += (u64::from(targets.len()) + 1) * (1 + carried(&open, targets.default()));
                }
            }
            Does::Return => moved += own.results().len() as u64,
            Does::Call(function) => moved += CALL + width(source.signature_of(function)?),
            Does::CallIndirect { ty, .. } => moved += CALL_INDIRECT + width(source.signature(ty)?),
            Does::Else | Does::Unreachable | Does::Grow | Does::Bulk | Does::Plain => {}
        }
    }
    let parts = [FUNCTION, written, written.saturating_mul(written) / SQUARE, MOVED * moved];
    let all = parts.into_iter().fold(meetings.saturating_mul(locals) / MEETING, u64::saturating_add);
    Ok(all)
}
