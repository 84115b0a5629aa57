//! Fields and methods by name, promoted ones too.

use crate::syntax::names::Name;
use crate::types::store::*;

/// A field or a method.
#[derive(Debug, Clone)]
pub enum Member {
    /// A field of a struct.
    Field(FieldType),
    /// A method of a declared type.
    Method {
        /// The method.
        obj: ObjId,
        /// The type it was found on, maybe an instance.
        named: NamedId,
    },
    /// A method of an interface.
    Interface(Method),
}

/// A member and how to get there.
#[derive(Debug, Clone)]
pub struct Found {
    /// The member.
    pub member: Member,
    /// Indices of embedded fields, then of the member itself.
    pub path: Vec<usize>,
    /// A pointer is followed on the way.
    pub indirect: bool,
}

/// The result of a search.
#[derive(Debug, Clone)]
pub enum Lookup {
    /// One member has the name at the least depth.
    Found(Found),
    /// Several do.
    Ambiguous,
    /// A method has, but it needs a pointer or a variable.
    NeedsPointer,
    /// None.
    Missing,
}

/// Depth of embedding that is searched.
const DEPTH: usize = 100;

struct Embedded {
    ty: TypeId,
    path: Vec<usize>,
    indirect: bool,
    several: bool,
}

impl Store {
    /// Searches a field or method for use in the current package. With `fold` the case of letters is overlooked, for
    /// advice.
    pub fn find_member(&mut self, ty: TypeId, addressable: bool, pkg: Option<PkgId>, name: Name, fold: bool) -> Lookup {
        // Methods of a named pointer's base are none of its own.
        if let Some(named) = self.as_named(ty) {
            let under = self.named(named).under.unwrap_or_else(|| self.under_id(ty));
            if matches!(self.get(under), Type::Pointer(_)) {
                return match self.search(under, false, pkg, name, fold) {
                    Lookup::Found(Found { member: Member::Method { .. } | Member::Interface(_), .. }) => {
                        Lookup::Missing
                    }
                    lookup => lookup,
                };
            }
        }
        self.search(ty, addressable, pkg, name, fold)
    }

    fn name_matches(&self, own: (Name, Option<PkgId>), name: Name, pkg: Option<PkgId>, fold: bool) -> bool {
        if fold {
            let (own, name) = (self.names.text(own.0), self.names.text(name));
            return own == name || own.to_lowercase() == name.to_lowercase();
        }
        self.same_name(own, (name, pkg))
    }

    /// The method of that name which a declared type itself has.
    pub(crate) fn own_method(
        &self,
        named: NamedId,
        name: Name,
        pkg: Option<PkgId>,
        fold: bool,
    ) -> Option<(usize, ObjId)> {
        let origin = self.named(named).origin.unwrap_or(named);
        let methods = self.named(origin).methods.iter().enumerate();
        methods.map(|(index, obj)| (index, *obj)).find(|(_, obj)| {
            let object = self.object(*obj);
            self.name_matches((object.name, object.pkg), name, pkg, fold)
        })
    }

    pub(crate) fn search(
        &mut self,
        ty: TypeId,
        addressable: bool,
        pkg: Option<PkgId>,
        name: Name,
        fold: bool,
    ) -> Lookup {
        if name == Name::BLANK {
            return Lookup::Missing;
        }
        let (base, pointer) = self.deref(ty);
        if pointer && self.is_interface(base) {
            return Lookup::Missing;
        }
        let mut current = vec![Embedded { ty: base, path: Vec::new(), indirect: pointer, several: false }];
        let mut seen: Vec<TypeId> = Vec::new();
        for _ in 0..DEPTH {
            let (mut found, mut next) = (None::<Found>, Vec::new());
            for embedded in &current {
                if self.as_named(embedded.ty).is_some() {
                    if seen.iter().any(|other| self.unalias(*other) == self.unalias(embedded.ty)) {
                        continue;
                    }
                    let seen_before = seen.clone().into_iter().any(|other| self.identical(other, embedded.ty));
                    if seen_before {
                        continue;
                    }
                    seen.push(embedded.ty);
                }
                let members = self.members_here(embedded, pkg, name, fold, found.is_none(), &mut next);
                for member in members {
                    if found.is_some() || embedded.several {
                        return Lookup::Ambiguous;
                    }
                    found = Some(member);
                }
            }
            if let Some(found) = found {
                if self.needs_pointer(&found.member) && !found.indirect && !addressable {
                    return Lookup::NeedsPointer;
                }
                return Lookup::Found(found);
            }
            if next.is_empty() {
                return Lookup::Missing;
            }
            current = self.consolidate(next);
        }
        Lookup::Missing
    }

