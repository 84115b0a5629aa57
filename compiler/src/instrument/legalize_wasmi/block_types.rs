//! Types of blocks.

use crate::instrument::reader::module::Source;
use std::collections::BTreeMap;
use wasm_encoder::{BlockType, Encode, TypeSection, ValType};

/// Types that blocks need and the module may not have.
pub(super) struct Shapes {
    first: u32,
    found: BTreeMap<Vec<u8>, u32>,
    added: TypeSection,
}

impl Shapes {
    /// None so far, for the module `source`.
    pub(super) fn of(source: &Source<'_>) -> Self {
        Self { first: source.types.len() as u32, found: BTreeMap::new(), added: TypeSection::new() }
    }

    /// The types to be added to the module's.
    pub(super) fn added(&self) -> &TypeSection {
        &self.added
    }

    /// A block that takes `types` and leaves them.
    pub(super) fn through(&mut self, types: &[ValType]) -> BlockType {
        if types.is_empty() {
            return BlockType::Empty;
        }
        let mut key = Vec::new();
        types.iter().for_each(|ty| ty.encode(&mut key));
        let next = self.first + self.added.len();
        let index = *self.found.entry(key).or_insert(next);
        if index == next {
            self.added.ty().function(types.iter().copied(), types.iter().copied());
        }
        BlockType::FunctionType(index)
    }
}
