//! Type parameters and their constraints.

use crate::diagnostic::Code;
use crate::syntax::token::Op;
use crate::syntax::tree::{ExprId, ExprKind, Field};
use crate::types::check::Checker;
use crate::types::store::*;

impl Checker<'_> {
    /// Declares type parameters in the current scope, without their constraints, which may speak of all of them.
    pub(in crate::types) fn declare_type_params(&mut self, fields: &[Field]) -> Vec<ParamId> {
        let names: Vec<_> = fields.iter().flat_map(|field| field.names.iter().copied()).collect();
        let declare = |(index, name)| self.declare_type_param(name, index).0;
        let params: Vec<ParamId> = names.into_iter().enumerate().map(declare).collect();
        self.env.type_params.extend(&params);
        params
    }

    pub(in crate::types) fn declare_type_param(
        &mut self,
        name: crate::syntax::tree::Ident,
        index: usize,
    ) -> (ParamId, TypeId) {
        let obj = self.store.new_object(name.name, name.span, ObjectKind::Type, None);
        let param = self.store.new_param(obj, index, INVALID);
        self.declare(self.env.scope, Some(name), obj);
        param
    }

    /// Gives type parameters their constraints.
    pub(in crate::types) fn bound_type_params(&mut self, fields: &[Field], params: &[ParamId]) {
        let around = std::mem::replace(&mut self.env.in_type_params, true);
        let mut params = params.iter();
        for field in fields {
            let mut bound = self.constraint(field.ty);
            if self.store.is_param(bound) {
                self.error(Code::Type, self.tree.span(field.ty), "cannot use a type parameter as constraint");
                bound = INVALID;
            }
            for param in params.by_ref().take(field.names.len()) {
                self.store.params[param.index()].bound = bound;
            }
        }
        self.env.in_type_params = around;
    }

    /// A constraint, where `~T` and `A | B` need no `interface` around them.
    fn constraint(&mut self, expr: ExprId) -> TypeId {
        match self.tree.kind(expr) {
            ExprKind::Unary { op: Op::Tilde, .. } | ExprKind::Binary { op: Op::Or, .. } => {
                let union = self.union(expr);
                let embedded = vec![(union, self.tree.span(expr))];
                let interface = Interface { embedded, implicit: true, complete: true, ..Interface::default() };
                let ty = self.store.new_interface(interface);
                self.store.measure_again(ty);
                self.record_type(expr, ty);
                ty
            }
            _ => self.ty(expr),
        }
    }
}
