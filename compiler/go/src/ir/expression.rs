//! Expressions, places and statements.

use super::ids::{FunctionId, GlobalId, Label, LocalId, MethodId};
use super::{Intrinsic, Ty};
use crate::syntax::files::Span;
use std::sync::Arc;

/// An expression, its type, and the source that asked for it.
#[derive(Debug, Clone)]
pub struct Expr {
    /// Its kind.
    pub kind: ExprKind,
    /// The type of its value; an empty [`Shape::Tuple`](super::Shape::Tuple) where there is none.
    pub ty: Ty,
    /// The place in the source, for panics.
    pub span: Span,
}

/// A place: it can be read and assigned, and may have an address.
#[derive(Debug, Clone)]
pub enum Place {
    /// A local; the content of the cell, if it is boxed.
    Local(LocalId),
    /// A package variable.
    Global(GlobalId),
    /// The target of a pointer, which is checked for nil.
    Deref {
        /// The pointer.
        pointer: Box<Expr>,
        /// The type of the target.
        ty: Ty,
    },
    /// A field of a struct.
    Field {
        /// The struct.
        base: Box<Place>,
        /// The struct's type.
        of: Ty,
        /// The field's position.
        index: u32,
    },
    /// An element of an array; the index is checked.
    ArrayElement {
        /// The array.
        base: Box<Place>,
        /// The array's type.
        of: Ty,
        /// The index, of an integer type. A signed one may be negative, which the check refuses.
        index: Box<Expr>,
    },
    /// An element of a slice; the index is checked.
    SliceElement {
        /// The slice.
        slice: Box<Expr>,
        /// The index, of an integer type.
        index: Box<Expr>,
        /// The type of the element.
        ty: Ty,
    },
}

/// Operators with one operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnaryOp {
    /// `-x` of integers (wrapping) and floats.
    Neg,
    /// `^x`.
    Complement,
    /// `!x`.
    Not,
}

/// Operators with two operands of one type: bool, an integer, a float, or what is one word and compares by it
/// (pointers, maps and functions against nil). Everything else that Go compares has become a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum BinaryOp {
    Add,
    Sub,
    Mul,
    /// Integers: by zero it panics, the least integer by −1 is itself.
    Div,
    /// Integers only: by zero it panics, by −1 it is 0.
    Rem,
    And,
    Or,
    Xor,
    AndNot,
    /// The right operand is of any integer type: counts beyond the width shift everything out, a negative one panics.
    Shl,
    /// As [`BinaryOp::Shl`]; a signed left operand keeps its sign.
    Shr,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}

/// Conversions between numbers, and those that change no word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Convert {
    /// Integer to integer: cut off or extended by the sign of the source.
    IntToInt,
    /// Integer to float, rounded to nearest.
    IntToFloat,
    /// Float to integer as Go on amd64 gives it, the same on every machine: cut off towards zero; NaN and what is out
    /// of range become the least integer of 64 bits, cut to the width (`uint64` above 2^63 keeps its value).
    FloatToInt,
    /// Float to float.
    FloatToFloat,
    /// The same words under another type.
    Same,
}

