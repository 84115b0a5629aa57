//! Questions about one type.

use crate::types::basic::{Basic, Info};
use crate::types::store::*;

impl Store {
    /// The type of what has been found wrong. An alias that is still being looked into is none.
    pub fn is_invalid(&self, mut ty: TypeId) -> bool {
        while let Type::Alias(alias) = &self.types[ty.index()] {
            match self.aliases[alias.index()].right {
                Some(right) => ty = right,
                None => return false,
            }
        }
        ty == INVALID
    }

    /// The basic type that is underlying, if one is.
    pub fn basic_of(&mut self, ty: TypeId) -> Option<Basic> {
        match self.under(ty) {
            Type::Basic(basic) => Some(basic),
            _ => None,
        }
    }

    /// The underlying type is basic and has a property; a type parameter never has.
    pub fn is(&mut self, ty: TypeId, info: Info) -> bool {
        self.basic_of(ty).is_some_and(|basic| basic.info().has(info))
    }

    /// The same for every type a type parameter stands for.
    pub fn all(&mut self, ty: TypeId, info: Info) -> bool {
        match self.get(ty) {
            Type::Param(id) => match self.param_terms(id) {
                Some(terms) => terms.iter().all(|term| self.is(term.ty, info)),
                None => false,
            },
            _ => self.is(ty, info),
        }
    }

    /// A constant's type that has not been settled.
    pub fn untyped(&self, ty: TypeId) -> Option<Basic> {
        match self.types[ty.index()] {
            Type::Basic(basic) if basic.info().has(Info::UNTYPED) => Some(basic),
            _ => None,
        }
    }

    /// The type is an untyped constant's.
    pub fn is_untyped(&self, ty: TypeId) -> bool {
        self.untyped(ty).is_some()
    }

    /// The type is a type parameter.
    pub fn is_param(&self, ty: TypeId) -> bool {
        matches!(self.get(ty), Type::Param(_))
    }

    /// The underlying type is an interface; a type parameter's is.
    pub fn is_interface(&mut self, ty: TypeId) -> bool {
        matches!(self.under(ty), Type::Interface(_))
    }

    /// The type is an interface and no type parameter.
    pub fn is_plain_interface(&mut self, ty: TypeId) -> bool {
        !self.is_param(ty) && self.is_interface(ty)
    }

    /// The underlying type is a pointer.
    pub fn is_pointer(&mut self, ty: TypeId) -> bool {
        matches!(self.under(ty), Type::Pointer(_))
    }

    /// A pointer to an interface, which people write and Go has no use for.
    pub fn is_interface_pointer(&mut self, ty: TypeId) -> bool {
        match self.under(ty) {
            Type::Pointer(base) => self.is_interface(base),
            _ => false,
        }
    }

    /// The type has a name.
    pub fn has_name(&self, ty: TypeId) -> bool {
        matches!(self.get(ty), Type::Basic(_) | Type::Named(_) | Type::Param(_))
    }

    /// `nil` is a value of the type.
    pub fn has_nil(&mut self, ty: TypeId) -> bool {
        match self.under(ty) {
            Type::Basic(basic) => basic == Basic::UnsafePointer,
            Type::Slice(_) | Type::Pointer(_) | Type::Signature(_) | Type::Map { .. } | Type::Chan { .. } => true,
            Type::Interface(_) if self.is_param(ty) => {
                self.specifics(ty).into_iter().all(|specific| specific.is_some_and(|(_, under)| self.has_nil(under)))
            }
            Type::Interface(_) => true,
            _ => false,
        }
    }

    /// The type needs type arguments.
    pub fn is_generic(&self, ty: TypeId) -> bool {
        match &self.types[ty.index()] {
            Type::Alias(id) => {
                let alias = &self.aliases[id.index()];
                if !alias.params.is_empty() && alias.args.is_empty() {
                    return true;
                }
                let target = self.unalias(ty);
                target != ty && self.is_generic(target)
            }
            Type::Named(id) => {
                let named = &self.named[id.index()];
                named.origin.is_none() && !named.params.is_empty()
            }
            _ => false,
        }
    }

    /// The named type behind aliases.
    pub fn as_named(&self, ty: TypeId) -> Option<NamedId> {
        match self.get(ty) {
            Type::Named(id) => Some(id),
            _ => None,
        }
    }

    /// The base of a pointer type, or the type itself.
    pub fn deref(&self, ty: TypeId) -> (TypeId, bool) {
        match self.get(ty) {
            Type::Pointer(base) => (base, true),
            _ => (ty, false),
        }
    }

    /// An array behind a pointer, otherwise the type.
    pub fn array_behind(&mut self, ty: TypeId) -> Type {
        let kind = self.get(ty);
        if let Type::Pointer(base) = kind
            && let array @ Type::Array { .. } = self.under(base)
        {
            return array;
        }
        kind
    }

    /// `[]byte` or `[]rune`, under names.
    pub fn is_bytes_or_runes(&mut self, ty: TypeId) -> bool {
        match self.under(ty) {
            Type::Slice(elem) => matches!(self.basic_of(elem), Some(Basic::Uint8 | Basic::Int32)),
            _ => false,
        }
    }

    /// The word for what a type is made of; nothing for basic types.
    pub fn composite_kind(&mut self, ty: TypeId) -> &'static str {
        match self.under(ty) {
            Type::Array { .. } => "array",
            Type::Slice(_) => "slice",
            Type::Struct(_) => "struct",
            Type::Pointer(_) => "pointer",
            Type::Signature(_) => "func",
            Type::Interface(_) => "interface",
            Type::Map { .. } => "map",
            Type::Chan { .. } => "chan",
            Type::Tuple(_) => "tuple",
            Type::Union(_) => "union",
            _ => "",
        }
    }

    /// The larger of two untyped numeric types, or the type both are.
    pub fn larger_untyped(&self, x: TypeId, y: TypeId) -> Option<TypeId> {
        if x == y {
            return Some(x);
        }
        let (a, b) = (self.untyped(x)?, self.untyped(y)?);
        if !a.info().has(Info::NUMERIC) || !b.info().has(Info::NUMERIC) {
            return None;
        }
        Some(if a > b { x } else { y })
    }
}
