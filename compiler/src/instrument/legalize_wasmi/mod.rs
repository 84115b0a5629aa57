//! The same module with narrow frames, for an interpreter that keeps a function's constants in every frame of it.
//!
//! Such an interpreter is wasmi. It writes a constant that does not fit into its instruction into the frame of each call,
//! and so it does with a conditional branch to a place that is far away. A function made of nothing but those takes a
//! quarter of a megabyte of the interpreter's memory, and the time to fill it, for each call that it costs a few units
//! of gas to make. So a function that has too many is written anew:
//!
//! | it has | and becomes |
//! |---|---|
//! | a constant beyond the first few | a sum and shift of small ones and a local that is zero |
//! | a shuffle beyond the first few, whose lanes are a constant | two swizzles by such sums, one for each vector |
//! | `br_if`, `if`, where branches may be far | a `br_table` of two targets, which may be any way off |
//! | a read of an immutable global, which is a constant | a read of a mutable one |
//!
//! What the function does is what it did, charges and all. The module is for the interpreter alone: the compiler is
//! given the one it was made of.

mod block_types;
mod body;
mod listing;

use crate::instrument::InstrumentError;
use crate::instrument::reader::module::Source;
use crate::instrument::rewrite::module::{SECTION_ORDER, extended};
use block_types::Shapes;
use body::Writer;
use listing::{Listing, is_constant};
use std::borrow::Cow;
use std::collections::BTreeMap;
use wasm_encoder::{CodeSection, RawSection, SectionId};
use wasmparser::{BinaryReader, FuncType, GlobalSectionReader, Operator};

/// How wide a frame may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Narrow {
    /// Constants of one function, also after the interpreter has worked some out from others.
    pub constants: usize,
    /// Words of the interpreter's code that a branch reaches, whichever way.
    pub reach: usize,
}

/// A body of fewer bytes has neither many constants nor far branches.
fn is_short(bytes: usize, narrow: &Narrow) -> bool {
    bytes < narrow.constants * 2 && bytes < narrow.reach / 32
}

/// `metered`, which metering has written, with frames no wider than `narrow`. Most modules are as they should be.
///
/// # Errors
/// [`InstrumentError::Malformed`] for bytes that metering has not written.
pub fn narrow<'m>(metered: &'m [u8], narrow: &Narrow) -> Result<Cow<'m, [u8]>, InstrumentError> {
    let source = Source::read(metered)?;
    let mut shapes = Shapes::of(&source);
    let mut anew = BTreeMap::new();
    for (function, body) in (source.imported..).zip(&source.bodies) {
        if !is_short(body.as_bytes().len(), narrow)
            && let Some(written) = written(&source, &Listing::read(function, body)?, narrow, &mut shapes)?
        {
            anew.insert(function, written);
        }
    }
    if anew.is_empty() {
        return Ok(Cow::Borrowed(metered));
    }
    let mut code = CodeSection::new();
    for (function, body) in (source.imported..).zip(&source.bodies) {
        code.raw(anew.get(&function).map_or(body.as_bytes(), Vec::as_slice));
    }
    assemble(&source, &shapes, &code).map(Cow::Owned)
}

/// The body written anew, if it has to be.
fn written(
    source: &Source<'_>,
    body: &Listing<'_>,
    narrow: &Narrow,
    shapes: &mut Shapes,
) -> Result<Option<Vec<u8>>, InstrumentError> {
    let (constants, words) = measure(source, body)?;
    if constants <= narrow.constants && words <= narrow.reach {
        return Ok(None);
    }
    let far = words > narrow.reach;
    Writer::new(source, body, shapes, far, narrow.constants)?.write(body).map(Some)
}

/// The constants of a function, and more words than the interpreter's code for it has.
fn measure(source: &Source<'_>, body: &Listing<'_>) -> Result<(usize, usize), InstrumentError> {
    let (mut constants, mut words) = (0, 0usize);
    for operator in &body.operators {
        words += 4 + match operator {
            Operator::Call { function_index } => width(source.signature_of(*function_index)?),
            Operator::CallIndirect { type_index, .. } => width(source.signature(*type_index)?),
            Operator::BrTable { targets } => 24 * (targets.len() as usize + 1),
            Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => 64,
            Operator::Br { .. } | Operator::BrIf { .. } | Operator::Return => 24,
            _ => 0,
        };
        constants += usize::from(is_constant(operator) || matches!(operator, Operator::GlobalGet { .. }));
    }
    Ok((constants, words))
}

fn width(signature: &FuncType) -> usize {
    signature.params().len() + signature.results().len()
}

/// The module with its new types and code, and all its globals mutable.
fn assemble(source: &Source<'_>, shapes: &Shapes, code: &CodeSection) -> Result<Vec<u8>, InstrumentError> {
    let mut module = wasm_encoder::Module::new();
    for id in SECTION_ORDER {
        let Some(own) = source.sections.get(&(id as u8)).and_then(|range| source.bytes.get(range.clone())) else {
            continue;
        };
        let data = match id {
            SectionId::Type => Cow::Owned(extended(Some(own), shapes.added())?),
            SectionId::Global => Cow::Owned(mutable(own)?),
            SectionId::Code => {
                module.section(code);
                continue;
            }
            _ => Cow::Borrowed(own),
        };
        module.section(&RawSection { id: id as u8, data: &data });
    }
    Ok(module.finish())
}

/// A section of globals with all of them mutable. None is imported, so no other refers to it as a constant.
fn mutable(own: &[u8]) -> Result<Vec<u8>, InstrumentError> {
    let mut section = own.to_vec();
    for global in GlobalSectionReader::new(BinaryReader::new(own, 0))?.into_iter_with_offsets() {
        // The type is a byte; behind it stands whether the global is mutable.
        let at = global?.0 as usize + 1;
        section[at] = 1;
    }
    Ok(section)
}
