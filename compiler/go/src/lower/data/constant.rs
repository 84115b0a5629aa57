//! Constants as bytes of the memory that a module begins with.

use super::NOWHERE;
use crate::diagnostic::Diagnostic;
use crate::ir::{Convert, Expr, ExprKind, Intrinsic, Shape};
use crate::lower::internal;
use crate::lower::layout::{Form, Word};
use crate::lower::module::Module;

impl Module<'_> {
    /// The address of memory that begins with a [constant](crate::ir::is_constant).
    pub(super) fn place_constant(&mut self, value: &Expr) -> Result<u32, Diagnostic> {
        let layout = self.layout(value.ty)?;
        if layout.size == 0 {
            return Ok(NOWHERE);
        }
        let at = self.image.place(layout.size, layout.align)?;
        let bytes = self.constant_bytes(value)?;
        self.image.write(at, &bytes);
        Ok(at)
    }

    fn constant_bytes(&mut self, value: &Expr) -> Result<Vec<u8>, Diagnostic> {
        let layout = self.layout(value.ty)?;
        let mut bytes = vec![0; layout.size as usize];
        let mut write = |at: u32, part: &[u8]| {
            let from = at as usize;
            if let Some(room) = bytes.get_mut(from..from + part.len()) {
                room.copy_from_slice(part);
            }
        };
        match &value.kind {
            ExprKind::Zero => {}
            ExprKind::Bool(value) => write(0, &[u8::from(*value)]),
            ExprKind::Int(value) => write(0, &value.to_le_bytes()[..layout.size.min(8) as usize]),
            ExprKind::Float(value) if layout.size == 4 => write(0, &(*value as f32).to_bits().to_le_bytes()),
            ExprKind::Float(value) => write(0, &value.to_bits().to_le_bytes()),
            ExprKind::Str(text) => {
                let (at, length) = self.string(text)?;
                write(0, &at.to_le_bytes());
                write(4, &length.to_le_bytes());
            }
            ExprKind::Func(function) => write(0, &self.record(*function)?.to_le_bytes()),
            ExprKind::Struct(values) => {
                for (value, offset) in values.iter().zip(&layout.fields) {
                    write(*offset, &self.constant_bytes(value)?);
                }
            }
            ExprKind::Words(values) => {
                for (value, offset) in values.iter().zip((0..).step_by(4)) {
                    write(offset, &self.constant_bytes(value)?);
                }
            }
            ExprKind::Array(elements) => {
                let Shape::Array { elem, .. } = *self.program.types.shape(value.ty) else {
                    return Err(internal(value.span, "an array of another type"));
                };
                let size = self.layout(elem)?.size;
                for (index, element) in elements {
                    write(index * size, &self.constant_bytes(element)?);
                }
            }
            ExprKind::Convert { how: Convert::Same, value } => return self.constant_bytes(value),
            ExprKind::Intrinsic { intrinsic: Intrinsic::AddressOf, args, .. } => match &args[..] {
                [pointer] => return self.constant_bytes(pointer),
                _ => return Err(internal(value.span, "an address of other than one")),
            },
            ExprKind::New(value) => write(0, &self.place_constant(value)?.to_le_bytes()),
            ExprKind::ToInterface(inner) => {
                if let Shape::Interface(_) = self.program.types.shape(inner.ty) {
                    return self.constant_bytes(inner);
                }
                let Some(number) = self.type_number(inner.ty) else {
                    return Err(internal(value.span, "a constant in an interface without a number"));
                };
                write(0, &number.to_le_bytes());
                write(8, &self.constant_word(inner)?.to_le_bytes());
            }
            _ => return Err(internal(value.span, "a constant that is none")),
        }
        Ok(bytes)
    }

    /// The word of an interface value: the value, or the address of a copy that never changes.
    fn constant_word(&mut self, value: &Expr) -> Result<u64, Diagnostic> {
        let layout = self.layout(value.ty)?;
        match layout.words.as_deref() {
            Some([]) => Ok(0),
            Some([word]) => Ok(word_of(*word, &self.constant_bytes(value)?)),
            _ => Ok(u64::from(self.place_constant(value)?)),
        }
    }
}

/// A word of a value's bytes, as code has it in a local and then in an interface.
fn word_of(word: Word, bytes: &[u8]) -> u64 {
    let mut raw = [0; 8];
    let rest = bytes.get(word.offset as usize..).unwrap_or_default();
    let count = rest.len().min(8);
    raw[..count].copy_from_slice(&rest[..count]);
    let raw = u64::from_le_bytes(raw);
    match word.form {
        Form::Byte { signed: true } => u64::from(i32::from(raw as u8 as i8) as u32),
        Form::Byte { signed: false } => u64::from(raw as u8),
        Form::Half { signed: true } => u64::from(i32::from(raw as u16 as i16) as u32),
        Form::Half { signed: false } => u64::from(raw as u16),
        Form::I32 | Form::F32 => u64::from(raw as u32),
        Form::I64 | Form::F64 => raw,
    }
}