    /// The members of that name in one type, and the types embedded in it.
    fn members_here(
        &mut self,
        embedded: &Embedded,
        pkg: Option<PkgId>,
        name: Name,
        fold: bool,
        go_deeper: bool,
        next: &mut Vec<Embedded>,
    ) -> Vec<Found> {
        let at = |index: usize| [&embedded.path[..], &[index]].concat();
        let found = |member, index| Found { member, path: at(index), indirect: embedded.indirect };
        if let Some(named) = self.as_named(embedded.ty)
            && let Some((index, obj)) = self.own_method(named, name, pkg, fold)
        {
            return vec![found(Member::Method { obj, named }, index)];
        }
        let mut members = Vec::new();
        match self.under(embedded.ty) {
            Type::Struct(fields) => {
                for (index, field) in fields.fields.iter().enumerate() {
                    if self.name_matches((field.name, field.pkg), name, pkg, fold) {
                        members.push(found(Member::Field(field.clone()), index));
                    } else if go_deeper && members.is_empty() && field.embedded {
                        let (ty, pointer) = self.deref(field.ty);
                        let (indirect, several) = (embedded.indirect || pointer, embedded.several);
                        next.push(Embedded { ty, path: at(index), indirect, several });
                    }
                }
            }
            Type::Interface(id) => {
                let set = self.type_set(id);
                let method = set.methods.iter().enumerate();
                let method = method.into_iter().find(|(_, m)| self.name_matches((m.name, m.pkg), name, pkg, fold));
                members.extend(method.map(|(index, method)| found(Member::Interface(method.clone()), index)));
            }
            _ => {}
        }
        members
    }

    /// Types that are embedded more than once at a depth become one that is marked.
    fn consolidate(&mut self, list: Vec<Embedded>) -> Vec<Embedded> {
        let mut kept: Vec<Embedded> = Vec::with_capacity(list.len());
        let mut known: std::collections::HashMap<TypeId, usize> = std::collections::HashMap::new();
        for embedded in list {
            let ty = self.unalias(embedded.ty);
            match known.get(&ty) {
                Some(index) => kept[*index].several = true,
                None => {
                    known.insert(ty, kept.len());
                    kept.push(embedded);
                }
            }
        }
        kept
    }

    fn needs_pointer(&self, member: &Member) -> bool {
        match member {
            Member::Method { obj, .. } => matches!(self.object(*obj).kind, ObjectKind::Func { pointer: true, .. }),
            _ => false,
        }
    }

    /// The signature of a method as a type has it; nothing while its declaration has not been looked at.
    pub(crate) fn method_type(&mut self, obj: ObjId, named: NamedId) -> Option<TypeId> {
        let own = self.object(obj).ty?;
        if self.named(named).origin.is_none() {
            return Some(own);
        }
        if let Some(known) = self.methods.get(&(named, obj)) {
            return Some(*known);
        }
        let signature = self.signature(own)?;
        let args = self.named(named).args.clone();
        if signature.receiver_params.len() != args.len() {
            return Some(own);
        }
        let map = signature.receiver_params.iter().copied().zip(args.iter().copied()).collect();
        let mut changed = self.subst_signature(&signature, &map);
        changed.receiver_params = std::sync::Arc::default();
        if let Some(receiver) = &mut changed.receiver {
            receiver.ty = self.subst(receiver.ty, &map);
        }
        let ty = self.func(changed);
        self.methods.insert((named, obj), ty);
        Some(ty)
    }

    /// The type of a member.
    pub(crate) fn member_type(&mut self, member: &Member) -> Option<TypeId> {
        match member {
            Member::Field(field) => Some(field.ty),
            Member::Method { obj, named } => self.method_type(*obj, *named),
            Member::Interface(method) => Some(method.signature),
        }
    }

    /// The name and package of a member.
    pub(crate) fn member_name(&self, member: &Member) -> (Name, Option<PkgId>) {
        match member {
            Member::Field(field) => (field.name, field.pkg),
            Member::Method { obj, .. } => (self.object(*obj).name, self.object(*obj).pkg),
            Member::Interface(method) => (method.name, method.pkg),
        }
    }
}
