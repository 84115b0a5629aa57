//! `switch` over values and over types.

use super::Place;
use crate::diagnostic::Code;
use crate::syntax::files::{Pos, Span};
use crate::syntax::names::Name;
use crate::syntax::token::Op;
use crate::syntax::tree::{Case, ExprId, ExprKind, Ident, StmtId};
use crate::types::check::{Checker, Operand};
use crate::types::expr::constant_key;
use crate::types::store::*;
use std::collections::HashMap;

impl<'a> Checker<'a> {
    pub(super) fn switch(
        &mut self,
        place: Place,
        init: Option<StmtId>,
        tag: Option<ExprId>,
        cases: &'a [Case],
        open: Pos,
    ) {
        init.iter().for_each(|init| self.statement(Place::default(), *init));
        let x = match tag {
            None => self.true_tag(open),
            Some(tag) => {
                let mut x = self.expr(tag);
                self.assignment(&mut x, None, "switch expression");
                if x.is_valid() && !self.store.is_comparable(x.ty, true) && !self.store.has_nil(x.ty) {
                    let (text, ty) = (self.operand_text(&x), self.ty_text(x.ty));
                    self.error(Code::Operation, x.span, format!("cannot switch on {text} ({ty} is not comparable)"));
                    x.invalidate();
                }
                x
            }
        };
        self.several_defaults(cases.iter().filter(|case| case.default).map(|case| case.span));
        let mut seen = HashMap::new();
        for (index, case) in cases.iter().enumerate() {
            self.case_values(&x, &case.list, &mut seen);
            let last = index + 1 == cases.len();
            let inner = Place { breaks: true, falls_through: !last, last_case: last, ..place.inside() };
            self.in_scope(|checker| checker.statements(inner, &case.body));
        }
    }

    pub(super) fn several_defaults(&mut self, defaults: impl Iterator<Item = Span>) {
        let mut first = None;
        for span in defaults.collect::<Vec<_>>() {
            match first {
                None => first = Some(span),
                Some(first) => {
                    let message = format!("multiple defaults (first at {})", self.place_text(first));
                    self.error(Code::Duplicate, span, message);
                }
            }
        }
    }

    fn case_values(&mut self, x: &Operand, values: &[ExprId], seen: &mut HashMap<String, Vec<(Span, TypeId)>>) {
        for expr in values {
            let mut value = self.expr(*expr);
            if !x.is_valid() || !value.is_valid() {
                continue;
            }
            self.convert_untyped(&mut value, x.ty);
            if !value.is_valid() {
                continue;
            }
            let mut result = value.clone();
            self.comparison(&mut result, x, Op::Eql, true);
            if !result.is_valid() {
                continue;
            }
            let Some(constant) = value.value().filter(|constant| !constant.is_unknown()) else { continue };
            // Booleans may be repeated, as in Go.
            if matches!(constant, crate::types::constant::Value::Bool(_)) {
                continue;
            }
            let others = seen.entry(constant_key(constant)).or_default();
            let same = others.clone().into_iter().find(|(_, ty)| self.store.identical(*ty, value.ty));
            if let Some((first, _)) = same {
                let message = format!("duplicate case {} in expression switch", self.operand_text(&value));
                let diagnostic = self.diagnostic(Code::Duplicate, value.span, message);
                self.report(diagnostic.relate(first, "previous case"));
                continue;
            }
            others.push((value.span, value.ty));
        }
    }

