//! `print` and `println`.

use crate::ir::build::body::Body;
use crate::ir::build::body::state::{Fx, Val};
use crate::ir::build::{Key, Res};
use crate::ir::{Expr, ExprKind, FloatWidth, Shape, Ty};
use crate::syntax::files::Span;

impl Body<'_, '_> {
    /// `print` and `println` of programs that are no contracts.
    pub(crate) fn print(&mut self, line: bool, args: Vec<Expr>, span: Span) -> Res<Val> {
        let t = self.p.t;
        let mut parts = Vec::new();
        for (index, arg) in args.into_iter().enumerate() {
            if line && index > 0 {
                parts.push(Expr { kind: ExprKind::Str((*b" ").into()), ty: t.string, span });
            }
            let val = Val { expr: arg, fx: Fx::CALLS };
            let (name, ty): (&'static str, Ty) = match &self.p.shape(val.ty()).clone() {
                Shape::String => {
                    parts.push(self.same(val, t.string).expr);
                    continue;
                }
                Shape::Bool => ("textOfBool", t.bool),
                Shape::Int(int) if int.signed => ("textOfInt", t.int),
                Shape::Int(_) => ("textOfUint", t.uint64),
                Shape::Float(width) => {
                    parts.push(self.text_of_float(val, *width, span)?);
                    continue;
                }
                Shape::Slice(_)
                | Shape::Array { .. }
                | Shape::Pointer(_)
                | Shape::Map { .. }
                | Shape::Func { .. }
                | Shape::Interface(_)
                | Shape::Struct(_)
                | Shape::Tuple(_) => {
                    let advice = "print numbers, strings and booleans";
                    return Err(self.p.refused("addresses can't be printed: they mean nothing", advice));
                }
            };
            let val = self.convert(val, ty, span)?;
            parts.push(self.runtime_call(name, &[], vec![val.expr], t.string, span)?.expr);
        }
        if line {
            parts.push(Expr { kind: ExprKind::Str((*b"\n").into()), ty: t.string, span });
        }
        let text = match parts.len() {
            0 => Expr { kind: ExprKind::Str((*b"").into()), ty: t.string, span },
            1 => parts.remove(0),
            _ => {
                let list = self.slice_of_values(parts, t.string, span)?;
                self.runtime_call("concatAll", &[], vec![list], t.string, span)?.expr
            }
        };
        self.runtime_call("write", &[], vec![text], t.unit, span)
    }

    /// The shortest text of a float that gives it back.
    pub(crate) fn text_of_float(&mut self, val: Val, width: FloatWidth, span: Span) -> Res<Expr> {
        let t = self.p.t;
        let val = self.convert(val, t.float64, span)?;
        let bits = match width {
            FloatWidth::F32 => 32,
            FloatWidth::F64 => 64,
        };
        let obj = self.p.package_function(crate::packages::NUMBER_TEXTS, "FormatFloat")?;
        let function = self.p.request(Key::Declared(obj, Default::default()))?;
        let letter = self.p.int_expr(i64::from(b'g'), t.uint8, span);
        let (digits, bits) = (self.p.int_expr(-1, t.int, span), self.p.int_expr(bits, t.int, span));
        Ok(self.call_of(function, vec![val.expr, letter, digits, bits], t.string, span).expr)
    }
}
