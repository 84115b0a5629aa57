//! Predeclared functions that a contract can't call. They are checked like all others, so that nothing around them
//! is complained about for the wrong reason.

use super::super::call::Call;
use crate::diagnostic::Code;
use crate::syntax::tree::{Direction, ExprKind};
use crate::types::basic::{Basic, Info};
use crate::types::builtin::Builtin;
use crate::types::check::{Checker, Mode, Operand, Refusal};
use crate::types::constant::Value;
use crate::types::relate::{Found, Lookup, Member};
use crate::types::store::*;

impl<'a> Checker<'a> {
    pub(super) fn builtin_close(&mut self, call: &Call<'a>, args: &[Operand]) -> Option<Operand> {
        self.refuse(self.tree.span(call.expr), Refusal::Channel);
        for specific in self.store.specifics(args[0].ty) {
            match specific.map(|(_, under)| self.store.get(under)) {
                Some(Type::Chan { direction: Direction::Receive, .. }) => {
                    return self.wrong_argument(&args[0], "invalid operation: cannot close receive-only channel {}");
                }
                Some(Type::Chan { .. }) => {}
                _ => return self.wrong_argument(&args[0], "invalid operation: cannot close non-channel {}"),
            }
        }
        Some(self.no_value(call))
    }

    pub(super) fn builtin_print(&mut self, builtin: Builtin, call: &Call<'a>, args: &mut [Operand]) -> Option<Operand> {
        self.refuse(self.tree.span(call.expr), Refusal::Print);
        for arg in args.iter_mut() {
            self.assignment(arg, None, &format!("argument to built-in {}", builtin.row().name));
            if !arg.is_valid() {
                return None;
            }
        }
        Some(self.no_value(call))
    }

    pub(super) fn builtin_complex(
        &mut self,
        builtin: Builtin,
        call: &Call<'a>,
        args: &mut [Operand],
    ) -> Option<Operand> {
        self.refuse(self.tree.span(call.expr), Refusal::Complex);
        let (first, rest) = args.split_first_mut()?;
        if let Some(second) = rest.first_mut() {
            match (self.store.is_untyped(first.ty), self.store.is_untyped(second.ty)) {
                (true, false) => self.convert_untyped(first, second.ty),
                (false, true) => self.convert_untyped(second, first.ty),
                (true, true) if first.is_const() && second.is_const() => {
                    for x in [&mut *first, second] {
                        if self.store.is(x.ty, Info::NUMERIC) {
                            x.ty = basic(Basic::UntypedFloat);
                        }
                    }
                }
                (true, true) => {
                    self.convert_to_basic(first, Basic::Float64);
                    self.convert_to_basic(second, Basic::Float64);
                }
                (false, false) => {}
            }
            if !first.is_valid() || !second.is_valid() {
                return None;
            }
            if !self.store.identical(first.ty, second.ty) {
                let (call, a, b) = (self.expr_text(call.expr), self.ty_text(first.ty), self.ty_text(second.ty));
                let message = format!("invalid operation: {call} (mismatched types {a} and {b})");
                self.error(Code::Operation, first.span, message);
                return None;
            }
        } else if self.store.is_untyped(first.ty) {
            match first.is_const() && self.store.is(first.ty, Info::NUMERIC) {
                true => first.ty = basic(Basic::UntypedComplex),
                false => self.convert_to_basic(first, Basic::Complex128),
            }
            if !first.is_valid() {
                return None;
            }
        }
        let result = match (builtin, self.store.basic_of(first.ty)) {
            (Builtin::Complex, Some(Basic::Float32)) => Basic::Complex64,
            (Builtin::Complex, Some(Basic::Float64)) => Basic::Complex128,
            (Builtin::Complex, Some(Basic::UntypedFloat)) => Basic::UntypedComplex,
            (Builtin::Real | Builtin::Imag, Some(Basic::Complex64)) => Basic::Float32,
            (Builtin::Real | Builtin::Imag, Some(Basic::Complex128)) => Basic::Float64,
            (Builtin::Real | Builtin::Imag, Some(Basic::UntypedComplex)) => Basic::UntypedFloat,
            _ => {
                let ty = self.ty_text(first.ty);
                let message = match builtin {
                    Builtin::Complex => format!("invalid argument: arguments have type {ty}, expected floating-point"),
                    _ => format!("invalid argument: argument has type {ty}, expected complex type"),
                };
                self.error(Code::Operation, first.span, message);
                return None;
            }
        };
        let constant = first.is_const() && rest.iter().all(Operand::is_const);
        let mode = if constant { Mode::Const(Value::Unknown) } else { Mode::Value };
        Some(self.result(call, mode, basic(result)))
    }

