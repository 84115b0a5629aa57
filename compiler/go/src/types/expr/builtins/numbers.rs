//! `max`, `min` and `panic`.

use super::super::call::Call;
use crate::diagnostic::Code;
use crate::syntax::token::Op;
use crate::types::basic::Info;
use crate::types::builtin::Builtin;
use crate::types::check::{Checker, Mode, Operand};
use crate::types::constant;

impl<'a> Checker<'a> {
    pub(super) fn builtin_max(&mut self, builtin: Builtin, call: &Call<'a>, args: &mut [Operand]) -> Option<Operand> {
        let op = if builtin == Builtin::Max { Op::Gtr } else { Op::Lss };
        let mut x = args[0].clone();
        for (index, arg) in args.iter_mut().enumerate() {
            if !self.store.all(arg.ty, Info::ORDERED) {
                let arg = arg.clone();
                return self.wrong_argument(&arg, "invalid argument: {} cannot be ordered");
            }
            if index == 0 {
                continue;
            }
            self.match_types(&mut x, arg);
            if !x.is_valid() {
                return None;
            }
            if !self.store.identical(x.ty, arg.ty) {
                let (first, own, text) = (self.ty_text(x.ty), self.ty_text(arg.ty), self.operand_expr(arg));
                let message = format!(
                    "invalid argument: mismatched types {first} (previous argument) and {own} (type of {text})"
                );
                self.error(Code::Operation, arg.span, message);
                return None;
            }
            match (&x.mode, &arg.mode) {
                (Mode::Const(best), Mode::Const(value)) => {
                    if constant::compare(op, value, best) == Some(true) {
                        x = arg.clone();
                    }
                }
                _ => x.mode = Mode::Value,
            }
        }
        if !x.is_const() {
            x.mode = Mode::Value;
            let any = self.store.universe.empty_interface;
            self.assignment(&mut x, Some(any), &format!("argument to built-in {}", builtin.row().name));
            if !x.is_valid() {
                return None;
            }
        }
        for arg in args.iter() {
            if let Some(expr) = arg.expr {
                self.update_type(expr, x.ty, true);
            }
        }
        Some(self.result(call, x.mode, x.ty))
    }

    pub(super) fn builtin_panic(&mut self, call: &Call<'a>, args: &mut [Operand]) -> Option<Operand> {
        self.info.panics.insert(call.expr);
        let any = self.store.universe.empty_interface;
        self.assignment(&mut args[0], Some(any), "argument to panic");
        args[0].is_valid().then(|| self.no_value(call))
    }
}
