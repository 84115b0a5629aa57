//! Signatures, and the number types of this product behind WebAssembly's.

use super::error::{Check, GateError, check_limit};
use super::limits::GateLimits;
use allod_core::WasmType;
use wasmparser::{FuncType, TypeSectionReader, ValType};

/// Reads the signatures of a module.
pub(super) fn read(section: TypeSectionReader<'_>, limits: &GateLimits) -> Result<Vec<FuncType>, GateError> {
    check_limit(Check::Types, "signatures", section.count().into(), limits.types)?;
    let mut types = Vec::new();
    for ty in section.into_iter_err_on_gc_types() {
        let ty = ty?;
        check_limit(Check::Types, "parameters", ty.params().len() as u64, limits.params)?;
        check_limit(Check::Types, "results", ty.results().len() as u64, limits.results)?;
        types.push(ty);
    }
    Ok(types)
}

/// The types as the host knows them; `None` if one is neither `i32` nor `i64`.
pub(super) fn numbers(types: &[ValType]) -> Option<Vec<WasmType>> {
    let number = |ty: &ValType| match ty {
        ValType::I32 => Some(WasmType::I32),
        ValType::I64 => Some(WasmType::I64),
        _ => None,
    };
    types.iter().map(number).collect()
}

/// A signature as text: `(i32, i64) -> i32`.
pub(super) fn text(params: &[WasmType], results: &[WasmType]) -> String {
    let list = |types: &[WasmType]| types.iter().map(word).collect::<Vec<_>>().join(", ");
    match results {
        [one] => format!("({}) -> {}", list(params), word(one)),
        several => format!("({}) -> ({})", list(params), list(several)),
    }
}

/// A signature of any types as text.
pub(super) fn signature_text(ty: &FuncType) -> String {
    match (numbers(ty.params()), numbers(ty.results())) {
        (Some(params), Some(results)) => text(&params, &results),
        _ => ty.to_string(),
    }
}

fn word(ty: &WasmType) -> &'static str {
    match ty {
        WasmType::I32 => "i32",
        WasmType::I64 => "i64",
    }
}
