//! State: what the parts of the builder of a function hand to each other.

use crate::ir::{Convert, Expr, ExprKind, FunctionId, Intrinsic, Label, LocalId, MethodId, Place, Stmt, StmtKind, Ty};
use crate::syntax::files::Span;
use crate::syntax::names::Name;
use crate::syntax::tree::{ExprId, Field, Ident};
use crate::types::store::ObjId;
use std::sync::Arc;

/// Effects: what evaluating an expression may do besides giving a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Fx {
    /// It calls something that may change anything.
    pub(crate) calls: bool,
    /// It reads what a call may change, or may panic, outside of calls.
    pub(crate) reads: bool,
}

impl Fx {
    pub(crate) const NONE: Fx = Fx { calls: false, reads: false };
    pub(crate) const READS: Fx = Fx { calls: false, reads: true };
    pub(crate) const CALLS: Fx = Fx { calls: true, reads: false };

    pub(crate) fn and(self, other: Fx) -> Fx {
        Fx { calls: self.calls || other.calls, reads: self.reads || other.reads }
    }
}

/// An expression and what it does.
#[derive(Debug, Clone)]
pub(crate) struct Val {
    pub(crate) expr: Expr,
    pub(crate) fx: Fx,
}

impl Val {
    pub(crate) fn new(kind: ExprKind, ty: Ty, span: Span, fx: Fx) -> Val {
        Val { expr: Expr { kind, ty, span }, fx }
    }

    pub(crate) fn ty(&self) -> Ty {
        self.expr.ty
    }

    /// The value is known or in a temporary: it can be used twice.
    pub(crate) fn is_simple(&self) -> bool {
        match &self.expr.kind {
            ExprKind::Bool(_) | ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::Str(_) | ExprKind::Zero => true,
            ExprKind::Read(place) => matches!(**place, Place::Local(_)) && self.fx == Fx::NONE,
            _ => false,
        }
    }
}

/// A variable as functions inside know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Var {
    /// One of the source.
    Object(ObjId),
    /// One that the builder has made.
    Made(u32),
}

/// A statement that `break` and `continue` can leave or repeat.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Jump {
    /// The label in the source.
    pub(crate) name: Option<Name>,
    /// `break` without a label goes here.
    pub(crate) implicit: bool,
    pub(crate) breaks: Option<Label>,
    pub(crate) continues: Option<Label>,
}

/// The way of `fallthrough`: it sets the number of the clause, and goes back to where clauses are gone to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fall {
    pub(crate) chosen: LocalId,
    pub(crate) next: i64,
    pub(crate) again: Label,
}

/// A way out of a loop's body that is none of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// `break`, with the label.
    Break(Option<Name>),
    /// `continue`, with the label.
    Continue(Option<Name>),
    /// `return`.
    Return,
}

/// A loop over a function, as the frame of its body knows it.
#[derive(Debug, Clone)]
pub(crate) struct Yield {
    pub(crate) label: Option<Name>,
    /// The number of the way out: 0 is none.
    pub(crate) code: Var,
    /// The loop is over: the function must not be called again.
    pub(crate) done: Var,
    pub(crate) exits: Vec<Exit>,
}

/// The deferred calls of a function, and the variables that keep them.
#[derive(Debug, Clone)]
pub(crate) enum Defers {
    None,
    /// A variable for each statement, and how many have been met.
    Slots(Vec<Var>, usize),
    /// A slice of all.
    List(Var),
}

/// An operand that is selected from: a place, or a value that is none.
#[derive(Debug, Clone)]
pub(crate) enum Base {
    Place(Place, Fx, Ty),
    Value(Val),
}

impl Base {
    pub(crate) fn ty(&self) -> Ty {
        match self {
            Base::Place(_, _, ty) => *ty,
            Base::Value(val) => val.ty(),
        }
    }
}

/// A method with its receiver.
pub(crate) enum Method {
    /// A known function; the receiver is its first argument.
    Static(FunctionId, Val),
    /// A method of what is in an interface.
    Dynamic(MethodId, Val),
}

/// A callee, without its arguments. Operands that are evaluated before those are given apart.
pub(crate) enum Callee {
    Static(FunctionId),
    Intrinsic(Intrinsic, Arc<[Ty]>),
    Dynamic(MethodId),
    Value,
}

/// A call that is ready but for its arguments.
pub(crate) struct Call {
    pub(crate) callee: Callee,
    /// The function value or the receiver.
    pub(crate) first: Option<Val>,
    pub(crate) params: Arc<[Ty]>,
    pub(crate) results: Arc<[Ty]>,
    pub(crate) variadic: bool,
}

/// The variables of a loop as they are written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Vars {
    pub(crate) key: Option<ExprId>,
    pub(crate) value: Option<ExprId>,
    pub(crate) define: bool,
}

/// The left side of an assignment.
pub(crate) enum Left {
    /// `_`.
    Blank,
    /// A variable that is declared by the assignment.
    New(ObjId),
    /// A place, what evaluating it does, and its type.
    Place(Place, Fx, Ty),
    /// An element of a map: the map, the key, their types.
    Element(Val, Val, Ty, Ty),
}

/// The right side of `op=`.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Right {
    /// An expression of the source.
    Expr(ExprId),
    /// One, of `x++` and `x--`.
    One,
}

/// A statement of nothing but its kind and place.
pub(crate) fn stmt(kind: StmtKind, span: Span) -> Stmt {
    Stmt { kind, span }
}

/// The names of parameters, one for each; nothing where there is none.
pub(crate) fn idents(fields: &[Field]) -> Vec<Option<Ident>> {
    let of = |field: &Field| match field.names.is_empty() {
        true => vec![None],
        false => field.names.iter().copied().map(Some).collect(),
    };
    fields.iter().flat_map(of).collect()
}

/// The same words under another type.
pub(crate) fn as_same(value: Expr, ty: Ty) -> Expr {
    if value.ty == ty {
        return value;
    }
    let span = value.span;
    Expr { kind: ExprKind::Convert { how: Convert::Same, value: Box::new(value) }, ty, span }
}
