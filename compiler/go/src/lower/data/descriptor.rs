//! Descriptors: what a running program may know of its types, as [`ir::descriptor`](crate::ir::descriptor) lays it out.

use crate::diagnostic::Diagnostic;
use crate::ir::descriptor::{self, Kind};
use crate::ir::{Field, FloatWidth, MethodName, Shape, Ty};
use crate::lower::internal;
use crate::lower::module::Module;
use crate::syntax::files::Span;
use std::fmt::Write;

/// Bytes of the longest text of a type; longer ones are cut.
const TEXT_BYTES: usize = 4096;

impl Module<'_> {
    /// The address of the table of types, which begins with the entry of number 1.
    pub(in crate::lower) fn type_table(&mut self) -> Result<u32, Diagnostic> {
        if let Some(at) = self.descriptors.table {
            return Ok(at);
        }
        if !self.program.wants_type_table {
            return Err(internal(Span::default(), "a table of types in a program that wants none"));
        }
        let types = &self.program.dynamic_types;
        let at = self.image.place(4 * types.len() as u32, 4)?;
        self.descriptors.table = Some(at);
        for (ty, entry) in types.iter().zip((at..).step_by(4)) {
            let descriptor = self.descriptor(*ty)?;
            self.image.write_u32(entry, descriptor);
        }
        while let Some(ty) = self.descriptors.waiting.pop() {
            self.describe(ty)?;
        }
        Ok(at)
    }

    /// The address of a type's descriptor, which is going to be written.
    fn descriptor(&mut self, ty: Ty) -> Result<u32, Diagnostic> {
        if let Some(at) = self.descriptors.known.get(&ty) {
            return Ok(*at);
        }
        let at = self.image.place(descriptor::BYTES, 4)?;
        self.descriptors.known.insert(ty, at);
        self.descriptors.waiting.push(ty);
        Ok(at)
    }

    fn describe(&mut self, ty: Ty) -> Result<(), Diagnostic> {
        let program = self.program;
        let at = self.descriptor(ty)?;
        let layout = self.layout(ty)?;
        let direct = layout.words.as_ref().is_some_and(|words| words.len() == 1);
        let mut text = String::new();
        self.write_text(&mut text, ty, 0);
        let (address, length) = self.string(text.as_bytes())?;
        let flags = if direct { u32::from(descriptor::DIRECT) << 8 } else { 0 };
        let number = self.type_number(ty).unwrap_or(0);
        let (kind, rest) = match program.types.shape(ty) {
            Shape::Bool => (Kind::Bool, [0; 3]),
            Shape::Int(int) => (int_kind(int.bits, int.signed), [0; 3]),
            Shape::Float(FloatWidth::F32) => (Kind::Float32, [0; 3]),
            Shape::Float(FloatWidth::F64) => (Kind::Float64, [0; 3]),
            Shape::String => (Kind::String, [0; 3]),
            Shape::Slice(elem) => (Kind::Slice, [self.descriptor(*elem)?, 0, 0]),
            Shape::Array { len, elem } => (Kind::Array, [self.descriptor(*elem)?, *len, 0]),
            Shape::Pointer(base) => (Kind::Pointer, [self.descriptor(*base)?, 0, 0]),
            Shape::Map { key, elem } => (Kind::Map, [self.descriptor(*elem)?, self.descriptor(*key)?, 0]),
            Shape::Func { .. } => (Kind::Func, [0; 3]),
            Shape::Interface(_) => (Kind::Interface, [0; 3]),
            Shape::Struct(fields) => (Kind::Struct, [0, self.fields(fields, &layout.fields)?, fields.len() as u32]),
            Shape::Tuple(_) => return Err(internal(Span::default(), "a descriptor of several results")),
        };
        let numbers = [kind as u32 | flags, layout.size, address, length, number, rest[0], rest[1], rest[2]];
        numbers.iter().zip((at..).step_by(4)).for_each(|(number, at)| self.image.write_u32(at, *number));
        Ok(())
    }

    /// The address of the records of fields.
    fn fields(&mut self, fields: &[Field], offsets: &[u32]) -> Result<u32, Diagnostic> {
        let at = self.image.place(descriptor::FIELD_BYTES * fields.len() as u32, 4)?;
        for ((field, offset), record) in
            fields.iter().zip(offsets).zip((at..).step_by(descriptor::FIELD_BYTES as usize))
        {
            let (name, length) = self.string(field.name.as_bytes())?;
            let embedded = if field.embedded { descriptor::EMBEDDED } else { 0 };
            let exported = if field.exported { descriptor::EXPORTED } else { 0 };
            let numbers = [name, length, self.descriptor(field.ty)?, *offset, embedded | exported];
            numbers.iter().zip((record..).step_by(4)).for_each(|(number, at)| self.image.write_u32(at, *number));
        }
        Ok(at)
    }

    /// A type as `%T` prints it.
    fn write_text(&self, text: &mut String, ty: Ty, depth: u32) {
        let info = self.program.types.info(ty);
        if text.len() > TEXT_BYTES || depth > crate::limits::TYPE_DEPTH {
            return;
        }
        if let Some(name) = &info.name {
            text.push_str(name);
            return;
        }
        match &info.shape {
            Shape::Bool => text.push_str("bool"),
            Shape::Int(int) => _ = write!(text, "{}int{}", if int.signed { "" } else { "u" }, int.bits),
            Shape::Float(FloatWidth::F32) => text.push_str("float32"),
            Shape::Float(FloatWidth::F64) => text.push_str("float64"),
            Shape::String => text.push_str("string"),
            Shape::Slice(elem) => {
                text.push_str("[]");
                self.write_text(text, *elem, depth + 1);
            }
            Shape::Array { len, elem } => {
                _ = write!(text, "[{len}]");
                self.write_text(text, *elem, depth + 1);
            }
            Shape::Pointer(base) => {
                text.push('*');
                self.write_text(text, *base, depth + 1);
            }
            Shape::Map { key, elem } => {
                text.push_str("map[");
                self.write_text(text, *key, depth + 1);
                text.push(']');
                self.write_text(text, *elem, depth + 1);
            }
            Shape::Func { .. } => {
                text.push_str("func");
                self.write_signature(text, ty, depth);
            }
            Shape::Interface(methods) => self.write_interface(text, methods, depth),
            Shape::Struct(fields) => self.write_struct(text, fields, depth),
            Shape::Tuple(parts) => self.write_list(text, parts, depth),
        }
    }

    fn write_interface(&self, text: &mut String, methods: &[MethodName], depth: u32) {
        text.push_str("interface {");
        for (at, method) in methods.iter().enumerate() {
            text.push_str(if at == 0 { " " } else { "; " });
            text.push_str(&method.name);
            self.write_signature(text, method.signature, depth);
        }
        text.push_str(if methods.is_empty() { "}" } else { " }" });
    }

    fn write_struct(&self, text: &mut String, fields: &[Field], depth: u32) {
        text.push_str("struct {");
        for (at, field) in fields.iter().enumerate() {
            text.push_str(if at == 0 { " " } else { "; " });
            if !field.embedded {
                text.push_str(&field.name);
                text.push(' ');
            }
            self.write_text(text, field.ty, depth + 1);
            if !field.tag.is_empty() {
                _ = write!(text, " {:?}", String::from_utf8_lossy(&field.tag));
            }
        }
        text.push_str(if fields.is_empty() { "}" } else { " }" });
    }

    fn write_signature(&self, text: &mut String, ty: Ty, depth: u32) {
        let Shape::Func { params, results } = self.program.types.shape(ty) else { return };
        self.write_list(text, params, depth);
        match results[..] {
            [] => {}
            [result] => {
                text.push(' ');
                self.write_text(text, result, depth + 1);
            }
            _ => {
                text.push(' ');
                self.write_list(text, results, depth);
            }
        }
    }

    fn write_list(&self, text: &mut String, types: &[Ty], depth: u32) {
        text.push('(');
        for (at, ty) in types.iter().enumerate() {
            text.push_str(if at == 0 { "" } else { ", " });
            self.write_text(text, *ty, depth + 1);
        }
        text.push(')');
    }
}

fn int_kind(bits: u8, signed: bool) -> Kind {
    match (bits, signed) {
        (8, true) => Kind::Int8,
        (16, true) => Kind::Int16,
        (32, true) => Kind::Int32,
        (_, true) => Kind::Int64,
        (8, false) => Kind::Uint8,
        (16, false) => Kind::Uint16,
        (32, false) => Kind::Uint32,
        (_, false) => Kind::Uint64,
    }
}
