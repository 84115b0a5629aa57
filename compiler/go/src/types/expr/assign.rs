//! Assignability, and what it makes of a value.

use super::untyped::Misfit;
use crate::diagnostic::Code;
use crate::syntax::tree::Direction;
use crate::types::basic::Basic;
use crate::types::check::{Checker, Mode, Operand};
use crate::types::store::*;

impl Checker<'_> {
    /// Makes `x` a value of type `ty`, or of its own default type if there is none; a mistake if it can't be one.
    pub(in crate::types) fn assignment(&mut self, x: &mut Operand, ty: Option<TypeId>, context: &str) {
        self.single_value(x);
        match x.mode {
            Mode::Invalid => return,
            Mode::Const(_) | Mode::Variable | Mode::MapIndex | Mode::Value | Mode::CommaOk => {}
            _ => {
                let to = ty.map_or(String::new(), |ty| format!(" to {}", self.ty_text(ty)));
                let message = format!("cannot assign {}{to} in {context}", self.operand_text(x));
                self.error(Code::Assignment, x.span, message);
                x.invalidate();
                return;
            }
        }
        if self.store.is_untyped(x.ty) {
            let mut target = ty;
            let interface = ty.is_some_and(|ty| self.store.is_plain_interface(ty));
            if ty.is_none() || interface {
                if ty.is_none() && x.ty == basic(Basic::UntypedNil) {
                    self.error(Code::Assignment, x.span, format!("use of untyped nil in {context}"));
                    x.invalidate();
                    return;
                }
                target = Some(self.store.default_type(x.ty));
            }
            let target = target.unwrap_or(INVALID);
            match self.implicit_type(x, target) {
                Ok((ty, value)) => self.settle(x, ty, value),
                Err(misfit) => {
                    let (text, ty) = (self.operand_text(x), self.ty_text(target));
                    let how = match misfit {
                        Misfit::Truncated => " (truncated)",
                        Misfit::Overflows => " (overflows)",
                        Misfit::Kind => "",
                    };
                    let message = format!("cannot use {text} as {ty} value in {context}{how}");
                    self.error(Code::Assignment, x.span, message);
                    x.invalidate();
                    return;
                }
            }
        }
        let target = self.target(ty, context);
        self.not_generic(target.as_ref(), x);
        let Some(ty) = ty.filter(|_| x.is_valid()) else { return };
        let mut cause = String::new();
        if !self.assignable(x, ty, Some(&mut cause)) {
            let cause = if cause.is_empty() { cause } else { format!(": {cause}") };
            let (text, ty) = (self.operand_text(x), self.ty_text(ty));
            let message = format!("cannot use {text} as {ty} value in {context}{cause}");
            self.error(Code::Assignment, x.span, message);
            x.invalidate();
        }
    }

    /// `x` can be assigned to a variable of type `to`; the cause says more if it can't.
    pub(in crate::types) fn assignable(&mut self, x: &Operand, to: TypeId, mut cause: Option<&mut String>) -> bool {
        if !x.is_valid() || self.store.is_invalid(to) || self.store.is_invalid(x.ty) {
            return true;
        }
        let from = x.ty;
        if self.store.identical(from, to) {
            return true;
        }
        let (from_param, to_param) = (self.store.is_param(from), self.store.is_param(to));
        if self.store.is_untyped(from) {
            if to_param {
                let terms = self.terms_of(to);
                return terms.is_some_and(|terms| terms.iter().all(|term| self.implicit_type(x, term.ty).is_ok()));
            }
            return self.implicit_type(x, to).is_ok();
        }
        let (from_under, to_under) = (self.store.under_id(from), self.store.under_id(to));
        let unnamed = !self.store.has_name(from) || !self.store.has_name(to);
        if unnamed && !from_param && !to_param && self.store.identical(from_under, to_under) {
            return true;
        }
        let to_interface = matches!(self.store.get(to_under), Type::Interface(_)) && !to_param;
        if to_interface || self.store.is_interface_pointer(to_under) {
            match self.store.implements(from, to, false) {
                Ok(()) => return true,
                Err(why) if !from_param => {
                    if let Some(cause) = cause {
                        *cause = why;
                    }
                    return false;
                }
                Err(_) => {}
            }
        }
        let from_interface = matches!(self.store.get(from_under), Type::Interface(_)) && !from_param;
        if from_interface && self.store.implements(to, from, false).is_ok() {
            if let Some(cause) = cause {
                *cause = "need type assertion".into();
            }
            return false;
        }
        if let (Type::Chan { direction: Direction::Both, elem: a }, Type::Chan { elem: b, .. }) =
            (self.store.get(from_under), self.store.get(to_under))
            && self.store.identical(a, b)
        {
            return unnamed;
        }
        if to_param && !self.store.has_name(from) {
            let Some(terms) = self.terms_of(to) else { return false };
            return terms.iter().all(|term| {
                self.assignable(x, term.ty, None) || {
                    let (from, term, to) = (self.ty_text(from), self.ty_text(term.ty), self.ty_text(to));
                    explain(&mut cause, format!("cannot assign {from} to {term} (in {to})"));
                    false
                }
            });
        }
        if from_param && !self.store.has_name(to) {
            let Some(terms) = self.terms_of(from) else { return false };
            return terms.iter().all(|term| {
                let x = Operand { ty: term.ty, ..x.clone() };
                self.assignable(&x, to, None) || {
                    let (term, from, to) = (self.ty_text(term.ty), self.ty_text(from), self.ty_text(to));
                    explain(&mut cause, format!("cannot assign {term} (in {from}) to {to}"));
                    false
                }
            });
        }
        false
    }

    /// The terms of a type parameter; nothing if it names no types.
    pub(super) fn terms_of(&mut self, ty: TypeId) -> Option<Vec<Term>> {
        match self.store.get(ty) {
            Type::Param(id) => self.store.param_terms(id),
            _ => None,
        }
    }
}

pub(super) fn explain(cause: &mut Option<&mut String>, text: String) {
    if let Some(cause) = cause {
        **cause = text;
    }
}
