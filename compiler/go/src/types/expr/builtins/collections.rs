//! `append`, `clear`, `copy`, `delete`, `make`, `new`.

use super::super::call::Call;
use crate::diagnostic::Code;
use crate::types::basic::Info;
use crate::types::check::{Checker, Mode, Operand, Refusal};
use crate::types::store::*;
use std::sync::Arc;

impl<'a> Checker<'a> {
    pub(super) fn builtin_append(&mut self, call: &Call<'a>, args: &mut [Operand]) -> Option<Operand> {
        let x = args[0].clone();
        let elem = match self.slice_elem(&x) {
            Ok(elem) => elem,
            Err(why) => {
                self.error(Code::Operation, x.span, format!("invalid append: {why}"));
                return None;
            }
        };
        let bytes = self.store.slice(self.store.universe.byte);
        // `append([]byte, string...)` is the one call that is not a variadic function's.
        if args.len() == 2 && call.dots.is_some() && self.assignable(&x, bytes, None) {
            let (mut right, mut string) = (true, false);
            for specific in self.store.specifics(args[1].ty) {
                match specific {
                    Some((_, under)) if self.store.is(under, Info::STRING) => string = true,
                    Some((_, under)) if self.is_byte_slice(under) => {}
                    _ => right = false,
                }
            }
            if right && string {
                let string = basic(crate::types::basic::Basic::String);
                if self.store.is_untyped(args[1].ty) {
                    self.convert_untyped(&mut args[1], string);
                }
                return Some(self.result(call, Mode::Value, x.ty));
            }
        }
        let param = |ty| Param { name: None, ty, span: x.span };
        let rest = self.store.slice(elem);
        let signature = Signature {
            params: Arc::new([param(x.ty), param(rest)]),
            results: Arc::new([param(x.ty)]),
            variadic: true,
            ..Signature::default()
        };
        self.arguments(call, Arc::new(signature), Vec::new(), &[], args, &[]);
        Some(self.result(call, Mode::Value, x.ty))
    }

    fn is_byte_slice(&mut self, under: TypeId) -> bool {
        match self.store.get(under) {
            Type::Slice(elem) => self.store.identical(elem, self.store.universe.byte),
            _ => false,
        }
    }

    /// The element type of a slice, or of all slices a type parameter stands for.
    fn slice_elem(&mut self, x: &Operand) -> Result<TypeId, String> {
        let mut common: Option<TypeId> = None;
        for specific in self.store.specifics(x.ty) {
            let elem = specific.and_then(|(_, under)| match self.store.get(under) {
                Type::Slice(elem) => Some(elem),
                _ => None,
            });
            let Some(elem) = elem else {
                let text = if x.is_nil() { "untyped nil".to_owned() } else { self.operand_text(x) };
                return Err(format!("argument must be a slice; have {text}"));
            };
            match common {
                Some(other) if !self.store.identical(other, elem) => {
                    let (a, b, x) = (self.ty_text(other), self.ty_text(elem), self.operand_text(x));
                    return Err(format!("mismatched slice element types {a} and {b} in {x}"));
                }
                _ => common = Some(elem),
            }
        }
        common.ok_or_else(|| format!("argument must be a slice; have {}", self.operand_text(x)))
    }

    pub(super) fn builtin_clear(&mut self, call: &Call<'a>, args: &[Operand]) -> Option<Operand> {
        for specific in self.store.specifics(args[0].ty) {
            let clears =
                specific.is_some_and(|(_, under)| matches!(self.store.get(under), Type::Map { .. } | Type::Slice(_)));
            if !clears {
                let text = "invalid argument: cannot clear {}: argument must be (or constrained by) map or slice";
                return self.wrong_argument(&args[0], text);
            }
        }
        Some(self.no_value(call))
    }

