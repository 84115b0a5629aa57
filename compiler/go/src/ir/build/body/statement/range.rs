//! `for ... range`.

use crate::ir::build::Res;
use crate::ir::build::body::Body;
use crate::ir::build::body::state::{Fx, Val, Vars, stmt};
use crate::ir::{BinaryOp, Convert, Expr, ExprKind, Intrinsic, LocalId, Place, Shape, StmtKind, Ty};
use crate::syntax::files::Span;
use crate::syntax::names::Name;
use crate::syntax::tree::{Block, ExprId};

impl<'a> Body<'_, 'a> {
    pub(crate) fn range(
        &mut self,
        vars: Vars,
        x: ExprId,
        block: &'a Block,
        label: Option<Name>,
        span: Span,
    ) -> Res<()> {
        let vars = Vars { key: self.wanted(vars.key), value: self.wanted(vars.value), ..vars };
        let of = self.type_of(x)?;
        match self.p.shape(of).clone() {
            Shape::Int(_) => self.range_integer(vars, x, of, block, label, span),
            Shape::String => self.range_string(vars, x, block, label, span),
            Shape::Map { key, elem } => self.range_map(vars, x, (key, elem), block, label, span),
            Shape::Func { .. } => self.range_function(vars, x, block, label, span),
            Shape::Slice(_) => {
                let slice = self.expr(x)?;
                self.range_slice(vars, slice, block, label, span)
            }
            Shape::Array { len, elem } => self.range_array(vars, x, (len, elem), block, label, span),
            Shape::Pointer(array) => {
                let pointer = self.expr(x)?;
                let Shape::Array { len, .. } = *self.p.shape(array) else {
                    return Err(self.p.internal("a loop over a pointer"));
                };
                if vars.value.is_none() || len == 0 {
                    let span = pointer.expr.span;
                    self.emit(StmtKind::Eval(pointer.expr), span);
                    return self.range_count(vars, i64::from(len), block, label, span);
                }
                let slice = self.whole_array(pointer, array, span)?;
                self.range_slice(vars, slice, block, label, span)
            }
            Shape::Bool | Shape::Float(_) | Shape::Interface(_) | Shape::Struct(_) | Shape::Tuple(_) => {
                Err(self.p.internal("a loop over what has no elements"))
            }
        }
    }

    /// A variable that is not blank.
    fn wanted(&self, var: Option<ExprId>) -> Option<ExprId> {
        var.filter(|var| self.tree.name(self.tree.unparen(*var)) != Some(Name::BLANK))
    }

    /// Gives a variable of the loop its value in this turn.
    pub(crate) fn set_loop_variable(&mut self, vars: Vars, var: Option<ExprId>, value: Val) -> Res<()> {
        let Some(var) = var else { return Ok(()) };
        let span = self.at(var);
        if vars.define {
            let Some(obj) = self.info.definitions.get(&span.start).copied() else {
                return Err(self.p.internal("a loop variable that is not declared"));
            };
            let local = self.local_of(obj)?;
            let ty = self.local_type(local);
            let value = self.coerce(value, ty)?;
            self.emit(StmtKind::Declare { local, value: Some(value.expr) }, span);
            return Ok(());
        }
        let target = self.target(var)?;
        self.store(target, value, span)
    }

    fn op(&self, op: BinaryOp, left: Expr, right: Expr, ty: Ty) -> Expr {
        let span = left.span;
        Expr { kind: ExprKind::Binary { op, left: Box::new(left), right: Box::new(right) }, ty, span }
    }

    /// The variable that counts turns: that of the source, if nothing else can change or keep it.
    fn counter(&mut self, vars: &mut Vars, of: Ty, span: Span) -> Res<LocalId> {
        let zero = self.p.int_expr(0, of, span);
        if vars.define
            && let Some(key) = vars.key
            && let Some(obj) = self.info.definitions.get(&self.tree.span(key).start).copied()
            && !self.facts.assigned.contains(&obj)
            && !self.facts.boxed.contains(&obj)
        {
            let local = self.local_of(obj)?;
            if self.local_type(local) == of {
                vars.key = None;
                self.emit(StmtKind::Declare { local, value: Some(zero) }, span);
                return Ok(local);
            }
        }
        self.temp(zero)
    }

    /// Adds to a temporary.
    fn advance(&mut self, local: LocalId, by: Expr) {
        let span = by.span;
        let old = self.read_local(local, span);
        let ty = old.ty;
        let value = self.op(BinaryOp::Add, old, by, ty);
        self.emit(StmtKind::Assign { place: Place::Local(local), value }, span);
    }

    fn range_integer(
        &mut self,
        vars: Vars,
        x: ExprId,
        of: Ty,
        block: &'a Block,
        label: Option<Name>,
        span: Span,
    ) -> Res<()> {
        // An untyped constant takes the type of the variable it is assigned to.
        let of = match (vars.key, vars.define) {
            (Some(key), false) => self.type_of(key)?,
            _ => of,
        };
        let limit = match self.constant_of(x).cloned() {
            Some(value) => Val { expr: self.p.constant(&value, of, span)?, fx: Fx::NONE },
            None => {
                let val = self.expr(x)?;
                self.coerce(val, of)?
            }
        };
        self.count_to(vars, limit, block, label, span)
    }

    fn range_count(&mut self, vars: Vars, len: i64, block: &'a Block, label: Option<Name>, span: Span) -> Res<()> {
        let limit = self.int_val(len, self.p.t.int, span);
        self.count_to(vars, limit, block, label, span)
    }

    fn count_to(&mut self, mut vars: Vars, limit: Val, block: &'a Block, label: Option<Name>, span: Span) -> Res<()> {
        let (of, bool) = (limit.ty(), self.p.t.bool);
        let limit = match limit.expr.kind {
            ExprKind::Int(_) => limit.expr,
            _ => {
                let local = self.temp(limit.expr)?;
                self.read_local(local, span)
            }
        };
        let at = self.counter(&mut vars, of, span)?;
        self.turns(
            label,
            span,
            |body, breaks| {
                let now = body.read_local(at, span);
                let cond = body.op(BinaryOp::Lt, now.clone(), limit, bool);
                body.leave_unless(cond, breaks, span);
                body.set_loop_variable(vars, vars.key, Val { expr: now, fx: Fx::NONE })
            },
            |body| body.block(&block.stmts),
            |body| {
                let one = body.p.int_expr(1, of, span);
                body.advance(at, one);
                Ok(())
            },
        )
    }

    fn range_slice(
        &mut self,
        mut vars: Vars,
        slice: Val,
        block: &'a Block,
        label: Option<Name>,
        span: Span,
    ) -> Res<()> {
        let (int, bool, word) = (self.p.t.int, self.p.t.bool, self.p.t.uint32);
        let elem = self.element(slice.ty())?;
        let slice = self.temp(slice.expr)?;
        let value = self.read_local(slice, span);
        let count = self.word_as_int(value, 1, Fx::NONE).expr;
        let count = self.temp(count)?;
        let at = self.counter(&mut vars, int, span)?;
        // The address of the element goes along with the index.
        let data = match vars.value {
            Some(_) => {
                let value = Box::new(self.read_local(slice, span));
                Some(self.temp(Expr { kind: ExprKind::Word { value, index: 0 }, ty: word, span })?)
            }
            None => None,
        };
        self.turns(
            label,
            span,
            |body, breaks| {
                let now = body.read_local(at, span);
                let count = body.read_local(count, span);
                let cond = body.op(BinaryOp::Lt, now.clone(), count, bool);
                body.leave_unless(cond, breaks, span);
                let value = match data {
                    Some(data) => {
                        let args = vec![body.read_local(data, span)];
                        let kind = ExprKind::Intrinsic { intrinsic: Intrinsic::Read, types: vec![elem], args };
                        Some(Val::new(kind, elem, span, Fx::READS))
                    }
                    None => None,
                };
                body.set_loop_variable(vars, vars.key, Val { expr: now, fx: Fx::NONE })?;
                match value {
                    Some(value) => body.set_loop_variable(vars, vars.value, value),
                    None => Ok(()),
                }
            },
            |body| body.block(&block.stmts),
            |body| {
                let one = body.p.int_expr(1, int, span);
                body.advance(at, one);
                if let Some(data) = data {
                    let kind =
                        ExprKind::Intrinsic { intrinsic: Intrinsic::SizeOf, types: vec![elem], args: Vec::new() };
                    body.advance(data, Expr { kind, ty: word, span });
                }
                Ok(())
            },
        )
    }

    fn range_array(
        &mut self,
        mut vars: Vars,
        x: ExprId,
        (len, elem): (u32, Ty),
        block: &'a Block,
        label: Option<Name>,
        span: Span,
    ) -> Res<()> {
        if vars.value.is_none() {
            let val = self.expr(x)?;
            if val.fx.calls {
                self.emit(StmtKind::Eval(val.expr), span);
            }
            return self.range_count(vars, i64::from(len), block, label, span);
        }
        let (int, bool) = (self.p.t.int, self.p.t.bool);
        let array = self.expr(x)?;
        let of = array.ty();
        let array = self.temp(array.expr)?;
        let at = self.counter(&mut vars, int, span)?;
        self.turns(
            label,
            span,
            |body, breaks| {
                let now = body.read_local(at, span);
                let count = body.p.int_expr(i64::from(len), int, span);
                let cond = body.op(BinaryOp::Lt, now.clone(), count, bool);
                body.leave_unless(cond, breaks, span);
                let place =
                    Place::ArrayElement { base: Box::new(Place::Local(array)), of, index: Box::new(now.clone()) };
                let value = Val::new(ExprKind::Read(Box::new(place)), elem, span, Fx::READS);
                body.set_loop_variable(vars, vars.key, Val { expr: now, fx: Fx::NONE })?;
                body.set_loop_variable(vars, vars.value, value)
            },
            |body| body.block(&block.stmts),
            |body| {
                let one = body.p.int_expr(1, int, span);
                body.advance(at, one);
                Ok(())
            },
        )
    }

    fn range_string(&mut self, vars: Vars, x: ExprId, block: &'a Block, label: Option<Name>, span: Span) -> Res<()> {
        let t = self.p.t;
        let string = self.expr(x)?;
        let string = self.same(string, t.string);
        let string = self.temp(string.expr)?;
        let value = self.read_local(string, span);
        let count = self.word_as_int(value, 1, Fx::NONE).expr;
        let count = self.temp(count)?;
        let zero = self.p.int_expr(0, t.int, span);
        let at = self.temp(zero)?;
        let (rune, size) =
            (self.new_local(String::new(), t.int32, false)?, self.new_local(String::new(), t.int, false)?);
        self.turns(
            label,
            span,
            |body, breaks| {
                let now = body.read_local(at, span);
                let limit = body.read_local(count, span);
                let cond = body.op(BinaryOp::Lt, now.clone(), limit, t.bool);
                body.leave_unless(cond, breaks, span);
                let text = body.read_local(string, span);
                let kind = ExprKind::StringByte { string: Box::new(text.clone()), index: Box::new(now.clone()) };
                let byte = Box::new(Expr { kind, ty: t.uint8, span });
                let first = Expr { kind: ExprKind::Convert { how: Convert::IntToInt, value: byte }, ty: t.int32, span };
                body.emit(StmtKind::Assign { place: Place::Local(rune), value: first }, span);
                let one = body.p.int_expr(1, t.int, span);
                body.emit(StmtKind::Assign { place: Place::Local(size), value: one }, span);
                let (first, ascii) = (body.read_local(rune, span), body.p.int_expr(0x80, t.int32, span));
                let cond = body.op(BinaryOp::Ge, first, ascii, t.bool);
                let pair = body.p.result_type(&[t.int32, t.int]);
                let call = body.runtime_call("decodeRune", &[], vec![text, now.clone()], pair, span)?;
                let locals = vec![Some(rune), Some(size)];
                let decode = stmt(StmtKind::AssignTuple { locals, value: call.expr }, span);
                body.emit(StmtKind::If { cond, then: vec![decode], otherwise: Vec::new() }, span);
                body.set_loop_variable(vars, vars.key, Val { expr: now, fx: Fx::NONE })?;
                let value = Val { expr: body.read_local(rune, span), fx: Fx::NONE };
                body.set_loop_variable(vars, vars.value, value)
            },
            |body| body.block(&block.stmts),
            |body| {
                let size = body.read_local(size, span);
                body.advance(at, size);
                Ok(())
            },
        )
    }

    fn range_map(
        &mut self,
        vars: Vars,
        x: ExprId,
        (key, elem): (Ty, Ty),
        block: &'a Block,
        label: Option<Name>,
        span: Span,
    ) -> Res<()> {
        let t = self.p.t;
        let map = self.expr(x)?;
        let map = self.temp(map.expr)?;
        let zero = self.p.int_expr(0, t.int, span);
        let cursor = self.temp(zero)?;
        let found = self.new_local(String::new(), t.bool, false)?;
        let (own_key, own_value) =
            (self.new_local(String::new(), key, false)?, self.new_local(String::new(), elem, false)?);
        self.turns(
            label,
            span,
            |body, breaks| {
                let args = vec![body.read_local(map, span), body.read_local(cursor, span)];
                let ty = body.p.result_type(&[t.int, t.bool, key, elem]);
                let call = body.map_call("mapNext", key, elem, args, ty, span)?;
                let locals = vec![Some(cursor), Some(found), vars.key.map(|_| own_key), vars.value.map(|_| own_value)];
                body.emit(StmtKind::AssignTuple { locals, value: call.expr }, span);
                let cond = body.read_local(found, span);
                body.leave_unless(cond, breaks, span);
                let value = Val { expr: body.read_local(own_key, span), fx: Fx::NONE };
                body.set_loop_variable(vars, vars.key, value)?;
                let value = Val { expr: body.read_local(own_value, span), fx: Fx::NONE };
                body.set_loop_variable(vars, vars.value, value)
            },
            |body| body.block(&block.stmts),
            |_| Ok(()),
        )
    }
}
