//! Looking into declarations, each once and when it is first needed.

use crate::types::check::{Checker, Env};
use crate::types::store::*;

impl Checker<'_> {
    /// All declarations of the package: types first, so that nearly everything else finds them complete.
    pub(in crate::types) fn package_objects(&mut self) {
        let (mut aliases, mut functions, mut values) = (Vec::new(), Vec::new(), Vec::new());
        for obj in self.objects.clone() {
            match &self.store.object(obj).kind {
                ObjectKind::Type if self.store.object(obj).ty.is_some() => self.collect_methods(obj),
                ObjectKind::Type => {
                    let alias = self.decls.get(&obj).and_then(|decl| self.decl_list[*decl].type_spec);
                    if alias.is_some_and(|spec| spec.alias) {
                        aliases.push(obj);
                    } else {
                        self.resolve(obj);
                    }
                }
                ObjectKind::Func { .. } => functions.push(obj),
                _ => values.push(obj),
            }
        }
        for obj in aliases.into_iter().chain(functions).chain(values) {
            self.resolve(obj);
        }
        self.methods.clear();
    }

    /// Makes sure that an object has a type, and a constant its value.
    pub(in crate::types) fn resolve(&mut self, obj: ObjId) {
        if let Some(start) = self.path.iter().position(|other| *other == obj) {
            let valid = self.valid_cycle(start);
            let object = self.store.object(obj);
            let is_value = matches!(object.kind, ObjectKind::Const(_) | ObjectKind::Var(_));
            if object.ty.is_none() || !valid && (is_value || object.kind == ObjectKind::Type) {
                self.set_type(obj, INVALID);
            }
            return;
        }
        if self.store.object(obj).ty.is_some() {
            return;
        }
        let Some(index) = self.decls.get(&obj).copied() else {
            self.set_type(obj, INVALID);
            return;
        };
        if self.enter(self.store.object(obj).span) {
            self.path.push(obj);
            let env = Env::new(self.decl_list[index].scope);
            let around = std::mem::replace(&mut self.env, env);
            self.resolve_kind(obj, index);
            self.env = around;
            self.path.pop();
        }
        self.leave();
        if self.store.object(obj).ty.is_none() {
            self.set_type(obj, INVALID);
        }
    }

    fn resolve_kind(&mut self, obj: ObjId, index: usize) {
        let decl = &self.decl_list[index];
        let (ty, init, inherited) = (decl.ty, decl.init, decl.inherited);
        match self.store.object(obj).kind.clone() {
            ObjectKind::Const(iota) => {
                self.env.decl = Some(index);
                self.constant(obj, iota, ty, init, inherited);
            }
            ObjectKind::Var(_) => {
                self.env.decl = Some(index);
                let variables = decl.variables.clone();
                self.variable(obj, &variables, ty, init);
            }
            ObjectKind::Type => {
                if let Some(spec) = decl.type_spec {
                    self.type_declaration(obj, spec);
                    self.collect_methods(obj);
                }
            }
            ObjectKind::Func { .. } => {
                if let Some(func) = decl.func {
                    self.function(obj, index, func);
                }
            }
            _ => {}
        }
    }

    /// Notes that the declaration being looked into needs another one of the package.
    pub(in crate::types) fn depend_on(&mut self, obj: ObjId) {
        if let Some(decl) = self.env.decl
            && self.decls.contains_key(&obj)
        {
            self.decl_list[decl].deps.insert(obj);
        }
    }
}
