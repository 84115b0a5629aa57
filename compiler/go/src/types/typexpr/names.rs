//! Names: what an identifier stands for.

use crate::diagnostic::Code;
use crate::syntax::names::Name;
use crate::syntax::tree::ExprId;
use crate::types::check::{Checker, Mode, Operand};
use crate::types::store::*;

impl Checker<'_> {
    /// An identifier as an operand. With `want_type` only a type will do.
    pub(in crate::types) fn ident(&mut self, expr: ExprId, name: Name, want_type: bool) -> Operand {
        let span = self.tree.span(expr);
        let mut x = Operand::new(Mode::Invalid, INVALID, expr, span);
        let Some((scope, obj)) = self.store.lookup(self.env.scope, name) else {
            if name == Name::BLANK {
                self.error(Code::Undeclared, span, "cannot use _ as value or type");
            } else {
                self.error(Code::Undeclared, span, format!("undefined: {}", self.text(name)));
            }
            return x;
        };
        self.info.uses.insert(expr, obj);
        let is_type = self.store.object(obj).kind == ObjectKind::Type;
        if want_type && !is_type {
            let message = format!("{} ({}) is not a type", self.text(name), self.object_kind(obj));
            self.error(Code::Type, span, message);
            self.used.insert(obj);
            return x;
        }
        let own = self.store.object(obj).pkg == Some(self.pkg);
        if self.store.object(obj).ty.is_none() || is_type && want_type && own {
            self.resolve(obj);
        }
        let ty = self.object_type(obj);
        if let Some(import) = self.dot_imports.get(&(scope, obj)) {
            self.used.insert(*import);
        }
        match self.store.object(obj).kind.clone() {
            ObjectKind::Package(_) => {
                self.error(Code::Type, span, format!("use of package {} not in selector", self.text(name)));
                return x;
            }
            ObjectKind::Const(value) => {
                self.depend_on(obj);
                if self.store.is_invalid(ty) {
                    return x;
                }
                x.mode = Mode::Const(value);
                if obj == self.store.universe.iota {
                    let Some(iota) = self.env.iota.clone() else {
                        self.error(Code::Constant, span, "cannot use iota outside constant declaration");
                        x.mode = Mode::Invalid;
                        return x;
                    };
                    x.mode = Mode::Const(iota);
                }
            }
            ObjectKind::Type => x.mode = Mode::Type,
            ObjectKind::Var(_) => {
                self.used.insert(obj);
                self.note_capture(obj);
                self.depend_on(obj);
                if self.store.is_invalid(ty) {
                    return x;
                }
                x.mode = Mode::Variable;
            }
            ObjectKind::Func { .. } => {
                self.depend_on(obj);
                x.mode = Mode::Value;
            }
            ObjectKind::Builtin(builtin) => x.mode = Mode::Builtin(builtin),
            ObjectKind::Nil => x.mode = Mode::Value,
            ObjectKind::Label => return x,
        }
        x.ty = ty;
        x
    }

    /// A local variable that another function than its own uses outlives that function's call.
    fn note_capture(&mut self, obj: ObjId) {
        let object = self.store.object(obj);
        let local = !matches!(object.kind, ObjectKind::Var(VarKind::Package));
        if local && object.pkg == Some(self.pkg) && object.function != self.env.function {
            self.info.captured.insert(obj);
        }
    }

    /// The word for what an object is.
    pub(in crate::types) fn object_kind(&self, obj: ObjId) -> &'static str {
        match self.store.object(obj).kind {
            ObjectKind::Package(_) => "package name",
            ObjectKind::Const(_) => "constant",
            ObjectKind::Type if self.store.object(obj).ty.is_some_and(|ty| self.store.is_param(ty)) => "type parameter",
            ObjectKind::Type if self.is_alias(obj) => "type alias",
            ObjectKind::Type => "defined type",
            ObjectKind::Var(VarKind::Package) => "package-level variable",
            ObjectKind::Var(VarKind::Local) => "local variable",
            ObjectKind::Var(VarKind::Receiver) => "receiver",
            ObjectKind::Var(VarKind::Param) => "parameter",
            ObjectKind::Var(VarKind::Result) => "result variable",
            ObjectKind::Func { method: true, .. } => "method",
            ObjectKind::Func { .. } => "function",
            ObjectKind::Builtin(_) => "built-in function",
            ObjectKind::Nil => "untyped nil",
            ObjectKind::Label => "label",
        }
    }
}
