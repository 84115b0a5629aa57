//! Statements.

use super::declaration::Decl;
use super::{ExprId, Ident, StmtId};
use crate::syntax::files::{Pos, Span};
use crate::syntax::token::Op;

/// A statement and where it stands.
#[derive(Debug)]
pub struct Stmt {
    /// Its kind.
    pub kind: StmtKind,
    /// Its text.
    pub span: Span,
}

/// `{ ... }`.
#[derive(Debug, Default)]
pub struct Block {
    /// The statements.
    pub stmts: Box<[StmtId]>,
    /// The braces and what is between them.
    pub span: Span,
    /// The closing brace.
    pub close: Pos,
}

/// The jumps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Branch {
    /// `break`.
    Break,
    /// `continue`.
    Continue,
    /// `goto`.
    Goto,
    /// `fallthrough`.
    Fallthrough,
}

/// `case a, b:` or `default:` of a `switch`.
#[derive(Debug)]
pub struct Case {
    /// Values or types; empty for `default`.
    pub list: Box<[ExprId]>,
    /// It is the `default` clause.
    pub default: bool,
    /// The statements.
    pub body: Box<[StmtId]>,
    /// From the keyword to the colon.
    pub span: Span,
    /// The end of the clause.
    pub end: Pos,
}

/// A clause of a `select`.
#[derive(Debug)]
pub struct Comm {
    /// The communication; nothing for `default`.
    pub comm: Option<StmtId>,
    /// The statements.
    pub body: Box<[StmtId]>,
    /// From the keyword to the colon.
    pub span: Span,
    /// The end of the clause.
    pub end: Pos,
}

/// The kind of a statement.
#[derive(Debug)]
pub enum StmtKind {
    /// Something the parser could not read, and has reported.
    Bad,
    /// Constants, types or variables.
    Decl(Box<Decl>),
    /// Nothing, before a semicolon.
    Empty,
    /// `label: stmt`.
    Labeled {
        /// The label.
        label: Ident,
        /// The statement.
        stmt: StmtId,
    },
    /// An expression as a statement.
    Expr(ExprId),
    /// `ch <- x`.
    Send {
        /// The channel.
        channel: ExprId,
        /// The value.
        value: ExprId,
    },
    /// `x++` and `x--`.
    IncDec {
        /// The operand.
        x: ExprId,
        /// `++`.
        increment: bool,
        /// The place of the operator.
        at: Span,
    },
    /// `a, b = ...`, `a, b := ...`, `a op= b`.
    Assign {
        /// The left side.
        left: Box<[ExprId]>,
        /// [`Op::Assign`], [`Op::Define`] or an operator's assignment.
        op: Op,
        /// The place of the operator.
        at: Span,
        /// The right side.
        right: Box<[ExprId]>,
    },
    /// `go f()`.
    Go(ExprId),
    /// `defer f()`.
    Defer(ExprId),
    /// `return ...`.
    Return(Box<[ExprId]>),
    /// `break`, `continue`, `goto`, `fallthrough`.
    Branch {
        /// The jump.
        branch: Branch,
        /// The label, where one is named.
        label: Option<Ident>,
    },
    /// `{ ... }`.
    Block(Block),
    /// `if init; cond {...} else ...`.
    If {
        /// The statement before the condition.
        init: Option<StmtId>,
        /// The condition.
        cond: ExprId,
        /// The block that runs if it holds.
        then: Block,
        /// A block or another `if`.
        otherwise: Option<StmtId>,
    },
    /// `switch init; tag {...}`.
    Switch {
        /// The statement before the tag.
        init: Option<StmtId>,
        /// The tag; nothing means `true`.
        tag: Option<ExprId>,
        /// The clauses.
        cases: Box<[Case]>,
        /// The opening brace.
        open: Pos,
    },
    /// `switch init; v := x.(type) {...}`.
    TypeSwitch {
        /// The statement before the guard.
        init: Option<StmtId>,
        /// The left side of `:=`.
        bind: Option<ExprId>,
        /// The [`ExprKind::Assert`](super::ExprKind::Assert) without a type.
        guard: ExprId,
        /// The clauses.
        cases: Box<[Case]>,
    },
    /// `select {...}`.
    Select(Box<[Comm]>),
    /// `for init; cond; post {...}`.
    For {
        /// The statement before the first turn.
        init: Option<StmtId>,
        /// The condition; nothing means `true`.
        cond: Option<ExprId>,
        /// The statement after each turn.
        post: Option<StmtId>,
        /// The body.
        body: Block,
    },
    /// `for key, value := range x {...}`.
    Range {
        /// The first variable.
        key: Option<ExprId>,
        /// The second variable.
        value: Option<ExprId>,
        /// `:=` was written.
        define: bool,
        /// The operand that is ranged over.
        x: ExprId,
        /// The body.
        body: Block,
    },
}
