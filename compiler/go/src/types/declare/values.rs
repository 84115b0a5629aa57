//! Constants and variables.

use crate::diagnostic::Code;
use crate::syntax::tree::ExprId;
use crate::types::basic::{Basic, Info};
use crate::types::check::{Checker, Mode, Operand};
use crate::types::constant::Value;
use crate::types::store::*;

impl Checker<'_> {
    pub(super) fn constant(
        &mut self,
        obj: ObjId,
        iota: Value,
        ty: Option<ExprId>,
        init: Option<ExprId>,
        inherited: bool,
    ) {
        let around = (self.env.iota.replace(iota), self.env.blame.take());
        self.set_value(obj, Value::Unknown);
        self.constant_inner(obj, ty, init, inherited);
        (self.env.iota, self.env.blame) = around;
    }

    fn set_value(&mut self, obj: ObjId, value: Value) {
        self.store.objects[obj.index()].kind = ObjectKind::Const(value);
    }

    fn constant_inner(&mut self, obj: ObjId, ty: Option<ExprId>, init: Option<ExprId>, inherited: bool) {
        if let Some(expr) = ty {
            let ty = self.ty(expr);
            if !self.store.is(ty, Info::CONST) {
                if self.store.under_id(ty) != INVALID {
                    let message = format!("invalid constant type {}", self.ty_text(ty));
                    self.error(Code::Constant, self.tree.span(expr), message);
                }
                self.set_type(obj, INVALID);
                return;
            }
            self.set_type(obj, ty);
        }
        let Some(init) = init else {
            if self.store.object(obj).ty.is_none() {
                self.set_type(obj, INVALID);
            }
            return;
        };
        if inherited {
            self.env.blame = Some(self.store.object(obj).span);
        }
        let x = self.expr(init);
        self.init_constant(obj, x);
    }

    fn init_constant(&mut self, obj: ObjId, mut x: Operand) {
        let declared = self.store.object(obj).ty;
        let invalid = declared.is_some_and(|ty| self.store.is_invalid(ty));
        if !x.is_valid() || self.store.is_invalid(x.ty) || invalid {
            self.set_type(obj, declared.unwrap_or(INVALID));
            return;
        }
        if !x.is_const() {
            let message = format!("{} is not constant", self.operand_text(&x));
            self.error(Code::Constant, x.span, message);
            self.set_type(obj, declared.unwrap_or(INVALID));
            return;
        }
        let ty = declared.unwrap_or(x.ty);
        self.set_type(obj, ty);
        self.assignment(&mut x, Some(ty), "constant declaration");
        if let Mode::Const(value) = x.mode {
            self.set_value(obj, value);
        }
    }

    pub(super) fn variable(&mut self, obj: ObjId, variables: &[ObjId], ty: Option<ExprId>, init: Option<ExprId>) {
        if let Some(ty) = ty {
            let ty = self.var_type(ty);
            self.set_type(obj, ty);
        }
        let Some(init) = init else {
            if ty.is_none() {
                self.set_type(obj, INVALID);
            }
            return;
        };
        if variables.len() <= 1 {
            let declared = self.store.object(obj).ty;
            let name = self.store.object_name(obj).to_owned();
            let target = self.target(declared, &name);
            let mut x = self.expr_for(target.as_ref(), init);
            self.init_variable(obj, &mut x, "variable declaration");
            return;
        }
        if ty.is_some() {
            let declared = self.object_type(obj);
            for variable in variables {
                self.set_type(*variable, declared);
            }
        }
        self.init_variables(variables, &[init]);
    }

    /// Gives a variable the type of its first value, if it has none, and checks that it can hold it.
    pub(in crate::types) fn init_variable(&mut self, obj: ObjId, x: &mut Operand, context: &str) {
        let declared = self.store.object(obj).ty;
        let invalid = declared.is_some_and(|ty| self.store.is_invalid(ty));
        if !x.is_valid() || self.store.is_invalid(x.ty) || invalid {
            if declared.is_none() {
                self.set_type(obj, INVALID);
            }
            x.invalidate();
            return;
        }
        let ty = match declared {
            Some(ty) => ty,
            None if x.ty == basic(Basic::UntypedNil) => {
                self.error(Code::Assignment, x.span, format!("use of untyped nil in {context}"));
                self.set_type(obj, INVALID);
                x.invalidate();
                return;
            }
            None => self.store.default_type(x.ty),
        };
        self.set_type(obj, ty);
        self.assignment(x, Some(ty), context);
    }
}
