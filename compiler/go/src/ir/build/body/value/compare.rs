//! Comparisons.

use crate::ir::build::body::Body;
use crate::ir::build::body::operators::binary_op;
use crate::ir::build::body::state::{Fx, Val, as_same};
use crate::ir::build::{Build, Key, Res};
use crate::ir::{BinaryOp, Convert, Expr, ExprKind, Shape, UnaryOp};
use crate::syntax::files::Span;
use crate::syntax::token::Op;

impl Body<'_, '_> {
    /// `left op right`, of operands that are in order.
    pub(crate) fn compare(&mut self, op: Op, left: Val, right: Val, fx: Fx, span: Span) -> Res<Val> {
        let bool = self.p.t.bool;
        let nil = self.p.t.nil;
        let negated = op == Op::Neq;
        let equal = if left.ty() == nil || right.ty() == nil {
            let operand = if left.ty() == nil { right } else { left };
            self.p.is_nil(operand.expr, span)?
        } else {
            let (from, to) = (self.p.is_interface(left.ty()), self.p.is_interface(right.ty()));
            match (op, from, to) {
                (Op::Eql | Op::Neq, true, false) => self.equal_mixed(left, right, span)?,
                (Op::Eql | Op::Neq, false, true) => self.equal_mixed(right, left, span)?,
                (Op::Eql | Op::Neq, ..) => {
                    let ty = left.ty();
                    let right = if ty == right.ty() || from { right } else { self.same(right, ty) };
                    self.p.equal(left.expr, right.expr, span)?
                }
                _ => return self.compare_order(op, left, right, fx, span),
            }
        };
        let kind = match negated {
            true => match equal.kind {
                ExprKind::Binary { op: BinaryOp::Eq, left, right } => {
                    ExprKind::Binary { op: BinaryOp::Ne, left, right }
                }
                _ => ExprKind::Unary { op: UnaryOp::Not, value: Box::new(equal) },
            },
            false => equal.kind,
        };
        Ok(Val::new(kind, bool, span, Fx { reads: true, ..fx }))
    }

    /// A value in an interface and one that is in none.
    fn equal_mixed(&mut self, interface: Val, value: Val, span: Span) -> Res<Expr> {
        let (bool, ty) = (self.p.t.bool, value.ty());
        self.p.add_dynamic_type(ty)?;
        let (interface, value) = (self.simple(interface)?.expr, self.simple(value)?.expr);
        let cond = ExprKind::IsType { value: Box::new(interface.clone()), ty };
        let cond = Box::new(Expr { kind: cond, ty: bool, span });
        let inner = Expr { kind: ExprKind::FromInterface(Box::new(interface)), ty, span };
        let then = Box::new(self.p.equal(inner, value, span)?);
        let otherwise = Box::new(Expr { kind: ExprKind::Bool(false), ty: bool, span });
        Ok(Expr { kind: ExprKind::Choose { cond, then, otherwise }, ty: bool, span })
    }

    fn compare_order(&mut self, op: Op, left: Val, right: Val, fx: Fx, span: Span) -> Res<Val> {
        let (bool, int, string) = (self.p.t.bool, self.p.t.int, self.p.t.string);
        let Some(op) = binary_op(op) else { return Err(self.p.internal("a comparison that is none")) };
        let (left, right) = match self.p.shape(left.ty()) {
            Shape::String => {
                let args = vec![self.same(left, string).expr, self.same(right, string).expr];
                let order = self.pure_call("stringCompare", &[], args, int, span, fx)?;
                (order.expr, self.p.int_expr(0, int, span))
            }
            _ => {
                let ty = left.ty();
                let right = self.same(right, ty);
                (left.expr, right.expr)
            }
        };
        let fx = Fx { reads: true, ..fx };
        Ok(Val::new(ExprKind::Binary { op, left: Box::new(left), right: Box::new(right) }, bool, span, fx))
    }
}

impl Build<'_> {
    /// The value is the zero one of its type, which has a `nil`.
    pub(crate) fn is_nil(&mut self, value: Expr, span: Span) -> Res<Expr> {
        let (bool, word) = (self.t.bool, self.t.uint32);
        let (value, zero) = match self.shape(value.ty) {
            Shape::Slice(_) | Shape::Interface(_) => {
                let word = Expr { kind: ExprKind::Word { value: Box::new(value), index: 0 }, ty: word, span };
                (word, self.int_expr(0, self.t.uint32, span))
            }
            Shape::Pointer(_) | Shape::Map { .. } | Shape::Func { .. } => {
                let ty = value.ty;
                (value, Expr { kind: ExprKind::Zero, ty, span })
            }
            _ => return Err(self.internal("a comparison of a value with nil that can't be nil")),
        };
        let kind = ExprKind::Binary { op: BinaryOp::Eq, left: Box::new(value), right: Box::new(zero) };
        Ok(Expr { kind, ty: bool, span })
    }

    /// `a == b` of one type.
    pub(crate) fn equal(&mut self, a: Expr, b: Expr, span: Span) -> Res<Expr> {
        let bool = self.t.bool;
        let kind = match self.shape(a.ty) {
            Shape::Bool
            | Shape::Int(_)
            | Shape::Float(_)
            | Shape::Pointer(_)
            | Shape::Map { .. }
            | Shape::Func { .. } => ExprKind::Binary { op: BinaryOp::Eq, left: Box::new(a), right: Box::new(b) },
            Shape::String if is_empty_text(&a) || is_empty_text(&b) => {
                let text = if is_empty_text(&a) { b } else { a };
                let word = self.t.uint32;
                let length = Expr { kind: ExprKind::Word { value: Box::new(text), index: 1 }, ty: word, span };
                let none = self.int_expr(0, word, span);
                ExprKind::Binary { op: BinaryOp::Eq, left: Box::new(length), right: Box::new(none) }
            }
            Shape::String => {
                let function = self.runtime("stringEqual", &[])?;
                self.pure_functions.insert(function);
                let string = self.t.string;
                ExprKind::Call { function, args: vec![as_same(a, string), as_same(b, string)] }
            }
            Shape::Interface(_) => {
                let any = self.t.any;
                let function = self.request(Key::Equal(any))?;
                ExprKind::Call { function, args: vec![as_same(a, any), as_same(b, any)] }
            }
            Shape::Struct(_) | Shape::Array { .. } => {
                let function = self.request(Key::Equal(a.ty))?;
                ExprKind::Call { function, args: vec![a, b] }
            }
            Shape::Slice(_) | Shape::Tuple(_) => {
                return Err(self.internal("a comparison of what does not compare"));
            }
        };
        Ok(Expr { kind, ty: bool, span })
    }
}

fn is_empty_text(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Str(bytes) => bytes.is_empty(),
        ExprKind::Convert { how: Convert::Same, value } => is_empty_text(value),
        _ => false,
    }
}
