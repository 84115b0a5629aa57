//! Conversions, written and implied.

use crate::ir::build::Res;
use crate::ir::build::body::Body;
use crate::ir::build::body::state::{Fx, Val};
use crate::ir::print::type_string;
use crate::ir::{BinaryOp, Convert, Expr, ExprKind, Intrinsic, Place, Shape, Ty};
use crate::syntax::files::Span;
use crate::syntax::tree::ExprId;
use crate::types::constant::Value;

impl Body<'_, '_> {
    /// A value as one of a type that it can be assigned to.
    pub(crate) fn coerce(&mut self, val: Val, ty: Ty) -> Res<Val> {
        let (from, span, fx) = (val.ty(), val.expr.span, val.fx);
        if from == ty {
            return Ok(val);
        }
        if from == self.p.t.nil {
            return Ok(Val::new(ExprKind::Zero, ty, span, Fx::NONE));
        }
        if self.p.is_interface(ty) && !self.p.is_interface(from) {
            self.p.add_dynamic_type(from)?;
            return Ok(Val::new(ExprKind::ToInterface(Box::new(val.expr)), ty, span, fx));
        }
        let same = match (self.p.shape(from), self.p.shape(ty)) {
            (Shape::Interface(_), Shape::Interface(_)) => true,
            (Shape::Struct(a), Shape::Struct(b)) => a.iter().map(|f| f.ty).eq(b.iter().map(|f| f.ty)),
            (a, b) => a == b,
        };
        if !same {
            let text = |ty| type_string(&self.p.program.types, ty);
            return Err(self.p.internal(&format!("{} is assigned to {}", text(from), text(ty))));
        }
        if let ExprKind::Zero = val.expr.kind {
            return Ok(Val::new(ExprKind::Zero, ty, span, fx));
        }
        Ok(Val::new(ExprKind::Convert { how: Convert::Same, value: Box::new(val.expr) }, ty, span, fx))
    }

    /// `T(x)`.
    pub(crate) fn conversion(&mut self, id: ExprId, x: ExprId) -> Res<Val> {
        let (span, ty) = (self.at(id), self.type_of(id)?);
        // A constant may be converted to the type that a type parameter stands for.
        if let Some(value) = self.constant_of(x).cloned() {
            let basic = matches!(
                (self.p.shape(ty), &value),
                (Shape::Int(_) | Shape::Float(_), Value::Int(_))
                    | (Shape::Float(_), Value::Float(_))
                    | (Shape::String, Value::String(_))
                    | (Shape::Bool, Value::Bool(_))
            );
            if basic {
                return Ok(Val { expr: self.p.constant(&value, ty, span)?, fx: Fx::NONE });
            }
        }
        let val = self.expr(x)?;
        self.convert(val, ty, span)
    }

