//! The locals that instrumentation adds to a function.

use crate::instrument::gas::cost_model::Class;
use crate::instrument::nan::{self, Float};
use crate::instrument::reader::module::{Body, Source};
use crate::instrument::reader::operator::{Does, Op};
use crate::instrument::stack::counter::Depth;
use wasmparser::ValType;

/// Which locals a function is given, each with its index.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Scratch {
    /// A length or a number of pages.
    pub(crate) length: Option<u32>,
    /// The gas left, in loops.
    pub(crate) gas: Option<u32>,
    /// The bytes of stack left when the function has taken its frame.
    pub(crate) stack: Option<u32>,
    /// A result that may be a NaN, by type.
    f32: Option<u32>,
    f64: Option<u32>,
    v128: Option<u32>,
    /// Whether any operator is a vector operator.
    vectors: bool,
}

impl Scratch {
    /// The locals that `body` needs. Their indices follow the function's own.
    pub(crate) fn of(source: &Source<'_>, body: &Body<'_>) -> Result<Self, crate::instrument::InstrumentError> {
        let params = source.signature_of(body.function)?.params().len() as u64;
        let mut next = u32::try_from(params + body.declared_locals()).unwrap_or(u32::MAX);
        let mut take = || {
            next = next.saturating_add(1);
            Some(next - 1)
        };
        let mut scratch = Self::default();
        for (at, operator) in body.operators.iter().enumerate() {
            scratch.vectors |= operator.class == Some(Class::Vector);
            match (operator.does, nan::wanted(&body.operators, at)) {
                (Does::Grow | Does::Bulk, _) => {
                    scratch.length = scratch.length.or_else(&mut take);
                }
                (_, Some(Float::F32)) => scratch.f32 = scratch.f32.or_else(&mut take),
                (_, Some(Float::F64)) => scratch.f64 = scratch.f64.or_else(&mut take),
                (_, Some(Float::F32x4 | Float::F64x2)) => scratch.v128 = scratch.v128.or_else(&mut take),
                _ => {}
            }
        }
        if !body.loops.mirrored.is_empty() {
            scratch.gas = take();
        }
        if !Depth::relies_on_callees(body) && body.operators.iter().any(Op::calls) {
            scratch.stack = take();
        }
        Ok(scratch)
    }

    /// The local that holds a result of type `float`.
    pub(crate) fn float(&self, float: Float) -> Option<u32> {
        match float {
            Float::F32 => self.f32,
            Float::F64 => self.f64,
            Float::F32x4 | Float::F64x2 => self.v128,
        }
    }

    /// Whether the function has vector operators.
    pub(crate) fn has_vectors(&self) -> bool {
        self.vectors
    }

    /// The types of the locals, in order of their indices.
    pub(crate) fn locals(&self) -> Vec<ValType> {
        let all = [
            (self.length, ValType::I32),
            (self.gas, ValType::I64),
            (self.stack, ValType::I32),
            (self.f32, ValType::F32),
            (self.f64, ValType::F64),
            (self.v128, ValType::V128),
        ];
        let mut taken: Vec<_> = all.into_iter().filter_map(|(index, ty)| Some((index?, ty))).collect();
        taken.sort_by_key(|(index, _)| *index);
        taken.into_iter().map(|(_, ty)| ty).collect()
    }
}
