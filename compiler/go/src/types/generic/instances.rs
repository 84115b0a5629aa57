//! Instances of generic types, each made once.

use super::Substitution;
use crate::limits;
use crate::types::store::*;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

impl Store {
    /// `origin[args]`. Its right side is made when it is first asked for.
    pub(crate) fn instance(&mut self, origin: NamedId, args: Arc<[TypeId]>) -> TypeId {
        let mut hasher = DefaultHasher::new();
        for arg in &*args {
            self.hash_type(*arg, &mut hasher, 0);
        }
        let key = (origin, hasher.finish());
        for known in self.instances.get(&key).cloned().unwrap_or_default() {
            let Type::Named(id) = self.get(known) else { continue };
            let other = self.named(id).args.clone();
            if self.all_identical(&other, &args) {
                return known;
            }
        }
        self.instance_count += 1;
        if self.instance_count > limits::INSTANCES {
            self.too_large = true;
            return INVALID;
        }
        let Named { obj, params, span, .. } = self.named(origin).clone();
        let (origin, methods, span) = (Some(origin), Vec::new(), self.here.unwrap_or(span));
        self.named.push(Named { obj, origin, args, params, right: None, under: None, methods, span });
        let id = NamedId(self.named.len() as u32 - 1);
        let ty = self.add(Type::Named(id));
        self.instances.entry(key).or_default().push(ty);
        ty
    }

    /// Makes the right side of an instance, if that of its origin is known.
    pub(crate) fn expand(&mut self, id: NamedId) {
        let Named { origin, args, right, span, .. } = self.named(id).clone();
        let (Some(origin), None) = (origin, right) else { return };
        let origin = self.named(origin).clone();
        let Some(generic) = origin.right else { return };
        let around = self.here.replace(span);
        let right = match origin.params.len() == args.len() {
            true => self.subst(generic, &pair(&origin.params, &args)),
            false => INVALID,
        };
        self.here = around;
        self.named[id.index()].right = Some(right);
    }

    /// An instance of a generic alias.
    pub(crate) fn alias_instance(&mut self, origin: AliasId, args: Arc<[TypeId]>) -> TypeId {
        let alias = self.aliases[origin.index()].clone();
        if alias.params.len() != args.len() {
            return INVALID;
        }
        let right = alias.right.map(|right| self.subst(right, &pair(&alias.params, &args)));
        self.instance_count += 1;
        if self.instance_count > limits::INSTANCES {
            self.too_large = true;
            return INVALID;
        }
        self.aliases.push(Alias { origin: Some(origin), args, right, ..alias });
        let id = AliasId(self.aliases.len() as u32 - 1);
        self.add(Type::Alias(id))
    }

    /// Feeds what identical types have in common. What is left out only makes two types meet more often.
    fn hash_type(&self, ty: TypeId, hasher: &mut DefaultHasher, depth: u32) {
        let ty = self.unalias(ty);
        let kind = &self.types[ty.index()];
        std::mem::discriminant(kind).hash(hasher);
        if depth > 4 {
            return;
        }
        match kind {
            Type::Basic(basic) => basic.hash(hasher),
            Type::Slice(elem) | Type::Pointer(elem) | Type::Chan { elem, .. } | Type::Array { elem, .. } => {
                self.hash_type(*elem, hasher, depth + 1);
            }
            Type::Map { key, elem } => {
                self.hash_type(*key, hasher, depth + 1);
                self.hash_type(*elem, hasher, depth + 1);
            }
            Type::Struct(fields) => {
                for field in &fields.fields {
                    field.name.hash(hasher);
                    self.hash_type(field.ty, hasher, depth + 2);
                }
            }
            Type::Signature(signature) => {
                for param in signature.params.iter().chain(&*signature.results) {
                    self.hash_type(param.ty, hasher, depth + 2);
                }
            }
            Type::Named(id) => {
                let named = &self.named[id.index()];
                named.obj.hash(hasher);
                for arg in &*named.args {
                    self.hash_type(*arg, hasher, depth + 1);
                }
            }
            // Type parameters of generic signatures are identical by position.
            Type::Param(_) | Type::Interface(_) | Type::Union(_) | Type::Tuple(_) | Type::Alias(_) => {}
        }
    }
}

/// The substitution of parameters by arguments.
pub(crate) fn pair(params: &[ParamId], args: &[TypeId]) -> Substitution {
    params.iter().copied().zip(args.iter().copied()).collect()
}
