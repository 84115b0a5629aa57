//! `defer`. Deferred calls are function values without parameters that are called where the function ends, the last one
//! first: one variable for each statement, or a list where a statement may run more than once.
//!
//! A panic undoes the whole call, so that nothing is deferred until after one.

use crate::ir::build::Res;
use crate::ir::build::body::Body;
use crate::ir::build::body::state::{Call, Defers, Fx, Val, Var, stmt};
use crate::ir::{BinaryOp, Expr, ExprKind, LocalId, Place, StmtKind, Ty};
use crate::syntax::files::Span;
use crate::syntax::tree::{self, Block, ExprId, StmtId};

/// Statements that have a variable each.
const SLOTS: usize = 8;

#[derive(Default)]
struct Found {
    defers: usize,
    repeated: bool,
    iterates: bool,
}

impl<'a> Body<'_, 'a> {
    /// Prepares for the `defer` statements of a function; true if it has loops over functions.
    pub(crate) fn find_defers(&mut self, block: &Block) -> Res<bool> {
        let found = self.search(&block.stmts);
        if found.defers == 0 {
            return Ok(found.iterates);
        }
        let function = self.p.func_type(&[], &[]);
        let exit = self.new_label();
        self.frame().exit = Some(exit);
        self.frame().defers = if found.repeated || found.defers > SLOTS {
            let list = self.p.slice_of(function);
            let (var, local) = self.made_var(list, found.iterates)?;
            self.emit(StmtKind::Declare { local, value: None }, block.span);
            Defers::List(var)
        } else {
            let mut slots = Vec::new();
            for _ in 0..found.defers {
                let (var, local) = self.made_var(function, false)?;
                self.emit(StmtKind::Declare { local, value: None }, block.span);
                slots.push(var);
            }
            Defers::Slots(slots, 0)
        };
        Ok(found.iterates)
    }

    /// Goes over statements, function literals left out.
    fn search(&mut self, stmts: &[StmtId]) -> Found {
        let tree = self.tree;
        let mut found = Found::default();
        let mut todo: Vec<(StmtId, bool)> = stmts.iter().map(|stmt| (*stmt, false)).collect();
        while let Some((id, repeated)) = todo.pop() {
            let inside = |list: &[StmtId], repeated| list.iter().map(|stmt| (*stmt, repeated)).collect::<Vec<_>>();
            match &tree.stmts[id].kind {
                tree::StmtKind::Defer(_) => {
                    found.defers += 1;
                    found.repeated |= repeated;
                }
                tree::StmtKind::Labeled { stmt, .. } => todo.push((*stmt, repeated)),
                tree::StmtKind::Block(block) => todo.extend(inside(&block.stmts, repeated)),
                tree::StmtKind::If { then, otherwise, .. } => {
                    todo.extend(inside(&then.stmts, repeated));
                    todo.extend(otherwise.map(|stmt| (stmt, repeated)));
                }
                tree::StmtKind::Switch { cases, .. } | tree::StmtKind::TypeSwitch { cases, .. } => {
                    cases.iter().for_each(|case| todo.extend(inside(&case.body, repeated)));
                }
                tree::StmtKind::For { body, .. } => todo.extend(inside(&body.stmts, true)),
                tree::StmtKind::Range { x, body, .. } => {
                    found.iterates |= self.is_iterator(*x);
                    todo.extend(inside(&body.stmts, true));
                }
                tree::StmtKind::Bad
                | tree::StmtKind::Decl(_)
                | tree::StmtKind::Empty
                | tree::StmtKind::Expr(_)
                | tree::StmtKind::Send { .. }
                | tree::StmtKind::IncDec { .. }
                | tree::StmtKind::Assign { .. }
                | tree::StmtKind::Go(_)
                | tree::StmtKind::Return(_)
                | tree::StmtKind::Branch { .. }
                | tree::StmtKind::Select(_) => {}
            }
        }
        found
    }

    /// `defer f(x)`: what is called and its arguments are evaluated now.
    pub(crate) fn defer(&mut self, call: ExprId, span: Span) -> Res<()> {
        let value = self.deferred(call, span)?;
        let owner = self.frames.iter().rposition(|frame| frame.yields.is_none()).unwrap_or(0);
        match self.frames[owner].defers.clone() {
            Defers::Slots(slots, next) => {
                let Some(var) = slots.get(next) else { return Err(self.p.internal("a defer without a place")) };
                self.frames[owner].defers = Defers::Slots(slots.clone(), next + 1);
                let local = self.local(*var)?;
                self.emit(StmtKind::Assign { place: Place::Local(local), value }, span);
            }
            Defers::List(var) => {
                let local = self.local(var)?;
                let (list, elem) = (self.read_local(local, span), value.ty);
                let longer = self.append_values(vec![list, value], elem, span)?;
                self.emit(StmtKind::Assign { place: Place::Local(local), value: longer.expr }, span);
            }
            Defers::None => return Err(self.p.internal("a defer that was not found")),
        }
        Ok(())
    }

    /// A call that is made later, as a function value.
    fn deferred(&mut self, id: ExprId, span: Span) -> Res<Expr> {
        let tree = self.tree;
        let tree::ExprKind::Call { fun, args, dots, .. } = tree.kind(tree.unparen(id)) else {
            return Err(self.p.internal("a defer of what is no call"));
        };
        let function = self.p.func_type(&[], &[]);
        let inner = tree.unparen(*fun);
        if args.is_empty()
            && matches!(tree.kind(inner), tree::ExprKind::Function { .. })
            && self.type_of(inner)? == function
        {
            return Ok(self.expr(inner)?.expr);
        }
        if let Some(builtin) = self.builtin_of(inner) {
            let vals = self.builtin_args(builtin, args)?;
            let vars = self.kept(vals)?;
            return self.later(function, span, |body| {
                let vals = body.read_kept(&vars, span)?;
                body.builtin_on(builtin, vals, span)
            });
        }
        let Call { callee, mut first, params, results, variadic } = self.callee(*fun)?;
        let (exprs, _) = self.arguments(&mut first, args, &params, variadic && dots.is_none(), span)?;
        let has_first = first.is_some();
        let vals = first.into_iter().chain(exprs.into_iter().map(|expr| Val { expr, fx: Fx::CALLS }));
        let vars = self.kept(vals.collect())?;
        self.later(function, span, |body| {
            let mut vals = body.read_kept(&vars, span)?;
            let first = if has_first { Some(vals.remove(0)) } else { None };
            let args = vals.into_iter().map(|val| val.expr).collect();
            body.make_call(callee, first, args, &results, Fx::CALLS, span)
        })
    }

    /// Values in variables that a function inside can capture.
    fn kept(&mut self, vals: Vec<Val>) -> Res<Vec<Var>> {
        let mut vars = Vec::new();
        for val in vals {
            let (ty, span) = (val.ty(), val.expr.span);
            let (var, local) = self.made_var(ty, false)?;
            self.emit(StmtKind::Declare { local, value: Some(val.expr) }, span);
            vars.push(var);
        }
        Ok(vars)
    }

    fn read_kept(&mut self, vars: &[Var], span: Span) -> Res<Vec<Val>> {
        let read = |body: &mut Self, var: &Var| {
            let local = body.local(*var)?;
            Ok(Val { expr: body.read_local(local, span), fx: Fx::NONE })
        };
        vars.iter().map(|var| read(self, var)).collect()
    }

    /// A function without parameters that does one thing.
    fn later(&mut self, ty: Ty, span: Span, what: impl FnOnce(&mut Self) -> Res<Val>) -> Res<Expr> {
        self.open_closure(span);
        let val = what(self)?;
        self.emit(StmtKind::Eval(val.expr), span);
        let kind = self.close_closure(span)?;
        Ok(Expr { kind, ty, span })
    }

    /// Calls what has been deferred where the function ends, and returns.
    pub(crate) fn run_defers(&mut self, span: Span) -> Res<()> {
        let Some(exit) = self.frame().exit.take() else { return self.end_of_results(span) };
        let body = std::mem::take(&mut self.frame().out);
        self.in_block(exit, body, span);
        match self.frame().defers.clone() {
            Defers::None => {}
            Defers::Slots(slots, _) => {
                for var in slots.iter().rev() {
                    let local = self.local(*var)?;
                    self.call_slot(local, span)?;
                }
            }
            Defers::List(var) => {
                let local = self.local(var)?;
                self.call_list(local, span)?;
            }
        }
        let values = self.read_results(span)?;
        self.emit(StmtKind::Return(values), span);
        Ok(())
    }

    /// The end of the statements, which a function with results does not reach.
    fn end_of_results(&mut self, span: Span) -> Res<()> {
        if !self.frame().results.is_empty() && self.frame().yields.is_none() {
            self.emit(StmtKind::Unreachable, span);
        }
        Ok(())
    }

    fn call_slot(&mut self, local: LocalId, span: Span) -> Res<()> {
        let value = self.read_local(local, span);
        let cond = self.p.is_nil(value.clone(), span)?;
        let unit = self.p.t.unit;
        let call = Expr { kind: ExprKind::CallClosure { callee: Box::new(value), args: Vec::new() }, ty: unit, span };
        let otherwise = vec![stmt(StmtKind::Eval(call), span)];
        self.emit(StmtKind::If { cond, then: Vec::new(), otherwise }, span);
        Ok(())
    }

    fn call_list(&mut self, list: LocalId, span: Span) -> Res<()> {
        let (int, bool, unit) = (self.p.t.int, self.p.t.bool, self.p.t.unit);
        let value = self.read_local(list, span);
        let count = self.word_as_int(value, 1, Fx::NONE).expr;
        let at = self.temp(count)?;
        let op = |op, left: Expr, right: Expr, ty| {
            let kind = ExprKind::Binary { op, left: Box::new(left), right: Box::new(right) };
            Expr { kind, ty, span }
        };
        self.turns(
            None,
            span,
            |body, breaks| {
                let (now, zero) = (body.read_local(at, span), body.p.int_expr(0, int, span));
                let cond = op(BinaryOp::Gt, now, zero, bool);
                body.leave_unless(cond, breaks, span);
                let (now, one) = (body.read_local(at, span), body.p.int_expr(1, int, span));
                let value = op(BinaryOp::Sub, now, one, int);
                body.emit(StmtKind::Assign { place: Place::Local(at), value }, span);
                Ok(())
            },
            |body| {
                let (slice, index) = (body.read_local(list, span), body.read_local(at, span));
                let ty = body.element(slice.ty)?;
                let place = Place::SliceElement { slice: Box::new(slice), index: Box::new(index), ty };
                let callee = Box::new(Expr { kind: ExprKind::Read(Box::new(place)), ty, span });
                let call = Expr { kind: ExprKind::CallClosure { callee, args: Vec::new() }, ty: unit, span };
                body.emit(StmtKind::Eval(call), span);
                Ok(())
            },
            |_| Ok(()),
        )
    }
}
