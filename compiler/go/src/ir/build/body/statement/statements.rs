//! Statements.

use crate::ir::build::Res;
use crate::ir::build::body::Body;
use crate::ir::build::body::state::{Exit, Fx, Jump, Val, Var, Vars, stmt};
use crate::ir::{Expr, ExprKind, Label, Place, Stmt, StmtKind};
use crate::syntax::files::Span;
use crate::syntax::names::Name;
use crate::syntax::tree::{self, Branch, Decl, ExprId, StmtId};

impl<'a> Body<'_, 'a> {
    /// Statements of a block.
    pub(crate) fn block(&mut self, stmts: &'a [StmtId]) -> Res<()> {
        stmts.iter().try_for_each(|stmt| self.stmt(*stmt))
    }

    pub(crate) fn stmt(&mut self, id: StmtId) -> Res<()> {
        self.deeper(|body| body.stmt_kind(id))
    }

    fn stmt_kind(&mut self, id: StmtId) -> Res<()> {
        let tree = self.tree;
        let tree::Stmt { kind, span } = &tree.stmts[id];
        self.p.here = *span;
        let label = self.label.take();
        match kind {
            tree::StmtKind::Bad => Err(self.p.internal("a statement that can't be read")),
            tree::StmtKind::Empty => Ok(()),
            tree::StmtKind::Decl(decl) => match &**decl {
                Decl::Var(specs) => specs.iter().try_for_each(|spec| self.variables(spec)),
                Decl::Bad(_) | Decl::Import(_) | Decl::Const(_) | Decl::Type(_) | Decl::Func(_) => Ok(()),
            },
            tree::StmtKind::Labeled { label, stmt } => self.labelled(label.name, *stmt, *span),
            tree::StmtKind::Expr(x) => self.expression_statement(*x),
            tree::StmtKind::IncDec { x, increment, at } => self.increment(*x, *increment, *at),
            tree::StmtKind::Assign { left, op, right, at } => self.assign(left, *op, right, *at),
            tree::StmtKind::Defer(call) => self.defer(*call, *span),
            tree::StmtKind::Return(values) => self.return_values(values, *span),
            tree::StmtKind::Branch { branch, label } => match branch {
                Branch::Break => self.leave(label.map(|label| label.name), false, *span),
                Branch::Continue => self.leave(label.map(|label| label.name), true, *span),
                Branch::Fallthrough => self.fall_through(*span),
                Branch::Goto => Err(self.p.refused("a contract can't use goto", "use a loop with labelled break")),
            },
            tree::StmtKind::Block(block) => self.block(&block.stmts),
            tree::StmtKind::If { init, cond, then, otherwise } => {
                init.iter().try_for_each(|init| self.stmt(*init))?;
                self.if_statement(*cond, &then.stmts, *otherwise, *span)
            }
            tree::StmtKind::Switch { init, tag, cases, .. } => {
                init.iter().try_for_each(|init| self.stmt(*init))?;
                self.switch(*tag, cases, label, *span)
            }
            tree::StmtKind::TypeSwitch { init, guard, cases, .. } => {
                init.iter().try_for_each(|init| self.stmt(*init))?;
                self.type_switch(*guard, cases, label, *span)
            }
            tree::StmtKind::For { init, cond, post, body } => {
                self.for_loop(*init, *cond, *post, &body.stmts, label, *span)
            }
            tree::StmtKind::Range { key, value, define, x, body } => {
                let vars = Vars { key: *key, value: *value, define: *define };
                self.range(vars, *x, body, label, *span)
            }
            tree::StmtKind::Go(_) => {
                Err(self.p.refused("a contract can't start goroutines", "call the function; a contract runs alone"))
            }
            tree::StmtKind::Send { .. } | tree::StmtKind::Select(_) => {
                Err(self.p.refused("a contract can't use channels", "use a slice or a map; a contract runs alone"))
            }
        }
    }

    fn labelled(&mut self, name: Name, inner: StmtId, span: Span) -> Res<()> {
        let tree = self.tree;
        let loops = matches!(
            tree.stmts[inner].kind,
            tree::StmtKind::For { .. }
                | tree::StmtKind::Range { .. }
                | tree::StmtKind::Switch { .. }
                | tree::StmtKind::TypeSwitch { .. }
        );
        if loops {
            self.label = Some(name);
            return self.stmt(inner);
        }
        let breaks = self.new_label();
        self.frame().jumps.push(Jump { name: Some(name), implicit: false, breaks: Some(breaks), continues: None });
        let (body, ()) = self.collect(|body| body.stmt(inner))?;
        self.frame().jumps.pop();
        self.emit(StmtKind::Block { label: breaks, body }, span);
        Ok(())
    }

    pub(crate) fn expression_statement(&mut self, x: ExprId) -> Res<()> {
        let val = self.expr(x)?;
        let span = val.expr.span;
        self.emit(StmtKind::Eval(val.expr), span);
        if self.never_returns(x) {
            self.emit(StmtKind::Unreachable, span);
        }
        Ok(())
    }

    /// A condition, and the statements that it needs before it.
    pub(crate) fn condition(&mut self, cond: ExprId) -> Res<Expr> {
        Ok(self.expr(cond)?.expr)
    }

    /// A chain of `else if` may be long, so that each has its own turn here and no call of its own.
    fn if_statement(&mut self, cond: ExprId, then: &'a [StmtId], otherwise: Option<StmtId>, span: Span) -> Res<()> {
        let cond = self.condition(cond)?;
        let (then, ()) = self.collect(|body| body.block(then))?;
        let (otherwise, ()) = self.collect(|body| otherwise.iter().try_for_each(|stmt| body.stmt(*stmt)))?;
        self.emit(StmtKind::If { cond, then, otherwise }, span);
        Ok(())
    }

    /// `return ...`.
    fn return_values(&mut self, values: &[ExprId], span: Span) -> Res<()> {
        let owner = self.function_frame();
        let results = self.frames[owner].results.clone();
        let vars = self.frames[owner].result_vars.clone();
        let mut exprs = Vec::new();
        if let [value] = values
            && results.len() > 1
        {
            let Some(locals) = self.several(*value)? else { return Err(self.p.internal("too few values")) };
            for (local, ty) in locals.into_iter().zip(&results) {
                let expr = self.read_local(local, span);
                exprs.push(self.coerce(Val { expr, fx: Fx::NONE }, *ty)?.expr);
            }
        } else if !values.is_empty() {
            let list = values.iter().zip(&results);
            (exprs, _) = self.operands(list, |body, (value, ty)| body.expr_as(*value, *ty))?;
        }
        let Some(vars) = vars else {
            if exprs.is_empty() {
                return self.leave_function(span);
            }
            self.emit(StmtKind::Return(exprs), span);
            return Ok(());
        };
        // Results may stand in the values, so that all are evaluated before one is set.
        let plain = owner + 1 == self.frames.len() && self.frames[owner].exit.is_none();
        if plain && !exprs.is_empty() && !self.results_are_boxed(&vars)? {
            self.emit(StmtKind::Return(exprs), span);
            return Ok(());
        }
        if exprs.len() > 1 {
            for expr in &mut exprs {
                let val = Val { expr: expr.clone(), fx: Fx::CALLS };
                *expr = self.simple_copy(val)?;
            }
        }
        for (var, value) in vars.iter().zip(exprs) {
            let local = self.local(*var)?;
            self.emit(StmtKind::Assign { place: Place::Local(local), value }, span);
        }
        self.leave_function(span)
    }

    /// A value in a temporary of its own, unless it is known.
    fn simple_copy(&mut self, val: Val) -> Res<Expr> {
        let mut expr = val.expr;
        if !matches!(
            expr.kind,
            ExprKind::Bool(_) | ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::Str(_) | ExprKind::Zero
        ) {
            self.spill(&mut expr)?;
        }
        Ok(expr)
    }

    fn results_are_boxed(&mut self, vars: &[Var]) -> Res<bool> {
        let mut boxed = false;
        for var in vars {
            let local = self.local(*var)?;
            boxed |= self.frame().locals[local.index()].boxed;
        }
        Ok(boxed)
    }

    /// Leaves the function, whose results are in their variables.
    pub(crate) fn leave_function(&mut self, span: Span) -> Res<()> {
        if self.frame().yields.is_some() {
            return self.leave_iterator(Exit::Return, span);
        }
        if let Some(exit) = self.frame().exit {
            self.emit(StmtKind::Branch(exit), span);
            return Ok(());
        }
        let values = self.read_results(span)?;
        self.emit(StmtKind::Return(values), span);
        Ok(())
    }

    pub(crate) fn read_results(&mut self, span: Span) -> Res<Vec<Expr>> {
        let vars = self.frame().result_vars.clone().unwrap_or_default();
        let mut values = Vec::new();
        for var in vars {
            let local = self.local(var)?;
            values.push(self.read_local(local, span));
        }
        Ok(values)
    }

    /// The frame of the function that `return` leaves: not the body of a loop over a function.
    fn function_frame(&self) -> usize {
        self.frames.iter().rposition(|frame| frame.yields.is_none()).unwrap_or(0)
    }

    /// `break` and `continue`.
    pub(crate) fn leave(&mut self, name: Option<Name>, continues: bool, span: Span) -> Res<()> {
        let found = self.frame().jumps.iter().rev().find(|jump| match name {
            Some(_) => jump.name == name,
            None if continues => jump.continues.is_some(),
            None => jump.implicit,
        });
        let target = found.and_then(|jump| if continues { jump.continues } else { jump.breaks });
        match target {
            Some(label) => {
                self.emit(StmtKind::Branch(label), span);
                Ok(())
            }
            None => {
                let exit = match continues {
                    true => Exit::Continue(name),
                    false => Exit::Break(name),
                };
                self.leave_iterator(exit, span)
            }
        }
    }

    /// `{ ... }` that `break` leaves.
    pub(crate) fn in_block(&mut self, label: Label, body: Vec<Stmt>, span: Span) {
        self.frame().out.push(stmt(StmtKind::Block { label, body }, span));
    }
}
