//! The table: one at most, the module's own, of functions, not larger than allowed; and what is put into it.

use super::GateOptions;
use super::error::{Check, GateError, Refusal, check_limit};
use super::limits::GateLimits;
use wasmparser::{ConstExpr, ElementItems, ElementKind, ElementSectionReader, Operator, TableInit, TableSectionReader};

/// Checks the table and gives the number of its entries.
pub(super) fn read(section: TableSectionReader<'_>, options: &GateOptions) -> Result<u32, GateError> {
    let offset = section.original_position();
    let fail = |e: GateError| e.at(offset);
    check_limit(Check::Table, "tables", section.count().into(), 1).map_err(fail)?;
    let Some(table) = section.into_iter().next().transpose()? else { return Ok(0) };
    let refuse = |what| Err(fail(GateError::new(Check::Table, Refusal::Disallowed(what))));
    if !table.ty.element_type.is_func_ref() {
        return refuse("a table of anything but functions");
    }
    if table.ty.table64 || table.ty.shared || !matches!(table.init, TableInit::RefNull) {
        return refuse("a table that is shared, of 64 bits, or has a value to begin with");
    }
    check_limit(Check::Table, "entries to begin with", table.ty.initial, options.table_entries.into()).map_err(fail)?;
    Ok(table.ty.initial as u32)
}

/// Checks that every element segment is active and lies in a table of `entries`, and gives the number of all items.
pub(super) fn read_elements(
    section: ElementSectionReader<'_>,
    entries: u32,
    limits: &GateLimits,
) -> Result<u64, GateError> {
    check_limit(Check::Elements, "segments", section.count().into(), limits.element_segments)?;
    let mut all = 0u64;
    for element in section.into_iter_with_offsets() {
        let (offset, element) = element?;
        let fail = |e: GateError| e.at(offset);
        let refuse = |what| Err(fail(GateError::new(Check::Elements, Refusal::Disallowed(what))));
        let ElementKind::Active { offset_expr, .. } = element.kind else {
            return refuse("a segment that is not active");
        };
        let ElementItems::Functions(functions) = element.items else {
            return refuse("a segment of expressions");
        };
        let Some(first) = constant(&offset_expr)? else {
            return refuse("an offset that is no constant");
        };
        all += u64::from(functions.count());
        check_limit(Check::Elements, "entries in all segments", all, limits.elements).map_err(fail)?;
        let end = u64::from(first) + u64::from(functions.count());
        check_limit(Check::Elements, "entries at a segment's end", end, entries.into()).map_err(fail)?;
    }
    Ok(all)
}

/// The value of an offset that is a single `i32.const`.
pub(super) fn constant(offset: &ConstExpr<'_>) -> Result<Option<u32>, GateError> {
    let mut reader = offset.get_operators_reader();
    let first = reader.read()?;
    let last = reader.read()?;
    Ok(match (first, last, reader.eof()) {
        (Operator::I32Const { value }, Operator::End, true) => Some(value as u32),
        _ => None,
    })
}
