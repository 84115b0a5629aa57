//! Layout: size, alignment and words of types.
//!
//! | type | bytes | alignment |
//! |---|---:|---:|
//! | bool, 8-bit integers | 1 | 1 |
//! | 16, 32, 64-bit numbers | 2, 4, 8 | 2, 4, 8 |
//! | pointers, maps, functions | 4 | 4 |
//! | string: address, length | 8 | 4 |
//! | slice: address, length, capacity | 12 | 4 |
//! | interface: type at 0, value at 8 | 16 | 8 |
//! | struct, array | as in Go | that of the widest part |
//!
//! A value of [`SCALAR_WORDS`] words at most is kept in locals, unless an array of several elements is part of it, which
//! has to be indexed. All others live in memory.

use super::internal;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{FloatWidth, IntType, Shape, Ty, Types};
use crate::limits;
use crate::syntax::files::Span;
use std::rc::Rc;
use wasm_encoder::ValType;

/// Words of the widest value that is kept in locals.
pub(super) const SCALAR_WORDS: usize = 4;

/// The form of a word in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A byte, with a sign or without.
    Byte { signed: bool },
    /// Two bytes.
    Half { signed: bool },
    /// Four bytes of an integer or address.
    I32,
    /// Eight bytes of an integer.
    I64,
    /// Four bytes of a float.
    F32,
    /// Eight bytes of a float.
    F64,
}

impl Form {
    /// The type of the word in a local.
    pub(super) fn val(self) -> ValType {
        match self {
            Form::Byte { .. } | Form::Half { .. } | Form::I32 => ValType::I32,
            Form::I64 => ValType::I64,
            Form::F32 => ValType::F32,
            Form::F64 => ValType::F64,
        }
    }

    fn of_int(int: IntType) -> Form {
        match int.bits {
            8 => Form::Byte { signed: int.signed },
            16 => Form::Half { signed: int.signed },
            32 => Form::I32,
            _ => Form::I64,
        }
    }
}

/// A word of a value: its form, and its place in memory from the value's begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) form: Form,
    pub(super) offset: u32,
}

/// The layout of a type.
#[derive(Debug)]
pub(super) struct Layout {
    /// Bytes in memory, a multiple of the alignment.
    pub(super) size: u32,
    /// 1, 2, 4 or 8 bytes.
    pub(super) align: u32,
    /// The words of a value that is kept in locals; nothing where it lives in memory.
    pub(super) words: Option<Vec<Word>>,
    /// Of a struct, offsets of its fields in bytes.
    pub(super) fields: Vec<u32>,
}

impl Layout {
    fn scalar(size: u32, words: &[(Form, u32)]) -> Layout {
        let align = if words.len() > 1 { 4 } else { size };
        let words = words.iter().map(|(form, offset)| Word { form: *form, offset: *offset }).collect();
        Layout { size, align, words: Some(words), fields: Vec::new() }
    }

    /// Types of the words in locals: those of the value, or of its address.
    pub(super) fn vals(&self) -> Vec<ValType> {
        match &self.words {
            Some(words) => words.iter().map(|word| word.form.val()).collect(),
            None => vec![ValType::I32],
        }
    }

    /// The number of locals that a value, or its address, takes.
    pub(super) fn count(&self) -> usize {
        self.words.as_ref().map_or(1, Vec::len)
    }
}

/// Layouts of a program's types, each made when it is first asked for.
#[derive(Debug, Default)]
pub(super) struct Layouts {
    known: Vec<Option<Rc<Layout>>>,
}

impl Layouts {
    /// The layout of a type. A type larger than [`limits::TYPE_BYTES`] is refused.
    pub(super) fn of(&mut self, types: &Types, ty: Ty) -> Result<Rc<Layout>, Diagnostic> {
        self.nested(types, ty, 0)
    }

    fn nested(&mut self, types: &Types, ty: Ty, depth: u32) -> Result<Rc<Layout>, Diagnostic> {
        if let Some(Some(layout)) = self.known.get(ty.index()) {
            return Ok(layout.clone());
        }
        if depth > limits::TYPE_DEPTH {
            return Err(internal(Span::default(), "a type that contains itself"));
        }
        let layout = Rc::new(self.make(types, ty, depth)?);
        if self.known.len() <= ty.index() {
            self.known.resize(ty.index() + 1, None);
        }
        self.known[ty.index()] = Some(layout.clone());
        Ok(layout)
    }

    fn make(&mut self, types: &Types, ty: Ty, depth: u32) -> Result<Layout, Diagnostic> {
        Ok(match types.shape(ty) {
            Shape::Bool => Layout::scalar(1, &[(Form::Byte { signed: false }, 0)]),
            Shape::Int(int) => Layout::scalar(u32::from(int.bits) / 8, &[(Form::of_int(*int), 0)]),
            Shape::Float(FloatWidth::F32) => Layout::scalar(4, &[(Form::F32, 0)]),
            Shape::Float(FloatWidth::F64) => Layout::scalar(8, &[(Form::F64, 0)]),
            Shape::Pointer(_) | Shape::Map { .. } | Shape::Func { .. } => Layout::scalar(4, &[(Form::I32, 0)]),
            Shape::String => Layout::scalar(8, &[(Form::I32, 0), (Form::I32, 4)]),
            Shape::Slice(_) => Layout::scalar(12, &[(Form::I32, 0), (Form::I32, 4), (Form::I32, 8)]),
            Shape::Interface(_) => Layout { align: 8, ..Layout::scalar(16, &[(Form::I32, 0), (Form::I64, 8)]) },
            Shape::Struct(fields) => {
                let fields: Vec<Ty> = fields.iter().map(|field| field.ty).collect();
                self.composite(types, &fields, depth)?
            }
            Shape::Tuple(parts) => self.composite(types, parts, depth)?,
            Shape::Array { len, elem } => {
                let elem = self.nested(types, *elem, depth + 1)?;
                let size = bounded(u64::from(elem.size) * u64::from(*len))?;
                let words = match (&elem.words, len) {
                    (_, 0) => Some(Vec::new()),
                    (Some(words), _) if words.is_empty() => Some(Vec::new()),
                    (words, 1) => words.clone(),
                    _ => None,
                };
                Layout { size, align: elem.align, words, fields: Vec::new() }
            }
        })
    }

    fn composite(&mut self, types: &Types, parts: &[Ty], depth: u32) -> Result<Layout, Diagnostic> {
        let (mut size, mut align) = (0u64, 1u32);
        let mut words = Some(Vec::new());
        let mut fields = Vec::with_capacity(parts.len());
        for part in parts {
            let part = self.nested(types, *part, depth + 1)?;
            let offset = bounded(size.next_multiple_of(u64::from(part.align)))?;
            fields.push(offset);
            size = u64::from(offset) + u64::from(part.size);
            align = align.max(part.align);
            words = words.zip(part.words.as_ref()).map(|(mut all, own): (Vec<Word>, _)| {
                all.extend(own.iter().map(|word| Word { offset: word.offset + offset, ..*word }));
                all
            });
            words = words.filter(|words| words.len() <= SCALAR_WORDS);
        }
        let size = bounded(size.next_multiple_of(u64::from(align)))?;
        Ok(Layout { size, align, words, fields })
    }
}

fn bounded(bytes: u64) -> Result<u32, Diagnostic> {
    if bytes <= limits::TYPE_BYTES {
        return Ok(bytes as u32);
    }
    let text = format!("a type of {bytes} bytes, the limit is {}", limits::TYPE_BYTES);
    Err(Diagnostic::new(Code::Limit, Span::default(), text).advise("use a slice made as long as it is needed"))
}
