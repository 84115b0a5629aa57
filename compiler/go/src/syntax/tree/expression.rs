//! Expressions and types.

use super::statement::Block;
use super::{ExprId, Ident};
use crate::syntax::files::{Pos, Span};
use crate::syntax::names::Name;
use crate::syntax::token::Op;

/// An expression or a type, and where it stands.
#[derive(Debug)]
pub struct Expr {
    /// Its kind.
    pub kind: ExprKind,
    /// Its text.
    pub span: Span,
}

/// The basic literals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Literal {
    /// `1`, `0x1f`, `1_000`.
    Int,
    /// `1.5`, `0x1p-2`.
    Float,
    /// `2i`.
    Imag,
    /// `'a'`.
    Char,
    /// `"a"` and raw strings.
    String,
}

/// The ways a channel goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// `chan T`.
    Both,
    /// `chan<- T`.
    Send,
    /// `<-chan T`.
    Receive,
}

/// The kind of an expression.
#[derive(Debug)]
pub enum ExprKind {
    /// Something the parser could not read, and has reported.
    Bad,
    /// `x`.
    Name(Name),
    /// A basic literal; its value is its text.
    Literal(Literal),
    /// `...T` of a parameter, `...` of an array's length.
    Ellipsis(Option<ExprId>),
    /// `T{...}`; inside another one the type may be left out.
    Composite {
        /// The type.
        ty: Option<ExprId>,
        /// Elements, some of them [`ExprKind::KeyValue`].
        elements: Box<[ExprId]>,
        /// The opening brace.
        brace: Pos,
    },
    /// `func(...) {...}`.
    Function {
        /// Parameters and results.
        signature: Box<Signature>,
        /// The body.
        body: Box<Block>,
    },
    /// `(x)`.
    Paren(ExprId),
    /// `x.f`.
    Selector {
        /// The operand that is selected from: a value, a type or a package.
        x: ExprId,
        /// The name.
        field: Ident,
    },
    /// `x[i]`, `F[T]`, `F[T, U]`.
    Index {
        /// The operand that is indexed or instantiated.
        x: ExprId,
        /// One index, or type arguments.
        indices: Box<[ExprId]>,
    },
    /// `x[low:high:max]`.
    Slice {
        /// The operand that is sliced.
        x: ExprId,
        /// Low, high and maximum, where they are written.
        bounds: [Option<ExprId>; 3],
        /// Two colons were written.
        full: bool,
    },
    /// `x.(T)`; `x.(type)` has no type.
    Assert {
        /// The interface value.
        x: ExprId,
        /// The type.
        ty: Option<ExprId>,
    },
    /// A call or a conversion.
    Call {
        /// The callee: a function, a type, a builtin.
        fun: ExprId,
        /// Arguments; some builtins take a type as the first.
        args: Box<[ExprId]>,
        /// The place of `...` behind the last argument.
        dots: Option<Span>,
        /// The closing parenthesis.
        close: Pos,
    },
    /// `*x`, a dereference or a pointer type.
    Star(ExprId),
    /// `+x`, `-x`, `!x`, `^x`, `&x`, `<-x`, `~T`.
    Unary {
        /// The operator.
        op: Op,
        /// The operand.
        x: ExprId,
    },
    /// `x op y`.
    Binary {
        /// The operator.
        op: Op,
        /// The left operand.
        x: ExprId,
        /// The right operand.
        y: ExprId,
        /// The place of the operator.
        at: Pos,
    },
    /// `key: value` inside a composite literal.
    KeyValue {
        /// The key.
        key: ExprId,
        /// The value.
        value: ExprId,
    },
    /// `[n]T`, `[...]T`; without a length a slice type.
    ArrayType {
        /// The length; [`ExprKind::Ellipsis`] of nothing where the literal says it.
        len: Option<ExprId>,
        /// The element type.
        elem: ExprId,
    },
    /// `struct{...}`.
    StructType(Box<[Field]>),
    /// `func(...) ...` as a type.
    FuncType(Box<Signature>),
    /// `interface{...}`.
    InterfaceType(Box<[Element]>),
    /// `map[K]V`.
    MapType {
        /// The key type.
        key: ExprId,
        /// The value type.
        value: ExprId,
    },
    /// `chan T` and its directed forms.
    ChanType {
        /// The direction.
        direction: Direction,
        /// The element type.
        elem: ExprId,
    },
}

/// Fields of a struct, or parameters, that share one type. Without names: an embedded field, an unnamed parameter.
#[derive(Debug, Clone)]
pub struct Field {
    /// The names.
    pub names: Box<[Ident]>,
    /// The type.
    pub ty: ExprId,
    /// A struct field's tag, a string literal.
    pub tag: Option<ExprId>,
}

/// Type parameters, parameters and results of a function.
#[derive(Debug, Default)]
pub struct Signature {
    /// Type parameters with their constraints.
    pub type_params: Box<[Field]>,
    /// Parameters.
    pub params: Box<[Field]>,
    /// Results.
    pub results: Box<[Field]>,
    /// From `func` or the opening parenthesis to the last result.
    pub span: Span,
}

/// An element of an interface type.
#[derive(Debug)]
pub enum Element {
    /// `m(...) ...`.
    Method {
        /// The method's name.
        name: Ident,
        /// Its parameters and results.
        signature: Box<Signature>,
    },
    /// A type, a union of terms, or `~T`.
    Embedded(ExprId),
}
