//! Substitution of type parameters.

use crate::types::store::*;
use std::collections::HashMap;
use std::sync::Arc;

/// The type that stands for each type parameter.
pub(crate) type Substitution = HashMap<ParamId, TypeId>;

/// One substitution and what it has done so far, so that shared parts are gone through once.
struct Subst<'a> {
    map: &'a Substitution,
    done: HashMap<TypeId, TypeId>,
}

impl Store {
    /// The type with its type parameters substituted.
    pub(crate) fn subst(&mut self, ty: TypeId, map: &Substitution) -> TypeId {
        if map.is_empty() || self.too_large {
            return ty;
        }
        Subst { map, done: HashMap::new() }.ty(self, ty)
    }

    pub(crate) fn subst_params(&mut self, params: &Arc<[Param]>, map: &Substitution) -> Arc<[Param]> {
        Subst { map, done: HashMap::new() }.params(self, params)
    }

    /// The signature with its type parameters substituted. Its own stay its own, unless they are being substituted.
    pub(crate) fn subst_signature(&mut self, signature: &Signature, map: &Substitution) -> Signature {
        Subst { map, done: HashMap::new() }.signature(self, signature).unwrap_or_else(|| signature.clone())
    }

    /// Fresh type parameters like the ones given, with their constraints, and the map from those to these.
    pub(crate) fn rename_params(&mut self, params: &[ParamId]) -> (Arc<[ParamId]>, Substitution) {
        let (mut fresh, mut map) = (Vec::with_capacity(params.len()), Substitution::new());
        for param in params {
            let TypeParam { obj, index, bound, .. } = *self.param(*param);
            let Object { name, span, pkg, .. } = *self.object(obj);
            let obj = self.new_object(name, span, ObjectKind::Type, None);
            self.objects[obj.index()].pkg = pkg;
            let (id, ty) = self.new_param(obj, index, bound);
            fresh.push(id);
            map.insert(*param, ty);
        }
        for (id, param) in fresh.iter().zip(params) {
            let bound = self.param(*param).bound;
            self.params[id.index()].bound = self.subst(bound, &map);
        }
        (fresh.into(), map)
    }
}

impl Subst<'_> {
    fn ty(&mut self, store: &mut Store, ty: TypeId) -> TypeId {
        if let Some(done) = self.done.get(&ty) {
            return *done;
        }
        let result = self.kind(store, ty);
        self.done.insert(ty, result);
        result
    }

    fn kind(&mut self, store: &mut Store, ty: TypeId) -> TypeId {
        match store.types[ty.index()].clone() {
            Type::Basic(_) => ty,
            Type::Param(id) => self.map.get(&id).copied().unwrap_or(ty),
            Type::Array { len, elem } => match self.ty(store, elem) {
                same if same == elem => ty,
                elem => store.array(len, elem),
            },
            Type::Slice(elem) => {
                let elem = self.ty(store, elem);
                store.slice(elem)
            }
            Type::Pointer(base) => {
                let base = self.ty(store, base);
                store.pointer(base)
            }
            Type::Map { key, elem } => {
                let (key, elem) = (self.ty(store, key), self.ty(store, elem));
                store.map(key, elem)
            }
            Type::Chan { direction, elem } => {
                let elem = self.ty(store, elem);
                store.chan(direction, elem)
            }
            Type::Struct(fields) => {
                let mut changed = (*fields).clone();
                for field in &mut changed.fields {
                    field.ty = self.ty(store, field.ty);
                }
                let same = changed.fields.iter().zip(&fields.fields).all(|(new, old)| new.ty == old.ty);
                if same { ty } else { store.add(Type::Struct(Arc::new(changed))) }
            }
            Type::Tuple(params) => {
                let changed = self.params(store, &params);
                if Arc::ptr_eq(&changed, &params) { ty } else { store.tuple(changed) }
            }
            Type::Signature(signature) => match self.signature(store, &signature) {
                Some(changed) => store.func(changed),
                None => ty,
            },
            Type::Union(terms) => {
                let changed = terms.iter().map(|term| Term { ty: self.ty(store, term.ty), ..*term });
                let changed: Arc<[Term]> = changed.collect();
                let same = changed.iter().zip(&*terms).all(|(new, old)| new.ty == old.ty);
                if same { ty } else { store.add(Type::Union(changed)) }
            }
            Type::Interface(id) => self.interface(store, ty, id),
            Type::Named(id) => {
                let named = store.named(id);
                let Some(origin) = named.origin else { return ty };
                let args = named.args.clone();
                match self.list(store, &args) {
                    Some(args) => store.instance(origin, args),
                    None => ty,
                }
            }
            Type::Alias(id) => {
                let alias = &store.aliases[id.index()];
                let Some(origin) = alias.origin else {
                    return if alias.params.is_empty() { self.local_alias(store, ty) } else { ty };
                };
                let args = alias.args.clone();
                match self.list(store, &args) {
                    Some(args) => store.alias_instance(origin, args),
                    None => ty,
                }
            }
        }
    }

    /// An alias that is declared inside a generic function may stand for a type with its type parameters.
    fn local_alias(&mut self, store: &mut Store, ty: TypeId) -> TypeId {
        let target = store.unalias(ty);
        match self.ty(store, target) {
            same if same == target => ty,
            changed => changed,
        }
    }

    fn list(&mut self, store: &mut Store, args: &[TypeId]) -> Option<Arc<[TypeId]>> {
        let changed: Vec<TypeId> = args.iter().map(|arg| self.ty(store, *arg)).collect();
        (changed != args).then(|| changed.into())
    }

    fn params(&mut self, store: &mut Store, params: &Arc<[Param]>) -> Arc<[Param]> {
        let mut changed: Option<Vec<Param>> = None;
        for (index, param) in params.iter().enumerate() {
            let ty = self.ty(store, param.ty);
            if ty != param.ty {
                changed.get_or_insert_with(|| params.to_vec())[index].ty = ty;
            }
        }
        changed.map_or_else(|| params.clone(), Into::into)
    }

    fn signature(&mut self, store: &mut Store, signature: &Signature) -> Option<Signature> {
        let own = &signature.type_params;
        if own.first().is_some_and(|first| !self.map.contains_key(first)) {
            let (fresh, renamed) = store.rename_params(own);
            let mut map = self.map.clone();
            map.extend(renamed);
            for param in &*fresh {
                let bound = store.param(*param).bound;
                store.params[param.index()].bound = store.subst(bound, self.map);
            }
            let mut inner = Subst { map: &map, done: HashMap::new() };
            let params = inner.params(store, &signature.params);
            let results = inner.params(store, &signature.results);
            return Some(Signature { type_params: fresh, params, results, ..signature.clone() });
        }
        let params = self.params(store, &signature.params);
        let results = self.params(store, &signature.results);
        if Arc::ptr_eq(&params, &signature.params) && Arc::ptr_eq(&results, &signature.results) {
            return None;
        }
        Some(Signature { params, results, ..signature.clone() })
    }

    fn interface(&mut self, store: &mut Store, ty: TypeId, id: InterfaceId) -> TypeId {
        let mut interface = store.interface(id).clone();
        let mut same = true;
        for method in &mut interface.methods {
            let signature = self.ty(store, method.signature);
            same &= signature == method.signature;
            method.signature = signature;
        }
        for (embedded, _) in &mut interface.embedded {
            let changed = self.ty(store, *embedded);
            same &= changed == *embedded;
            *embedded = changed;
        }
        if same {
            return ty;
        }
        interface.type_set = None;
        let ty = store.new_interface(interface);
        store.measure_again(ty);
        ty
    }
}
