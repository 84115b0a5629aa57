//! The memory: one at most, the module's own, not shared, not larger than allowed.

use super::GateOptions;
use super::error::{Check, GateError, Refusal, at_most};
use super::shape::MemoryShape;
use wasmparser::MemorySectionReader;

/// Checks the memory.
pub(super) fn read(section: MemorySectionReader<'_>, options: &GateOptions) -> Result<Option<MemoryShape>, GateError> {
    let offset = section.original_position();
    let fail = |e: GateError| e.at(offset);
    at_most(Check::Memory, "memories", section.count().into(), 1).map_err(fail)?;
    let Some(memory) = section.into_iter().next().transpose()? else { return Ok(None) };
    let refuse = |what| Err(fail(GateError::new(Check::Memory, Refusal::NotLetIn(what))));
    if memory.shared {
        return refuse("a shared memory");
    }
    if memory.memory64 {
        return refuse("a memory of 64 bits");
    }
    if memory.page_size_log2.is_some() {
        return refuse("a page size of one's own");
    }
    at_most(Check::Memory, "pages to begin with", memory.initial, options.memory_pages.into()).map_err(fail)?;
    let max_pages = memory.maximum.map(|pages| u32::try_from(pages).unwrap_or(u32::MAX));
    Ok(Some(MemoryShape { min_pages: memory.initial as u32, max_pages }))
}
