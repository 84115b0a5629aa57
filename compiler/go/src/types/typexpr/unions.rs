//! Unions of types in interfaces.

use crate::diagnostic::Code;
use crate::limits;
use crate::syntax::files::Span;
use crate::syntax::token::Op;
use crate::syntax::tree::{ExprId, ExprKind};
use crate::types::check::{Checker, Later};
use crate::types::store::*;

impl Checker<'_> {
    /// A term or several; a single type without tilde is itself.
    pub(in crate::types) fn union(&mut self, expr: ExprId) -> TypeId {
        let (mut exprs, mut left) = (Vec::new(), expr);
        while let ExprKind::Binary { op: Op::Or, x, y, .. } = *self.tree.kind(left) {
            exprs.push(y);
            left = x;
        }
        exprs.push(left);
        exprs.reverse();
        let single = exprs.len() == 1;
        let mut terms: Vec<(Term, ExprId)> = Vec::new();
        for (index, expr) in exprs.iter().enumerate() {
            let term = self.term(*expr);
            if single && !term.tilde {
                return term.ty;
            }
            if index >= limits::UNION_TERMS {
                self.too_many_terms(self.tree.span(*expr));
                return INVALID;
            }
            terms.push((term, *expr));
        }
        let list = terms.iter().map(|(term, _)| *term).collect();
        let ty = self.store.add(Type::Union(list));
        self.record_type(expr, ty);
        self.later.push(Later::UnionTerms { terms });
        ty
    }

    fn too_many_terms(&mut self, span: Span) {
        let message =
            format!("cannot handle more than {} union terms (implementation limitation)", limits::UNION_TERMS);
        self.error(Code::Limit, span, message);
    }

    /// A union that embeds interfaces may have more terms than are written.
    pub(super) fn check_union_size(&mut self, terms: &[Term], span: Span) {
        let mut count = 0;
        for term in terms {
            count += match self.store.under(term.ty) {
                Type::Interface(id) => self.store.type_set(id).specific().map_or(0, <[Term]>::len),
                _ => 1,
            };
        }
        if count > limits::UNION_TERMS && self.store.union_terms(terms).is_empty() {
            self.too_many_terms(span);
        }
    }

    fn term(&mut self, expr: ExprId) -> Term {
        let (tilde, inner) = match *self.tree.kind(expr) {
            ExprKind::Unary { op: Op::Tilde, x } => (true, x),
            _ => (false, expr),
        };
        let mut ty = self.ty(inner);
        if self.store.is_param(ty) {
            let message = match tilde {
                true => format!("type in term {} cannot be a type parameter", self.expr_text(expr)),
                false => "term cannot be a type parameter".to_owned(),
            };
            self.error(Code::Type, self.tree.span(inner), message);
            ty = INVALID;
        }
        Term { tilde, ty }
    }

    pub(in crate::types) fn check_union_terms(&mut self, terms: &[(Term, ExprId)]) {
        for (index, (term, expr)) in terms.iter().enumerate() {
            if self.store.is_invalid(term.ty) {
                continue;
            }
            let span = self.tree.span(*expr);
            let under = self.store.under_id(term.ty);
            let text = self.ty_text(term.ty);
            if let Type::Interface(id) = self.store.get(under) {
                if term.tilde {
                    self.error(Code::Type, span, format!("invalid use of ~ ({text} is an interface)"));
                    continue;
                }
                let set = self.store.type_set(id);
                let message = if !set.methods.is_empty() {
                    format!("cannot use {text} in union ({text} contains methods)")
                } else if term.ty == self.store.universe.comparable {
                    "cannot use comparable in union".to_owned()
                } else if set.comparable {
                    format!("cannot use {text} in union ({text} embeds comparable)")
                } else {
                    continue;
                };
                self.error(Code::Type, span, message);
                continue;
            }
            if term.tilde && !self.store.identical(under, term.ty) {
                let message = format!("invalid use of ~ (underlying type of {text} is {})", self.ty_text(under));
                self.error(Code::Type, span, message);
                continue;
            }
            let overlaps = |checker: &mut Self, other: &Term| {
                !checker.store.is_interface(other.ty) && checker.store.overlap(*other, *term)
            };
            if let Some((other, _)) = terms[..index].iter().find(|(other, _)| overlaps(self, other)) {
                let (own, other) = (self.store.terms_string(&[*term]), self.store.terms_string(&[*other]));
                self.error(Code::Type, span, format!("overlapping terms {own} and {other}"));
            }
        }
    }
}
