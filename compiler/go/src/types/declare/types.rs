//! Type declarations.

use crate::diagnostic::Code;
use crate::syntax::tree::TypeSpec;
use crate::types::check::{Checker, Later};
use crate::types::store::*;

impl<'a> Checker<'a> {
    pub(super) fn type_declaration(&mut self, obj: ObjId, spec: &'a TypeSpec) {
        self.later.push(Later::ValidType { obj });
        if spec.alias {
            self.alias_declaration(obj, spec);
            return;
        }
        let (named, _) = self.store.new_named(obj, None);
        let declare = |checker: &mut Self| {
            if !spec.type_params.is_empty() {
                let params = checker.declare_type_params(&spec.type_params);
                checker.store.named[named.index()].params = params.clone().into();
                checker.bound_type_params(&spec.type_params, &params);
            }
            let right = checker.declared_type(spec.ty, Some(obj));
            let right = if checker.store.is_param(right) {
                let message = "cannot use a type parameter as RHS in type declaration";
                checker.error(Code::Type, checker.tree.span(spec.ty), message);
                INVALID
            } else {
                right
            };
            checker.store.named[named.index()].right = Some(right);
        };
        self.in_scope(declare);
    }

    fn alias_declaration(&mut self, obj: ObjId, spec: &'a TypeSpec) {
        let (alias, ty) = self.store.new_alias(obj, None);
        self.in_scope(|checker| {
            let mut params = Vec::new();
            if !spec.type_params.is_empty() {
                params = checker.declare_type_params(&spec.type_params);
                checker.store.aliases[alias.index()].params = params.clone().into();
                checker.bound_type_params(&spec.type_params, &params);
            }
            let mut right = checker.declared_type(spec.ty, Some(obj));
            if let Type::Param(param) = checker.store.types[right.index()]
                && params.contains(&param)
            {
                let message = "cannot use type parameter declared in alias declaration as RHS";
                checker.error(Code::Type, checker.tree.span(spec.ty), message);
                right = INVALID;
            }
            // An alias of itself has been reported, and must not be one.
            if checker.store.types_reach(right, ty) {
                right = INVALID;
            }
            checker.store.aliases[alias.index()].right.get_or_insert(right);
            checker.store.measure_again(ty);
        });
    }
}

impl Store {
    /// Following aliases from one type leads to the other.
    fn types_reach(&self, from: TypeId, to: TypeId) -> bool {
        let mut current = from;
        while current != to {
            let Type::Alias(alias) = self.types[current.index()] else { return false };
            match self.aliases[alias.index()].right {
                Some(right) => current = right,
                None => return false,
            }
        }
        true
    }
}