    pub(super) fn builtin_unsafe(
        &mut self,
        builtin: Builtin,
        call: &Call<'a>,
        args: &mut [Operand],
    ) -> Option<Operand> {
        let uintptr = basic(Basic::Uintptr);
        let byte = self.store.universe.byte;
        match builtin {
            Builtin::Sizeof | Builtin::Alignof => {
                let name = format!("argument to unsafe.{}", builtin.row().name);
                self.assignment(&mut args[0], None, &name);
                if !args[0].is_valid() {
                    return None;
                }
                let size = self.store.size_of(args[0].ty);
                let value = size.map(|(size, align)| if builtin == Builtin::Sizeof { size } else { align });
                let mode = value.map_or(Mode::Value, |value| Mode::Const(Value::int(value)));
                Some(self.result(call, mode, uintptr))
            }
            Builtin::Offsetof => self.builtin_offsetof(call),
            Builtin::UnsafeAdd => {
                let pointer = basic(Basic::UnsafePointer);
                self.assignment(&mut args[0], Some(pointer), "argument to unsafe.Add");
                let right = args[0].is_valid() && self.check_index(&mut args[1], "length", true);
                right.then(|| self.result(call, Mode::Value, pointer))
            }
            Builtin::UnsafeSlice => {
                let common = self.store.common_under(args[0].ty).ok()?;
                let Type::Pointer(base) = self.store.get(common) else {
                    return self.wrong_argument(&args[0], "invalid argument: {} is not a pointer");
                };
                if !self.check_index(&mut args[1], "length", false) {
                    return None;
                }
                let ty = self.store.slice(base);
                Some(self.result(call, Mode::Value, ty))
            }
            Builtin::SliceData => {
                let common = self.store.common_under(args[0].ty).ok()?;
                let Type::Slice(elem) = self.store.get(common) else {
                    return self.wrong_argument(&args[0], "invalid argument: {} is not a slice");
                };
                let ty = self.store.pointer(elem);
                Some(self.result(call, Mode::Value, ty))
            }
            Builtin::UnsafeString => {
                let pointer = self.store.pointer(byte);
                self.assignment(&mut args[0], Some(pointer), "argument to unsafe.String");
                let right = args[0].is_valid() && self.check_index(&mut args[1], "length", false);
                right.then(|| self.result(call, Mode::Value, basic(Basic::String)))
            }
            _ => {
                self.assignment(&mut args[0], Some(basic(Basic::String)), "argument to unsafe.StringData");
                let ty = self.store.pointer(byte);
                args[0].is_valid().then(|| self.result(call, Mode::Value, ty))
            }
        }
    }

    fn builtin_offsetof(&mut self, call: &Call<'a>) -> Option<Operand> {
        let arg = *call.args.first()?;
        let ExprKind::Selector { x: base, field } = *self.tree.kind(self.tree.unparen(arg)) else {
            let message = format!("invalid argument: {} is not a selector expression", self.expr_text(arg));
            self.error(Code::Operation, self.tree.span(arg), message);
            self.use_exprs(call.args);
            return None;
        };
        let x = self.expr(base);
        if !x.is_valid() {
            return None;
        }
        let ty = match self.store.under(x.ty) {
            Type::Pointer(base) if matches!(self.store.under(base), Type::Struct(_)) => base,
            _ => x.ty,
        };
        let found = self.store.find_member(ty, false, Some(self.pkg), field.name, false);
        let (name, text) = (self.text(field.name), self.ty_text(ty));
        let message = match found {
            Lookup::Found(Found { member: Member::Field(_), path, indirect: false }) => {
                let offset = self.store.offset_of(ty, &path);
                let mode = offset.map_or(Mode::Value, |offset| Mode::Const(Value::int(offset)));
                return Some(self.result(call, mode, basic(Basic::Uintptr)));
            }
            Lookup::Found(Found { member: Member::Field(_), .. }) => {
                format!("invalid argument: field {name} is embedded via a pointer in {text}")
            }
            Lookup::Found(_) => format!("invalid argument: {} is a method value", self.expr_text(arg)),
            _ => format!("invalid argument: {text} has no single field {name}"),
        };
        self.error(Code::Operation, x.span, message);
        None
    }
}
