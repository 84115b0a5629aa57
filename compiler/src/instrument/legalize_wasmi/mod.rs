//! Legalization for wasmi: the same module within the limits of an interpreter that keeps constants in frames.
//!
//! wasmi writes a constant that does not fit into its instruction into the frame of each call, and likewise a conditional
//! branch whose target is far away. A function made of nothing but those takes a quarter of a megabyte of the
//! interpreter's memory, and the time to fill it, for each call, which costs a few units of gas. So a function beyond
//! the limits is rewritten:
//!
//! | the function has | and becomes |
//! |---|---|
//! | a constant beyond the first few | a sum and shift of small ones and a local that is zero |
//! | a shuffle beyond the first few, whose lanes are a constant | two swizzles by such sums, one for each vector |
//! | `br_if`, `if`, where branches may be far | a `br_table` of two targets, which reaches any distance |
//! | a read of an immutable global, which is a constant | a read of a mutable one |
//!
//! Its results and charges are the same. The rewritten module is for the interpreter alone: the compiler gets the metered
//! one.

mod body;
mod decoded_body;

use crate::instrument::InstrumentError;
use crate::instrument::reader::module::ParsedModule;
use crate::instrument::rewrite::block_types::BlockTypes;
use crate::instrument::rewrite::sections::{SECTION_ORDER, extended};
use body::BodyWriter;
use decoded_body::{DecodedBody, is_constant};
use std::borrow::Cow;
use std::collections::BTreeMap;
use wasm_encoder::{CodeSection, RawSection, SectionId};
use wasmparser::{BinaryReader, FuncType, GlobalSectionReader, Operator};

/// The limits of a function that wasmi runs.
///
/// ```
/// use allod_compiler::instrument::{WasmiLimits, legalize_wasmi};
///
/// let wasm = wat::parse_str(r#"(module (func (export "f") (result i32) (i32.const 7)))"#)?;
/// let limits = WasmiLimits { constants: 8, branch_reach: 1 << 20 };
/// assert!(legalize_wasmi(&wasm, &limits).is_ok_and(|short| *short == *wasm), "nothing is beyond them");
/// # Ok::<(), wat::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WasmiLimits {
    /// The most constants of one function, counted before the interpreter folds any.
    pub constants: usize,
    /// The words of the interpreter's code that a branch reaches, forwards or backwards.
    pub branch_reach: usize,
}

/// True if a body of so many `bytes` is within the limits whatever is in it.
fn is_short(bytes: usize, limits: &WasmiLimits) -> bool {
    bytes < limits.constants * 2 && bytes < limits.branch_reach / 32
}

/// `metered`, which [`instrument`](super::instrument) has written, within `limits`. Most modules already are.
///
/// # Errors
/// [`InstrumentError::Malformed`] for bytes that it has not written.
pub fn legalize_wasmi<'m>(metered: &'m [u8], limits: &WasmiLimits) -> Result<Cow<'m, [u8]>, InstrumentError> {
    let source = ParsedModule::parse(metered)?;
    let mut types = BlockTypes::new(&source);
    let mut rewritten = BTreeMap::new();
    for (function, body) in (source.imported..).zip(&source.bodies) {
        if !is_short(body.as_bytes().len(), limits)
            && let Some(body) = rewrite(&source, &DecodedBody::read(function, body)?, limits, &mut types)?
        {
            rewritten.insert(function, body);
        }
    }
    if rewritten.is_empty() {
        return Ok(Cow::Borrowed(metered));
    }
    let mut code = CodeSection::new();
    for (function, body) in (source.imported..).zip(&source.bodies) {
        code.raw(rewritten.get(&function).map_or(body.as_bytes(), Vec::as_slice));
    }
    assemble(&source, &types, &code).map(Cow::Owned)
}

/// The body rewritten, if it is beyond the limits.
fn rewrite(
    source: &ParsedModule<'_>,
    body: &DecodedBody<'_>,
    limits: &WasmiLimits,
    types: &mut BlockTypes,
) -> Result<Option<Vec<u8>>, InstrumentError> {
    let Measure { constants, words } = measure(source, body)?;
    if constants <= limits.constants && words <= limits.branch_reach {
        return Ok(None);
    }
    let far = words > limits.branch_reach;
    BodyWriter::new(source, body, types, far, limits.constants)?.write(body).map(Some)
}

/// The measures of one function that the limits bound.
struct Measure {
    constants: usize,
    /// An upper bound of the words of the interpreter's code.
    words: usize,
}

/// The measure of a function.
fn measure(source: &ParsedModule<'_>, body: &DecodedBody<'_>) -> Result<Measure, InstrumentError> {
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
    Ok(Measure { constants, words })
}

fn width(signature: &FuncType) -> usize {
    signature.params().len() + signature.results().len()
}

/// The module with its added types, rewritten code, and all its globals mutable.
fn assemble(source: &ParsedModule<'_>, types: &BlockTypes, code: &CodeSection) -> Result<Vec<u8>, InstrumentError> {
    let mut module = wasm_encoder::Module::new();
    for id in SECTION_ORDER {
        let Some(own) = source.sections.get(&(id as u8)).and_then(|range| source.bytes.get(range.clone())) else {
            continue;
        };
        let data = match id {
            SectionId::Type => Cow::Owned(extended(Some(own), types.added())?),
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
