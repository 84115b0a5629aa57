//! Features of WebAssembly that are allowed, and the operators of those that are not.

use super::GateOptions;
use wasmparser::{Operator, WasmFeatures};

/// The features that every module may use.
const ALWAYS: WasmFeatures = WasmFeatures::WASM1
    .union(WasmFeatures::SIGN_EXTENSION)
    .union(WasmFeatures::SATURATING_FLOAT_TO_INT)
    .union(WasmFeatures::MULTI_VALUE)
    // How LLVM writes the index of table 0; no feature of its own.
    .union(WasmFeatures::CALL_INDIRECT_OVERLONG);

/// The features that `options` allow.
pub(super) fn features(options: &GateOptions) -> WasmFeatures {
    let optional = [(options.bulk_memory, WasmFeatures::BULK_MEMORY), (options.simd, WasmFeatures::SIMD)];
    let wanted = optional.into_iter().filter(|(on, _)| *on);
    wanted.fold(ALWAYS, |features, (_, feature)| features.union(feature))
}

/// The name of an operator that is not allowed although its feature is: what changes a table or drops a segment
/// can't be undone when an instance is reset.
pub(super) fn refused(operator: &Operator<'_>) -> Option<&'static str> {
    Some(match operator {
        Operator::MemoryInit { .. } => "memory.init",
        Operator::DataDrop { .. } => "data.drop",
        Operator::TableInit { .. } => "table.init",
        Operator::ElemDrop { .. } => "elem.drop",
        Operator::TableCopy { .. } => "table.copy",
        _ => return None,
    })
}
