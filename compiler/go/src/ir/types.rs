//! Types without parameters, each once.

use std::collections::HashMap;
use std::sync::Arc;

/// A type of a [`Program`](super::Program), by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ty(pub(crate) u32);

impl Ty {
    /// The number: dense, from zero, in the order of discovery.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// An integer type: its width in bits, and whether it has a sign. `int`, `uint` and `uintptr` have 64 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct IntType {
    /// 8, 16, 32 or 64.
    pub bits: u8,
    /// Two's complement.
    pub signed: bool,
}

/// The width of a floating-point type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FloatWidth {
    /// `float32`.
    F32,
    /// `float64`.
    F64,
}

/// The structure of a type. Values consist of words, which a backend keeps in locals or in memory:
///
/// | shape | words |
/// |---|---|
/// | bool, integers up to 32 bits, pointers, maps, functions | one `i32`; integers are kept wrapped to their width |
/// | 64-bit integers | one `i64` |
/// | floats | one `f32` or `f64` |
/// | string | address, length: `i32` each |
/// | slice | address, length, capacity: `i32` each |
/// | interface | number of the dynamic type (0 is nil): `i32`; value or address of the value: `i64` |
/// | struct, array | those of fields and elements, in order |
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Shape {
    /// `bool`.
    Bool,
    /// An integer.
    Int(IntType),
    /// A floating-point number.
    Float(FloatWidth),
    /// `string`.
    String,
    /// `[]elem`.
    Slice(Ty),
    /// `[len]elem`.
    Array {
        /// The number of elements.
        len: u32,
        /// Their type.
        elem: Ty,
    },
    /// `*base`; nil is address 0.
    Pointer(Ty),
    /// `map[key]elem`: the address of a `Map[key, elem]` of the package `runtime`, which has all operations.
    Map {
        /// The type of keys.
        key: Ty,
        /// The type of values.
        elem: Ty,
    },
    /// A function: the address of a closure record (table index, then captures); nil is 0.
    Func {
        /// Types of the parameters; a variadic one is a slice.
        params: Arc<[Ty]>,
        /// Types of the results.
        results: Arc<[Ty]>,
    },
    /// An interface, its methods in the order of their names.
    Interface(Arc<[MethodName]>),
    /// `struct{...}`.
    Struct(Arc<[Field]>),
    /// Several results of a call; of no variable.
    Tuple(Arc<[Ty]>),
}

/// A method's name and type, as an interface asks for it. The package counts only for names that are not exported.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MethodName {
    /// The name.
    pub name: Arc<str>,
    /// The path of the package it was declared in; empty for exported names.
    pub package: Arc<str>,
    /// A [`Shape::Func`] without the receiver.
    pub signature: Ty,
}

/// A field of a struct.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Field {
    /// The name.
    pub name: Arc<str>,
    /// Its type.
    pub ty: Ty,
    /// It has no name of its own.
    pub embedded: bool,
    /// Other packages may use it.
    pub exported: bool,
    /// The tag, without quotes.
    pub tag: Arc<[u8]>,
}

/// Facts about a type.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TypeInfo {
    /// Its structure.
    pub shape: Shape,
    /// Of a declared type its name as `%T` prints it (`main.Point`), otherwise nothing. Two declared types of one
    /// structure are two types.
    pub name: Option<Arc<str>>,
    /// Tells declared types apart that have the same name: the number of the checker's type; 0 where there is no name.
    pub identity: u32,
}

/// The types of a program.
#[derive(Debug, Default)]
pub struct Types {
    all: Vec<TypeInfo>,
    known: HashMap<TypeInfo, Ty>,
}

impl Types {
    /// The type with this structure and name: the same number for the same type.
    pub fn intern(&mut self, info: TypeInfo) -> Ty {
        if let Some(ty) = self.known.get(&info) {
            return *ty;
        }
        let ty = self.reserve(info.clone());
        self.known.insert(info, ty);
        ty
    }

    /// A number of its own for a type whose structure is not known yet, because it names itself. It is to be
    /// [defined](Self::define).
    pub fn reserve(&mut self, info: TypeInfo) -> Ty {
        let ty = Ty(u32::try_from(self.all.len()).expect("fewer types than instances are allowed"));
        self.all.push(info);
        ty
    }

    /// Gives a reserved type its structure.
    pub fn define(&mut self, ty: Ty, shape: Shape) {
        self.all[ty.index()].shape = shape;
    }

    /// The facts about a type.
    pub fn info(&self, ty: Ty) -> &TypeInfo {
        &self.all[ty.index()]
    }

    /// The structure of a type.
    pub fn shape(&self, ty: Ty) -> &Shape {
        &self.all[ty.index()].shape
    }

    /// The number of types.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// There are none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// All types, in the order of their numbers.
    pub fn iter(&self) -> impl Iterator<Item = (Ty, &TypeInfo)> {
        self.all.iter().enumerate().map(|(index, info)| (Ty(index as u32), info))
    }
}
