//! Declarations that depend on themselves.

use crate::diagnostic::Code;
use crate::types::check::Checker;
use crate::types::store::*;
use std::collections::HashMap;

impl Checker<'_> {
    /// The path from `start` on is a cycle; true if the language allows it. Otherwise it is reported.
    pub(super) fn valid_cycle(&mut self, start: usize) -> bool {
        let cycle = self.path[start..].to_vec();
        let (mut values, mut definitions) = (0, 0);
        for obj in &cycle {
            let object = self.store.object(*obj);
            match object.kind {
                ObjectKind::Const(_) | ObjectKind::Var(_) => values += 1,
                ObjectKind::Type => {
                    if self.env.in_type_params && object.ty.is_some_and(|ty| self.store.is_generic(ty)) {
                        return true;
                    }
                    definitions += usize::from(!self.is_alias(*obj));
                }
                _ => {}
            }
        }
        if values == cycle.len() || values == 0 && definitions > 0 {
            return true;
        }
        self.report_cycle(&cycle);
        false
    }

    /// The object names a type that is another name for one.
    pub(in crate::types) fn is_alias(&self, obj: ObjId) -> bool {
        let ty = self.store.object(obj).ty;
        ty.is_some_and(|ty| !matches!(self.store.types[ty.index()], Type::Named(_) | Type::Param(_)))
    }

    /// Reports a cycle at its first object in the source.
    pub(in crate::types) fn report_cycle(&mut self, cycle: &[ObjId]) {
        let positions = cycle.iter().enumerate().map(|(index, obj)| (self.store.object(*obj).span.start, index));
        let start = positions.min().map_or(0, |(_, index)| index);
        let obj = cycle[start];
        let Object { span, kind, ty, .. } = self.store.object(obj).clone();
        let name = |checker: &Self, obj: ObjId| checker.store.object_name(obj).to_owned();
        let is_type = kind == ObjectKind::Type;
        if let (true, Some(ty)) = (is_type, ty)
            && let Type::Alias(alias) = self.store.types[ty.index()]
        {
            self.store.aliases[alias.index()].right = Some(INVALID);
        }
        let own = name(self, obj);
        if cycle.len() == 1 {
            let what = if is_type { "invalid recursive type:" } else { "invalid cycle in declaration:" };
            self.error(Code::Cycle, span, format!("{what} {own} refers to itself"));
            return;
        }
        let what = if is_type { "invalid recursive type" } else { "invalid cycle in declaration of" };
        let mut diagnostic = self.diagnostic(Code::Cycle, span, format!("{what} {own}"));
        let mut current = obj;
        for step in 0..cycle.len() {
            let next = cycle[(start + step + 1) % cycle.len()];
            let text = format!("{} refers to {}", name(self, current), name(self, next));
            diagnostic = diagnostic.relate(self.store.object(current).span, text);
            current = next;
        }
        self.report(diagnostic);
    }

    /// Types that are declared as nothing but each other.
    pub(in crate::types) fn direct_cycles(&mut self) {
        let scope = self.store.package(self.pkg).scope;
        // The index of a type on the path, or nothing once it is known to end.
        let mut known: HashMap<ObjId, Option<usize>> = HashMap::new();
        for obj in self.objects.clone() {
            let (mut path, mut current) = (Vec::new(), obj);
            loop {
                let spec = self.decls.get(&current).and_then(|decl| self.decl_list[*decl].type_spec);
                let Some(spec) = spec else { break };
                match known.get(&current) {
                    Some(None) => break,
                    Some(Some(start)) => {
                        let cycle: Vec<ObjId> = path[*start..].to_vec();
                        self.set_type(current, INVALID);
                        self.report_cycle(&cycle);
                        break;
                    }
                    None => {}
                }
                known.insert(current, Some(path.len()));
                path.push(current);
                let Some(next) = self.tree.name(spec.ty).and_then(|name| self.store.lookup_in(scope, name)) else {
                    break;
                };
                current = next;
            }
            for obj in path {
                known.insert(obj, None);
            }
        }
    }

    /// The type is no declaration that is still being looked into; reported if it is.
    pub(in crate::types) fn is_complete(&mut self, ty: TypeId) -> bool {
        let mut ty = ty;
        loop {
            let (obj, right) = match self.store.types[ty.index()] {
                Type::Alias(id) => {
                    let alias = &self.store.aliases[id.index()];
                    (alias.obj, alias.right)
                }
                Type::Named(id) => {
                    let named = self.store.named(id);
                    (named.obj, named.right)
                }
                _ => return true,
            };
            if let Some(start) = self.path.iter().position(|other| *other == obj) {
                let cycle = self.path[start..].to_vec();
                self.report_cycle(&cycle);
                return false;
            }
            match right {
                Some(right) if right != ty => ty = right,
                _ => return true,
            }
        }
    }
}
