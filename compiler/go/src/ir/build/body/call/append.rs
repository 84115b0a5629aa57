//! `append`: room is made by a call only where there is none.

use crate::ir::build::Res;
use crate::ir::build::body::Body;
use crate::ir::build::body::state::{Fx, Val, as_same, stmt};
use crate::ir::{BinaryOp, Expr, ExprKind, Intrinsic, Place, Shape, StmtKind, Ty};
use crate::syntax::files::Span;
use crate::syntax::tree::ExprId;

impl Body<'_, '_> {
    pub(crate) fn append(&mut self, id: ExprId, args: &[ExprId], dots: bool) -> Res<Val> {
        let (span, ty) = (self.at(id), self.type_of(id)?);
        let Some((slice, elements)) = args.split_first() else { return Err(self.p.internal("append to nothing")) };
        let elem = self.element(ty)?;
        let plain = self.p.slice_of(elem);
        if elements.is_empty() && !self.gives_several(*slice) {
            return self.expr_as(*slice, ty);
        }
        if dots {
            let (mut exprs, _) = self.operands(args.iter().enumerate(), |body, (index, arg)| match index {
                0 => body.expr_as(*arg, ty),
                _ => body.expr(*arg),
            })?;
            let (Some(more), Some(slice)) = (exprs.pop(), exprs.pop()) else {
                return Err(self.p.internal("append of nothing"));
            };
            let slice = as_same(slice, plain);
            if more.ty == self.p.t.nil {
                return Ok(self.same(Val { expr: slice, fx: Fx::CALLS }, ty));
            }
            let val = match self.p.shape(more.ty) {
                Shape::String => {
                    let string = self.p.t.string;
                    let bytes = self.p.slice_of(self.p.t.uint8);
                    let args = vec![as_same(slice, bytes), as_same(more, string)];
                    self.runtime_call("appendString", &[], args, bytes, span)?
                }
                _ => {
                    let args = vec![slice, as_same(more, plain)];
                    self.runtime_call("appendSlice", &[elem], args, plain, span)?
                }
            };
            return Ok(self.same(val, ty));
        }
        let (exprs, _) = self.spread(args, |index| Some(if index == 0 { ty } else { elem }))?;
        let val = self.append_values(exprs, elem, span)?;
        Ok(self.same(val, ty))
    }

    /// Appends values, all behind the first, which is the slice.
    pub(crate) fn append_values(&mut self, exprs: Vec<Expr>, elem: Ty, span: Span) -> Res<Val> {
        let (bool, int, word) = (self.p.t.bool, self.p.t.int, self.p.t.uint32);
        let plain = self.p.slice_of(elem);
        let mut exprs = exprs.into_iter();
        let Some(slice) = exprs.next() else { return Err(self.p.internal("append to nothing")) };
        let slice = self.temp(as_same(slice, plain))?;
        let mut values = Vec::new();
        for expr in exprs {
            values.push(self.simple(Val { expr, fx: Fx::CALLS })?.expr);
        }
        let count = values.len() as i64;
        let part = |body: &mut Self, index| {
            let value = Box::new(body.read_local(slice, span));
            Expr { kind: ExprKind::Word { value, index }, ty: word, span }
        };
        let op = |op, left: Expr, right: Expr, ty| {
            let kind = ExprKind::Binary { op, left: Box::new(left), right: Box::new(right) };
            Expr { kind, ty, span }
        };
        let length = part(self, 1);
        let length = self.temp(length)?;
        let capacity = part(self, 2);
        let room = op(BinaryOp::Sub, capacity, self.read_local(length, span), word);
        let wanted = self.p.int_expr(count, word, span);
        let cond = op(BinaryOp::Lt, room, wanted, bool);
        let args = vec![self.read_local(slice, span), self.p.int_expr(count, int, span)];
        let grown = self.runtime_call("growSlice", &[elem], args, plain, span)?;
        let assign = StmtKind::Assign { place: Place::Local(slice), value: grown.expr };
        self.emit(StmtKind::If { cond, then: vec![stmt(assign, span)], otherwise: Vec::new() }, span);
        let size = Expr {
            kind: ExprKind::Intrinsic { intrinsic: Intrinsic::SizeOf, types: vec![elem], args: Vec::new() },
            ty: word,
            span,
        };
        let used = op(BinaryOp::Mul, self.read_local(length, span), size.clone(), word);
        let data = part(self, 0);
        let mut at = op(BinaryOp::Add, data, used, word);
        if values.len() > 1 {
            let local = self.temp(at)?;
            at = self.read_local(local, span);
        }
        let unit = self.p.t.unit;
        for (index, value) in values.into_iter().enumerate() {
            let place = match index {
                0 => at.clone(),
                _ => {
                    let skip = op(BinaryOp::Mul, size.clone(), self.p.int_expr(index as i64, word, span), word);
                    op(BinaryOp::Add, at.clone(), skip, word)
                }
            };
            let kind = ExprKind::Intrinsic { intrinsic: Intrinsic::Write, types: vec![elem], args: vec![place, value] };
            self.emit(StmtKind::Eval(Expr { kind, ty: unit, span }), span);
        }
        let total = op(BinaryOp::Add, self.read_local(length, span), self.p.int_expr(count, word, span), word);
        let words = vec![part(self, 0), total, part(self, 2)];
        Ok(Val::new(ExprKind::Words(words), plain, span, Fx::NONE))
    }
}
