//! The universe: all that is declared before the first line of any program.

use super::*;
use crate::syntax::files::Span;
use crate::types::builtin::Builtin;
use crate::types::constant::Value;

/// The predeclared things that a checker asks for by name.
#[derive(Debug, Clone)]
pub(crate) struct Universe {
    pub(crate) scope: ScopeId,
    pub(crate) byte: TypeId,
    pub(crate) rune: TypeId,
    pub(crate) error: TypeId,
    pub(crate) any: TypeId,
    pub(crate) empty_interface: TypeId,
    pub(crate) comparable: TypeId,
    pub(crate) comparable_interface: InterfaceId,
    pub(crate) iota: ObjId,
    pub(crate) unsafe_package: PkgId,
}

impl Default for Universe {
    fn default() -> Self {
        let none = INVALID;
        Universe {
            scope: ScopeId(0),
            byte: none,
            rune: none,
            error: none,
            any: none,
            empty_interface: none,
            comparable: none,
            comparable_interface: InterfaceId(0),
            iota: ObjId(0),
            unsafe_package: PkgId(0),
        }
    }
}

/// The package that is known and refused.
pub(crate) const UNSAFE: &str = "unsafe";

impl Store {
    pub(super) fn declare_universe(&mut self) {
        self.universe.scope = self.new_scope(None, false);
        for kind in Basic::ALL {
            let (name, ty) = (kind.name(), basic(*kind));
            if !name.contains([' ', '.']) {
                self.declare_predeclared(name, ObjectKind::Type, Some(ty));
            }
        }
        let byte = self.declare_predeclared("byte", ObjectKind::Type, None);
        self.universe.byte = self.new_alias(byte, Some(basic(Basic::Uint8))).1;
        let rune = self.declare_predeclared("rune", ObjectKind::Type, None);
        self.universe.rune = self.new_alias(rune, Some(basic(Basic::Int32))).1;

        let all = Arc::new(TypeSet::all());
        let empty = Interface { complete: true, type_set: Some(all), ..Interface::default() };
        self.universe.empty_interface = self.new_interface(empty);
        let any = self.declare_predeclared("any", ObjectKind::Type, None);
        self.universe.any = self.new_alias(any, Some(self.universe.empty_interface)).1;

        let comparable = self.declare_predeclared("comparable", ObjectKind::Type, None);
        let set = Arc::new(TypeSet { comparable: true, ..TypeSet::all() });
        let interface = self.new_interface(Interface { complete: true, type_set: Some(set), ..Interface::default() });
        self.universe.comparable_interface = InterfaceId(self.interfaces.len() as u32 - 1);
        self.universe.comparable = self.new_named(comparable, Some(interface)).1;
        self.declare_error();

        for (name, kind, value) in [
            ("true", Basic::UntypedBool, Value::Bool(true)),
            ("false", Basic::UntypedBool, Value::Bool(false)),
            ("iota", Basic::UntypedInt, Value::int(0)),
        ] {
            self.universe.iota = self.declare_predeclared(name, ObjectKind::Const(value), Some(basic(kind)));
        }
        self.declare_predeclared("nil", ObjectKind::Nil, Some(basic(Basic::UntypedNil)));
        for row in Builtin::ALL.iter().filter(|row| !row.of_unsafe) {
            self.declare_predeclared(row.name, ObjectKind::Builtin(row.builtin), Some(INVALID));
        }
        self.declare_unsafe();
    }

    fn declare_predeclared(&mut self, name: &str, kind: ObjectKind, ty: Option<TypeId>) -> ObjId {
        let name = self.names.intern(name);
        let object = self.new_object(name, Span::default(), kind, ty);
        self.insert(self.universe.scope, name, object);
        object
    }

    /// `type error interface { Error() string }`.
    fn declare_error(&mut self) {
        let object = self.declare_predeclared("error", ObjectKind::Type, None);
        let (named, error) = self.new_named(object, None);
        let span = Span::default();
        let result = |ty| Param { name: None, ty, span };
        let signature = self.func(Signature {
            receiver: Some(result(error)),
            results: Arc::new([result(basic(Basic::String))]),
            ..Signature::default()
        });
        let method = Method { name: self.names.intern("Error"), pkg: None, signature, span };
        let right = self.new_interface(Interface { methods: vec![method], complete: true, ..Interface::default() });
        self.named[named.index()].right = Some(right);
        self.universe.error = error;
    }

    fn declare_unsafe(&mut self) {
        let name = self.names.intern(UNSAFE);
        let package = self.new_package(UNSAFE, name, false);
        self.universe.unsafe_package = package;
        self.current = Some(package);
        let scope = self.packages[package.index()].scope;
        let pointer = self.names.intern("Pointer");
        let object = self.new_object(pointer, Span::default(), ObjectKind::Type, Some(basic(Basic::UnsafePointer)));
        self.insert(scope, pointer, object);
        for row in Builtin::ALL.iter().filter(|row| row.of_unsafe) {
            let name = self.names.intern(row.name);
            let object = self.new_object(name, Span::default(), ObjectKind::Builtin(row.builtin), Some(INVALID));
            self.insert(scope, name, object);
        }
        self.current = None;
    }
}
