//! Methods of a program's types, found by name; promoted ones too.

use super::{Build, Res};
use crate::ir::{Shape, Ty};
use crate::types::store::*;
use std::collections::HashSet;
use std::sync::Arc;

/// A method's name, and the path of its package if others can't use it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Selector {
    pub(crate) name: Arc<str>,
    pub(crate) package: Arc<str>,
}

/// Types of parameters or results.
pub(crate) type TypeList = Arc<[Ty]>;

/// The method at the end of a path.
#[derive(Debug, Clone)]
pub(crate) enum Target {
    /// A declared one, with the type arguments of its receiver's type.
    Declared { obj: ObjId, args: Arc<[Ty]>, pointer: bool },
    /// One of an embedded interface.
    Interface,
}

/// A method, and the embedded fields on the way to it.
#[derive(Debug, Clone)]
pub(crate) struct MethodPath {
    pub(crate) fields: Vec<u32>,
    /// The type that has the method, without its pointer.
    pub(crate) owner: Ty,
    pub(crate) target: Target,
    /// A pointer is followed on the way, so that there is an address.
    pub(crate) indirect: bool,
}

/// Depth of embedding that is searched, as in the checker.
const DEPTH: usize = 100;

impl Build<'_> {
    /// The target of a pointer type, or the type itself.
    pub(crate) fn deref(&self, ty: Ty) -> (Ty, bool) {
        match (self.shape(ty), self.named_keys.contains_key(&ty)) {
            (Shape::Pointer(base), false) => (*base, true),
            _ => (ty, false),
        }
    }

    pub(crate) fn selector_of(&self, obj: ObjId) -> Selector {
        let object = self.store.object(obj);
        let (name, package) = self.method_name(object.name, object.pkg);
        Selector { name, package }
    }

    /// The method of that name in the method set of a type; with `addressable` also those that need its address.
    pub(crate) fn find_method(&self, receiver: Ty, wanted: &Selector, addressable: bool) -> Option<MethodPath> {
        let (base, pointer) = self.deref(receiver);
        if pointer && self.is_interface(base) {
            return None;
        }
        let mut current = vec![(base, Vec::new(), pointer, false)];
        let mut seen = HashSet::new();
        for _ in 0..DEPTH {
            let (mut found, mut next) = (None::<MethodPath>, Vec::new());
            for (ty, fields, indirect, several) in &current {
                if self.named_keys.contains_key(ty) && !seen.insert(*ty) {
                    continue;
                }
                let (target, field) = self.member_here(*ty, wanted);
                if target.is_some() || field {
                    if found.is_some() || *several || field {
                        return None;
                    }
                    let target = target?;
                    found = Some(MethodPath { fields: fields.clone(), owner: *ty, target, indirect: *indirect });
                    continue;
                }
                if found.is_none()
                    && let Shape::Struct(list) = self.shape(*ty)
                {
                    for (index, field) in list.iter().enumerate().filter(|(_, field)| field.embedded) {
                        let (ty, pointer) = self.deref(field.ty);
                        let path = [&fields[..], &[index as u32]].concat();
                        next.push((ty, path, *indirect || pointer, *several));
                    }
                }
            }
            if let Some(found) = found {
                let needs_pointer = matches!(found.target, Target::Declared { pointer: true, .. });
                return (!needs_pointer || found.indirect || addressable).then_some(found);
            }
            if next.is_empty() {
                return None;
            }
            current = merge(next);
        }
        None
    }

    /// The method that a type itself has, or its having a field of that name.
    fn member_here(&self, ty: Ty, wanted: &Selector) -> (Option<Target>, bool) {
        if let Some(key) = self.named_keys.get(&ty) {
            for obj in &self.store.named(key.named).methods {
                if self.store.object_name(*obj) == &*wanted.name && self.selector_of(*obj) == *wanted {
                    let pointer = matches!(self.store.object(*obj).kind, ObjectKind::Func { pointer: true, .. });
                    return (Some(Target::Declared { obj: *obj, args: key.args.clone(), pointer }), false);
                }
            }
        }
        match self.shape(ty) {
            Shape::Interface(methods) => {
                let has = methods.iter().any(|m| m.name == wanted.name && m.package == wanted.package);
                (has.then_some(Target::Interface), false)
            }
            Shape::Struct(fields) => (None, fields.iter().any(|field| field.name == wanted.name)),
            _ => (None, false),
        }
    }

    /// All names in the method set of a type that may be methods, each once.
    pub(crate) fn method_names(&self, receiver: Ty) -> Vec<Selector> {
        let mut names = Vec::new();
        let (mut todo, mut seen) = (vec![self.deref(receiver).0], HashSet::new());
        while let Some(ty) = todo.pop() {
            if !seen.insert(ty) {
                continue;
            }
            if let Some(key) = self.named_keys.get(&ty) {
                names.extend(self.store.named(key.named).methods.iter().map(|obj| self.selector_of(*obj)));
            }
            match self.shape(ty) {
                Shape::Interface(methods) => {
                    names.extend(methods.iter().map(|m| Selector { name: m.name.clone(), package: m.package.clone() }))
                }
                Shape::Struct(fields) => {
                    todo.extend(fields.iter().filter(|field| field.embedded).map(|field| self.deref(field.ty).0));
                }
                _ => {}
            }
        }
        names.sort();
        names.dedup();
        names
    }

    /// The type of a method without its receiver.
    pub(crate) fn method_signature(&mut self, path: &MethodPath, wanted: &Selector) -> Res<Ty> {
        match &path.target {
            Target::Declared { obj, args, .. } => {
                let Some(signature) = self.store.object(*obj).ty.and_then(|ty| self.store.signature(ty)) else {
                    return Err(self.internal("a method without a signature"));
                };
                let env = self.environment(&signature.receiver_params, args);
                let params = signature.params.iter().map(|param| self.ty(param.ty, &env)).collect::<Res<Vec<Ty>>>()?;
                let results =
                    signature.results.iter().map(|param| self.ty(param.ty, &env)).collect::<Res<Vec<Ty>>>()?;
                Ok(self.func_type(&params, &results))
            }
            Target::Interface => match self.shape(path.owner) {
                Shape::Interface(methods) => {
                    let method = methods.iter().find(|m| m.name == wanted.name && m.package == wanted.package);
                    method.map(|method| method.signature).ok_or_else(|| self.internal("a method that is not there"))
                }
                _ => Err(self.internal("an interface that is none")),
            },
        }
    }

    /// Parameters and results of a function type.
    pub(crate) fn func_parts(&self, ty: Ty) -> Res<(TypeList, TypeList)> {
        match self.shape(ty) {
            Shape::Func { params, results } => Ok((params.clone(), results.clone())),
            _ => Err(self.internal("a function that is none")),
        }
    }
}

type Embedded = (Ty, Vec<u32>, bool, bool);

/// Types that are embedded more than once at a depth become one that is marked.
fn merge(list: Vec<Embedded>) -> Vec<Embedded> {
    let mut kept: Vec<Embedded> = Vec::with_capacity(list.len());
    let mut known = std::collections::HashMap::new();
    for embedded in list {
        match known.get(&embedded.0) {
            Some(index) => {
                let other: &mut Embedded = &mut kept[*index];
                other.3 = true;
            }
            None => {
                known.insert(embedded.0, kept.len());
                kept.push(embedded);
            }
        }
    }
    kept
}
