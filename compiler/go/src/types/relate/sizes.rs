//! Sizes of types with words of 64 bits, as `unsafe.Sizeof` says them.

use crate::types::basic::Basic;
use crate::types::store::*;

/// Types inside types whose size is added up.
const DEPTH: usize = 100;

impl Store {
    /// Size and alignment in bytes; nothing if a type parameter decides, or if the size is beyond all memory.
    pub fn size_of(&mut self, ty: TypeId) -> Option<(i64, i64)> {
        self.size_at(ty, 0)
    }

    fn size_at(&mut self, ty: TypeId, depth: usize) -> Option<(i64, i64)> {
        if depth > DEPTH || self.is_param(ty) {
            return None;
        }
        let Some(named) = self.as_named(ty) else { return self.size_of_kind(ty, depth) };
        if let Some(known) = self.sizes.get(&named) {
            return *known;
        }
        let size = self.size_of_kind(ty, depth);
        self.sizes.insert(named, size);
        size
    }

    fn size_of_kind(&mut self, ty: TypeId, depth: usize) -> Option<(i64, i64)> {
        Some(match self.under(ty) {
            Type::Basic(basic) => {
                let bytes = match basic {
                    Basic::Bool | Basic::Int8 | Basic::Uint8 => 1,
                    Basic::Int16 | Basic::Uint16 => 2,
                    Basic::Int32 | Basic::Uint32 | Basic::Float32 => 4,
                    Basic::String | Basic::Complex128 => 16,
                    _ => 8,
                };
                (bytes, if basic == Basic::Complex64 { 4 } else { bytes.min(8) })
            }
            Type::Slice(_) => (24, 8),
            Type::Interface(_) => (16, 8),
            Type::Array { len, elem } => {
                let (size, align) = self.size_at(elem, depth + 1)?;
                (size.checked_mul(len.max(0))?, align)
            }
            Type::Struct(fields) => {
                let (_, size, align) = self.layout(&fields, depth)?;
                (size, align)
            }
            _ => (8, 8),
        })
    }

    /// Offsets of the fields, size and alignment of a struct.
    fn layout(&mut self, fields: &Struct, depth: usize) -> Option<(Vec<i64>, i64, i64)> {
        let (mut offsets, mut end, mut align, mut last) = (Vec::new(), 0i64, 1, 1);
        for field in &fields.fields {
            let (size, own) = self.size_at(field.ty, depth + 1)?;
            let offset = round_up(end, own)?;
            offsets.push(offset);
            end = offset.checked_add(size)?;
            align = align.max(own);
            last = size;
        }
        // A last field of no size gets a byte, so that its address is inside the struct.
        if end > 0 && last == 0 {
            end += 1;
        }
        Some((offsets, round_up(end, align)?, align))
    }

    /// The offset of a field that is reached by embedded fields.
    pub(crate) fn offset_of(&mut self, ty: TypeId, path: &[usize]) -> Option<i64> {
        let (mut offset, mut ty) = (0i64, ty);
        for index in path {
            let Type::Struct(fields) = self.under(ty) else { return None };
            let (offsets, ..) = self.layout(&fields, 0)?;
            offset = offset.checked_add(*offsets.get(*index)?)?;
            ty = fields.fields.get(*index)?.ty;
        }
        Some(offset)
    }
}

fn round_up(value: i64, align: i64) -> Option<i64> {
    Some(value.checked_add(align - 1)? / align * align)
}
