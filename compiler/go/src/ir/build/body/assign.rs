//! Assignments and declarations of variables.

use super::super::Res;
use super::operator::binary_op;
use super::{Body, Fx, Val};
use crate::ir::{Expr, ExprKind, Intrinsic, LocalId, Place, Shape, StmtKind, Ty};
use crate::syntax::files::Span;
use crate::syntax::names::Name;
use crate::syntax::token::Op;
use crate::syntax::tree::{self, ExprId, ValueSpec};
use crate::types::store::*;

/// What is assigned to.
pub(crate) enum Target {
    /// `_`.
    Blank,
    /// A variable that is declared by the assignment.
    New(ObjId),
    /// A place, what evaluating it does, and its type.
    Place(Place, Fx, Ty),
    /// An element of a map: the map, the key, their types.
    Element(Val, Val, Ty, Ty),
}

impl<'a> Body<'_, 'a> {
    /// `var a, b T = x, y`.
    pub(super) fn variables(&mut self, spec: &ValueSpec) -> Res<()> {
        let object = |body: &Self, name: &tree::Ident| match name.name {
            Name::BLANK => None,
            _ => body.info.definitions.get(&name.span.start).copied(),
        };
        let targets: Vec<Target> =
            spec.names.iter().map(|name| object(self, name).map_or(Target::Blank, Target::New)).collect();
        if !spec.values.is_empty() {
            return self.assign_all(targets, &spec.values, spec.span);
        }
        for name in &spec.names {
            if let Some(obj) = object(self, name) {
                let local = self.local_of(obj)?;
                self.emit(StmtKind::Declare { local, value: None }, name.span);
            }
        }
        Ok(())
    }

    /// `a, b = x, y`, `a, b := x, y`, `a op= x`.
    pub(super) fn assign(&mut self, left: &[ExprId], op: Op, right: &[ExprId], at: Span) -> Res<()> {
        if let Some(op) = op.of_assignment() {
            let (&[left], &[right]) = (left, right) else { return Err(self.p.internal("an operator on several")) };
            return self.assign_op(left, op, Operand::Expr(right), at);
        }
        let mut targets: Vec<Target> = Vec::new();
        for expr in left {
            let span = self.tree.span(*expr);
            let (own, target) = self.collect(|body| match body.info.definitions.get(&span.start).copied() {
                Some(_) if body.tree.name(*expr) == Some(Name::BLANK) => Ok(Target::Blank),
                Some(obj) if op == Op::Define => Ok(Target::New(obj)),
                _ => body.target(*expr),
            })?;
            if !own.is_empty() {
                targets.iter_mut().try_for_each(|target| self.settle_target(target))?;
                self.frame().out.extend(own);
            }
            targets.push(target);
        }
        self.assign_all(targets, right, at)
    }

    /// A package variable that is given its first value.
    pub(crate) fn package_target(&mut self, obj: ObjId, blank: bool) -> Res<Target> {
        if blank {
            return Ok(Target::Blank);
        }
        let (place, fx, ty) = self.variable(obj)?;
        Ok(Target::Place(place, fx, ty))
    }

    /// What an expression on the left side assigns to.
    pub(super) fn target(&mut self, id: ExprId) -> Res<Target> {
        let inner = self.tree.unparen(id);
        if self.tree.name(inner) == Some(Name::BLANK) {
            return Ok(Target::Blank);
        }
        if let tree::ExprKind::Index { x, indices } = self.tree.kind(inner) {
            let of = self.type_of(*x)?;
            if let (Shape::Map { key, elem }, Some(index)) = (self.p.shape(of).clone(), indices.first()) {
                let mut map = self.expr(*x)?;
                let mut own = self.after(&mut [&mut map], |body| body.expr_as(*index, key))?;
                self.ordered(&mut [&mut map, &mut own])?;
                return Ok(Target::Element(map, own, key, elem));
            }
        }
        let (place, fx, ty) = self.place(inner)?;
        Ok(Target::Place(place, fx, ty))
    }

    fn settle_target(&mut self, target: &mut Target) -> Res<()> {
        match target {
            Target::Blank | Target::New(_) => Ok(()),
            Target::Place(place, fx, _) => {
                if fx.calls {
                    self.settle_place(place)?;
                    fx.calls = false;
                }
                Ok(())
            }
            Target::Element(map, key, ..) => {
                self.settle(map)?;
                self.settle(key)
            }
        }
    }

    /// Evaluates what a target is found by, for good.
    fn fix_target(&mut self, target: Target) -> Res<Target> {
        Ok(match target {
            Target::Blank | Target::New(_) => target,
            Target::Place(mut place, _, ty) => {
                self.fix_place(&mut place)?;
                Target::Place(place, Fx::READS, ty)
            }
            Target::Element(mut map, mut key, key_type, elem) => {
                self.fix_expr(&mut map.expr)?;
                self.fix_expr(&mut key.expr)?;
                (map.fx, key.fx) = (Fx::NONE, Fx::NONE);
                Target::Element(map, key, key_type, elem)
            }
        })
    }

    /// Evaluates what a target is found by, so that it can be read and written: no statement in between assigns to it.
    fn hold_target(&mut self, target: Target) -> Res<Target> {
        Ok(match target {
            Target::Place(mut place, fx, ty) => {
                self.hold_place(&mut place)?;
                Target::Place(place, fx, ty)
            }
            Target::Element(map, key, key_type, elem) => {
                let (map, key) = (self.simple(map)?, self.simple(key)?);
                Target::Element(map, key, key_type, elem)
            }
            Target::Blank | Target::New(_) => target,
        })
    }

    fn hold_place(&mut self, place: &mut Place) -> Res<()> {
        match place {
            Place::Local(_) | Place::Global(_) => Ok(()),
            Place::Deref { pointer, .. } => self.hold_expr(pointer),
            Place::Field { base, .. } => self.hold_place(base),
            Place::ArrayElement { base, index, .. } => {
                self.hold_place(base)?;
                self.hold_expr(index)
            }
            Place::SliceElement { slice, index, .. } => {
                self.hold_expr(slice)?;
                self.hold_expr(index)
            }
        }
    }

    fn hold_expr(&mut self, expr: &mut Expr) -> Res<()> {
        let local = match &expr.kind {
            ExprKind::Read(place) => match **place {
                Place::Local(local) => !self.frame().locals[local.index()].boxed,
                _ => false,
            },
            _ => false,
        };
        if local { Ok(()) } else { self.fix_expr(expr) }
    }

    fn fix_place(&mut self, place: &mut Place) -> Res<()> {
        match place {
            Place::Local(_) | Place::Global(_) => Ok(()),
            Place::Deref { pointer, .. } => self.fix_expr(pointer),
            Place::Field { base, .. } => self.fix_place(base),
            Place::ArrayElement { base, index, .. } => {
                self.fix_place(base)?;
                self.fix_expr(index)
            }
            Place::SliceElement { slice, index, .. } => {
                self.fix_expr(slice)?;
                self.fix_expr(index)
            }
        }
    }

    fn fix_expr(&mut self, expr: &mut Expr) -> Res<()> {
        let known = matches!(expr.kind, ExprKind::Int(_) | ExprKind::Str(_) | ExprKind::Zero | ExprKind::Address(_));
        if known { Ok(()) } else { self.spill(expr) }
    }

    /// Assigns the values of expressions to targets.
    pub(crate) fn assign_all(&mut self, mut targets: Vec<Target>, right: &[ExprId], span: Span) -> Res<()> {
        if let ([_], [value]) = (&targets[..], right)
            && let Some(target) = targets.pop()
        {
            return self.assign_one(target, *value, span);
        }
        if let [value] = right {
            return self.assign_several(targets, *value, span);
        }
        let types: Vec<Option<Ty>> = targets.iter().map(|target| self.target_type(target)).collect::<Res<_>>()?;
        // What stands left is found, and all values are known, before anything is assigned.
        let mut vals: Vec<Val> = Vec::new();
        for (index, value) in right.iter().enumerate() {
            let ty = types.get(index).copied().flatten();
            let (own, val) = self.collect(|body| match ty {
                Some(ty) => body.expr_as(*value, ty),
                None => body.expr_or_nothing(*value),
            })?;
            if !own.is_empty() || val.fx.calls {
                targets.iter_mut().try_for_each(|target| self.settle_target(target))?;
                vals.iter_mut().try_for_each(|val| self.settle(val))?;
            }
            self.frame().out.extend(own);
            vals.push(val);
        }
        self.ordered(&mut vals.iter_mut().collect::<Vec<_>>())?;
        let fixed = targets.into_iter().map(|target| self.fix_target(target)).collect::<Res<Vec<_>>>()?;
        let new = fixed.iter().all(|target| matches!(target, Target::New(_) | Target::Blank));
        let mut values = Vec::new();
        for val in vals {
            // Only a variable that is new can't stand on the right side.
            let known = matches!(val.expr.kind, ExprKind::Int(_) | ExprKind::Str(_) | ExprKind::Bool(_));
            values.push(match known || new && val.fx == Fx::NONE && right.len() == 1 {
                true => val.expr,
                false => {
                    let mut expr = val.expr;
                    self.spill(&mut expr)?;
                    expr
                }
            });
        }
        for (target, expr) in fixed.into_iter().zip(values) {
            self.store(target, Val { expr, fx: Fx::NONE }, span)?;
        }
        Ok(())
    }

    /// A value that is dropped; `nil` has one too.
    fn expr_or_nothing(&mut self, id: ExprId) -> Res<Val> {
        let val = self.expr(id)?;
        let any = self.p.t.any;
        if val.ty() == self.p.t.nil { self.coerce(val, any) } else { Ok(val) }
    }

    fn assign_one(&mut self, mut target: Target, value: ExprId, span: Span) -> Res<()> {
        let ty = self.target_type(&target)?;
        let (own, mut val) = self.collect(|body| match ty {
            Some(ty) => body.expr_as(value, ty),
            None => body.expr_or_nothing(value),
        })?;
        if !own.is_empty() {
            self.settle_target(&mut target)?;
            self.frame().out.extend(own);
        }
        // The value's calls come before the place is read.
        if val.fx.calls
            && let Target::Place(place, fx, _) = &mut target
            && !is_fixed(place)
        {
            if fx.calls {
                self.settle_place(place)?;
            }
            self.spill(&mut val.expr)?;
            val.fx = Fx::NONE;
        }
        self.store(target, val, span)
    }

    /// `a, b = f()`, `v, ok = m[k]`, `v, ok = x.(T)`.
    fn assign_several(&mut self, targets: Vec<Target>, value: ExprId, span: Span) -> Res<()> {
        let (own, locals) = self.collect(|body| match body.several(value)? {
            Some(locals) => Ok(locals),
            None => body.comma_ok(value),
        })?;
        let mut fixed = Vec::new();
        for mut target in targets {
            self.settle_target(&mut target)?;
            fixed.push(target);
        }
        self.frame().out.extend(own);
        let fixed = fixed.into_iter().map(|target| self.fix_target(target)).collect::<Res<Vec<_>>>()?;
        for (target, local) in fixed.into_iter().zip(locals) {
            let expr = self.read_local(local, span);
            if !matches!(target, Target::Blank) {
                self.store(target, Val { expr, fx: Fx::NONE }, span)?;
            }
        }
        Ok(())
    }

    /// The two values of an expression that gives a second one if it is asked for.
    fn comma_ok(&mut self, id: ExprId) -> Res<Vec<LocalId>> {
        let tree = self.tree;
        let (inner, span, bool) = (tree.unparen(id), self.at(id), self.p.t.bool);
        match tree.kind(inner) {
            tree::ExprKind::Index { x, indices } => {
                let of = self.type_of(*x)?;
                let (Shape::Map { key, elem }, Some(index)) = (self.p.shape(of).clone(), indices.first()) else {
                    return Err(self.p.internal("two values of an index"));
                };
                let (args, _) = self.map_operands(*x, *index, of, key)?;
                let ty = self.p.result_type(&[elem, bool]);
                let call = self.map_call("mapGetOk", key, elem, args, ty, span)?;
                let locals = [elem, bool].map(|ty| self.new_local(String::new(), ty, false));
                let locals = locals.into_iter().collect::<Res<Vec<_>>>()?;
                let all = locals.iter().copied().map(Some).collect();
                self.emit(StmtKind::AssignTuple { locals: all, value: call.expr }, span);
                Ok(locals)
            }
            tree::ExprKind::Assert { x, ty: Some(ty) } => {
                let ty = self.type_of(*ty)?;
                let val = self.expr(*x)?;
                let value = self.temp(val.expr)?;
                let holds = self.is_of(value, ty, span)?;
                let ok = self.temp(holds)?;
                let found = self.new_local(String::new(), ty, false)?;
                self.emit(StmtKind::Declare { local: found, value: None }, span);
                let inside = self.from_interface(value, ty, span)?.expr;
                let then = vec![super::stmt(StmtKind::Assign { place: Place::Local(found), value: inside }, span)];
                let cond = self.read_local(ok, span);
                self.emit(StmtKind::If { cond, then, otherwise: Vec::new() }, span);
                Ok(vec![found, ok])
            }
            _ => Err(self.p.internal("two values of an expression that has one")),
        }
    }

    fn target_type(&mut self, target: &Target) -> Res<Option<Ty>> {
        Ok(match target {
            Target::Blank => None,
            Target::New(obj) => match self.p.store.object(*obj).ty {
                Some(ty) => Some(self.ty(ty)?),
                None => return Err(self.p.internal("a variable without a type")),
            },
            Target::Place(_, _, ty) => Some(*ty),
            Target::Element(_, _, _, elem) => Some(*elem),
        })
    }

    /// Gives a target its value.
    pub(super) fn store(&mut self, target: Target, val: Val, span: Span) -> Res<()> {
        match target {
            Target::Blank => self.emit(StmtKind::Eval(val.expr), span),
            Target::New(obj) => {
                let local = self.local_of(obj)?;
                let ty = self.local_type(local);
                let value = self.coerce(val, ty)?.expr;
                self.emit(StmtKind::Declare { local, value: Some(value) }, span);
            }
            Target::Place(place, _, ty) => {
                let value = self.coerce(val, ty)?.expr;
                self.emit(StmtKind::Assign { place, value }, span);
            }
            Target::Element(mut map, mut own, key, elem) => {
                let mut val = self.coerce(val, elem)?;
                self.ordered(&mut [&mut map, &mut own, &mut val])?;
                let unit = self.p.t.unit;
                let args = vec![map.expr, own.expr, val.expr];
                let call = self.map_call("mapSet", key, elem, args, unit, span)?;
                self.emit(StmtKind::Eval(call.expr), span);
            }
        }
        Ok(())
    }

    /// `x++` and `x--`.
    pub(super) fn increment(&mut self, x: ExprId, increment: bool, at: Span) -> Res<()> {
        self.assign_op(x, if increment { Op::Add } else { Op::Sub }, Operand::One, at)
    }

    /// `x op= y`: what `x` is found by is evaluated once, and read behind the calls of `y`.
    fn assign_op(&mut self, left: ExprId, op: Op, right: Operand, span: Span) -> Res<()> {
        let mut target = self.target(left)?;
        let Some(ty) = self.target_type(&target)? else { return Err(self.p.internal("an operator on nothing")) };
        let shift = matches!(op, Op::Shl | Op::Shr);
        let (own, mut val) = self.collect(|body| match right {
            Operand::Expr(right) if shift => body.shift_count(right),
            Operand::Expr(right) => body.expr_as(right, ty),
            Operand::One => body.one(ty, span),
        })?;
        if !own.is_empty() || val.fx.calls {
            self.settle_target(&mut target)?;
            if let Target::Element(map, key, key_type, elem) = target {
                // The element is read before the calls, as Go does it.
                let (map, key) = (self.simple(map)?, self.simple(key)?);
                let args = vec![map.expr.clone(), key.expr.clone()];
                let old = self.map_call("mapGet", key_type, elem, args, elem, span)?;
                let old = self.temp(old.expr)?;
                self.frame().out.extend(own);
                let old = Val { expr: self.read_local(old, span), fx: Fx::NONE };
                let new = self.arithmetic(op, old, val, ty, span, Fx::CALLS)?;
                return self.store(Target::Element(map, key, key_type, elem), new, span);
            }
            self.frame().out.extend(own);
            if val.fx.calls {
                self.spill(&mut val.expr)?;
                val.fx = Fx::NONE;
            }
        }
        debug_assert!(binary_op(op).is_some());
        let place = match self.hold_target(target)? {
            Target::Place(place, ..) if self.has_address(&place) => {
                return self.assign_op_at(place, op, val, ty, span);
            }
            Target::Place(place, ..) => place,
            Target::Element(map, key, key_type, elem) => {
                let pointer = self.p.pointer_to(elem);
                let args = vec![map.expr, key.expr];
                let slot = self.map_call("mapSlot", key_type, elem, args, pointer, span)?;
                let slot = self.temp(slot.expr)?;
                Place::Deref { pointer: Box::new(self.read_local(slot, span)), ty: elem }
            }
            Target::Blank | Target::New(_) => return Err(self.p.internal("an operator on nothing")),
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

/// The right side of `op=`.
enum Operand {
    Expr(ExprId),
    One,
}

/// Nothing is evaluated to find the place.
fn is_fixed(place: &Place) -> bool {
    match place {
        Place::Local(_) | Place::Global(_) => true,
        Place::Field { base, .. } => is_fixed(base),
        Place::Deref { .. } | Place::ArrayElement { .. } | Place::SliceElement { .. } => false,
    }
}
