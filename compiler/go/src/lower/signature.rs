//! Signatures: how the parameters and results of a Go function become those of WebAssembly.
//!
//! Parameters come in this order: an address for each result that is returned in memory, the parameters, and for what is
//! called through a function value the address of its closure record. A value of few words is passed in words, any other
//! by the address of memory that stays as it is during the call.

use super::layout::Layouts;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Ty, Types};
use crate::limits;
use crate::syntax::files::Span;
use wasm_encoder::ValType;

/// The form in which a value is handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pass {
    /// In words.
    Words,
    /// By address.
    Address,
}

/// A function's signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Signature {
    /// For each parameter, how it is passed.
    pub(super) params: Vec<Pass>,
    /// For each result, how it is returned.
    pub(super) results: Vec<Pass>,
    /// Parameters in WebAssembly, without a closure record.
    pub(super) takes: Vec<ValType>,
    /// Results in WebAssembly.
    pub(super) gives: Vec<ValType>,
}

impl Signature {
    /// The signature of a function with parameters and results of these types.
    pub(super) fn of(
        layouts: &mut Layouts,
        types: &Types,
        params: &[Ty],
        results: &[Ty],
        span: Span,
    ) -> Result<Signature, Diagnostic> {
        let (results, gives) = passes(layouts, types, results, limits::RESULT_WORDS)?;
        let addresses = results.iter().filter(|pass| **pass == Pass::Address).count();
        // One is left for a closure record.
        let room = (limits::PARAMETER_WORDS - 1).saturating_sub(addresses);
        let (params, words) = passes(layouts, types, params, room)?;
        let mut takes = vec![ValType::I32; addresses];
        takes.extend(words);
        if takes.len() >= limits::PARAMETER_WORDS {
            let text = format!("{} parameters and results, the limit is {}", takes.len(), limits::PARAMETER_WORDS - 1);
            return Err(Diagnostic::new(Code::Limit, span, text).advise("put some of them into a struct"));
        }
        Ok(Signature { params, results, takes, gives })
    }
}

/// The ways values are passed where so many words are at most, and the words. Where there are more, the last values of
/// several words go by address.
fn passes(
    layouts: &mut Layouts,
    types: &Types,
    values: &[Ty],
    most: usize,
) -> Result<(Vec<Pass>, Vec<ValType>), Diagnostic> {
    let layouts: Vec<_> = values.iter().map(|ty| layouts.of(types, *ty)).collect::<Result<_, _>>()?;
    let mut ways: Vec<Pass> =
        layouts.iter().map(|layout| if layout.words.is_some() { Pass::Words } else { Pass::Address }).collect();
    let returned = most == limits::RESULT_WORDS;
    let mut total: usize = layouts.iter().map(|layout| layout.count()).sum();
    for (way, layout) in ways.iter_mut().zip(&layouts).rev() {
        let saved = if returned { layout.count() } else { layout.count().saturating_sub(1) };
        if total > most && *way == Pass::Words && saved > 0 {
            *way = Pass::Address;
            total -= saved;
        }
    }
    let mut words = Vec::new();
    for (way, layout) in ways.iter().zip(&layouts) {
        match way {
            Pass::Words => words.extend(layout.vals()),
            Pass::Address if returned => {}
            Pass::Address => words.push(ValType::I32),
        }
    }
    Ok((ways, words))
}
