//! `for ... range` over a function: the body becomes a function that the iterator calls. What leaves the loop sets a
//! number and makes that function return false; behind the call of the iterator, the number says where to go on.

use crate::ir::build::Res;
use crate::ir::build::body::Body;
use crate::ir::build::body::state::{Exit, Fx, Jump, Val, Var, Vars, Yield, stmt};
use crate::ir::{BinaryOp, Expr, ExprKind, LocalId, Place, Shape, StmtKind, Ty};
use crate::syntax::files::Span;
use crate::syntax::names::Name;
use crate::syntax::tree::{Block, ExprId};

/// Numbers that the variable `done` of a loop has.
const BODY_LEFT: i64 = 1;
const LOOP_LEFT: i64 = 2;

impl<'a> Body<'_, 'a> {
    pub(crate) fn range_function(
        &mut self,
        vars: Vars,
        x: ExprId,
        block: &'a Block,
        label: Option<Name>,
        span: Span,
    ) -> Res<()> {
        let int = self.p.t.int;
        let iterator = self.expr(x)?;
        let (outer, _) = self.p.func_parts(iterator.ty())?;
        let Some(function) = outer.first().copied() else { return Err(self.p.internal("an iterator without yield")) };
        let (params, _) = self.p.func_parts(function)?;
        let iterator = self.temp(iterator.expr)?;
        let ((code, code_local), (done, done_local)) = (self.made_var(int, true)?, self.made_var(int, true)?);
        for local in [code_local, done_local] {
            self.emit(StmtKind::Declare { local, value: None }, span);
        }
        self.open_closure(span);
        let bool = self.p.t.bool;
        self.frame().results = vec![bool];
        self.frame().yields = Some(Yield { label, code, done, exits: Vec::new() });
        self.iterator_body(vars, &params, block, done, span)?;
        let exits = self.frame().yields.take().map_or(Vec::new(), |yields| yields.exits);
        let kind = self.close_closure(block.span)?;
        let unit = self.p.t.unit;
        let callee = Box::new(self.read_local(iterator, span));
        let args = vec![Expr { kind, ty: function, span }];
        self.emit(StmtKind::Eval(Expr { kind: ExprKind::CallClosure { callee, args }, ty: unit, span }), span);
        self.set_number(done_local, LOOP_LEFT, span);
        for (number, exit) in exits.into_iter().enumerate() {
            let cond = self.number_is(code_local, number as i64 + 1, span);
            let (then, ()) = self.collect(|body| match exit {
                Exit::Break(name) => body.leave(name, false, span),
                Exit::Continue(name) => body.leave(name, true, span),
                Exit::Return => body.leave_function(span),
            })?;
            self.emit(StmtKind::If { cond, then, otherwise: Vec::new() }, span);
        }
        Ok(())
    }

    fn iterator_body(&mut self, vars: Vars, params: &[Ty], block: &'a Block, done: Var, span: Span) -> Res<()> {
        let mut locals = Vec::new();
        for ty in params {
            let local = self.new_local(String::new(), *ty, false)?;
            self.frame().params.push(local);
            locals.push(local);
        }
        let unit = self.p.t.unit;
        let done_local = self.local(done)?;
        let cond = self.number_is(done_local, 0, span);
        let state = self.read_local(done_local, span);
        let call = self.runtime_call("panicIterator", &[], vec![state], unit, span)?;
        let otherwise = vec![stmt(StmtKind::Eval(call.expr), span), stmt(StmtKind::Unreachable, span)];
        self.emit(StmtKind::If { cond, then: Vec::new(), otherwise }, span);
        for (var, local) in [vars.key, vars.value].into_iter().zip(&locals) {
            let value = Val { expr: self.read_local(*local, span), fx: Fx::NONE };
            self.set_loop_variable(vars, var, value)?;
        }
        let continues = self.new_label();
        let name = self.frame().yields.as_ref().and_then(|yields| yields.label);
        self.frame().jumps.push(Jump { name, implicit: false, breaks: None, continues: Some(continues) });
        let (body, ()) = self.collect(|body| body.block(&block.stmts))?;
        self.frame().jumps.pop();
        self.in_block(continues, body, span);
        self.yield_result(true, span);
        Ok(())
    }

    fn yield_result(&mut self, goes_on: bool, span: Span) {
        let value = Expr { kind: ExprKind::Bool(goes_on), ty: self.p.t.bool, span };
        self.emit(StmtKind::Return(vec![value]), span);
    }

    fn set_number(&mut self, local: LocalId, number: i64, span: Span) {
        let value = self.p.int_expr(number, self.p.t.int, span);
        self.emit(StmtKind::Assign { place: Place::Local(local), value }, span);
    }

    fn number_is(&mut self, local: LocalId, number: i64, span: Span) -> Expr {
        let (left, right) = (self.read_local(local, span), self.p.int_expr(number, self.p.t.int, span));
        let kind = ExprKind::Binary { op: BinaryOp::Eq, left: Box::new(left), right: Box::new(right) };
        Expr { kind, ty: self.p.t.bool, span }
    }

    /// Leaves the body of a loop over a function, for what stands outside of it.
    pub(crate) fn leave_iterator(&mut self, exit: Exit, span: Span) -> Res<()> {
        let Some(yields) = &mut self.frame().yields else {
            return Err(self.p.internal("a jump to a label that is not around it"));
        };
        let (code, done) = (yields.code, yields.done);
        // A `break` of the loop itself needs no number.
        let own = match exit {
            Exit::Break(None) => true,
            Exit::Break(name) => name == yields.label,
            Exit::Continue(_) | Exit::Return => false,
        };
        if !own {
            let number = match yields.exits.iter().position(|other| *other == exit) {
                Some(at) => at,
                None => {
                    yields.exits.push(exit);
                    yields.exits.len() - 1
                }
            };
            let local = self.local(code)?;
            self.set_number(local, number as i64 + 1, span);
        }
        let local = self.local(done)?;
        self.set_number(local, BODY_LEFT, span);
        self.yield_result(false, span);
        Ok(())
    }

    /// The elements of a loop over this value are given by a function.
    pub(crate) fn is_iterator(&mut self, x: ExprId) -> bool {
        let Some(typed) = self.info.types.get(&x) else { return false };
        match self.ty(typed.ty) {
            Ok(ty) => matches!(self.p.shape(ty), Shape::Func { .. }),
            Err(_) => false,
        }
    }
}
