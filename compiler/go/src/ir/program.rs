//! A program: functions, globals, exports, and who implements which method.

use super::ids::FunctionId;
use super::{Expr, Function, Ty, Types};
use std::collections::BTreeMap;

/// A package variable. It lives in memory; its address may be taken.
#[derive(Debug)]
pub struct Global {
    /// Package and name.
    pub name: String,
    /// Its type.
    pub ty: Ty,
    /// The constant that it begins with. Without one it begins as zero, and [`Program::init`] gives it its value.
    pub value: Option<Expr>,
}

/// A function that a host calls.
#[derive(Debug)]
pub struct Export {
    /// Its name for the host.
    pub name: String,
    /// The function, whose parameters and results are single words.
    pub function: FunctionId,
}

/// A method that is called through interfaces, and what the call comes to for each dynamic type. Equality and hash of
/// interface values are such methods too: they take an interface value for what the operand's type is.
#[derive(Debug)]
pub struct DynamicMethod {
    /// Its name, for stacks.
    pub name: String,
    /// Types of the parameters without the receiver.
    pub params: Vec<Ty>,
    /// Types of the results.
    pub results: Vec<Ty>,
    /// For each dynamic type that has the method, in the order of types: the function, whose first parameter is a
    /// value of just that type.
    pub implementations: Vec<(Ty, FunctionId)>,
}

/// Functions of the package `runtime` that the backend calls by itself. None of them returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LangItem {
    /// `panicIndex(index int, length int)`.
    PanicIndex,
    /// `panicIndexUnsigned(index uint64, length int)`.
    PanicIndexUnsigned,
    /// `panicNil()`: a nil pointer is followed, a nil function called, a method of a nil interface called.
    PanicNil,
    /// `panicDivide()`.
    PanicDivide,
    /// `panicShift()`: a negative count.
    PanicShift,
    /// `panicMemory()`: no memory is left.
    PanicMemory,
    /// `panicStack()`: functions call each other too deep for the large values that they hold.
    PanicStack,
}

/// A closed program.
#[derive(Debug, Default)]
pub struct Program {
    /// Its types.
    pub types: Types,
    /// Its functions, by [`FunctionId`].
    pub functions: Vec<Function>,
    /// Its package variables, by [`GlobalId`](super::GlobalId).
    pub globals: Vec<Global>,
    /// Gives package variables their values and runs `init` functions, in Go's order. It runs once, before any export.
    pub init: Option<FunctionId>,
    /// The functions that a host calls.
    pub exports: Vec<Export>,
    /// Methods that are called through interfaces, by [`MethodId`](super::MethodId).
    pub methods: Vec<DynamicMethod>,
    /// Types whose values are put into interfaces, in the order of discovery: the number of a dynamic type is its
    /// position here plus one.
    pub dynamic_types: Vec<Ty>,
    /// Interfaces that values are asserted to have, and the dynamic types that do.
    pub implementers: BTreeMap<Ty, Vec<Ty>>,
    /// Functions that the backend calls by itself.
    pub lang_items: BTreeMap<LangItem, FunctionId>,
    /// The program asks for [`Intrinsic::TypeTable`](super::Intrinsic::TypeTable), so that types have descriptors.
    pub wants_type_table: bool,
}

impl Program {
    /// A function.
    pub fn function(&self, id: FunctionId) -> &Function {
        &self.functions[id.index()]
    }
}
