//! Methods of declared types.

use crate::diagnostic::Code;
use crate::types::check::{Checker, Later};
use crate::types::store::*;

impl Checker<'_> {
    /// Gives a declared type its methods.
    pub(super) fn collect_methods(&mut self, obj: ObjId) {
        let Some(methods) = self.methods.remove(&obj) else { return };
        let named = self.store.object(obj).ty.and_then(|ty| self.store.as_named(ty));
        if let Some(named) = named {
            self.later.push(Later::FieldsAndMethods { named });
        }
        let mut kept: std::collections::HashMap<crate::syntax::names::Name, ObjId> = Default::default();
        for method in methods {
            let Object { name, span, .. } = *self.store.object(method);
            if let Some(other) = kept.get(&name) {
                let place = self.place_text(self.store.object(*other).span);
                let (ty, name) = (self.store.object_name(obj), self.text(name));
                let message = format!("method {ty}.{name} already declared at {place}");
                self.redeclared(span, message, *other);
                continue;
            }
            kept.insert(name, method);
            if let Some(named) = named {
                self.store.named[named.index()].methods.push(method);
            }
        }
    }

    /// A struct's fields and its methods have different names.
    pub(in crate::types) fn check_fields_and_methods(&mut self, named: NamedId) {
        let methods = self.store.named(named).methods.clone();
        let Some(ty) = self.store.object(self.store.named(named).obj).ty else { return };
        let Type::Struct(fields) = self.store.under(ty) else { return };
        for field in &fields.fields {
            let same = |method: &&ObjId| self.store.object(**method).name == field.name;
            if let Some(method) = methods.iter().find(same) {
                let name = self.text(field.name);
                let span = self.store.object(*method).span;
                let message = format!("field and method with the same name {name}");
                let diagnostic = self.diagnostic(Code::Redeclared, span, message);
                self.report(diagnostic.relate(field.span, format!("other declaration of {name}")));
            }
        }
    }
}
