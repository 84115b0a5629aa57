//! Block types that a rewritten module needs and the original does not have.

use crate::instrument::InstrumentError;
use crate::instrument::reader::module::ParsedModule;
use std::collections::BTreeMap;
use wasm_encoder::{BlockType, Encode, TypeSection, ValType};
use wasmparser::FuncType;

/// Types added to those of a module, each once.
pub(crate) struct BlockTypes {
    /// The index of the first added type.
    first: u32,
    /// The index of each added type by its encoding.
    indices: BTreeMap<Vec<u8>, u32>,
    added: TypeSection,
}

impl BlockTypes {
    /// No types yet, to be added to those of `source`.
    pub(crate) fn new(source: &ParsedModule<'_>) -> Self {
        Self { first: source.types.len() as u32, indices: BTreeMap::new(), added: TypeSection::new() }
    }

    /// The added types, to be put behind the module's own.
    pub(crate) fn added(&self) -> &TypeSection {
        &self.added
    }

    /// The type of a block that takes nothing and leaves the results of `signature`.
    pub(crate) fn results_of(&mut self, signature: &FuncType) -> Result<BlockType, InstrumentError> {
        let results = value_types(signature.results())?;
        Ok(match results.as_slice() {
            [] => BlockType::Empty,
            [one] => BlockType::Result(*one),
            several => self.index_of(&[], several),
        })
    }

    /// The type of a block that takes `types` and leaves them.
    pub(crate) fn through(&mut self, types: &[ValType]) -> BlockType {
        if types.is_empty() { BlockType::Empty } else { self.index_of(types, types) }
    }

    fn index_of(&mut self, params: &[ValType], results: &[ValType]) -> BlockType {
        let mut key = Vec::new();
        params.encode(&mut key);
        results.encode(&mut key);
        let next = self.first + self.added.len();
        let index = *self.indices.entry(key).or_insert(next);
        if index == next {
            self.added.ty().function(params.iter().copied(), results.iter().copied());
        }
        BlockType::FunctionType(index)
    }
}

/// Value types as the encoder names them.
pub(crate) fn value_types(types: &[wasmparser::ValType]) -> Result<Vec<ValType>, InstrumentError> {
    types.iter().map(|ty| value_type(*ty)).collect()
}

/// A value type as the encoder names it.
pub(crate) fn value_type(ty: wasmparser::ValType) -> Result<ValType, InstrumentError> {
    Ok(match ty {
        wasmparser::ValType::I32 => ValType::I32,
        wasmparser::ValType::I64 => ValType::I64,
        wasmparser::ValType::F32 => ValType::F32,
        wasmparser::ValType::F64 => ValType::F64,
        wasmparser::ValType::V128 => ValType::V128,
        wasmparser::ValType::Ref(_) => return Err(InstrumentError::refused("a local of a reference type", 0)),
    })
}
