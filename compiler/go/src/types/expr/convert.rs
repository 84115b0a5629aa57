//! Conversions.

use super::assign::explain;
use crate::diagnostic::Code;
use crate::types::basic::{Basic, Info};
use crate::types::check::{Checker, Mode, Operand};
use crate::types::constant::{Value, fits};
use crate::types::store::*;

impl Checker<'_> {
    /// `ty(x)`, in `x`.
    pub(super) fn conversion(&mut self, x: &mut Operand, ty: TypeId) {
        let const_type = self.store.is(ty, Info::CONST);
        let mut cause = String::new();
        let was_const = x.is_const();
        let converts = if was_const && const_type {
            match self.convert_constant(x, ty) {
                Some(value) => {
                    x.mode = Mode::Const(value);
                    true
                }
                None if self.store.is(x.ty, Info::INTEGER) && self.store.is(ty, Info::INTEGER) => {
                    let value = x.value().map(Value::to_string).unwrap_or_default();
                    let message = format!("constant {value} overflows {}", self.ty_text(ty));
                    self.error(Code::Constant, x.span, message);
                    x.invalidate();
                    return;
                }
                None => false,
            }
        } else if was_const && self.store.is_param(ty) {
            let converts = self.constant_to_param(x, ty, &mut cause);
            x.mode = Mode::Value;
            converts
        } else if self.convertible(x, ty, Some(&mut cause)) {
            x.mode = Mode::Value;
            true
        } else {
            false
        };
        if !converts {
            let cause = if cause.is_empty() { cause } else { format!(": {cause}") };
            let (text, ty) = (self.operand_text(x), self.ty_text(ty));
            self.error(Code::Assignment, x.span, format!("cannot convert {text} to type {ty}{cause}"));
            x.invalidate();
            return;
        }
        if self.store.is_untyped(x.ty) {
            let integer = self.store.is(x.ty, Info::INTEGER);
            let last = if self.store.is_plain_interface(ty) || was_const && !const_type || x.is_nil() {
                self.store.default_type(x.ty)
            } else if x.is_const() && integer && self.store.all(ty, Info::STRING) {
                x.ty
            } else {
                ty
            };
            if let Some(expr) = x.expr {
                self.update_type(expr, last, true);
            }
        }
        x.ty = ty;
    }

    fn convert_constant(&mut self, x: &Operand, ty: TypeId) -> Option<Value> {
        let basic = self.store.basic_of(ty)?;
        let value = x.value()?;
        if let Some(value) = fits(value, basic) {
            return Some(value);
        }
        if self.store.is(x.ty, Info::INTEGER) && basic.info().has(Info::STRING) {
            let ch = value.to_i64().and_then(|value| u32::try_from(value).ok()).and_then(char::from_u32);
            return Some(Value::string(ch.unwrap_or('\u{fffd}').to_string()));
        }
        None
    }

    fn constant_to_param(&mut self, x: &Operand, ty: TypeId, cause: &mut String) -> bool {
        let Some(terms) = self.terms_of(ty) else {
            *cause = format!("{} does not contain specific types", self.ty_text(ty));
            return false;
        };
        for term in terms {
            let under = self.store.under_id(term.ty);
            if self.store.is(x.ty, Info::STRING) && self.store.is_bytes_or_runes(under) {
                continue;
            }
            if self.convert_constant(x, under).is_none() {
                let (own, param) = (self.ty_text(under), self.ty_text(ty));
                *cause = if self.store.is(x.ty, Info::INTEGER) && self.store.is(under, Info::INTEGER) {
                    let value = x.value().map(Value::to_string).unwrap_or_default();
                    format!("constant {value} overflows {own} (in {param})")
                } else {
                    format!("cannot convert {} to type {own} (in {param})", self.operand_text(x))
                };
                return false;
            }
        }
        true
    }

    fn convertible(&mut self, x: &Operand, to: TypeId, mut cause: Option<&mut String>) -> bool {
        if self.assignable(x, to, cause.as_deref_mut()) {
            return true;
        }
        let from = x.ty;
        let (from_param, to_param) = (self.store.is_param(from), self.store.is_param(to));
        let (from_under, to_under) = (self.store.under_id(from), self.store.under_id(to));
        if !from_param && !to_param && self.store.identical_without_tags(from_under, to_under) {
            return true;
        }
        if let (Type::Pointer(a), Type::Pointer(b)) = (self.store.get(from), self.store.get(to))
            && !self.store.is_param(a)
            && !self.store.is_param(b)
        {
            let (a, b) = (self.store.under_id(a), self.store.under_id(b));
            if self.store.identical_without_tags(a, b) {
                return true;
            }
        }
        if !from_param && !to_param {
            return self.convertible_kinds(from_under, to_under);
        }
        self.convertible_params(x, to, &mut cause)
    }

    /// Conversions that change more than the name of a type.
    fn convertible_kinds(&mut self, from: TypeId, to: TypeId) -> bool {
        let both = |checker: &mut Self, info| checker.store.is(from, info) && checker.store.is(to, info);
        if both(self, Info::INTEGER.and(Info::FLOAT)) || both(self, Info::COMPLEX) {
            return true;
        }
        let (from_basic, to_basic) = (self.store.basic_of(from), self.store.basic_of(to));
        let string = |basic: Option<Basic>| basic.is_some_and(|basic| basic.info().has(Info::STRING));
        if string(to_basic) && (self.store.is(from, Info::INTEGER) || self.store.is_bytes_or_runes(from)) {
            return true;
        }
        if string(from_basic) && self.store.is_bytes_or_runes(to) {
            return true;
        }
        let address = |checker: &mut Self, ty, basic| basic == Some(Basic::Uintptr) || checker.store.is_pointer(ty);
        if to_basic == Some(Basic::UnsafePointer) && address(self, from, from_basic)
            || from_basic == Some(Basic::UnsafePointer) && address(self, to, to_basic)
        {
            return true;
        }
        let Type::Slice(elem) = self.store.get(from) else { return false };
        let array = match self.store.get(to) {
            Type::Pointer(base) => self.store.under(base),
            other => other,
        };
        match array {
            Type::Array { elem: other, .. } => self.store.identical(elem, other),
            _ => false,
        }
    }

    fn convertible_params(&mut self, x: &Operand, to: TypeId, cause: &mut Option<&mut String>) -> bool {
        let own = |ty| vec![Term { tilde: false, ty }];
        let (from_param, to_param) = (self.store.is_param(x.ty), self.store.is_param(to));
        let from_terms = if from_param { self.terms_of(x.ty) } else { Some(own(x.ty)) };
        let to_terms = if to_param { self.terms_of(to) } else { Some(own(to)) };
        let (Some(from_terms), Some(to_terms)) = (from_terms, to_terms) else { return false };
        for from in &from_terms {
            for term in &to_terms {
                let part = Operand { ty: from.ty, ..x.clone() };
                if !self.convertible(&part, term.ty, None) {
                    let within = |checker: &Self, param: bool, ty| match param {
                        true => format!(" (in {})", checker.ty_text(ty)),
                        false => String::new(),
                    };
                    let (a, b) = (self.ty_text(from.ty), self.ty_text(term.ty));
                    let (in_a, in_b) = (within(self, from_param, x.ty), within(self, to_param, to));
                    explain(cause, format!("cannot convert {a}{in_a} to type {b}{in_b}"));
                    return false;
                }
            }
        }
        true
    }
}
