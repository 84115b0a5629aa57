//! Functions: locals and code.

use super::{Intrinsic, LocalId, Stmt, Ty};
use crate::syntax::files::Span;

/// A local variable.
#[derive(Debug, Clone)]
pub struct Local {
    /// The name in the source; empty for a temporary.
    pub name: String,
    /// Its type.
    pub ty: Ty,
    /// It lives in a heap cell of its own, because its address is taken or a closure that assigns, or sees it
    /// assigned, captures it. Each [`StmtKind::Declare`](super::StmtKind::Declare) makes a new cell, so that an iteration has its own variable.
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
    /// Stacks show it: it is declared in one of the program's own packages.
    pub shown: bool,
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
