//! Which types `==` is defined on.

use crate::limits;
use crate::types::basic::Basic;
use crate::types::store::*;

impl Store {
    /// Values of the type can be compared. Interfaces can if `dynamic` is set, since a comparison may still fail when
    /// it is made; strictly they can't.
    pub fn is_comparable(&mut self, ty: TypeId, dynamic: bool) -> bool {
        self.why_incomparable(ty, dynamic).is_none()
    }

    /// The reason that values of the type can't be compared; nothing if they can.
    pub fn why_incomparable(&mut self, ty: TypeId, dynamic: bool) -> Option<String> {
        self.incomparable(ty, dynamic, &mut Vec::new())
    }

    /// The same for a type set.
    pub(crate) fn set_is_comparable(&mut self, set: &TypeSet, open: &mut Vec<TypeId>) -> bool {
        match &set.terms {
            None => set.comparable,
            Some(terms) if terms.is_empty() => false,
            Some(terms) => terms.iter().all(|term| self.incomparable(term.ty, false, open).is_none()),
        }
    }

    fn incomparable(&mut self, ty: TypeId, dynamic: bool, open: &mut Vec<TypeId>) -> Option<String> {
        let ty = self.unalias(ty);
        if open.len() > limits::TYPE_DEPTH as usize {
            self.too_large = true;
        }
        if self.too_large {
            return None;
        }
        if let Some(index) = open.iter().position(|other| *other == ty) {
            self.open_hit = self.open_hit.min(index);
            return None;
        }
        let name = self.as_named(ty);
        if let Some(named) = name
            && self.comparable.get(&(named, dynamic)) == Some(&true)
        {
            return None;
        }
        open.push(ty);
        let why = self.incomparable_kind(ty, dynamic, open);
        open.pop();
        // Inside a cycle the answer rests on one that is still open.
        if self.open_hit >= open.len() {
            self.open_hit = usize::MAX;
            if let (Some(named), None) = (name, &why) {
                self.comparable.insert((named, dynamic), true);
            }
        }
        why
    }

    fn incomparable_kind(&mut self, ty: TypeId, dynamic: bool, open: &mut Vec<TypeId>) -> Option<String> {
        match self.under(ty) {
            Type::Basic(basic) => (basic == Basic::UntypedNil).then(String::new),
            Type::Pointer(_) | Type::Chan { .. } => None,
            Type::Struct(fields) => fields.fields.iter().find_map(|field| {
                self.incomparable(field.ty, dynamic, open)?;
                Some(format!("struct containing {} cannot be compared", self.type_string(field.ty)))
            }),
            Type::Array { elem, .. } => {
                self.incomparable(elem, dynamic, open)?;
                Some(format!("{} cannot be compared", self.type_string(ty)))
            }
            Type::Interface(id) => {
                let set = self.type_set(id);
                if dynamic && !self.is_param(ty) || self.set_is_comparable(&set, open) {
                    return None;
                }
                let why = if set.is_empty() { "empty type set" } else { "incomparable types in type set" };
                Some(why.into())
            }
            _ => Some(String::new()),
        }
    }
}
