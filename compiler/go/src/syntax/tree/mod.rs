//! The tree of a package: nodes in two arenas, expressions and statements, named by typed numbers.
//!
//! A later stage keeps what it learns in tables by these numbers, so the tree itself never changes. Types are
//! expressions, as in Go's grammar: only a checker can tell `a[b]` the element from `a[b]` the instance.

mod declaration;
mod expression;
mod statement;

use crate::syntax::files::{FileId, Span};
use crate::syntax::names::Name;
use la_arena::{Arena, Idx};

pub use declaration::*;
pub use expression::*;
pub use statement::*;

/// The number of an expression in its tree.
pub type ExprId = Idx<Expr>;
/// The number of a statement in its tree.
pub type StmtId = Idx<Stmt>;

/// An identifier where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ident {
    /// The name.
    pub name: Name,
    /// Its place.
    pub span: Span,
}

/// One file's package clause and declarations.
#[derive(Debug)]
pub struct SourceFile {
    /// The file.
    pub id: FileId,
    /// The name in the package clause.
    pub package: Ident,
    /// Declarations in the order of the source, imports first.
    pub declarations: Vec<Decl>,
    /// Comments that speak to a compiler, `//go:...`.
    pub directives: Vec<Span>,
}

/// The tree of all files of a package.
#[derive(Debug, Default)]
pub struct Tree {
    /// The files, in the order they were parsed.
    pub files: Vec<SourceFile>,
    /// The expressions.
    pub exprs: Arena<Expr>,
    /// The statements.
    pub stmts: Arena<Stmt>,
}

impl Tree {
    /// A tree without files.
    pub fn new() -> Self {
        Self::default()
    }

    /// The kind of expression that a number names.
    pub fn kind(&self, id: ExprId) -> &ExprKind {
        &self.exprs[id].kind
    }

    /// The place of an expression.
    pub fn span(&self, id: ExprId) -> Span {
        self.exprs[id].span
    }

    /// The expression inside all parentheses.
    pub fn unparen(&self, mut id: ExprId) -> ExprId {
        while let ExprKind::Paren(inner) = self.kind(id) {
            id = *inner;
        }
        id
    }

    /// The name, if the expression is nothing but one.
    pub fn name(&self, id: ExprId) -> Option<Name> {
        match self.kind(id) {
            ExprKind::Name(name) => Some(*name),
            _ => None,
        }
    }
}
