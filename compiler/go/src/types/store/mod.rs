//! The store: types, objects, scopes and packages of a compilation, each named by a number.

mod kinds;
mod make;
mod objects;
mod print;
mod universe;

pub use kinds::*;
pub use objects::*;

use crate::syntax::names::{Name, Names};
use crate::types::basic::Basic;
use std::collections::HashMap;
use std::sync::Arc;

macro_rules! ids {
    ($($(#[$about:meta])* $name:ident)*) => {
        $(
            $(#[$about])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
            pub struct $name(pub(super) u32);

            impl $name {
                /// The number: dense, from zero.
                pub fn index(self) -> usize {
                    self.0 as usize
                }
            }
        )*
    };
}

ids! {
    /// A type of a [`Store`].
    TypeId
    /// A declared type or an instance of one.
    NamedId
    /// An alias.
    AliasId
    /// A type parameter.
    ParamId
    /// An interface.
    InterfaceId
    /// An object.
    ObjId
    /// A scope.
    ScopeId
    /// A package.
    PkgId
}

/// All that the packages of a compilation declare.
#[derive(Clone)]
pub struct Store {
    /// The identifiers.
    pub names: Names,
    pub(crate) types: Vec<Type>,
    pub(crate) weights: Vec<u32>,
    pub(crate) depths: Vec<u16>,
    /// Type sets that are being computed inside each other.
    pub(crate) nesting: u32,
    /// A type was made that is beyond [`limits`](crate::limits).
    pub(crate) too_large: bool,
    pub(crate) known: HashMap<Shape, TypeId>,
    pub(crate) named: Vec<Named>,
    pub(crate) aliases: Vec<Alias>,
    pub(crate) params: Vec<TypeParam>,
    pub(crate) interfaces: Vec<Interface>,
    pub(crate) objects: Vec<Object>,
    pub(crate) scopes: Vec<Scope>,
    pub(crate) packages: Vec<Package>,
    pub(crate) paths: HashMap<String, PkgId>,
    /// Instances by origin and a hash of their arguments.
    pub(crate) instances: HashMap<(NamedId, u64), Vec<TypeId>>,
    /// Signatures of methods of instances.
    pub(crate) methods: HashMap<(NamedId, ObjId), TypeId>,
    /// Types of which it is known that they can or can't be compared, strictly or not.
    pub(crate) comparable: HashMap<(NamedId, bool), bool>,
    /// The outermost type that a comparison of types has met again while it was looking into it.
    pub(crate) open_hit: usize,
    /// Types of which it is known that they don't contain themselves.
    pub(crate) valid: std::collections::HashSet<NamedId>,
    /// Sizes of declared types.
    pub(crate) sizes: HashMap<NamedId, Option<(i64, i64)>>,
    /// Instances made, against [`limits::INSTANCES`](crate::limits::INSTANCES).
    pub(crate) instance_count: usize,
    pub(crate) universe: universe::Universe,
    /// The place where the instances that are made now are written.
    pub(crate) here: Option<crate::syntax::files::Span>,
    /// The package whose names are shown without it.
    pub(crate) current: Option<PkgId>,
}

/// The types that are kept once, so that most comparisons are comparisons of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Shape {
    Array(i64, TypeId),
    Slice(TypeId),
    Pointer(TypeId),
    Map(TypeId, TypeId),
    Chan(crate::syntax::tree::Direction, TypeId),
}

impl Default for Store {
    fn default() -> Self {
        Self::new()
    }
}

impl Store {
    /// A store that knows what is predeclared, and the package `unsafe`.
    pub fn new() -> Self {
        let mut store = Store {
            names: Names::new(),
            types: Basic::ALL.iter().map(|basic| Type::Basic(*basic)).collect(),
            weights: vec![1; Basic::ALL.len()],
            depths: vec![1; Basic::ALL.len()],
            nesting: 0,
            too_large: false,
            known: HashMap::new(),
            named: Vec::new(),
            aliases: Vec::new(),
            params: Vec::new(),
            interfaces: Vec::new(),
            objects: Vec::new(),
            scopes: Vec::new(),
            packages: Vec::new(),
            paths: HashMap::new(),
            instances: HashMap::new(),
            methods: HashMap::new(),
            comparable: HashMap::new(),
            open_hit: usize::MAX,
            valid: std::collections::HashSet::new(),
            sizes: HashMap::new(),
            instance_count: 0,
            universe: universe::Universe::default(),
            here: None,
            current: None,
        };
        store.declare_universe();
        store
    }

    /// The type an id names, behind all aliases. An alias that is not known yet is invalid.
    pub fn get(&self, id: TypeId) -> Type {
        self.types[self.unalias(id).index()].clone()
    }

    /// The type behind all aliases.
    pub fn unalias(&self, mut id: TypeId) -> TypeId {
        while let Type::Alias(alias) = &self.types[id.index()] {
            match self.aliases[alias.index()].right {
                Some(right) => id = right,
                None => return basic(Basic::Invalid),
            }
        }
        id
    }

    /// An object.
    pub fn object(&self, id: ObjId) -> &Object {
        &self.objects[id.index()]
    }

    /// The text of an object's name.
    pub fn object_name(&self, id: ObjId) -> &str {
        self.names.text(self.objects[id.index()].name)
    }

    /// A package.
    pub fn package(&self, id: PkgId) -> &Package {
        &self.packages[id.index()]
    }

    /// The package imported by a path, if it has been checked or declared.
    pub fn find_package(&self, path: &str) -> Option<PkgId> {
        self.paths.get(path).copied()
    }

    /// A declared type.
    pub fn named(&self, id: NamedId) -> &Named {
        &self.named[id.index()]
    }

    /// A type parameter.
    pub fn param(&self, id: ParamId) -> &TypeParam {
        &self.params[id.index()]
    }

    /// An interface.
    pub fn interface(&self, id: InterfaceId) -> &Interface {
        &self.interfaces[id.index()]
    }

    /// The object that a name stands for in a scope, blocks around it not counted.
    pub fn lookup_in(&self, scope: ScopeId, name: Name) -> Option<ObjId> {
        self.scopes[scope.index()].names.get(&name).copied()
    }

    /// The object that a name stands for in a scope or around it.
    pub fn lookup(&self, scope: ScopeId, name: Name) -> Option<(ScopeId, ObjId)> {
        let mut current = Some(scope);
        while let Some(scope) = current {
            if let Some(object) = self.lookup_in(scope, name) {
                return Some((scope, object));
            }
            current = self.scopes[scope.index()].parent;
        }
        None
    }

    /// The name may be used outside its package.
    pub fn is_exported(&self, name: Name) -> bool {
        self.names.text(name).chars().next().is_some_and(char::is_uppercase)
    }

    /// Two names, each with the package it was declared in, are the same to the language.
    pub fn same_name(&self, a: (Name, Option<PkgId>), b: (Name, Option<PkgId>)) -> bool {
        a.0 == b.0 && (a.1 == b.1 || self.is_exported(a.0))
    }

    /// The signature a type is, behind names.
    pub fn signature(&self, ty: TypeId) -> Option<Arc<Signature>> {
        match self.get(ty) {
            Type::Signature(signature) => Some(signature),
            _ => None,
        }
    }
}

/// The id of a basic type, the same in every store.
pub fn basic(basic: Basic) -> TypeId {
    TypeId(basic as u32)
}

/// The type of what has been found wrong.
pub const INVALID: TypeId = TypeId(Basic::Invalid as u32);
