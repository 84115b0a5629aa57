//! Unification: which types must stand for type parameters to make two types the same.

use crate::types::store::*;
use std::collections::HashMap;

/// Strictness: how closely two types have to agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mode {
    /// One is assigned to the other: only the outermost types may differ in their names.
    pub(super) assign: bool,
    /// They have to be identical.
    pub(super) exact: bool,
}

impl Mode {
    pub(super) const INEXACT: Mode = Mode { assign: false, exact: false };
    pub(super) const ASSIGN: Mode = Mode { assign: true, exact: false };
    pub(super) const EXACT: Mode = Mode { assign: false, exact: true };

    fn inside(self) -> Mode {
        Mode { exact: self.exact || self.assign, ..self }
    }
}

/// Types inside types that are unified.
const DEPTH: usize = 50;

/// The type parameters that are looked for, and what has been found. Parameters that were unified share a slot.
pub(super) struct Unifier {
    slots: HashMap<ParamId, usize>,
    found: Vec<Option<TypeId>>,
    depth: usize,
    open: Vec<(InterfaceId, InterfaceId)>,
}

impl Unifier {
    pub(super) fn new(params: &[ParamId], args: &[Option<TypeId>]) -> Self {
        let slots = params.iter().copied().zip(0..).collect();
        let found = (0..params.len()).map(|index| args.get(index).copied().flatten()).collect();
        Unifier { slots, found, depth: 0, open: Vec::new() }
    }

    pub(super) fn at(&self, param: ParamId) -> Option<TypeId> {
        self.found[self.slots[&param]]
    }

    pub(super) fn set(&mut self, param: ParamId, ty: TypeId) {
        self.found[self.slots[&param]] = Some(ty);
    }

    pub(super) fn unknown(&self) -> usize {
        self.slots.values().filter(|slot| self.found[**slot].is_none()).count()
    }

    pub(super) fn inferred(&self, params: &[ParamId]) -> Vec<Option<TypeId>> {
        params.iter().map(|param| self.at(*param)).collect()
    }

    fn bound(&self, store: &Store, ty: TypeId) -> Option<ParamId> {
        match store.get(ty) {
            Type::Param(id) if self.slots.contains_key(&id) => Some(id),
            _ => None,
        }
    }

    fn join(&mut self, x: ParamId, y: ParamId) -> bool {
        let (a, b) = (self.slots[&x], self.slots[&y]);
        if a == b {
            return true;
        }
        let (from, to) = match (self.found[a], self.found[b]) {
            (Some(_), Some(_)) => return false,
            (Some(_), None) => (b, a),
            _ => (a, b),
        };
        for slot in self.slots.values_mut().filter(|slot| **slot == from) {
            *slot = to;
        }
        true
    }

    pub(super) fn unify(&mut self, store: &mut Store, x: TypeId, y: TypeId, mode: Mode) -> bool {
        self.depth += 1;
        let result = self.depth <= DEPTH && self.step(store, x, y, mode);
        self.depth -= 1;
        result
    }

    fn step(&mut self, store: &mut Store, mut x: TypeId, mut y: TypeId, mode: Mode) -> bool {
        if store.unalias(x) == store.unalias(y) {
            return true;
        }
        // A named type goes right, a type parameter that is looked for left.
        if store.as_named(x).is_some() || self.bound(store, y).is_some() {
            (x, y) = (y, x);
        }
        let literal = !matches!(store.get(x), Type::Named(_) | Type::Param(_));
        if !mode.exact && store.as_named(y).is_some() && literal && !store.is_interface(x) {
            y = store.under_id(y);
            if store.unalias(x) == store.unalias(y) {
                return true;
            }
        }
        match (self.bound(store, x), self.bound(store, y)) {
            (Some(a), Some(b)) => {
                if self.join(a, b) {
                    return true;
                }
                match (self.at(a), self.at(b)) {
                    (Some(x), Some(y)) => self.unify(store, x, y, mode),
                    _ => false,
                }
            }
            (Some(param), None) => self.parameter(store, param, y, mode),
            _ => self.parts(store, x, y, mode),
        }
    }

    fn parameter(&mut self, store: &mut Store, param: ParamId, y: TypeId, mode: Mode) -> bool {
        let Some(x) = self.at(param) else {
            self.set(param, y);
            return true;
        };
        if !self.unify(store, x, y, mode) {
            return false;
        }
        let (named_x, named_y) = (store.as_named(x).is_some(), store.as_named(y).is_some());
        match (plain_interface(store, x), plain_interface(store, y)) {
            (Some(a), Some(b)) => {
                if named_x && named_y {
                    return store.identical(x, y);
                }
                if store.type_set(a).methods.len() != store.type_set(b).methods.len() {
                    return false;
                }
            }
            (None, None) => {}
            _ => return false,
        }
        if !mode.exact && !named_x {
            let directed = match store.under(y) {
                Type::Chan { direction, .. } => direction != crate::syntax::tree::Direction::Both,
                _ => false,
            };
            if named_y || directed {
                self.set(param, y);
            }
        }
        true
    }