    pub(super) fn builtin_copy(&mut self, call: &Call<'a>, args: &mut [Operand]) -> Option<Operand> {
        let (x, y) = (args[0].clone(), args[1].clone());
        let int = basic(crate::types::basic::Basic::Int);
        let to = match self.slice_elem(&x) {
            Ok(elem) => elem,
            Err(why) => {
                self.error(Code::Operation, x.span, format!("invalid copy: {why}"));
                return None;
            }
        };
        let bytes = self.store.slice(self.store.universe.byte);
        if self.assignable(&x, bytes, None) {
            let special = self.store.specifics(y.ty).into_iter().all(|specific| {
                specific.is_some_and(|(_, under)| self.is_byte_slice(under) || self.store.is(under, Info::STRING))
            });
            if special {
                if self.store.is_untyped(y.ty) {
                    self.convert_untyped(&mut args[1], basic(crate::types::basic::Basic::String));
                }
                return Some(self.result(call, Mode::Value, int));
            }
        }
        let from = match self.slice_elem(&y) {
            Ok(elem) => elem,
            Err(_) if self.store.all(y.ty, Info::STRING) => self.store.universe.byte,
            Err(why) => {
                self.error(Code::Operation, y.span, format!("invalid copy: {why}"));
                return None;
            }
        };
        if !self.store.identical(to, from) {
            let (a, b) = (self.operand_text(&x), self.operand_text(&y));
            let (to, from) = (self.ty_text(to), self.ty_text(from));
            let message = format!("invalid copy: arguments {a} and {b} have different element types {to} and {from}");
            self.error(Code::Operation, x.span, message);
            return None;
        }
        Some(self.result(call, Mode::Value, int))
    }

    pub(super) fn builtin_delete(&mut self, call: &Call<'a>, args: &mut [Operand]) -> Option<Operand> {
        let mut key: Option<TypeId> = None;
        for specific in self.store.specifics(args[0].ty) {
            let own = specific.and_then(|(_, under)| match self.store.get(under) {
                Type::Map { key, .. } => Some(key),
                _ => None,
            });
            let Some(own) = own else { return self.wrong_argument(&args[0], "invalid argument: {} is not a map") };
            match key {
                Some(other) if !self.store.identical(own, other) => {
                    let text = "invalid argument: maps of {} must have identical key types";
                    return self.wrong_argument(&args[0], text);
                }
                _ => key = Some(own),
            }
        }
        self.assignment(&mut args[1], key, "argument to delete");
        args[1].is_valid().then(|| self.no_value(call))
    }

    pub(super) fn builtin_make(&mut self, call: &Call<'a>) -> Option<Operand> {
        let (first, sizes) = call.args.split_first()?;
        let ty = self.var_type(*first);
        if self.store.is_invalid(ty) {
            return None;
        }
        let common = self.store.common_under_if(ty, |store, _, under| match under.map(|under| store.get(under)) {
            None => Err("no specific type".into()),
            Some(Type::Slice(_) | Type::Map { .. } | Type::Chan { .. }) => Ok(()),
            Some(_) => Err("type must be slice, map, or channel".into()),
        });
        let under = match common {
            Ok(under) => under,
            Err(why) => {
                let message = format!("invalid argument: cannot make {}: {why}", self.expr_text(*first));
                self.error(Code::Operation, self.tree.span(*first), message);
                return None;
            }
        };
        let least = match self.store.get(under) {
            Type::Slice(_) => 2,
            Type::Chan { .. } => {
                self.refuse(self.tree.span(call.expr), Refusal::Channel);
                1
            }
            _ => 1,
        };
        let count = call.args.len();
        if count < least || least + 1 < count {
            let text = self.expr_text(call.expr);
            let message =
                format!("invalid operation: {text} expects {least} or {} arguments; found {count}", least + 1);
            self.error(Code::Count, self.tree.span(call.expr), message);
            return None;
        }
        let values: Vec<i64> = sizes.iter().filter_map(|size| self.index_value(*size, None).1).collect();
        if let [len, cap] = values[..]
            && len > cap
        {
            let message = "invalid argument: length and capacity swapped";
            self.error(Code::Operation, self.tree.span(sizes[0]), message);
        }
        Some(self.result(call, Mode::Value, ty))
    }

    pub(super) fn builtin_new(&mut self, call: &Call<'a>) -> Option<Operand> {
        let arg = *call.args.first()?;
        let mut x = self.expr_or_type(arg, false);
        match x.mode {
            Mode::Invalid => return None,
            Mode::Builtin(_) => return self.wrong_argument(&x, "{} must be called"),
            Mode::Type => self.later_var_type(arg, x.ty),
            _ => {
                if self.store.is_untyped(x.ty) {
                    self.assignment(&mut x, None, "argument to new");
                }
                if !x.is_valid() {
                    return None;
                }
            }
        }
        let ty = self.store.pointer(x.ty);
        Some(self.result(call, Mode::Value, ty))
    }
}
