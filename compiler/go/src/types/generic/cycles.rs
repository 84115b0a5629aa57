//! Cycles in what inference found, such as `P` for `[]P`: nothing is found then.

use crate::types::store::*;
use std::collections::HashSet;

struct Finder<'a> {
    params: &'a [ParamId],
    inferred: &'a mut [Option<TypeId>],
    open: HashSet<TypeId>,
    done: HashSet<TypeId>,
}

/// Takes back what was found for type parameters that would stand inside themselves.
pub(super) fn break_cycles(store: &mut Store, params: &[ParamId], inferred: &mut [Option<TypeId>]) {
    let mut finder = Finder { params, inferred, open: HashSet::new(), done: HashSet::new() };
    for param in params {
        let ty = store.param_type(*param);
        finder.ty(store, ty);
    }
}

impl Finder<'_> {
    fn ty(&mut self, store: &mut Store, ty: TypeId) {
        let ty = store.unalias(ty);
        if self.open.contains(&ty) {
            if let Type::Param(param) = store.get(ty)
                && let Some(index) = self.params.iter().position(|other| *other == param)
            {
                self.inferred[index] = None;
            }
            return;
        }
        if !self.done.insert(ty) {
            return;
        }
        self.open.insert(ty);
        match store.get(ty) {
            Type::Array { elem, .. } | Type::Slice(elem) | Type::Pointer(elem) | Type::Chan { elem, .. } => {
                self.ty(store, elem);
            }
            Type::Map { key, elem } => {
                self.ty(store, key);
                self.ty(store, elem);
            }
            Type::Struct(fields) => fields.fields.iter().for_each(|field| self.ty(store, field.ty)),
            Type::Signature(signature) => {
                signature.params.iter().chain(&*signature.results).for_each(|param| self.ty(store, param.ty));
            }
            Type::Union(terms) => terms.iter().for_each(|term| self.ty(store, term.ty)),
            Type::Interface(id) => {
                let Interface { methods, embedded, .. } = store.interface(id).clone();
                methods.iter().for_each(|method| self.ty(store, method.signature));
                embedded.iter().for_each(|(ty, _)| self.ty(store, *ty));
            }
            Type::Named(id) => {
                let args = store.named(id).args.clone();
                args.iter().for_each(|arg| self.ty(store, *arg));
            }
            Type::Param(param) => {
                if let Some(index) = self.params.iter().position(|other| *other == param)
                    && let Some(ty) = self.inferred[index]
                {
                    self.ty(store, ty);
                }
            }
            Type::Basic(_) | Type::Tuple(_) | Type::Alias(_) => {}
        }
        self.open.remove(&ty);
    }
}