/// The kind of an expression.
#[derive(Debug, Clone)]
pub enum ExprKind {
    /// `true`, `false`.
    Bool(bool),
    /// An integer, by its bits, extended by the type's sign.
    Int(i64),
    /// A float, already rounded to its width.
    Float(f64),
    /// A string; equal ones share their bytes.
    Str(Arc<[u8]>),
    /// The zero value, of any type.
    Zero,
    /// The value of a place.
    Read(Box<Place>),
    /// The address of a place: of a boxed local, a package variable, the target of a pointer, an element of a slice,
    /// or a part of one of them.
    Address(Box<Place>),
    /// A function as a value.
    Func(FunctionId),
    /// A function with what it captures: the cells of boxed locals, copies of others.
    Closure {
        /// The function.
        function: FunctionId,
        /// Locals of this function, one for each of its [captures](super::Function::captures).
        captures: Vec<LocalId>,
    },
    /// An operator with one operand.
    Unary {
        /// The operator.
        op: UnaryOp,
        /// The operand.
        value: Box<Expr>,
    },
    /// An operator with two operands.
    Binary {
        /// The operator.
        op: BinaryOp,
        /// The left operand.
        left: Box<Expr>,
        /// The right operand.
        right: Box<Expr>,
    },
    /// `a && b`, `a || b`, and wherever one of two values is wanted.
    Choose {
        /// The condition.
        cond: Box<Expr>,
        /// The value for true.
        then: Box<Expr>,
        /// The value for false.
        otherwise: Box<Expr>,
    },
    /// A conversion.
    Convert {
        /// The kind of conversion.
        how: Convert,
        /// The operand.
        value: Box<Expr>,
    },
    /// A call of a known function.
    Call {
        /// The function.
        function: FunctionId,
        /// One argument for each parameter.
        args: Vec<Expr>,
    },
    /// A call of a function value; nil panics.
    CallClosure {
        /// The function value.
        callee: Box<Expr>,
        /// Its arguments.
        args: Vec<Expr>,
    },
    /// A call of a method through an interface; nil panics.
    CallMethod {
        /// The method.
        method: MethodId,
        /// The interface value.
        receiver: Box<Expr>,
        /// The other arguments.
        args: Vec<Expr>,
    },
    /// Something the backend knows to do.
    Intrinsic {
        /// The intrinsic.
        intrinsic: Intrinsic,
        /// Its type arguments.
        types: Vec<Ty>,
        /// Its arguments.
        args: Vec<Expr>,
    },
    /// A field of a struct that is no place.
    Field {
        /// The struct.
        value: Box<Expr>,
        /// The field's position.
        index: u32,
    },
    /// An element of an array that is no place; the index is checked.
    ArrayElement {
        /// The array.
        value: Box<Expr>,
        /// The index, of an integer type.
        index: Box<Expr>,
    },
    /// A byte of a string; the index is checked.
    StringByte {
        /// The string.
        string: Box<Expr>,
        /// The index, of an integer type.
        index: Box<Expr>,
    },
    /// A struct of its fields, all of them, in order.
    Struct(Vec<Expr>),
    /// An array of some of its elements, by ascending index; the rest is zero.
    Array(Vec<(u32, Expr)>),
    /// A word of a string, slice or interface, by its position: address, length (`uint32`), capacity; dynamic type.
    Word {
        /// The value.
        value: Box<Expr>,
        /// The position.
        index: u8,
    },
    /// A string or a slice of its words, each a `uint32`.
    Words(Vec<Expr>),
    /// A new heap cell with a value, and its address.
    New(Box<Expr>),
    /// A value put into an interface. Types whose value is one word are kept in the interface itself.
    ToInterface(Box<Expr>),
    /// The value in an interface, whose dynamic type is known to be the expression's.
    FromInterface(Box<Expr>),
    /// The dynamic type of an interface value is this one.
    IsType {
        /// The interface value.
        value: Box<Expr>,
        /// The type, no interface.
        ty: Ty,
    },
    /// The dynamic type of an interface value has all methods of this interface; nil has none.
    Implements {
        /// The interface value.
        value: Box<Expr>,
        /// The interface.
        interface: Ty,
    },
    /// Statements, then a value that sees their locals.
    Block {
        /// The statements.
        body: Vec<Stmt>,
        /// The value.
        value: Box<Expr>,
    },
}

/// A statement and the source that asked for it.
#[derive(Debug, Clone)]
pub struct Stmt {
    /// Its kind.
    pub kind: StmtKind,
    /// The place in the source.
    pub span: Span,
}

/// The kind of a statement.
#[derive(Debug, Clone)]
pub enum StmtKind {
    /// The life of a local begins, with a value or as zero.
    Declare {
        /// The local.
        local: LocalId,
        /// Its value.
        value: Option<Expr>,
    },
    /// A place is given a value. The place's operands are evaluated before the value.
    Assign {
        /// The place.
        place: Place,
        /// The value, of the place's type.
        value: Expr,
    },
    /// Locals are given the results of a call. Declared ones are declared by it.
    AssignTuple {
        /// A local for each result, or nothing where it is dropped. All are temporaries or unboxed locals.
        locals: Vec<Option<LocalId>>,
        /// A call with a [`Shape::Tuple`](super::Shape::Tuple).
        value: Expr,
    },
    /// An expression is evaluated for what it does; its value is dropped.
    Eval(Expr),
    /// One of two ways.
    If {
        /// The condition.
        cond: Expr,
        /// Statements for true.
        then: Vec<Stmt>,
        /// Statements for false.
        otherwise: Vec<Stmt>,
    },
    /// One of many ways, by an integer. No way runs into the next.
    Switch {
        /// An integer; a temporary at most.
        value: Expr,
        /// Values, none twice, and the statements for each.
        cases: Vec<(i64, Vec<Stmt>)>,
        /// Statements for all other values.
        default: Vec<Stmt>,
    },
    /// Statements that a [`StmtKind::Branch`] can leave.
    Block {
        /// The label; a branch to it goes on behind the block.
        label: Label,
        /// The statements.
        body: Vec<Stmt>,
    },
    /// Statements that a [`StmtKind::Branch`] can repeat. Where they end, the loop is left: a loop that goes on ends
    /// with a branch to itself.
    Loop {
        /// The label; a branch to it goes to the loop's begin.
        label: Label,
        /// The statements.
        body: Vec<Stmt>,
    },
    /// A jump to a block's end or a loop's begin that stands around it.
    Branch(Label),
    /// The function returns.
    Return(Vec<Expr>),
    /// The place can't be reached: a call before it never returns.
    Unreachable,
}
