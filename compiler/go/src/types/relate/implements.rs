//! Which types implement an interface, and what those that don't are missing.

use super::lookup::{Found, Lookup, Member};
use crate::types::store::*;

/// The comparison of two methods' types: identity, or unification while type arguments are inferred.
pub type Equivalence<'a> = &'a mut dyn FnMut(&mut Store, TypeId, TypeId) -> bool;

impl Store {
    /// The first thing that keeps `ty` from having all methods of the interface `wanted`; nothing if it has them. An
    /// interface may lack methods that its values can have, unless `exact` is set.
    pub(crate) fn missing_method(
        &mut self,
        ty: TypeId,
        wanted: TypeId,
        exact: bool,
        same: Equivalence<'_>,
    ) -> Option<String> {
        let Type::Interface(id) = self.under(wanted) else { return None };
        let methods = self.type_set(id).methods.clone();
        if methods.is_empty() {
            return None;
        }
        if let Type::Interface(own) = self.under(ty) {
            let own = self.type_set(own);
            for method in &methods {
                let same_name = |m: &&Method| self.same_name((m.name, m.pkg), (method.name, method.pkg));
                match own.methods.iter().find(same_name) {
                    None if exact => return Some(self.not_found(ty, wanted, method)),
                    None => {}
                    Some(found) if same(self, found.signature, method.signature) => {}
                    Some(found) => return Some(self.wrong_type(method, found.name, found.signature)),
                }
            }
            return None;
        }
        methods.iter().find_map(|method| self.missing_one(ty, wanted, method, same))
    }

    fn missing_one(&mut self, ty: TypeId, wanted: TypeId, method: &Method, same: Equivalence<'_>) -> Option<String> {
        let name = self.names.text(method.name).to_owned();
        match self.search(ty, false, method.pkg, method.name, false) {
            Lookup::Found(Found { member: Member::Field(_), .. }) => {
                Some(format!("({}.{name} is a field, not a method)", self.type_string(ty)))
            }
            Lookup::Found(Found { member, .. }) => {
                let signature = self.member_type(&member)?;
                if same(self, signature, method.signature) {
                    return None;
                }
                let (own, _) = self.member_name(&member);
                Some(self.wrong_type(method, own, signature))
            }
            Lookup::Ambiguous => Some(format!("(ambiguous selector {}.{name})", self.type_string(ty))),
            Lookup::NeedsPointer => Some(format!("(method {name} has pointer receiver)")),
            Lookup::Missing => {
                if let Lookup::Found(Found { member, .. }) = self.search(ty, false, method.pkg, method.name, true)
                    && !matches!(member, Member::Field(_))
                {
                    let (own, _) = self.member_name(&member);
                    if own == method.name {
                        return Some(format!("(unexported method {name})"));
                    }
                    let signature = self.member_type(&member)?;
                    let (have, want) =
                        (self.method_string(own, signature), self.method_string(method.name, method.signature));
                    return Some(format!("(missing method {name})\n\t\thave {have}\n\t\twant {want}"));
                }
                Some(self.not_found(ty, wanted, method))
            }
        }
    }

    fn not_found(&mut self, ty: TypeId, wanted: TypeId, method: &Method) -> String {
        for ty in [ty, wanted] {
            if self.is_interface_pointer(ty) {
                return format!("({})", self.interface_pointer_text(ty));
            }
        }
        format!("(missing method {})", self.names.text(method.name))
    }

    fn wrong_type(&mut self, method: &Method, own: crate::syntax::names::Name, signature: TypeId) -> String {
        let name = self.names.text(method.name);
        let (have, want) = (self.method_string(own, signature), self.method_string(method.name, method.signature));
        if have == want {
            return format!("(wrong type for method {name})");
        }
        format!("(wrong type for method {name})\n\t\thave {have}\n\t\twant {want}")
    }

    /// The mistake of a pointer to an interface.
    pub(crate) fn interface_pointer_text(&mut self, ty: TypeId) -> String {
        let text = self.type_string(ty);
        match self.under(ty) {
            Type::Pointer(base) if self.is_param(base) => {
                format!("type {text} is pointer to type parameter, not type parameter")
            }
            _ => format!("type {text} is pointer to interface, not interface"),
        }
    }

