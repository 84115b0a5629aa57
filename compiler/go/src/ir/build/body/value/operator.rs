//! Binary operators. A chain of them is gone down without recursion.

use crate::ir::build::Res;
use crate::ir::build::body::Body;
use crate::ir::build::body::operators::binary_op;
use crate::ir::build::body::state::{Fx, Val};
use crate::ir::{BinaryOp, Expr, ExprKind, Intrinsic, Shape, Ty};
use crate::limits;
use crate::syntax::files::{Pos, Span};
use crate::syntax::token::Op;
use crate::syntax::tree::{self, ExprId};

/// One operator of a chain, and what stands right of it.
struct Link {
    whole: ExprId,
    op: Op,
    right: ExprId,
    at: Pos,
}

impl Body<'_, '_> {
    pub(crate) fn binary(&mut self, id: ExprId) -> Res<Val> {
        let tree = self.tree;
        let (mut links, mut current) = (Vec::new(), id);
        while let tree::ExprKind::Binary { op, x, y, at } = tree.kind(current)
            && self.constant_of(current).is_none()
        {
            links.push(Link { whole: current, op: *op, right: *y, at: *at });
            current = *x;
        }
        let mut left = self.expr(current)?;
        let mut depth = 0;
        while let Some(link) = links.pop() {
            let ty = self.type_of(link.whole)?;
            // A sum of strings is made at once.
            if link.op == Op::Add && matches!(self.p.shape(ty), Shape::String) {
                let mut parts = vec![link.right];
                while links.last().is_some_and(|next| next.op == Op::Add) && parts.len() < limits::CHAIN_TERMS {
                    parts.extend(links.pop().map(|next| next.right));
                }
                depth += parts.len();
                left = self.concat(left, &parts, ty, link.at)?;
            } else {
                left = self.link(left, &link, ty)?;
            }
            depth += 1;
            if depth >= limits::CHAIN_TERMS && !links.is_empty() {
                left = self.simple(left)?;
                depth = 0;
            }
        }
        Ok(left)
    }

    fn link(&mut self, left: Val, link: &Link, ty: Ty) -> Res<Val> {
        let span = Span::at(link.at);
        match link.op {
            Op::LAnd | Op::LOr => self.either(left, link, ty, span),
            Op::Shl | Op::Shr => {
                let mut left = self.coerce(left, ty)?;
                let mut right = self.after(&mut [&mut left], |body| body.shift_count(link.right))?;
                let fx = self.ordered(&mut [&mut left, &mut right])?;
                self.arithmetic(link.op, left, right, ty, span, fx)
            }
            Op::Eql | Op::Neq | Op::Lss | Op::Leq | Op::Gtr | Op::Geq => {
                let mut left = left;
                let mut right = self.after(&mut [&mut left], |body| body.expr(link.right))?;
                let fx = self.ordered(&mut [&mut left, &mut right])?;
                self.p.here = span;
                let val = self.compare(link.op, left, right, fx, span)?;
                self.coerce(val, ty)
            }
            _ => {
                let mut left = self.coerce(left, ty)?;
                let mut right = self.after(&mut [&mut left], |body| body.expr_as(link.right, ty))?;
                let fx = self.ordered(&mut [&mut left, &mut right])?;
                self.arithmetic(link.op, left, right, ty, span, fx)
            }
        }
    }

    /// The count of a shift; a constant is a `uint`.
    pub(crate) fn shift_count(&mut self, id: ExprId) -> Res<Val> {
        let span = self.at(id);
        match self.constant_of(id).cloned() {
            Some(value) => {
                let uint = self.p.t.uint;
                Ok(Val { expr: self.p.constant(&value, uint, span)?, fx: Fx::NONE })
            }
            None => self.expr(id),
        }
    }

