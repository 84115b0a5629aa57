//! Types as they are written.

use crate::diagnostic::Code;
use crate::syntax::tree::{ExprId, ExprKind};
use crate::types::check::{Checker, Later, Mode, Operand, Refusal};
use crate::types::store::*;

impl<'a> Checker<'a> {
    /// A type; invalid after a mistake.
    pub(in crate::types) fn ty(&mut self, expr: ExprId) -> TypeId {
        self.declared_type(expr, None)
    }

    /// The type of a variable, a field or an element, which can't be a constraint.
    pub(in crate::types) fn var_type(&mut self, expr: ExprId) -> TypeId {
        let ty = self.ty(expr);
        self.later_var_type(expr, ty);
        ty
    }

    pub(in crate::types) fn later_var_type(&mut self, expr: ExprId, ty: TypeId) {
        // Most types can be told from constraints at once.
        let plain = !matches!(
            self.store.get(ty),
            Type::Named(_) | Type::Interface(_) | Type::Basic(crate::types::basic::Basic::Invalid)
        );
        if !plain {
            self.later.push(Later::VarType { expr, ty });
        }
    }

    pub(in crate::types) fn check_var_type(&mut self, expr: ExprId, ty: TypeId) {
        let Type::Interface(id) = self.store.under(ty) else { return };
        let set = self.store.type_set(id);
        if !set.is_method_set() {
            let why = match set.comparable {
                true => "interface is (or embeds) comparable",
                false => "interface contains type constraints",
            };
            let message = format!("cannot use type {} outside a type constraint: {why}", self.ty_text(ty));
            self.error(Code::Type, self.tree.span(expr), message);
        }
    }

    /// A type on the right side of the declaration of `name`, or anywhere else.
    pub(in crate::types) fn declared_type(&mut self, expr: ExprId, name: Option<ObjId>) -> TypeId {
        let mut ty = self.any_type(expr, name);
        if self.store.is_generic(ty) {
            let message = format!("cannot use generic type {} without instantiation", self.ty_text(ty));
            self.error(Code::Generic, self.tree.span(expr), message);
            ty = INVALID;
        }
        self.record_type(expr, ty);
        ty
    }

    /// A generic type; otherwise nothing, with the reason if that has not been reported.
    pub(in crate::types) fn generic_type(&mut self, expr: ExprId) -> Result<TypeId, Option<String>> {
        let ty = self.any_type(expr, None);
        if self.store.is_invalid(ty) {
            return Err(None);
        }
        if !self.store.is_generic(ty) {
            return Err(Some(format!("{} is not a generic type", self.ty_text(ty))));
        }
        self.record_type(expr, ty);
        Ok(ty)
    }

    fn any_type(&mut self, expr: ExprId, name: Option<ObjId>) -> TypeId {
        let ty = match self.enter(self.tree.span(expr)) {
            true => self.any_type_inner(expr, name),
            false => INVALID,
        };
        self.leave();
        ty
    }

    fn any_type_inner(&mut self, expr: ExprId, name: Option<ObjId>) -> TypeId {
        let (tree, span) = (self.tree, self.tree.span(expr));
        match tree.kind(expr) {
            ExprKind::Bad => INVALID,
            ExprKind::Name(ident) => {
                let x = self.ident(expr, *ident, true);
                self.type_of_operand(x)
            }
            ExprKind::Selector { x, field } => {
                let x = self.selector(expr, *x, *field, true);
                self.type_of_operand(x)
            }
            ExprKind::Index { x, indices } => self.instantiated_type(expr, *x, indices),
            ExprKind::Paren(inner) => self.declared_type(*inner, name),
            ExprKind::ArrayType { len: None, elem } => {
                let elem = self.var_type(*elem);
                self.store.slice(elem)
            }
            ExprKind::ArrayType { len: Some(len), elem } => self.array_type(*len, *elem),
            ExprKind::Ellipsis(_) => {
                self.error(Code::Type, span, "invalid use of ...");
                INVALID
            }
            ExprKind::StructType(fields) => self.struct_type(fields),
            ExprKind::Star(base) => {
                let base = self.var_type(*base);
                if self.store.is_invalid(base) { INVALID } else { self.store.pointer(base) }
            }
            ExprKind::FuncType(signature) => self.signature_in_scope(signature, None, span).0,
            ExprKind::InterfaceType(elements) => self.interface_type(elements),
            ExprKind::MapType { key, value } => {
                let (key_type, elem) = (self.var_type(*key), self.var_type(*value));
                self.later.push(Later::MapKey { expr: *key, ty: key_type });
                self.store.map(key_type, elem)
            }
            ExprKind::ChanType { direction, elem } => {
                self.refuse(span, Refusal::Channel);
                let elem = self.var_type(*elem);
                self.store.chan(*direction, elem)
            }
            _ => {
                let message = format!("{} is not a type", self.expr_text(expr));
                self.error(Code::Type, span, message);
                self.use_exprs(&[expr]);
                INVALID
            }
        }
    }

    fn type_of_operand(&mut self, x: Operand) -> TypeId {
        match x.mode {
            Mode::Type => {
                self.refuse_complex(x.ty, x.span);
                x.ty
            }
            Mode::Invalid => INVALID,
            Mode::NoValue => {
                let message = format!("{} used as type", self.operand_text(&x));
                self.error(Code::Type, x.span, message);
                INVALID
            }
            _ => {
                let message = format!("{} is not a type", self.operand_text(&x));
                self.error(Code::Type, x.span, message);
                INVALID
            }
        }
    }

    pub(in crate::types) fn refuse_complex(&mut self, ty: TypeId, span: crate::syntax::files::Span) {
        use crate::types::basic::Basic;
        if let Type::Basic(Basic::Complex64 | Basic::Complex128 | Basic::UntypedComplex) = self.store.get(ty) {
            self.refuse(span, Refusal::Complex);
        }
    }

    pub(in crate::types) fn check_map_key(&mut self, expr: ExprId, ty: TypeId) {
        if self.store.is_invalid(ty) || self.store.is_comparable(ty, true) {
            return;
        }
        if self.store.under_id(ty) == INVALID {
            return;
        }
        let why = if self.store.is_param(ty) { " (missing comparable constraint)" } else { "" };
        let message = format!("invalid map key type {}{why}", self.ty_text(ty));
        self.error(Code::Type, self.tree.span(expr), message);
    }
}
