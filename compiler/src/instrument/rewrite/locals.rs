//! Added locals: the scratch registers that instrumentation gives a function.

use super::nan::needs_canonical;
use crate::instrument::gas::cost_model::CostClass;
use crate::instrument::nan::FloatType;
use crate::instrument::reader::body::ParsedBody;
use crate::instrument::reader::module::ParsedModule;
use crate::instrument::reader::operator::{Op, OpKind};
use wasmparser::ValType;

/// The added locals of a function, each by its index.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct AddedLocals {
    /// A length or a number of pages.
    pub(crate) length: Option<u32>,
    /// The gas left, in loops that cache it.
    pub(crate) gas: Option<u32>,
    /// The bytes of stack left when the function has taken its stack cost.
    pub(crate) stack: Option<u32>,
    /// A result that may be a NaN, one local a type.
    f32: Option<u32>,
    f64: Option<u32>,
    v128: Option<u32>,
    /// True if any operator is a vector operator.
    vectors: bool,
}

impl AddedLocals {
    /// The locals that `body` needs. Their indices follow the function's own.
    pub(crate) fn of(
        source: &ParsedModule<'_>,
        body: &ParsedBody<'_>,
    ) -> Result<Self, crate::instrument::InstrumentError> {
        let params = source.signature_of(body.function)?.params().len() as u64;
        let mut next = u32::try_from(params + body.declared_locals()).unwrap_or(u32::MAX);
        let mut take = || {
            next = next.saturating_add(1);
            Some(next - 1)
        };
        let mut added = Self::default();
        for (at, operator) in body.operators.iter().enumerate() {
            added.vectors |= operator.cost_class == Some(CostClass::Vector);
            match (operator.kind, needs_canonical(&body.operators, at)) {
                (OpKind::Grow | OpKind::Bulk, _) => {
                    added.length = added.length.or_else(&mut take);
                }
                (_, Some(FloatType::F32)) => added.f32 = added.f32.or_else(&mut take),
                (_, Some(FloatType::F64)) => added.f64 = added.f64.or_else(&mut take),
                (_, Some(FloatType::F32x4 | FloatType::F64x2)) => added.v128 = added.v128.or_else(&mut take),
                _ => {}
            }
        }
        if !body.loops.gas_in_local.is_empty() {
            added.gas = take();
        }
        if !body.loops.has_call_free && body.operators.iter().any(Op::is_call) {
            added.stack = take();
        }
        Ok(added)
    }

    /// The local that holds a result of type `float`.
    pub(crate) fn float(&self, float: FloatType) -> Option<u32> {
        match float {
            FloatType::F32 => self.f32,
            FloatType::F64 => self.f64,
            FloatType::F32x4 | FloatType::F64x2 => self.v128,
        }
    }

    /// True if the function has vector operators.
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
