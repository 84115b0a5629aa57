//! Constants: exact values as values of a type.

use crate::ir::build::body::Body;
use crate::ir::build::body::state::{Fx, Val};
use crate::ir::build::{Build, Res};
use crate::ir::{Expr, ExprKind, FloatWidth, IntType, Shape, Ty};
use crate::syntax::files::Span;
use crate::syntax::tree::ExprId;
use crate::types::basic::Basic;
use crate::types::constant::{Value, round_float};
use dashu_int::IBig;

impl Build<'_> {
    /// A constant as a value of a type.
    pub(crate) fn constant(&self, value: &Value, ty: Ty, span: Span) -> Res<Expr> {
        let kind = match (self.shape(ty), value) {
            (Shape::Bool, Value::Bool(value)) => ExprKind::Bool(*value),
            (Shape::String, Value::String(bytes)) => ExprKind::Str(bytes.as_slice().into()),
            (Shape::Int(int), _) => match value.to_int() {
                Some(value) => ExprKind::Int(wrap(&value, *int)),
                None => return Err(self.internal("an integer constant that is none")),
            },
            (Shape::Float(width), _) => {
                let basic = match width {
                    FloatWidth::F32 => Basic::Float32,
                    FloatWidth::F64 => Basic::Float64,
                };
                match round_float(value, basic).and_then(|value| value.to_fraction()) {
                    Some(fraction) => ExprKind::Float(fraction.to_f64()),
                    None => return Err(self.internal("a floating-point constant that is none")),
                }
            }
            _ => return Err(self.internal("a constant of a type that has none")),
        };
        Ok(Expr { kind, ty, span })
    }

    pub(crate) fn int_expr(&self, value: i64, ty: Ty, span: Span) -> Expr {
        Expr { kind: ExprKind::Int(value), ty, span }
    }
}

/// The bits of an integer as a type has them, extended by its sign.
fn wrap(value: &IBig, int: IntType) -> i64 {
    let modulus = IBig::ONE << 64usize;
    let mut low = value % &modulus;
    if low < IBig::ZERO {
        low += &modulus;
    }
    let bits = u64::try_from(low).unwrap_or(0);
    let unused = 64 - u32::from(int.bits);
    match int.signed {
        true => ((bits << unused) as i64) >> unused,
        false => ((bits << unused) >> unused) as i64,
    }
}

impl Body<'_, '_> {
    /// The value of an expression that is constant.
    pub(crate) fn constant_of(&mut self, id: ExprId) -> Option<&Value> {
        let value = self.info.types.get(&id)?.value.as_ref()?;
        (!value.is_unknown()).then_some(value)
    }

    pub(crate) fn int_val(&self, value: i64, ty: Ty, span: Span) -> Val {
        Val::new(ExprKind::Int(value), ty, span, Fx::NONE)
    }
}