    pub(crate) fn convert(&mut self, val: Val, ty: Ty, span: Span) -> Res<Val> {
        let (from, fx) = (val.ty(), val.fx);
        if from == ty || from == self.p.t.nil {
            return self.coerce(val, ty);
        }
        let number =
            |how, val: Val| Ok(Val::new(ExprKind::Convert { how, value: Box::new(val.expr) }, ty, span, val.fx));
        let t = self.p.t;
        match (self.p.shape(from).clone(), self.p.shape(ty).clone()) {
            (Shape::Int(a), Shape::Int(b)) if a == b => number(Convert::Same, val),
            (Shape::Int(_), Shape::Int(_)) => number(Convert::IntToInt, val),
            (Shape::Int(_), Shape::Float(_)) => number(Convert::IntToFloat, val),
            (Shape::Float(_), Shape::Int(_)) => number(Convert::FloatToInt, val),
            (Shape::Float(_), Shape::Float(_)) => number(Convert::FloatToFloat, val),
            (Shape::Int(int), Shape::String) => {
                let wide = match int.signed || int.bits < 64 {
                    true => self.convert(val, t.int64, span)?.expr,
                    false => self.rune_of_uint64(val, span)?,
                };
                let val = self.pure_call("runeToString", &[], vec![wide], t.string, span, fx)?;
                self.coerce(val, ty)
            }
            (Shape::Slice(elem), Shape::String) => {
                let name = self.by_width(elem, "bytesToString", "runesToString")?;
                let plain = self.element_basic(elem)?;
                let slice = self.p.slice_of(plain);
                let val = self.same(val, slice);
                let val = self.pure_call(name, &[], vec![val.expr], t.string, span, fx)?;
                self.coerce(val, ty)
            }
            (Shape::String, Shape::Slice(elem)) => {
                let name = self.by_width(elem, "stringToBytes", "stringToRunes")?;
                let plain = self.element_basic(elem)?;
                let slice = self.p.slice_of(plain);
                let val = self.same(val, t.string);
                let val = self.pure_call(name, &[], vec![val.expr], slice, span, fx)?;
                Ok(self.same(val, ty))
            }
            (Shape::Slice(elem), Shape::Array { len, .. }) => {
                let place = self.array_in_slice(val, elem, len, ty, span)?;
                Ok(Val::new(ExprKind::Read(Box::new(place)), ty, span, Fx { reads: true, ..fx }))
            }
            (Shape::Slice(elem), Shape::Pointer(array)) => {
                let Shape::Array { len, .. } = *self.p.shape(array) else {
                    return Err(self.p.internal("a conversion to a pointer that points to no array"));
                };
                let place = self.array_in_slice(val, elem, len, array, span)?;
                let Place::Deref { pointer, .. } = place else { return Err(self.p.internal("no pointer")) };
                Ok(Val { expr: Expr { ty, ..*pointer }, fx: Fx { reads: true, ..fx } })
            }
            (Shape::Interface(_), Shape::Interface(_)) => self.coerce(val, ty),
            (_, Shape::Interface(_)) => self.coerce(val, ty),
            // Types of one structure under different names; the checker has compared them.
            _ => Ok(self.same(val, ty)),
        }
    }

    /// The same words under another type.
    pub(crate) fn same(&mut self, val: Val, ty: Ty) -> Val {
        if val.ty() == ty {
            return val;
        }
        let (span, fx) = (val.expr.span, val.fx);
        Val::new(ExprKind::Convert { how: Convert::Same, value: Box::new(val.expr) }, ty, span, fx)
    }

    /// A `uint64` as an `int64` that is no character where the number is none.
    fn rune_of_uint64(&mut self, val: Val, span: Span) -> Res<Expr> {
        let t = self.p.t;
        let val = self.convert(val, t.uint64, span)?;
        let val = self.simple(val)?;
        let top = Expr { kind: ExprKind::Int(0x0011_0000), ty: t.uint64, span };
        let kind = ExprKind::Binary { op: BinaryOp::Lt, left: Box::new(val.expr.clone()), right: Box::new(top) };
        let cond = Box::new(Expr { kind, ty: t.bool, span });
        let then = Box::new(self.convert(val, t.int64, span)?.expr);
        let otherwise = Box::new(Expr { kind: ExprKind::Int(-1), ty: t.int64, span });
        Ok(Expr { kind: ExprKind::Choose { cond, then, otherwise }, ty: t.int64, span })
    }

    fn by_width(&mut self, elem: Ty, bytes: &'static str, runes: &'static str) -> Res<&'static str> {
        match self.p.shape(elem) {
            Shape::Int(int) if int.bits == 8 => Ok(bytes),
            Shape::Int(int) if int.bits == 32 => Ok(runes),
            _ => Err(self.p.internal("a string of elements that are no bytes and no runes")),
        }
    }

    fn element_basic(&mut self, elem: Ty) -> Res<Ty> {
        match self.p.shape(elem) {
            Shape::Int(int) if int.bits == 8 => Ok(self.p.t.uint8),
            _ => Ok(self.p.t.int32),
        }
    }

    /// The array that the first elements of a slice are.
    fn array_in_slice(&mut self, val: Val, elem: Ty, len: u32, array: Ty, span: Span) -> Res<Place> {
        let t = self.p.t;
        let slice = self.p.slice_of(elem);
        let val = self.same(val, slice);
        let length = self.p.int_expr(i64::from(len), t.int, span);
        let fx = val.fx;
        let address = self.pure_call("sliceToArray", &[elem], vec![val.expr, length], t.uint32, span, fx)?;
        let pointer = self.p.pointer_to(array);
        let kind =
            ExprKind::Intrinsic { intrinsic: Intrinsic::PointerOf, types: vec![array], args: vec![address.expr] };
        let pointer = Expr { kind, ty: pointer, span };
        Ok(Place::Deref { pointer: Box::new(pointer), ty: array })
    }
}
