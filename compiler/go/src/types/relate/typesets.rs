//! Type sets of interfaces and unions.

use crate::limits;
use crate::types::store::*;
use std::cmp::Ordering;
use std::sync::Arc;

impl Store {
    /// An interface's type set. That of an interface which is not complete is the set of all types.
    pub fn type_set(&mut self, id: InterfaceId) -> Arc<TypeSet> {
        let interface = &self.interfaces[id.index()];
        if let Some(set) = &interface.type_set {
            return set.clone();
        }
        let all = Arc::new(TypeSet::all());
        if !interface.complete {
            return all;
        }
        let Interface { mut methods, embedded, .. } = interface.clone();
        self.nesting += 1;
        if self.nesting > limits::TYPE_DEPTH {
            self.too_large = true;
        }
        if self.too_large {
            self.nesting -= 1;
            return all;
        }
        // What asks for the set while it is computed is in a cycle, which is reported elsewhere.
        self.interfaces[id.index()].type_set = Some(all);
        let (mut terms, mut comparable) = (None, false);
        for (ty, _) in embedded {
            let set = self.embedded_set(ty);
            let Some((more, theirs, comparable_too)) = set else { continue };
            for method in more {
                if !methods.iter().any(|own| self.same_name((own.name, own.pkg), (method.name, method.pkg))) {
                    methods.push(method);
                }
            }
            terms = self.intersection(&terms, &theirs);
            comparable |= comparable_too;
            if comparable && let Some(list) = terms.take() {
                let strict: Vec<Term> = list.into_iter().filter(|term| self.is_comparable(term.ty, false)).collect();
                terms = Some(strict);
                comparable = false;
            }
        }
        methods.sort_by(|a, b| self.compare_methods(a, b));
        let set = Arc::new(TypeSet { methods, terms, comparable });
        self.interfaces[id.index()].type_set = Some(set.clone());
        self.nesting -= 1;
        set
    }

    /// Methods, terms and comparability that an embedded type asks for.
    #[allow(clippy::type_complexity)]
    fn embedded_set(&mut self, ty: TypeId) -> Option<(Vec<Method>, Option<Vec<Term>>, bool)> {
        match self.under(ty) {
            Type::Interface(id) => {
                let set = self.type_set(id);
                Some((set.methods.clone(), set.terms.clone(), set.comparable))
            }
            Type::Union(terms) => {
                let terms = self.union_set(&terms)?;
                Some((Vec::new(), terms, false))
            }
            Type::Basic(crate::types::basic::Basic::Invalid) => None,
            _ => Some((Vec::new(), Some(vec![Term { tilde: false, ty }]), false)),
        }
    }

    /// The types of a union; nothing if there are too many, which is reported elsewhere.
    fn union_set(&mut self, terms: &[Term]) -> Option<Option<Vec<Term>>> {
        let mut all = Some(Vec::new());
        for term in terms {
            let under = self.under_id(term.ty);
            let own = match self.get(under) {
                Type::Interface(id) => self.type_set(id).terms.clone(),
                _ if under == INVALID => continue,
                _ if term.tilde && !self.identical(term.ty, under) => Some(Vec::new()),
                _ => Some(vec![*term]),
            };
            all = self.union_of(&all, &own);
            if all.as_ref().is_some_and(|all| all.len() > limits::UNION_TERMS) {
                return None;
            }
        }
        Some(all)
    }

    /// The terms of a union, for comparing two.
    pub(crate) fn union_terms(&mut self, terms: &[Term]) -> Vec<Term> {
        self.union_set(terms).flatten().unwrap_or_default()
    }

    /// The order of methods: exported ones first, then by name and package.
    pub(crate) fn compare_methods(&self, a: &Method, b: &Method) -> Ordering {
        let (exported, other) = (self.is_exported(a.name), self.is_exported(b.name));
        let path = |method: &Method| method.pkg.map(|pkg| self.packages[pkg.index()].path.as_str());
        other
            .cmp(&exported)
            .then_with(|| self.names.text(a.name).cmp(self.names.text(b.name)))
            .then_with(|| if exported { Ordering::Equal } else { path(a).cmp(&path(b)) })
    }
}
