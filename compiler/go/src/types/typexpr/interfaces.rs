//! Interface types.

use crate::diagnostic::Code;
use crate::syntax::files::Span;
use crate::syntax::names::Name;
use crate::syntax::tree::Element;
use crate::types::check::{Checker, Later};
use crate::types::store::*;

impl<'a> Checker<'a> {
    pub(super) fn interface_type(&mut self, elements: &'a [Element]) -> TypeId {
        let ty = self.store.new_interface(Interface::default());
        let Type::Interface(id) = self.store.get(ty) else { return INVALID };
        for element in elements {
            match element {
                Element::Embedded(expr) => {
                    let embedded = self.union(*expr);
                    self.store.interfaces[id.index()].embedded.push((embedded, self.tree.span(*expr)));
                }
                Element::Method { name, .. } if name.name == Name::BLANK => {
                    self.error(Code::Type, name.span, "methods must have a unique non-blank name");
                }
                Element::Method { name, signature } => {
                    let (signature, _) = self.signature_in_scope(signature, None, name.span);
                    let method = Method { name: name.name, pkg: Some(self.pkg), signature, span: name.span };
                    self.store.interfaces[id.index()].methods.push(method);
                }
            }
        }
        self.store.measure_again(ty);
        self.store.interfaces[id.index()].complete = true;
        if elements.is_empty() {
            return self.store.universe.empty_interface;
        }
        self.later.push(Later::InterfaceMethods { ty });
        ty
    }

    /// No two methods of an interface have the same name, unless both are embedded and the same.
    pub(in crate::types) fn check_interface_methods(&mut self, ty: TypeId) {
        let Type::Interface(id) = self.store.get(ty) else { return };
        let Interface { methods, embedded, .. } = self.store.interface(id).clone();
        let mut known: Vec<(Method, Span)> = Vec::new();
        let mut index = std::collections::HashMap::new();
        for method in methods {
            let span = method.span;
            self.add_method(&mut known, &mut index, method, span, true);
        }
        for (ty, span) in embedded {
            if self.store.is_param(ty) {
                continue;
            }
            if let Type::Union(terms) = self.store.under(ty) {
                self.check_union_size(&terms, span);
            }
            if let Type::Interface(id) = self.store.under(ty) {
                for method in self.store.type_set(id).methods.clone() {
                    self.add_method(&mut known, &mut index, method, span, false);
                }
            }
        }
    }

    fn add_method(
        &mut self,
        known: &mut Vec<(Method, Span)>,
        index: &mut std::collections::HashMap<(Name, Option<PkgId>), usize>,
        method: Method,
        span: Span,
        explicit: bool,
    ) {
        let key = (method.name, method.pkg.filter(|_| !self.store.is_exported(method.name)));
        let Some(other) = index.get(&key) else {
            index.insert(key, known.len());
            known.push((method, span));
            return;
        };
        let (other, other_span) = known[*other].clone();
        if explicit || !self.store.identical(other.signature, method.signature) {
            let name = self.text(method.name);
            let diagnostic = self.diagnostic(Code::Redeclared, span, format!("duplicate method {name}"));
            self.report(diagnostic.relate(other_span, format!("other declaration of method {name}")));
        }
    }
}
