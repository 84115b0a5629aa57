//! Data segments: active, and within the memory an instance begins with, so that making one never fails.

use super::error::{Check, GateError, Refusal, at_most};
use super::limits::GateLimits;
use super::shape::ModuleShape;
use super::table::constant;
use wasmparser::{DataKind, DataSectionReader};

/// Bytes of a page.
const PAGE: u64 = 65_536;

/// Checks the data segments and notes their number and bytes in `shape`.
pub(super) fn read(
    section: DataSectionReader<'_>,
    limits: &GateLimits,
    shape: &mut ModuleShape,
) -> Result<(), GateError> {
    at_most(Check::Data, "segments", section.count().into(), limits.data_segments)?;
    shape.data_segments = section.count();
    let memory = shape.memory.map_or(0, |memory| u64::from(memory.min_pages) * PAGE);
    for segment in section.into_iter_with_offsets() {
        let (offset, segment) = segment?;
        let fail = |e: GateError| e.at(offset);
        let refuse = |what| Err(fail(GateError::new(Check::Data, Refusal::NotLetIn(what))));
        let DataKind::Active { offset_expr, .. } = segment.kind else {
            return refuse("a segment that is not active");
        };
        let Some(start) = constant(&offset_expr)? else {
            return refuse("an offset that is no constant");
        };
        let end = u64::from(start) + segment.data.len() as u64;
        at_most(Check::Data, "bytes of memory at a segment's end", end, memory).map_err(fail)?;
        shape.data_bytes += segment.data.len() as u64;
    }
    Ok(())
}
