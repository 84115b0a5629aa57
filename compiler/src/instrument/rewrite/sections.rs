//! Sections of a module as they are put together again.

use crate::instrument::InstrumentError;
use wasm_encoder::{Encode, Section, SectionId};
use wasmparser::BinaryReader;

/// The order of sections in a module; custom sections are left out.
pub(crate) const SECTION_ORDER: [SectionId; 11] = [
    SectionId::Type,
    SectionId::Import,
    SectionId::Function,
    SectionId::Table,
    SectionId::Memory,
    SectionId::Global,
    SectionId::Export,
    SectionId::Element,
    SectionId::DataCount,
    SectionId::Code,
    SectionId::Data,
];

/// A section that is a list: the items of `own`, its content if there is one, and behind them those of `added`.
pub(crate) fn extended(own: Option<&[u8]>, added: &impl Section) -> Result<Vec<u8>, InstrumentError> {
    // A section encodes itself as its size and then its content.
    let mut encoded = Vec::new();
    added.encode(&mut encoded);
    let mut added = BinaryReader::new(&encoded, 0);
    added.read_var_u32()?;
    let mut own = BinaryReader::new(own.unwrap_or(&[0]), 0);
    let count = own.read_var_u32()?.saturating_add(added.read_var_u32()?);
    let mut content = Vec::new();
    count.encode(&mut content);
    for reader in [&mut own, &mut added] {
        content.extend_from_slice(reader.read_bytes(reader.bytes_remaining())?);
    }
    Ok(content)
}
