//! Memory: one at most, the module's own, not shared, not larger than allowed; and the data segments that fill it.
//!
//! Segments are active and within the memory an instance begins with, so that making one never fails.

use super::GateOptions;
use super::error::{Check, GateError, Refusal, check_limit};
use super::limits::GateLimits;
use super::shape::{MemoryShape, ModuleShape};
use super::table::constant;
use wasmparser::{DataKind, DataSectionReader, MemorySectionReader};

/// Bytes of a page.
const PAGE_BYTES: u64 = 65_536;

/// Checks the memory.
pub(super) fn read(section: MemorySectionReader<'_>, options: &GateOptions) -> Result<Option<MemoryShape>, GateError> {
    let offset = section.original_position();
    let fail = |e: GateError| e.at(offset);
    check_limit(Check::Memory, "memories", section.count().into(), 1).map_err(fail)?;
    let Some(memory) = section.into_iter().next().transpose()? else { return Ok(None) };
    let refuse = |what| Err(fail(GateError::new(Check::Memory, Refusal::Disallowed(what))));
    if memory.shared {
        return refuse("a shared memory");
    }
    if memory.memory64 {
        return refuse("a memory of 64 bits");
    }
    if memory.page_size_log2.is_some() {
        return refuse("a page size of one's own");
    }
    check_limit(Check::Memory, "pages to begin with", memory.initial, options.memory_pages.into()).map_err(fail)?;
    let max_pages = memory.maximum.map(|pages| u32::try_from(pages).unwrap_or(u32::MAX));
    Ok(Some(MemoryShape { min_pages: memory.initial as u32, max_pages }))
}

/// Checks the data segments and notes their number and bytes in `shape`.
pub(super) fn read_data(
    section: DataSectionReader<'_>,
    limits: &GateLimits,
    shape: &mut ModuleShape,
) -> Result<(), GateError> {
    check_limit(Check::Data, "segments", section.count().into(), limits.data_segments)?;
    shape.data_segments = section.count();
    let memory = shape.memory.map_or(0, |memory| u64::from(memory.min_pages) * PAGE_BYTES);
    for segment in section.into_iter_with_offsets() {
        let (offset, segment) = segment?;
        let fail = |e: GateError| e.at(offset);
        let refuse = |what| Err(fail(GateError::new(Check::Data, Refusal::Disallowed(what))));
        let DataKind::Active { offset_expr, .. } = segment.kind else {
            return refuse("a segment that is not active");
        };
        let Some(start) = constant(&offset_expr)? else {
            return refuse("an offset that is no constant");
        };
        let end = u64::from(start) + segment.data.len() as u64;
        check_limit(Check::Data, "bytes of memory at a segment's end", end, memory).map_err(fail)?;
        shape.data_bytes += segment.data.len() as u64;
    }
    Ok(())
}
