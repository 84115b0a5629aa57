//! Functions: locals and statements.

use super::{Expr, Intrinsic, Place, Ty};
use crate::syntax::files::Span;

/// A local variable, parameter or temporary of a function, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LocalId(pub(crate) u32);

impl LocalId {
    /// The number: dense, from zero.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A block or a loop of a function that can be left or repeated, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Label(pub(crate) u32);

/// A local variable.
#[derive(Debug, Clone)]
pub struct Local {
    /// The name in the source; empty for a temporary.
    pub name: String,
    /// Its type.
    pub ty: Ty,
    /// It lives in a heap cell of its own, because its address is taken or a closure that assigns, or sees it
    /// assigned, captures it. Each [`StmtKind::Declare`] makes a new cell, so that an iteration has its own variable.
    /// A boxed parameter is moved into a cell where the function begins.
    pub boxed: bool,
}

/// A function.
#[derive(Debug)]
pub struct Function {
    /// The name that stacks show: `token.Account.take`, `token.Pay.func1`.
    pub name: String,
    /// Its parameters, the receiver first.
    pub params: Vec<LocalId>,
    /// Types of its results.
    pub results: Vec<Ty>,
    /// Locals that a closure's record fills when the function begins, in the order of the record. A boxed one is the
    /// cell of the function around it; others are copies.
    pub captures: Vec<LocalId>,
    /// All locals, by [`LocalId`].
    pub locals: Vec<Local>,
    /// The code.
    pub body: Body,
    /// The declaration.
    pub span: Span,
}

/// The code of a function.
#[derive(Debug)]
pub enum Body {
    /// Statements. Where they end without a return, the function returns if it has no results; otherwise the end can't
    /// be reached.
    Code(Vec<Stmt>),
    /// A function of the host. Parameters and results are single words.
    Import {
        /// The import's module.
        module: String,
        /// Its name there.
        name: String,
    },
    /// An intrinsic that is used as a value; calls of one are [`ExprKind::Intrinsic`](super::ExprKind::Intrinsic).
    Intrinsic(Intrinsic),
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
        local: super::LocalId,
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
        locals: Vec<Option<super::LocalId>>,
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