    /// An operator on two operands of its type, that are in order.
    pub(crate) fn arithmetic(&mut self, op: Op, left: Val, right: Val, ty: Ty, span: Span, fx: Fx) -> Res<Val> {
        if matches!(self.p.shape(ty), Shape::String) {
            let (plain, left, right) = (self.p.t.string, left.expr, right.expr);
            let val = self.pure_call("concat", &[], vec![left, right], plain, span, fx)?;
            return self.coerce(val, ty);
        }
        let Some(op) = binary_op(op) else { return Err(self.p.internal("an operator that is none")) };
        let panics = match op {
            BinaryOp::Div | BinaryOp::Rem => {
                matches!(self.p.shape(ty), Shape::Int(_)) && !matches!(right.expr.kind, ExprKind::Int(1..))
            }
            BinaryOp::Shl | BinaryOp::Shr => !matches!(right.expr.kind, ExprKind::Int(_)),
            _ => false,
        };
        let fx = Fx { reads: fx.reads || panics, ..fx };
        let kind = ExprKind::Binary { op, left: Box::new(left.expr), right: Box::new(right.expr) };
        Ok(Val::new(kind, ty, span, fx))
    }

    /// `a && b`, `a || b`.
    fn either(&mut self, left: Val, link: &Link, ty: Ty, span: Span) -> Res<Val> {
        let left = self.coerce(left, ty)?;
        let (own, right) = self.collect(|body| body.expr_as(link.right, ty))?;
        let right = self.with_statements(own, right);
        let fx = left.fx.and(right.fx);
        let fixed = |value| Box::new(Expr { kind: ExprKind::Bool(value), ty, span });
        let (cond, right) = (Box::new(left.expr), Box::new(right.expr));
        let kind = match link.op {
            Op::LAnd => ExprKind::Choose { cond, then: right, otherwise: fixed(false) },
            _ => ExprKind::Choose { cond, then: fixed(true), otherwise: right },
        };
        Ok(Val::new(kind, ty, span, fx))
    }

    /// The sum of several strings.
    fn concat(&mut self, left: Val, parts: &[ExprId], ty: Ty, at: Pos) -> Res<Val> {
        let (span, string) = (Span::at(at), self.p.t.string);
        let mut vals = vec![self.coerce(left, ty)?];
        for part in parts {
            let (own, val) = self.collect(|body| body.expr_as(*part, ty))?;
            if !own.is_empty() {
                vals.iter_mut().try_for_each(|val| self.settle(val))?;
                self.frame().out.extend(own);
            }
            vals.push(val);
        }
        let fx = self.ordered(&mut vals.iter_mut().collect::<Vec<_>>())?;
        let mut plain = Vec::with_capacity(vals.len());
        for val in vals {
            plain.push(self.same(val, string).expr);
        }
        let val = match plain.len() {
            2 => self.pure_call("concat", &[], plain, string, span, fx)?,
            3 => self.pure_call("concatThree", &[], plain, string, span, fx)?,
            _ => {
                let list = self.slice_of_values(plain, string, span)?;
                self.pure_call("concatAll", &[], vec![list], string, span, fx)?
            }
        };
        self.coerce(val, ty)
    }

    /// A new slice of values.
    pub(crate) fn slice_of_values(&mut self, values: Vec<Expr>, elem: Ty, span: Span) -> Res<Expr> {
        let count = values.len() as u32;
        self.slice_of_elements(
            values.into_iter().enumerate().map(|(at, value)| (at as u32, value)).collect(),
            count,
            elem,
            span,
        )
    }

    /// A new slice with some of its elements; the others are zero.
    pub(crate) fn slice_of_elements(
        &mut self,
        elements: Vec<(u32, Expr)>,
        count: u32,
        elem: Ty,
        span: Span,
    ) -> Res<Expr> {
        let array = self.p.intern(Shape::Array { len: count, elem });
        let (pointer, slice, word) = (self.p.pointer_to(array), self.p.slice_of(elem), self.p.t.uint32);
        let value = Expr { kind: ExprKind::Array(elements), ty: array, span };
        let pointer = Expr { kind: ExprKind::New(Box::new(value)), ty: pointer, span };
        let address = ExprKind::Intrinsic { intrinsic: Intrinsic::AddressOf, types: vec![array], args: vec![pointer] };
        let address = Expr { kind: address, ty: word, span };
        let length = self.p.int_expr(i64::from(count), word, span);
        Ok(Expr { kind: ExprKind::Words(vec![address, length.clone(), length]), ty: slice, span })
    }
}