    /// The reason that `ty` lacks methods of `wanted`; nothing if it has all, or if so much is wrong with it that one can't say.
    pub(crate) fn lacks_methods(
        &mut self,
        ty: TypeId,
        wanted: TypeId,
        exact: bool,
        same: Equivalence<'_>,
    ) -> Option<String> {
        if self.is_invalid(ty) {
            return None;
        }
        let why = self.missing_method(ty, wanted, exact, same)?;
        if self.has_invalid_embedded(ty, &mut Vec::new()) { None } else { Some(why) }
    }

    fn has_invalid_embedded(&mut self, ty: TypeId, seen: &mut Vec<TypeId>) -> bool {
        let mut under = self.under_id(ty);
        if let Type::Pointer(base) = self.get(under) {
            under = self.under_id(base);
        }
        let Type::Struct(fields) = self.get(under) else { return false };
        if seen.contains(&under) {
            return false;
        }
        seen.push(under);
        let embedded = fields.fields.iter().filter(|field| field.embedded);
        embedded.into_iter().any(|field| self.is_invalid(field.ty) || self.has_invalid_embedded(field.ty, seen))
    }

    /// `ty` implements the interface `wanted`, or satisfies it as a constraint; otherwise why not.
    pub fn implements(&mut self, ty: TypeId, wanted: TypeId, constraint: bool) -> Result<(), String> {
        let (own, other) = (self.under_id(ty), self.under_id(wanted));
        if own == INVALID || other == INVALID {
            return Ok(());
        }
        if let Type::Pointer(base) = self.get(own)
            && self.under_id(base) == INVALID
        {
            return Ok(());
        }
        let verb = if constraint { "satisfy" } else { "implement" };
        let (text, wanted_text) = (self.type_string(ty), self.type_string(wanted));
        let Type::Interface(id) = self.get(other) else {
            let detail = match self.is_interface_pointer(other) {
                true => self.interface_pointer_text(wanted),
                false => format!("{wanted_text} is not an interface"),
            };
            return Err(format!("{text} does not {verb} {wanted_text} ({detail})"));
        };
        let set = self.type_set(id);
        if set.is_all() {
            return Ok(());
        }
        let own_set = match self.get(own) {
            Type::Interface(own) => Some(self.type_set(own)),
            _ => None,
        };
        if own_set.as_ref().is_some_and(|own| own.is_empty()) {
            return Ok(());
        }
        if set.is_empty() {
            return Err(format!("cannot {verb} {wanted_text} (empty type set)"));
        }
        if let Some(why) = self.lacks_methods(ty, wanted, true, &mut |store, x, y| store.identical(x, y)) {
            return Err(format!("{text} does not {verb} {wanted_text} {why}"));
        }
        if let Some(terms) = set.specific() {
            let terms = terms.to_vec();
            match own_set {
                Some(own) => {
                    let within = own.terms.as_ref().is_some_and(|own| self.terms_within(own, &terms));
                    if !within {
                        return Err(format!("{text} does not {verb} {wanted_text}"));
                    }
                }
                None if terms.iter().any(|term| self.term_includes(*term, ty)) => {}
                None => {
                    let detail = self.not_in_terms(ty, wanted, other, &terms);
                    return Err(format!("{text} does not {verb} {wanted_text} ({detail})"));
                }
            }
        }
        if !self.set_is_comparable(&set, &mut Vec::new())
            || self.is_comparable(ty, false)
            || constraint && self.is_comparable(ty, true)
        {
            return Ok(());
        }
        Err(format!("{text} does not {verb} comparable"))
    }

    fn not_in_terms(&mut self, ty: TypeId, wanted: TypeId, interface: TypeId, terms: &[Term]) -> String {
        let (text, wanted) = (self.type_string(ty), self.type_string(wanted));
        for term in terms.iter().filter(|term| !term.tilde) {
            let under = self.under_id(term.ty);
            if self.identical(term.ty, under) && self.term_includes(Term { tilde: true, ..*term }, ty) {
                return format!("possibly missing ~ for {} in {wanted}", self.type_string(term.ty));
            }
        }
        if self.mentions(interface, ty) {
            return format!("{wanted} mentions {text}, but {text} is not in the type set of {wanted}");
        }
        format!("{text} missing in {}", self.terms_string(terms))
    }

    fn mentions(&mut self, within: TypeId, ty: TypeId) -> bool {
        match self.get(within) {
            Type::Interface(id) => {
                let embedded = self.interface(id).embedded.clone();
                embedded.into_iter().any(|(part, _)| self.mentions(part, ty))
            }
            Type::Union(terms) => terms.iter().any(|term| self.mentions(term.ty, ty)),
            _ => self.identical(within, ty),
        }
    }
}
