//! Kinds of types, and their parts.

use super::{AliasId, InterfaceId, NamedId, ObjId, ParamId, PkgId, TypeId};
use crate::syntax::files::Span;
use crate::syntax::names::Name;
use crate::syntax::tree::Direction;
use crate::types::basic::Basic;
use std::sync::Arc;

/// A type. It is small and cheap to clone; what may change later is behind an id.
#[derive(Debug, Clone)]
pub enum Type {
    /// A predeclared type.
    Basic(Basic),
    /// `[len]elem`; a length of −1 is one that a composite literal has yet to say.
    Array {
        /// The number of elements.
        len: i64,
        /// Their type.
        elem: TypeId,
    },
    /// `[]elem`.
    Slice(TypeId),
    /// `*base`.
    Pointer(TypeId),
    /// `map[key]elem`.
    Map {
        /// The type of keys.
        key: TypeId,
        /// The type of values.
        elem: TypeId,
    },
    /// `chan elem`.
    Chan {
        /// The direction.
        direction: Direction,
        /// The element type.
        elem: TypeId,
    },
    /// `struct{...}`.
    Struct(Arc<Struct>),
    /// Several results.
    Tuple(Arc<[Param]>),
    /// A function.
    Signature(Arc<Signature>),
    /// `interface{...}`.
    Interface(InterfaceId),
    /// `A | ~B` in an interface.
    Union(Arc<[Term]>),
    /// A declared type, or an instance of one.
    Named(NamedId),
    /// A type parameter.
    Param(ParamId),
    /// An alias. [`Store::get`](super::Store::get) never gives it.
    Alias(AliasId),
}

/// The fields of a struct.
#[derive(Debug, Clone)]
pub struct Struct {
    /// In the order of the source.
    pub fields: Box<[FieldType]>,
}

/// A field of a struct.
#[derive(Debug, Clone)]
pub struct FieldType {
    /// The name; that of the type, if the field is embedded.
    pub name: Name,
    /// The package it was declared in, which alone may use the name if it is not exported.
    pub pkg: Option<PkgId>,
    /// Its type.
    pub ty: TypeId,
    /// It has no name of its own.
    pub embedded: bool,
    /// The tag, without quotes.
    pub tag: Arc<[u8]>,
    /// The place of its declaration.
    pub span: Span,
}

/// A parameter or a result.
#[derive(Debug, Clone)]
pub struct Param {
    /// The name, if it has one.
    pub name: Option<Name>,
    /// Its type.
    pub ty: TypeId,
    /// The place of its declaration.
    pub span: Span,
}

/// Parameters and results of a function.
#[derive(Debug, Clone, Default)]
pub struct Signature {
    /// Type parameters of a generic function that has not been instantiated.
    pub type_params: Arc<[ParamId]>,
    /// Type parameters of the receiver.
    pub receiver_params: Arc<[ParamId]>,
    /// The receiver of a method.
    pub receiver: Option<Param>,
    /// Parameters; the last one's type is a slice if `variadic` is set.
    pub params: Arc<[Param]>,
    /// Results.
    pub results: Arc<[Param]>,
    /// The last parameter was written `...T`.
    pub variadic: bool,
}

/// A term of a union: a type, or all types with this underlying type.
#[derive(Debug, Clone, Copy)]
pub struct Term {
    /// `~` was written.
    pub tilde: bool,
    /// The type.
    pub ty: TypeId,
}

/// A method of an interface.
#[derive(Debug, Clone)]
pub struct Method {
    /// The name.
    pub name: Name,
    /// The package it was declared in.
    pub pkg: Option<PkgId>,
    /// A [`Type::Signature`].
    pub signature: TypeId,
    /// The place of its declaration.
    pub span: Span,
}

/// An interface, and what it comes to once that has been computed.
#[derive(Debug, Clone, Default)]
pub struct Interface {
    /// The methods that are written out.
    pub methods: Vec<Method>,
    /// Embedded types and unions with their places.
    pub embedded: Vec<(TypeId, Span)>,
    /// It stands for a constraint that was written without `interface`.
    pub implicit: bool,
    /// All of it has been read.
    pub complete: bool,
    /// The type set.
    pub type_set: Option<Arc<TypeSet>>,
}

/// The types that implement an interface.
#[derive(Debug, Clone)]
pub struct TypeSet {
    /// All methods, in the order of their ids.
    pub methods: Vec<Method>,
    /// The terms; nothing stands for all types.
    pub terms: Option<Vec<Term>>,
    /// Only comparable types; then `terms` is nothing.
    pub comparable: bool,
}

impl TypeSet {
    /// The set of all types.
    pub fn all() -> Self {
        TypeSet { methods: Vec::new(), terms: None, comparable: false }
    }

    /// No type is in the set.
    pub fn is_empty(&self) -> bool {
        self.terms.as_ref().is_some_and(Vec::is_empty)
    }

    /// Only methods are asked for, so that variables can have the type.
    pub fn is_method_set(&self) -> bool {
        !self.comparable && self.terms.is_none()
    }

    /// Every type is in the set.
    pub fn is_all(&self) -> bool {
        self.is_method_set() && self.methods.is_empty()
    }

    /// The terms, if there are some that are not all types.
    pub fn specific(&self) -> Option<&[Term]> {
        self.terms.as_deref().filter(|terms| !terms.is_empty())
    }
}

/// A declared type, or an instance of a generic one.
#[derive(Debug, Clone)]
pub struct Named {
    /// The type's name; of an instance that of its origin.
    pub obj: ObjId,
    /// The generic type an instance is of.
    pub origin: Option<NamedId>,
    /// Type arguments of an instance.
    pub args: Arc<[TypeId]>,
    /// Type parameters.
    pub params: Arc<[ParamId]>,
    /// The right side of the declaration, once it is known.
    pub right: Option<TypeId>,
    /// The underlying type, once it is known.
    pub under: Option<TypeId>,
    /// Methods, of what is no instance.
    pub methods: Vec<ObjId>,
    /// The declaration's name, or the place where an instance was first written.
    pub span: Span,
}

/// An alias declaration, or an instance of a generic one.
#[derive(Debug, Clone)]
pub struct Alias {
    /// The alias's name.
    pub obj: ObjId,
    /// Type parameters.
    pub params: Arc<[ParamId]>,
    /// Type arguments of an instance.
    pub args: Arc<[TypeId]>,
    /// The generic alias an instance is of.
    pub origin: Option<AliasId>,
    /// The type it stands for, once that is known.
    pub right: Option<TypeId>,
}

/// A type parameter.
#[derive(Debug, Clone)]
pub struct TypeParam {
    /// Its name.
    pub obj: ObjId,
    /// Its place in the list.
    pub index: usize,
    /// The constraint.
    pub bound: TypeId,
    /// The constraint as an interface, once it has been asked for.
    pub interface: Option<TypeId>,
}
