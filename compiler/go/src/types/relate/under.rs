//! Underlying types, and those of all types in a type parameter's set.

use crate::types::store::*;

/// One type of a type set with its underlying type; nothing if the set names no types.
pub type Specific = Option<(TypeId, TypeId)>;

impl Store {
    /// The underlying type; that of a type parameter is its constraint's interface. Invalid while a declaration is
    /// not complete.
    pub fn under_id(&mut self, ty: TypeId) -> TypeId {
        let ty = self.unalias(ty);
        match self.types[ty.index()] {
            Type::Named(id) => self.named_under(id),
            Type::Param(id) => self.param_interface(id),
            _ => ty,
        }
    }

    /// The parts of the underlying type.
    pub fn under(&mut self, ty: TypeId) -> Type {
        let under = self.under_id(ty);
        self.get(under)
    }

    fn named_under(&mut self, id: NamedId) -> TypeId {
        let (mut path, mut current) = (std::collections::BTreeSet::new(), id);
        let under = loop {
            if let Some(under) = self.named[current.index()].under {
                break under;
            }
            // Instances whose right sides are ever larger instances end at the limit of what is made.
            if !path.insert(current) || self.too_large {
                return INVALID;
            }
            self.expand(current);
            let Some(right) = self.named[current.index()].right else { return INVALID };
            let right = self.unalias(right);
            match self.types[right.index()] {
                Type::Named(next) => current = next,
                Type::Param(_) => return INVALID,
                _ => break right,
            }
        };
        if under != INVALID {
            for id in path {
                self.named[id.index()].under = Some(under);
            }
        }
        under
    }

    /// A type parameter's constraint as an interface.
    pub(crate) fn param_interface(&mut self, id: ParamId) -> TypeId {
        if let Some(interface) = self.params[id.index()].interface {
            return interface;
        }
        let bound = self.params[id.index()].bound;
        let under = self.under_id(bound);
        let is_param = matches!(self.get(bound), Type::Param(_));
        match self.get(under) {
            Type::Interface(_) if !is_param => {
                self.params[id.index()].interface = Some(under);
                under
            }
            _ if is_param || under == INVALID => self.universe.empty_interface,
            _ => {
                let span = self.object(self.params[id.index()].obj).span;
                let embedded = vec![(bound, span)];
                let interface = Interface { embedded, implicit: true, complete: true, ..Interface::default() };
                let interface = self.new_interface(interface);
                self.params[id.index()].interface = Some(interface);
                self.params[id.index()].bound = interface;
                interface
            }
        }
    }

    /// The types a type stands for: of a type parameter those of its set, otherwise itself.
    pub fn specifics(&mut self, ty: TypeId) -> Vec<Specific> {
        let Type::Param(id) = self.get(ty) else {
            let under = self.under_id(ty);
            return vec![Some((ty, under))];
        };
        let set = self.param_set(id);
        match set.specific() {
            None => vec![None],
            Some(terms) => {
                let terms = terms.to_vec();
                terms.iter().map(|term| Some((term.ty, self.under_id(term.ty)))).collect()
            }
        }
    }

    /// The terms of a type parameter's set; nothing if it names no types.
    pub fn param_terms(&mut self, id: ParamId) -> Option<Vec<Term>> {
        self.param_set(id).specific().map(<[Term]>::to_vec)
    }

    pub(crate) fn param_set(&mut self, id: ParamId) -> std::sync::Arc<TypeSet> {
        let interface = self.param_interface(id);
        match self.get(interface) {
            Type::Interface(id) => self.type_set(id),
            _ => std::sync::Arc::new(TypeSet::all()),
        }
    }

    /// The one underlying type of all types a type stands for, channels of different directions being one where that
    /// makes sense; otherwise why there is none.
    pub fn common_under(&mut self, ty: TypeId) -> Result<TypeId, String> {
        self.common_under_if(ty, |_, _, _| Ok(()))
    }

    /// The same, each type having to meet a condition first.
    pub fn common_under_if(
        &mut self,
        ty: TypeId,
        mut condition: impl FnMut(&mut Store, TypeId, Option<TypeId>) -> Result<(), String>,
    ) -> Result<TypeId, String> {
        use crate::syntax::tree::Direction;
        let mut common: Option<(TypeId, TypeId)> = None;
        for specific in self.specifics(ty) {
            condition(self, specific.map_or(ty, |(ty, _)| ty), specific.map(|(_, under)| under))?;
            let Some((ty, under)) = specific else { return Err("no specific type".into()) };
            let Some((first, first_under)) = common else {
                common = Some((ty, under));
                continue;
            };
            if let (Type::Chan { direction: a, elem: x }, Type::Chan { direction: b, elem: y }) =
                (self.get(first_under), self.get(under))
            {
                let both = format!("channels {} and {}", self.type_string(first), self.type_string(ty));
                if !self.identical(x, y) {
                    return Err(format!("{both} have different element types"));
                }
                if a != b && a == Direction::Both {
                    common = Some((ty, under));
                } else if a != b && b != Direction::Both {
                    return Err(format!("{both} have conflicting directions"));
                }
                continue;
            }
            if !self.identical(first_under, under) {
                let (first, ty) = (self.type_string(first), self.type_string(ty));
                return Err(format!("{first} and {ty} have different underlying types"));
            }
        }
        common.map(|(_, under)| under).ok_or_else(|| "no specific type".into())
    }
}
