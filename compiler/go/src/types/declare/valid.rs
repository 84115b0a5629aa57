//! Types that contain themselves, so that their values would have no end.

use crate::diagnostic::Code;
use crate::limits;
use crate::syntax::files::Span;
use crate::types::check::Checker;
use crate::types::store::*;

impl Checker<'_> {
    pub(in crate::types) fn check_valid_type(&mut self, obj: ObjId) {
        let Some(ty) = self.store.object(obj).ty else { return };
        if self.store.as_named(ty).is_some() && !matches!(self.store.types[ty.index()], Type::Alias(_)) {
            self.contains_no_cycle(ty, &mut Vec::new(), &mut Vec::new());
        }
    }

    /// Goes into the parts of a type that are stored inside it. `nest` has the types around, of which an instance
    /// says what its type parameters are; `path` has the same for the report.
    fn contains_no_cycle(&mut self, ty: TypeId, nest: &mut Vec<TypeId>, path: &mut Vec<TypeId>) -> bool {
        let ty = self.store.unalias(ty);
        if path.len() > limits::TYPE_DEPTH as usize {
            self.store.too_large = true;
        }
        if self.store.too_large {
            return false;
        }
        match self.store.get(ty) {
            Type::Array { elem, .. } => self.contains_no_cycle(elem, nest, path),
            Type::Struct(fields) => fields.fields.iter().all(|field| self.contains_no_cycle(field.ty, nest, path)),
            Type::Union(terms) => terms.iter().all(|term| self.contains_no_cycle(term.ty, nest, path)),
            Type::Interface(id) => {
                let embedded = self.store.interface(id).embedded.clone();
                embedded.iter().all(|(ty, _)| self.contains_no_cycle(*ty, nest, path))
            }
            Type::Named(id) => self.named_contains_no_cycle(ty, id, nest, path),
            Type::Param(param) => {
                let Some(around) = nest.pop() else { return true };
                let result = match self.argument_of(around, param) {
                    Some(arg) => self.contains_no_cycle(arg, nest, path),
                    None => true,
                };
                nest.push(around);
                result
            }
            _ => true,
        }
    }

    fn argument_of(&self, instance: TypeId, param: ParamId) -> Option<TypeId> {
        let named = self.store.named(self.store.as_named(instance)?);
        let index = named.params.iter().position(|other| *other == param)?;
        named.args.get(index).copied()
    }

    fn named_contains_no_cycle(
        &mut self,
        ty: TypeId,
        id: NamedId,
        nest: &mut Vec<TypeId>,
        path: &mut Vec<TypeId>,
    ) -> bool {
        let Named { origin, args, .. } = self.store.named(id).clone();
        // Without type parameters of its surroundings a type is valid wherever it stands.
        let closed = args.is_empty();
        if closed && self.store.valid.contains(&id) {
            return true;
        }
        if nest.clone().into_iter().any(|other| self.store.identical(other, ty)) {
            let origin = origin.unwrap_or(id);
            let start = path.clone().into_iter().position(|other| self.store.identical(other, ty)).unwrap_or(0);
            let cycle = path[start..].to_vec();
            self.store.named[origin.index()].right = Some(INVALID);
            self.store.named[origin.index()].under = None;
            self.report_type_cycle(&cycle);
            return false;
        }
        let Some(right) = self.store.named(origin.unwrap_or(id)).right else { return true };
        nest.push(ty);
        path.push(ty);
        let valid = self.contains_no_cycle(right, nest, path);
        nest.pop();
        path.pop();
        if valid && closed {
            self.store.valid.insert(id);
        }
        valid
    }

    /// Reports types that contain each other, at the first of them.
    fn report_type_cycle(&mut self, cycle: &[TypeId]) {
        let steps: Vec<(Span, String)> = cycle
            .iter()
            .filter_map(|ty| self.store.as_named(*ty).map(|id| (self.store.named(id), *ty)))
            .map(|(named, ty)| match named.args.is_empty() {
                true => (named.span, self.store.object_name(named.obj).to_owned()),
                false => (named.span, self.ty_text(ty)),
            })
            .collect();
        let Some((span, own)) = steps.first() else { return };
        if steps.len() == 1 {
            return self.error(Code::Cycle, *span, format!("invalid recursive type: {own} refers to itself"));
        }
        let mut diagnostic = self.diagnostic(Code::Cycle, *span, format!("invalid recursive type {own}"));
        for (index, (span, name)) in steps.iter().enumerate() {
            let next = &steps[(index + 1) % steps.len()].1;
            diagnostic = diagnostic.relate(*span, format!("{name} refers to {next}"));
        }
        self.report(diagnostic);
    }
}
