//! Identity of types.

use crate::types::store::*;

/// One comparison: what it overlooks, and the interfaces that are being compared further out.
struct Comparison {
    ignore_tags: bool,
    open: Vec<(InterfaceId, InterfaceId)>,
}

impl Store {
    /// The types are identical.
    pub fn identical(&mut self, x: TypeId, y: TypeId) -> bool {
        Comparison { ignore_tags: false, open: Vec::new() }.types(self, x, y)
    }

    /// The types are identical but for tags of struct fields.
    pub fn identical_without_tags(&mut self, x: TypeId, y: TypeId) -> bool {
        Comparison { ignore_tags: true, open: Vec::new() }.types(self, x, y)
    }

    /// Both lists have identical types.
    pub fn all_identical(&mut self, x: &[TypeId], y: &[TypeId]) -> bool {
        x.len() == y.len() && x.iter().zip(y).all(|(x, y)| self.identical(*x, *y))
    }
}

impl Comparison {
    fn types(&mut self, store: &mut Store, x: TypeId, y: TypeId) -> bool {
        let (x, y) = (store.unalias(x), store.unalias(y));
        // A type beyond all limits has been reported, and to go through it would take long.
        if x == y || store.too_large {
            return true;
        }
        match (store.get(x), store.get(y)) {
            (Type::Basic(a), Type::Basic(b)) => a == b,
            (Type::Array { len: a, elem: x }, Type::Array { len: b, elem: y }) => {
                (a < 0 || b < 0 || a == b) && self.types(store, x, y)
            }
            (Type::Slice(x), Type::Slice(y)) | (Type::Pointer(x), Type::Pointer(y)) => self.types(store, x, y),
            (Type::Map { key: k, elem: x }, Type::Map { key: l, elem: y }) => {
                self.types(store, k, l) && self.types(store, x, y)
            }
            (Type::Chan { direction: a, elem: x }, Type::Chan { direction: b, elem: y }) => {
                a == b && self.types(store, x, y)
            }
            (Type::Struct(a), Type::Struct(b)) => {
                a.fields.len() == b.fields.len()
                    && a.fields.iter().zip(&b.fields).all(|(f, g)| {
                        f.embedded == g.embedded
                            && (self.ignore_tags || f.tag == g.tag)
                            && store.same_name((f.name, f.pkg), (g.name, g.pkg))
                            && self.types(store, f.ty, g.ty)
                    })
            }
            (Type::Tuple(a), Type::Tuple(b)) => self.params(store, &a, &b),
            (Type::Signature(a), Type::Signature(b)) => self.signatures(store, &a, &b),
            (Type::Union(a), Type::Union(b)) => {
                let (a, b) = (store.union_terms(&a), store.union_terms(&b));
                store.terms_equal(&a, &b)
            }
            (Type::Interface(a), Type::Interface(b)) => self.interfaces(store, a, b),
            (Type::Named(a), Type::Named(b)) => {
                let (a, b) = (store.named(a).clone(), store.named(b).clone());
                a.obj == b.obj
                    && a.args.len() == b.args.len()
                    && a.args.iter().zip(&*b.args).all(|(x, y)| self.types(store, *x, *y))
            }
            _ => false,
        }
    }

    fn params(&mut self, store: &mut Store, a: &[Param], b: &[Param]) -> bool {
        a.len() == b.len() && a.iter().zip(b).all(|(x, y)| self.types(store, x.ty, y.ty))
    }

    fn signatures(&mut self, store: &mut Store, a: &Signature, b: &Signature) -> bool {
        if a.variadic != b.variadic || a.type_params.len() != b.type_params.len() {
            return false;
        }
        if a.type_params.is_empty() {
            return self.params(store, &a.params, &b.params) && self.params(store, &a.results, &b.results);
        }
        let names = a.type_params.iter().map(|param| store.param_type(*param));
        let map = b.type_params.iter().copied().zip(names.collect::<Vec<_>>()).collect();
        for (x, y) in a.type_params.iter().zip(&*b.type_params) {
            let bound = store.param(*y).bound;
            let bound = store.subst(bound, &map);
            if !self.types(store, store.param(*x).bound, bound) {
                return false;
            }
        }
        let (params, results) = (store.subst_params(&b.params, &map), store.subst_params(&b.results, &map));
        self.params(store, &a.params, &params) && self.params(store, &a.results, &results)
    }

    fn interfaces(&mut self, store: &mut Store, a: InterfaceId, b: InterfaceId) -> bool {
        let (x, y) = (store.type_set(a), store.type_set(b));
        if x.comparable != y.comparable || x.methods.len() != y.methods.len() {
            return false;
        }
        let terms = match (&x.terms, &y.terms) {
            (None, None) => true,
            (Some(x), Some(y)) => store.terms_equal(x, y),
            _ => false,
        };
        if !terms {
            return false;
        }
        if self.open.contains(&(a, b)) || self.open.contains(&(b, a)) {
            return true;
        }
        self.open.push((a, b));
        let same = x.methods.iter().zip(&y.methods).all(|(f, g)| {
            store.same_name((f.name, f.pkg), (g.name, g.pkg)) && self.types(store, f.signature, g.signature)
        });
        self.open.pop();
        same
    }
}
