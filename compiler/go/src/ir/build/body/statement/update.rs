//! `x op= y`, `x++` and `x--`.

use crate::ir::build::Res;
use crate::ir::build::body::Body;
use crate::ir::build::body::operators::binary_op;
use crate::ir::build::body::state::{Fx, Left, Right, Val};
use crate::ir::{Expr, ExprKind, Intrinsic, Place, Shape, StmtKind, Ty};
use crate::syntax::files::Span;
use crate::syntax::token::Op;
use crate::syntax::tree::ExprId;

impl Body<'_, '_> {
    /// `x++` and `x--`.
    pub(crate) fn increment(&mut self, x: ExprId, increment: bool, at: Span) -> Res<()> {
        self.assign_op(x, if increment { Op::Add } else { Op::Sub }, Right::One, at)
    }

    /// `x op= y`: what `x` is found by is evaluated once, and read behind the calls of `y`.
    pub(crate) fn assign_op(&mut self, left: ExprId, op: Op, right: Right, span: Span) -> Res<()> {
        let mut target = self.target(left)?;
        let Some(ty) = self.target_type(&target)? else { return Err(self.p.internal("an operator on nothing")) };
        let shift = matches!(op, Op::Shl | Op::Shr);
        let (own, mut val) = self.collect(|body| match right {
            Right::Expr(right) if shift => body.shift_count(right),
            Right::Expr(right) => body.expr_as(right, ty),
            Right::One => body.one(ty, span),
        })?;
        if !own.is_empty() || val.fx.calls {
            self.settle_target(&mut target)?;
            if let Left::Element(map, key, key_type, elem) = target {
                // The element is read before the calls, as Go does it.
                let (map, key) = (self.simple(map)?, self.simple(key)?);
                let args = vec![map.expr.clone(), key.expr.clone()];
                let old = self.map_call("mapGet", key_type, elem, args, elem, span)?;
                let old = self.temp(old.expr)?;
                self.frame().out.extend(own);
                let old = Val { expr: self.read_local(old, span), fx: Fx::NONE };
                let new = self.arithmetic(op, old, val, ty, span, Fx::CALLS)?;
                return self.store(Left::Element(map, key, key_type, elem), new, span);
            }
            self.frame().out.extend(own);
            if val.fx.calls {
                self.spill(&mut val.expr)?;
                val.fx = Fx::NONE;
            }
        }
        debug_assert!(binary_op(op).is_some());
        let place = match self.hold_target(target)? {
            Left::Place(place, ..) if self.has_address(&place) => {
                return self.assign_op_at(place, op, val, ty, span);
            }
            Left::Place(place, ..) => place,
            Left::Element(map, key, key_type, elem) => {
                let pointer = self.p.pointer_to(elem);
                let args = vec![map.expr, key.expr];
                let slot = self.map_call("mapSlot", key_type, elem, args, pointer, span)?;
                let slot = self.temp(slot.expr)?;
                Place::Deref { pointer: Box::new(self.read_local(slot, span)), ty: elem }
            }
            Left::Blank | Left::New(_) => return Err(self.p.internal("an operator on nothing")),
        };
        let old = Val::new(ExprKind::Read(Box::new(place.clone())), ty, span, Fx::READS);
        let new = self.arithmetic(op, old, val, ty, span, Fx::READS)?;
        self.emit(StmtKind::Assign { place, value: new.expr }, span);
        Ok(())
    }

    /// The place is worth an address: it is found by more than a pointer, and lies in memory.
    fn has_address(&mut self, place: &Place) -> bool {
        match place {
            Place::SliceElement { .. } => true,
            Place::ArrayElement { base, .. } => self.in_memory(base),
            Place::Field { base, .. } => self.has_address(base),
            Place::Local(_) | Place::Global(_) | Place::Deref { .. } => false,
        }
    }

    fn in_memory(&mut self, place: &Place) -> bool {
        match place {
            Place::Local(local) => self.frame().locals[local.index()].boxed,
            Place::Global(_) | Place::Deref { .. } | Place::SliceElement { .. } => true,
            Place::Field { base, .. } | Place::ArrayElement { base, .. } => self.in_memory(base),
        }
    }

    /// `x op= y` by the address of `x`, which is found and checked once.
    fn assign_op_at(&mut self, place: Place, op: Op, val: Val, ty: Ty, span: Span) -> Res<()> {
        let (pointer, word, unit) = (self.p.pointer_to(ty), self.p.t.uint32, self.p.t.unit);
        let address = Expr { kind: ExprKind::Address(Box::new(place)), ty: pointer, span };
        let kind = ExprKind::Intrinsic { intrinsic: Intrinsic::AddressOf, types: vec![ty], args: vec![address] };
        let at = self.temp(Expr { kind, ty: word, span })?;
        let args = vec![self.read_local(at, span)];
        let old = ExprKind::Intrinsic { intrinsic: Intrinsic::Read, types: vec![ty], args };
        let new = self.arithmetic(op, Val::new(old, ty, span, Fx::READS), val, ty, span, Fx::READS)?;
        let args = vec![self.read_local(at, span), new.expr];
        let kind = ExprKind::Intrinsic { intrinsic: Intrinsic::Write, types: vec![ty], args };
        self.emit(StmtKind::Eval(Expr { kind, ty: unit, span }), span);
        Ok(())
    }

    fn one(&mut self, ty: Ty, span: Span) -> Res<Val> {
        let kind = match self.p.shape(ty) {
            Shape::Float(_) => ExprKind::Float(1.0),
            _ => ExprKind::Int(1),
        };
        Ok(Val::new(kind, ty, span, Fx::NONE))
    }
}
