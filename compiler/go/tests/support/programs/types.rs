//! Types of random programs.

use super::Generator;
use std::rc::Rc;

/// A type.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Type {
    /// A predeclared type by its name.
    Basic(&'static str),
    /// A declared type by its position among the program's.
    Declared(usize),
    Array(usize, Rc<Type>),
    Slice(Rc<Type>),
    Pointer(Rc<Type>),
    Map(Rc<Type>, Rc<Type>),
    Func(Rc<[Type]>, Rc<[Type]>),
    Any,
}

/// A declared type.
#[derive(Clone)]
pub(super) struct Declared {
    pub(super) name: String,
    pub(super) kind: Kind,
    /// It has the method `Val`; by pointer, if this is true.
    pub(super) by_pointer: Option<bool>,
}

/// The structure of a declared type.
#[derive(Clone)]
pub(super) enum Kind {
    Basic(&'static str),
    /// Fields: name, type, embedded.
    Struct(Vec<(String, Type, bool)>),
    Slice(Type),
    /// An interface of one method.
    Interface,
}

pub(super) const INTEGERS: [&str; 10] =
    ["int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64"];
const KEYS: [&str; 6] = ["string", "int", "uint8", "int16", "bool", "uint64"];

impl Generator {
    pub(super) fn text(&self, ty: &Type) -> String {
        match ty {
            Type::Basic(name) => (*name).to_owned(),
            Type::Declared(index) => self.declared[*index].name.clone(),
            Type::Array(len, elem) => format!("[{len}]{}", self.text(elem)),
            Type::Slice(elem) => format!("[]{}", self.text(elem)),
            Type::Pointer(base) => format!("*{}", self.text(base)),
            Type::Map(key, elem) => format!("map[{}]{}", self.text(key), self.text(elem)),
            Type::Func(params, results) => {
                let list = |types: &[Type]| types.iter().map(|ty| self.text(ty)).collect::<Vec<_>>().join(", ");
                match results.len() {
                    0 => format!("func({})", list(params)),
                    1 => format!("func({}) {}", list(params), list(results)),
                    _ => format!("func({}) ({})", list(params), list(results)),
                }
            }
            Type::Any => "any".into(),
        }
    }

    /// The predeclared type that a type is below its name, if it is one.
    pub(super) fn basic(&self, ty: &Type) -> Option<&'static str> {
        match ty {
            Type::Basic(name) => Some(name),
            Type::Declared(index) => match self.declared[*index].kind {
                Kind::Basic(name) => Some(name),
                _ => None,
            },
            _ => None,
        }
    }

    pub(super) fn is_integer(&self, ty: &Type) -> bool {
        self.basic(ty).is_some_and(|name| INTEGERS.contains(&name))
    }

    pub(super) fn comparable(&self, ty: &Type) -> bool {
        match ty {
            Type::Basic(_) | Type::Pointer(_) => true,
            Type::Any => false,
            Type::Array(_, elem) => self.comparable(elem),
            Type::Slice(_) | Type::Map(..) | Type::Func(..) => false,
            Type::Declared(index) => match &self.declared[*index].kind {
                Kind::Basic(_) => true,
                Kind::Struct(fields) => fields.iter().all(|field| self.comparable(&field.1)),
                Kind::Slice(_) | Kind::Interface => false,
            },
        }
    }

    pub(super) fn basic_type(&mut self) -> Type {
        if self.chance(1, 5) {
            let declared: Vec<usize> =
                (0..self.declared.len()).filter(|index| matches!(self.declared[*index].kind, Kind::Basic(_))).collect();
            if !declared.is_empty() {
                return Type::Declared(self.pick(&declared));
            }
        }
        match self.below(16) {
            0 | 1 => Type::Basic("string"),
            2 => Type::Basic("bool"),
            3 => Type::Basic("float64"),
            4..=7 => Type::Basic("int"),
            _ => Type::Basic(self.pick(&INTEGERS)),
        }
    }

    /// A type that a map may have as its key and that has few values.
    pub(super) fn key_type(&mut self) -> Type {
        if self.chance(1, 6) {
            let structs: Vec<usize> = (0..self.declared.len())
                .filter(|index| matches!(self.declared[*index].kind, Kind::Struct(_)))
                .filter(|index| self.comparable(&Type::Declared(*index)))
                .collect();
            if !structs.is_empty() {
                return Type::Declared(self.pick(&structs));
            }
        }
        if self.chance(1, 8) {
            return Type::Array(2, Rc::new(Type::Basic(self.pick(&KEYS))));
        }
        Type::Basic(self.pick(&KEYS))
    }

    /// A type of variables, with parts at most `depth` levels deep.
    pub(super) fn any_type(&mut self, depth: usize) -> Type {
        if depth == 0 {
            return self.basic_type();
        }
        match self.below(20) {
            0..=2 => Type::Slice(Rc::new(self.any_type(depth - 1))),
            3 | 4 => {
                let len = 1 + self.below(4);
                Type::Array(len, Rc::new(self.any_type(depth - 1)))
            }
            5 | 6 => {
                let key = self.key_type();
                Type::Map(Rc::new(key), Rc::new(self.any_type(depth - 1)))
            }
            7 | 8 => Type::Pointer(Rc::new(self.any_type(depth - 1))),
            9 => {
                let params: Vec<Type> = (0..self.below(3)).map(|_| self.basic_type()).collect();
                Type::Func(params.into(), vec![self.basic_type()].into())
            }
            10 => Type::Any,
            11..=14 if !self.declared.is_empty() => Type::Declared(self.below(self.declared.len())),
            _ => self.basic_type(),
        }
    }
}
