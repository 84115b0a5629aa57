//! The predeclared functions.

mod collections;
mod measures;
mod numbers;
mod refused;

use super::call::Call;
use crate::diagnostic::Code;
use crate::syntax::files::Span;
use crate::types::builtin::Builtin;
use crate::types::check::{Checker, Mode, Operand, Refusal};
use crate::types::store::*;

impl<'a> Checker<'a> {
    /// A call of a predeclared function; invalid after a mistake.
    pub(super) fn builtin(&mut self, builtin: Builtin, call: &Call<'a>) -> Operand {
        let span = self.tree.span(call.expr);
        let mut invalid = Operand::new(Mode::Invalid, INVALID, call.expr, span);
        let row = builtin.row();
        if let Some(dots) = call.dots.filter(|_| builtin != Builtin::Append) {
            let message = format!("invalid operation: invalid use of ... with built-in {}", row.name);
            self.error(Code::Operation, dots, message);
            self.use_exprs(call.args);
            return invalid;
        }
        if row.of_unsafe {
            self.refuse(span, Refusal::Unsafe);
        }
        // Whether an operand of `len` contains a call decides if the result is constant.
        let around = self.env.has_call;
        let measures = matches!(builtin, Builtin::Len | Builtin::Cap);
        if measures {
            self.env.has_call = false;
        }
        let takes_types = matches!(builtin, Builtin::Make | Builtin::New | Builtin::Offsetof);
        let mut args = if takes_types { Vec::new() } else { self.exprs(call.args) };
        let count = if takes_types { call.args.len() } else { args.len() };
        let all_valid = args.iter().all(Operand::is_valid);
        if all_valid && self.check_arg_count(builtin, call, count) {
            invalid = self.builtin_kind(builtin, call, &mut args).unwrap_or(invalid);
        }
        if measures {
            self.env.has_call = around;
        }
        invalid
    }

    fn check_arg_count(&mut self, builtin: Builtin, call: &Call<'a>, count: usize) -> bool {
        let row = builtin.row();
        let how = match count {
            count if count < row.args => "not enough",
            count if count > row.args && !row.variadic => "too many",
            _ => return true,
        };
        let text = self.expr_text(call.expr);
        let message = format!("invalid operation: {how} arguments for {text} (expected {}, found {count})", row.args);
        let span = match count > row.args {
            true => call.args.get(row.args).map_or(Span::at(call.close), |arg| self.tree.span(*arg)),
            false => Span::at(call.close),
        };
        self.error(Code::Count, span, message);
        false
    }

    fn builtin_kind(&mut self, builtin: Builtin, call: &Call<'a>, args: &mut [Operand]) -> Option<Operand> {
        match builtin {
            Builtin::Append => self.builtin_append(call, args),
            Builtin::Cap | Builtin::Len => self.builtin_len(builtin, call, args),
            Builtin::Clear => self.builtin_clear(call, args),
            Builtin::Copy => self.builtin_copy(call, args),
            Builtin::Delete => self.builtin_delete(call, args),
            Builtin::Make => self.builtin_make(call),
            Builtin::New => self.builtin_new(call),
            Builtin::Max | Builtin::Min => self.builtin_max(builtin, call, args),
            Builtin::Panic => self.builtin_panic(call, args),
            Builtin::Close => self.builtin_close(call, args),
            Builtin::Complex | Builtin::Imag | Builtin::Real => self.builtin_complex(builtin, call, args),
            Builtin::Print | Builtin::Println => self.builtin_print(builtin, call, args),
            Builtin::Recover => {
                self.refuse(self.tree.span(call.expr), Refusal::Recover);
                Some(self.result(call, Mode::Value, self.store.universe.empty_interface))
            }
            _ => self.builtin_unsafe(builtin, call, args),
        }
    }

    fn result(&self, call: &Call<'a>, mode: Mode, ty: TypeId) -> Operand {
        Operand::new(mode, ty, call.expr, self.tree.span(call.expr))
    }

    fn no_value(&mut self, call: &Call<'a>) -> Operand {
        let nothing = self.store.tuple(std::sync::Arc::default());
        self.result(call, Mode::NoValue, nothing)
    }

    /// Reports a mistake at an operand; the text has `{}` for it.
    fn wrong_argument<T>(&mut self, x: &Operand, text: &str) -> Option<T> {
        let message = text.replace("{}", &self.operand_text(x));
        self.error(Code::Operation, x.span, message);
        None
    }
}
