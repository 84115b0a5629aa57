//! Instances of generic types, as they are written.

use crate::diagnostic::Code;
use crate::syntax::files::Span;
use crate::syntax::tree::ExprId;
use crate::types::check::{Checker, Later};
use crate::types::store::*;
use std::sync::Arc;

impl Checker<'_> {
    pub(super) fn instantiated_type(&mut self, expr: ExprId, base: ExprId, indices: &[ExprId]) -> TypeId {
        let span = self.tree.span(expr);
        let generic = match self.generic_type(base) {
            Ok(generic) => generic,
            Err(why) => {
                if let Some(why) = why {
                    let message = format!("invalid operation: {} ({why})", self.expr_text(expr));
                    self.error(Code::Generic, span, message);
                }
                return INVALID;
            }
        };
        let Some(args) = self.type_list(indices) else { return INVALID };
        let (obj, params, named) = match self.store.types[generic.index()] {
            Type::Named(id) => {
                let named = self.store.named(id);
                (named.obj, named.params.clone(), Some(id))
            }
            Type::Alias(id) => {
                let alias = &self.store.aliases[id.index()];
                (alias.obj, alias.params.clone(), None)
            }
            _ => return INVALID,
        };
        if !self.right_number(span, obj, params.len(), args.len()) {
            return INVALID;
        }
        self.info.instances.insert(expr, args.clone());
        let list: Arc<[TypeId]> = args.clone().into();
        let around = self.store.here.replace(span);
        let instance = match (named, &self.store.types[generic.index()]) {
            (Some(named), _) => self.store.instance(named, list),
            (None, Type::Alias(id)) => {
                let id = *id;
                self.store.alias_instance(id, list)
            }
            _ => INVALID,
        };
        self.store.here = around;
        let spans = indices.iter().map(|index| self.tree.span(*index)).collect();
        self.later.push(Later::Instance { span, params, args, spans });
        instance
    }

    fn right_number(&mut self, span: Span, obj: ObjId, want: usize, have: usize) -> bool {
        if have == want {
            return true;
        }
        let how = if have < want { "not enough" } else { "too many" };
        let name = self.store.object_name(obj);
        let message = format!("{how} type arguments for type {name}: have {have}, want {want}");
        self.error(Code::Generic, span, message);
        false
    }

    /// Types in brackets; nothing if one of them is wrong.
    pub(in crate::types) fn type_list(&mut self, exprs: &[ExprId]) -> Option<Vec<TypeId>> {
        let types: Vec<TypeId> = exprs.iter().map(|expr| self.var_type(*expr)).collect();
        types.iter().all(|ty| !self.store.is_invalid(*ty)).then_some(types)
    }

    /// Type arguments satisfy their constraints.
    pub(in crate::types) fn check_instance(
        &mut self,
        span: Span,
        params: &Arc<[ParamId]>,
        args: &[TypeId],
        spans: &[Span],
    ) {
        let map = params.iter().copied().zip(args.iter().copied()).collect();
        for (index, (param, arg)) in params.iter().zip(args).enumerate() {
            self.store.param_interface(*param);
            let bound = self.store.param(*param).bound;
            let bound = self.store.subst(bound, &map);
            if let Err(why) = self.store.implements(*arg, bound, true) {
                let span = spans.get(index).copied().unwrap_or(span);
                self.error(Code::Generic, span, why);
                return;
            }
        }
        self.mono.instance(self.store, span, params, args, spans, &self.ambient);
    }
}
