//! `switch` over values and over types.
//!
//! Few clauses become a chain of `if`. With many, or where one runs into the next, the clause is found first, by its
//! number, and then gone to.

use crate::ir::build::Res;
use crate::ir::build::body::Body;
use crate::ir::build::body::state::{Fall, Fx, Jump, Val, Var, stmt};
use crate::ir::{Expr, ExprKind, LocalId, Place, Shape, Stmt, StmtKind, Ty};
use crate::syntax::files::Span;
use crate::syntax::names::Name;
use crate::syntax::token::Op;
use crate::syntax::tree::{self, Branch, Case, ExprId};
use crate::types::store::ObjectKind;

/// Clauses up to which a chain of `if` is made.
const CHAIN: usize = 8;

/// The operand that a clause is chosen by.
enum Choice<'a> {
    /// The tag; nothing stands for `true`.
    Value(Option<LocalId>, &'a [Case]),
    /// The interface value.
    Type(LocalId, &'a [Case]),
}

impl<'a> Choice<'a> {
    fn cases(&self) -> &'a [Case] {
        match self {
            Choice::Value(_, cases) | Choice::Type(_, cases) => cases,
        }
    }
}

impl<'a> Body<'_, 'a> {
    pub(crate) fn switch(
        &mut self,
        tag: Option<ExprId>,
        cases: &'a [Case],
        label: Option<Name>,
        span: Span,
    ) -> Res<()> {
        let tag = match tag {
            Some(tag) => {
                let val = self.expr(tag)?;
                Some(self.temp(val.expr)?)
            }
            None => None,
        };
        self.choose(Choice::Value(tag, cases), label, span)
    }

    pub(crate) fn type_switch(&mut self, guard: ExprId, cases: &'a [Case], label: Option<Name>, span: Span) -> Res<()> {
        let tree::ExprKind::Assert { x, .. } = *self.tree.kind(guard) else {
            return Err(self.p.internal("a type switch without a value"));
        };
        let val = self.expr(x)?;
        let value = self.temp(val.expr)?;
        self.choose(Choice::Type(value, cases), label, span)
    }

    fn choose(&mut self, choice: Choice<'a>, name: Option<Name>, span: Span) -> Res<()> {
        let breaks = self.new_label();
        self.frame().jumps.push(Jump { name, implicit: true, breaks: Some(breaks), continues: None });
        let falls = choice.cases().iter().any(|case| self.falls_through(case));
        let result = self.collect(|body| {
            if !falls && let Some(integers) = body.integer_cases(&choice)? {
                return body.by_integer(&choice, integers, span);
            }
            match falls || choice.cases().len() > CHAIN {
                true => body.by_number(&choice, falls, span),
                false => body.chain(&choice, 0),
            }
        });
        self.frame().jumps.pop();
        let (body, ()) = result?;
        self.in_block(breaks, body, span);
        Ok(())
    }

    fn falls_through(&self, case: &Case) -> bool {
        let last = case.body.iter().rev().map(|stmt| &self.tree.stmts[*stmt].kind);
        let mut last = last.skip_while(|kind| matches!(kind, tree::StmtKind::Empty));
        matches!(last.next(), Some(tree::StmtKind::Branch { branch: Branch::Fallthrough, .. }))
    }

    /// The integers of all clauses, if there is just one constant in each.
    fn integer_cases(&mut self, choice: &Choice<'a>) -> Res<Option<Vec<Option<i64>>>> {
        let Choice::Value(Some(tag), cases) = choice else { return Ok(None) };
        let ty = self.local_type(*tag);
        if !matches!(self.p.shape(ty), Shape::Int(_)) || cases.len() < 3 {
            return Ok(None);
        }
        let mut integers = Vec::new();
        for case in *cases {
            let value = match &case.list[..] {
                [] => None,
                [one] => match self.constant_of(*one).cloned() {
                    Some(value) => match self.p.constant(&value, ty, case.span)?.kind {
                        ExprKind::Int(value) => Some(value),
                        _ => return Ok(None),
                    },
                    None => return Ok(None),
                },
                _ => return Ok(None),
            };
            integers.push(value);
        }
        Ok(Some(integers))
    }

    fn by_integer(&mut self, choice: &Choice<'a>, integers: Vec<Option<i64>>, span: Span) -> Res<()> {
        let Choice::Value(Some(tag), cases) = choice else { return Err(self.p.internal("a switch on nothing")) };
        let (mut list, mut default) = (Vec::new(), Vec::new());
        for (case, integer) in cases.iter().zip(integers) {
            let (body, ()) = self.collect(|body| body.clause(choice, case))?;
            match integer {
                Some(value) => list.push((value, body)),
                None => default = body,
            }
        }
        let value = self.read_local(*tag, span);
        self.emit(StmtKind::Switch { value, cases: list, default }, span);
        Ok(())
    }

    /// `if` after `if`, the default clause last.
    fn chain(&mut self, choice: &Choice<'a>, from: usize) -> Res<()> {
        let cases = choice.cases();
        let Some(case) = cases.get(from) else {
            return match cases.iter().find(|case| case.default) {
                Some(default) => self.clause(choice, default),
                None => Ok(()),
            };
        };
        if case.default {
            return self.chain(choice, from + 1);
        }
        let cond = self.case_condition(choice, &case.list, case.span)?;
        let (then, ()) = self.collect(|body| body.clause(choice, case))?;
        let (otherwise, ()) = self.collect(|body| body.chain(choice, from + 1))?;
        self.emit(StmtKind::If { cond, then, otherwise }, case.span);
        Ok(())
    }

    /// The number of the clause first, then the clause.
    fn by_number(&mut self, choice: &Choice<'a>, falls: bool, span: Span) -> Res<()> {
        let cases = choice.cases();
        let int = self.p.t.int;
        let default = cases.iter().position(|case| case.default).map_or(-1, |at| at as i64);
        let start = self.p.int_expr(default, int, span);
        let chosen = self.temp(start)?;
        let found = self.new_label();
        let (search, ()) = self.collect(|body| {
            for (number, case) in cases.iter().enumerate().filter(|(_, case)| !case.default) {
                for one in &case.list {
                    let cond = body.case_condition(choice, std::slice::from_ref(one), case.span)?;
                    let value = body.p.int_expr(number as i64, int, span);
                    let then = vec![
                        stmt(StmtKind::Assign { place: Place::Local(chosen), value }, case.span),
                        stmt(StmtKind::Branch(found), case.span),
                    ];
                    body.emit(StmtKind::If { cond, then, otherwise: Vec::new() }, case.span);
                }
            }
            Ok(())
        })?;
        self.in_block(found, search, span);
        let again = self.new_label();
        let mut list: Vec<(i64, Vec<Stmt>)> = Vec::new();
        for (number, case) in cases.iter().enumerate() {
            let fall = Fall { chosen, next: number as i64 + 1, again };
            let around = self.frame().fall.replace(fall);
            let clause = self.collect(|body| body.clause(choice, case));
            self.frame().fall = around;
            list.push((number as i64, clause?.0));
        }
        let value = self.read_local(chosen, span);
        let switch = StmtKind::Switch { value, cases: list, default: Vec::new() };
        match falls {
            true => self.emit(StmtKind::Loop { label: again, body: vec![stmt(switch, span)] }, span),
            false => self.emit(switch, span),
        }
        Ok(())
    }

    pub(crate) fn fall_through(&mut self, span: Span) -> Res<()> {
        let Some(Fall { chosen, next, again }) = self.frame().fall else {
            return Err(self.p.internal("fallthrough out of place"));
        };
        let value = self.p.int_expr(next, self.p.t.int, span);
        self.emit(StmtKind::Assign { place: Place::Local(chosen), value }, span);
        self.emit(StmtKind::Branch(again), span);
        Ok(())
    }

    /// One of a clause's values or types fits.
    fn case_condition(&mut self, choice: &Choice<'a>, list: &[ExprId], span: Span) -> Res<Expr> {
        let bool = self.p.t.bool;
        let mut whole: Option<Expr> = None;
        for one in list {
            let (own, cond) = self.collect(|body| match choice {
                Choice::Value(tag, _) => body.value_condition(*tag, *one),
                Choice::Type(value, _) => body.type_condition(*value, *one),
            })?;
            whole = Some(match whole {
                None => {
                    self.frame().out.extend(own);
                    cond
                }
                Some(before) => {
                    let cond = self.with_statements(own, Val { expr: cond, fx: Fx::CALLS }).expr;
                    let then = Box::new(Expr { kind: ExprKind::Bool(true), ty: bool, span });
                    let kind = ExprKind::Choose { cond: Box::new(before), then, otherwise: Box::new(cond) };
                    let expr = Expr { kind, ty: bool, span };
                    // A long list would become a deep tree.
                    match list.len() > CHAIN {
                        true => self.simple(Val { expr, fx: Fx::CALLS })?.expr,
                        false => expr,
                    }
                }
            });
        }
        whole.ok_or_else(|| self.p.internal("a clause without values"))
    }

    fn value_condition(&mut self, tag: Option<LocalId>, one: ExprId) -> Res<Expr> {
        let span = self.at(one);
        let value = self.expr(one)?;
        let Some(tag) = tag else { return Ok(value.expr) };
        let tag = Val { expr: self.read_local(tag, span), fx: Fx::NONE };
        let fx = value.fx;
        Ok(self.compare(Op::Eql, tag, value, fx, span)?.expr)
    }

    fn type_condition(&mut self, value: LocalId, one: ExprId) -> Res<Expr> {
        let span = self.at(one);
        match self.case_type(one)? {
            Some(ty) => self.is_of(value, ty, span),
            None => {
                let value = self.read_local(value, span);
                self.p.is_nil(value, span)
            }
        }
    }

    /// The type of a clause; nothing for `nil`.
    fn case_type(&mut self, one: ExprId) -> Res<Option<Ty>> {
        let id = self.tree.unparen(one);
        if let Some(obj) = self.info.uses.get(&id)
            && self.p.store.object(*obj).kind == ObjectKind::Nil
        {
            return Ok(None);
        }
        Ok(Some(self.type_of(one)?))
    }

    fn clause(&mut self, choice: &Choice<'a>, case: &'a Case) -> Res<()> {
        if let Choice::Type(value, _) = choice
            && let Some(obj) = self.info.implicit.get(&case.span.start).copied()
        {
            let own = match &case.list[..] {
                [one] => self.case_type(*one)?,
                _ => None,
            };
            let bound = match own {
                Some(ty) => self.value_inside(*value, ty, case.span)?.expr,
                None => self.read_local(*value, case.span),
            };
            let local = self.local_of(obj)?;
            self.emit(StmtKind::Declare { local, value: Some(bound) }, case.span);
            debug_assert!(self.frame().vars.contains_key(&Var::Object(obj)));
        }
        self.block(&case.body)
    }
}