    fn parts(&mut self, store: &mut Store, mut x: TypeId, mut y: TypeId, mode: Mode) -> bool {
        if !mode.exact {
            match (plain_interface(store, x), plain_interface(store, y)) {
                (Some(a), Some(b)) => return self.shared_methods(store, a, b),
                (Some(interface), None) => return self.has_methods(store, y, interface),
                (None, Some(interface)) => return self.has_methods(store, x, interface),
                (None, None) => {}
            }
        }
        if store.is_param(y) {
            (x, y) = (y, x);
        }
        let inside = mode.inside();
        match (store.get(x), store.get(y)) {
            (Type::Basic(a), Type::Basic(b)) => a == b,
            (Type::Array { len: a, elem: x }, Type::Array { len: b, elem: y }) => {
                (a < 0 || b < 0 || a == b) && self.unify(store, x, y, inside)
            }
            (Type::Slice(x), Type::Slice(y)) | (Type::Pointer(x), Type::Pointer(y)) => self.unify(store, x, y, inside),
            (Type::Map { key: k, elem: x }, Type::Map { key: l, elem: y }) => {
                self.unify(store, k, l, inside) && self.unify(store, x, y, inside)
            }
            (Type::Chan { direction: a, elem: x }, Type::Chan { direction: b, elem: y }) => {
                (!mode.exact || a == b) && self.unify(store, x, y, inside)
            }
            (Type::Struct(a), Type::Struct(b)) => {
                a.fields.len() == b.fields.len()
                    && a.fields.iter().zip(&b.fields).all(|(f, g)| {
                        f.embedded == g.embedded
                            && f.tag == g.tag
                            && store.same_name((f.name, f.pkg), (g.name, g.pkg))
                            && self.unify(store, f.ty, g.ty, inside)
                    })
            }
            (Type::Signature(a), Type::Signature(b)) => {
                a.variadic == b.variadic
                    && self.lists(store, &a.params, &b.params, inside)
                    && self.lists(store, &a.results, &b.results, inside)
            }
            (Type::Tuple(a), Type::Tuple(b)) => self.lists(store, &a, &b, mode),
            (Type::Interface(a), Type::Interface(b)) => self.interfaces(store, a, b),
            (Type::Named(a), Type::Named(b)) => {
                let (a, b) = (store.named(a).clone(), store.named(b).clone());
                a.obj == b.obj
                    && a.args.len() == b.args.len()
                    && a.args.iter().zip(&*b.args).all(|(x, y)| self.unify(store, *x, *y, mode))
            }
            (Type::Param(_), _) => match store.common_under(x) {
                Ok(core) => self.unify(store, core, y, Mode::ASSIGN),
                Err(_) => false,
            },
            _ => false,
        }
    }

    fn lists(&mut self, store: &mut Store, a: &[Param], b: &[Param], mode: Mode) -> bool {
        a.len() == b.len() && a.iter().zip(b).all(|(x, y)| self.unify(store, x.ty, y.ty, mode))
    }

    /// Interfaces of which one may have more methods than the other.
    fn shared_methods(&mut self, store: &mut Store, a: InterfaceId, b: InterfaceId) -> bool {
        let (x, y) = (store.type_set(a), store.type_set(b));
        if !same_terms(store, &x, &y) {
            return false;
        }
        if self.open.contains(&(a, b)) || self.open.contains(&(b, a)) {
            return true;
        }
        let (few, many) = if x.methods.len() <= y.methods.len() { (&x, &y) } else { (&y, &x) };
        self.open.push((a, b));
        let result = few.methods.iter().all(|method| {
            let other = many.methods.iter().find(|m| store.same_name((m.name, m.pkg), (method.name, method.pkg)));
            other.is_some_and(|other| self.unify(store, method.signature, other.signature, Mode::EXACT))
        });
        self.open.pop();
        result
    }

    fn interfaces(&mut self, store: &mut Store, a: InterfaceId, b: InterfaceId) -> bool {
        let (x, y) = (store.type_set(a), store.type_set(b));
        if !same_terms(store, &x, &y) || x.methods.len() != y.methods.len() {
            return false;
        }
        if self.open.contains(&(a, b)) || self.open.contains(&(b, a)) {
            return true;
        }
        self.open.push((a, b));
        let result = x.methods.iter().zip(&y.methods).all(|(f, g)| {
            store.same_name((f.name, f.pkg), (g.name, g.pkg))
                && self.unify(store, f.signature, g.signature, Mode::EXACT)
        });
        self.open.pop();
        result
    }

    /// A type has the methods of an interface.
    fn has_methods(&mut self, store: &mut Store, ty: TypeId, interface: InterfaceId) -> bool {
        use crate::types::relate::{Found, Lookup, Member};
        let methods = store.type_set(interface).methods.clone();
        methods.iter().all(|method| {
            let lookup = store.find_member(ty, false, method.pkg, method.name, false);
            let Lookup::Found(Found { member, .. }) = lookup else { return false };
            if matches!(member, Member::Field(_)) {
                return false;
            }
            let Some(signature) = store.member_type(&member) else { return false };
            let generic = store.signature(signature).is_some_and(|signature| !signature.type_params.is_empty());
            !generic && self.unify(store, method.signature, signature, Mode::EXACT)
        })
    }
}

fn same_terms(store: &mut Store, x: &TypeSet, y: &TypeSet) -> bool {
    x.comparable == y.comparable
        && match (&x.terms, &y.terms) {
            (None, None) => true,
            (Some(x), Some(y)) => store.terms_equal(x, y),
            _ => false,
        }
}

fn plain_interface(store: &mut Store, ty: TypeId) -> Option<InterfaceId> {
    if store.is_param(ty) {
        return None;
    }
    match store.under(ty) {
        Type::Interface(id) => Some(id),
        _ => None,
    }
}