    pub(super) fn type_switch(
        &mut self,
        place: Place,
        span: Span,
        init: Option<StmtId>,
        bind: Option<ExprId>,
        guard: ExprId,
        cases: &'a [Case],
    ) {
        init.iter().for_each(|init| self.statement(Place::default(), *init));
        let mut bound = None;
        if let Some(bind) = bind {
            let bind_span = self.tree.span(bind);
            match self.tree.name(bind) {
                None => {
                    self.error(Code::Misplaced, span, "incorrect form of type switch guard");
                    return;
                }
                Some(Name::BLANK) => {
                    self.error(Code::Redeclared, bind_span, "no new variable on left side of :=");
                }
                Some(name) => bound = Some(Ident { name, span: bind_span }),
            }
        }
        let ExprKind::Assert { x, .. } = *self.tree.kind(guard) else { return };
        let x = self.switched(x);
        self.several_defaults(cases.iter().filter(|case| case.default).map(|case| case.span));
        let (mut seen, mut variables) = (Vec::new(), Vec::new());
        for case in cases {
            let ty = self.case_types(x.as_ref(), &case.list, &mut seen);
            let inner = Place { breaks: true, type_switch: true, ..place.inside() };
            self.in_scope(|checker| {
                if let Some(bound) = bound {
                    let obj = checker.local_variable(bound.name, bound.span, VarKind::Local, Some(ty));
                    checker.declare(checker.env.scope, None, obj);
                    checker.info.implicit.insert(case.span.start, obj);
                    variables.push(obj);
                }
                checker.statements(inner, &case.body);
            });
        }
        if let Some(bound) = bound {
            let used = variables.iter().any(|obj| self.used.contains(obj));
            self.used.extend(variables);
            if !used {
                let message = format!("declared and not used: {}", self.text(bound.name));
                self.error(Code::Unused, bound.span, message);
            }
        }
    }

    /// The interface value whose type is switched on.
    fn switched(&mut self, expr: ExprId) -> Option<Operand> {
        let x = self.expr(expr);
        if !x.is_valid() {
            return None;
        }
        let text = self.operand_text(&x);
        if self.store.is_param(x.ty) {
            self.error(Code::Operation, x.span, format!("cannot use type switch on type parameter value {text}"));
            return None;
        }
        if !self.store.is_interface(x.ty) {
            self.error(Code::Operation, x.span, format!("{text} is not an interface"));
            return None;
        }
        Some(x)
    }

    /// Checks the types of a clause; gives the type its variable has.
    fn case_types(&mut self, x: Option<&Operand>, exprs: &[ExprId], seen: &mut Vec<(Option<TypeId>, Span)>) -> TypeId {
        let mut last = None;
        for expr in exprs {
            let ty = if self.is_nil(*expr) {
                self.expr(*expr);
                None
            } else {
                let ty = self.var_type(*expr);
                if self.store.is_invalid(ty) {
                    last = Some(ty);
                    continue;
                }
                Some(ty)
            };
            last = ty;
            let span = self.tree.span(*expr);
            let same = seen.clone().into_iter().find(|(other, _)| match (ty, *other) {
                (None, None) => true,
                (Some(ty), Some(other)) => self.store.identical(ty, other),
                _ => false,
            });
            if let Some((_, first)) = same {
                let text = ty.map_or("nil".to_owned(), |ty| self.ty_text(ty));
                let message = format!("duplicate case {text} in type switch");
                let diagnostic = self.diagnostic(Code::Duplicate, span, message);
                self.report(diagnostic.relate(first, "previous case"));
                continue;
            }
            seen.push((ty, span));
            if let (Some(x), Some(ty)) = (x, ty) {
                self.check_assertion(*expr, x, ty, true);
            }
        }
        match (exprs, last) {
            ([_], Some(ty)) => ty,
            _ => x.map_or(INVALID, |x| x.ty),
        }
    }

    fn is_nil(&self, expr: ExprId) -> bool {
        let name = self.tree.name(self.tree.unparen(expr));
        let obj = name.and_then(|name| self.lookup(name));
        obj.is_some_and(|obj| self.store.object(obj).kind == ObjectKind::Nil)
    }

    pub(super) fn is_receive(&self, expr: ExprId) -> bool {
        matches!(self.tree.kind(self.tree.unparen(expr)), ExprKind::Unary { op: Op::Arrow, .. })
    }
}
