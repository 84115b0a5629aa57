//! Assignments and declarations of variables.

use crate::ir::build::Res;
use crate::ir::build::body::Body;
use crate::ir::build::body::state::{Fx, Left, Right, Val, stmt};
use crate::ir::{ExprKind, LocalId, Place, Shape, StmtKind, Ty};
use crate::syntax::files::Span;
use crate::syntax::names::Name;
use crate::syntax::token::Op;
use crate::syntax::tree::{self, ExprId, ValueSpec};

impl<'a> Body<'_, 'a> {
    /// `var a, b T = x, y`.
    pub(crate) fn variables(&mut self, spec: &ValueSpec) -> Res<()> {
        let object = |body: &Self, name: &tree::Ident| match name.name {
            Name::BLANK => None,
            _ => body.info.definitions.get(&name.span.start).copied(),
        };
        let targets: Vec<Left> =
            spec.names.iter().map(|name| object(self, name).map_or(Left::Blank, Left::New)).collect();
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
    pub(crate) fn assign(&mut self, left: &[ExprId], op: Op, right: &[ExprId], at: Span) -> Res<()> {
        if let Some(op) = op.of_assignment() {
            let (&[left], &[right]) = (left, right) else { return Err(self.p.internal("an operator on several")) };
            return self.assign_op(left, op, Right::Expr(right), at);
        }
        let mut targets: Vec<Left> = Vec::new();
        for expr in left {
            let span = self.tree.span(*expr);
            let (own, target) = self.collect(|body| match body.info.definitions.get(&span.start).copied() {
                Some(_) if body.tree.name(*expr) == Some(Name::BLANK) => Ok(Left::Blank),
                Some(obj) if op == Op::Define => Ok(Left::New(obj)),
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

    /// Assigns the values of expressions to targets.
    pub(crate) fn assign_all(&mut self, mut targets: Vec<Left>, right: &[ExprId], span: Span) -> Res<()> {
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
        let new = fixed.iter().all(|target| matches!(target, Left::New(_) | Left::Blank));
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

    fn assign_one(&mut self, mut target: Left, value: ExprId, span: Span) -> Res<()> {
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
            && let Left::Place(place, fx, _) = &mut target
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
    fn assign_several(&mut self, targets: Vec<Left>, value: ExprId, span: Span) -> Res<()> {
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
            if !matches!(target, Left::Blank) {
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
                let inside = self.value_inside(value, ty, span)?.expr;
                let then = vec![stmt(StmtKind::Assign { place: Place::Local(found), value: inside }, span)];
                let cond = self.read_local(ok, span);
                self.emit(StmtKind::If { cond, then, otherwise: Vec::new() }, span);
                Ok(vec![found, ok])
            }
            _ => Err(self.p.internal("two values of an expression that has one")),
        }
    }
}

/// Nothing is evaluated to find the place.
fn is_fixed(place: &Place) -> bool {
    match place {
        Place::Local(_) | Place::Global(_) => true,
        Place::Field { base, .. } => is_fixed(base),
        Place::Deref { .. } | Place::ArrayElement { .. } | Place::SliceElement { .. } => false,
    }
}
