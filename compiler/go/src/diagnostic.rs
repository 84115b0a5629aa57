//! Diagnostics: what is wrong with a source, as data. Whoever shows them renders them.

use crate::syntax::files::Span;

/// The kind of a mistake. Messages are for people and may change; kinds are for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Code {
    /// The text is no Go: a character, a literal or a construct that the grammar does not have.
    Syntax,
    /// The source asks for more than [`limits`](crate::limits) allow.
    Limit,
    /// Go that a contract can't use.
    Refused,
    /// A name that nothing in reach has.
    Undeclared,
    /// A name that is taken.
    Redeclared,
    /// A variable, an import, a label or a value that is not used.
    Unused,
    /// A value that can't be assigned, passed, returned or converted.
    Assignment,
    /// Too many or too few values, arguments or results.
    Count,
    /// An operator, an index, a call, on what it is not defined for.
    Operation,
    /// A type that is none, or is not allowed where it stands.
    Type,
    /// A member that a type does not have.
    Member,
    /// A constant that is too large, not exact, or none.
    Constant,
    /// A declaration that depends on itself.
    Cycle,
    /// Type arguments that are missing, too many, or not allowed.
    Generic,
    /// A composite literal that does not fit its type.
    Literal,
    /// The same case, key or default twice.
    Duplicate,
    /// A statement, label or keyword where it can't stand.
    Misplaced,
    /// A function with results may end without `return`.
    MissingReturn,
    /// A package that is not there, or a path that is none.
    Import,
    /// A warning: state that does not last, or a method that nobody can call.
    Lost,
    /// An inconsistency inside the compiler; nothing is given out.
    Internal,
}

/// One mistake: its kind, its place, what is wrong, and what to do where that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The kind of the mistake.
    pub code: Code,
    /// The text the mistake is about; empty where something is missing.
    pub span: Span,
    /// The fault, in the words Go's own tools have for it.
    pub message: String,
    /// The remedy: what to write instead.
    pub advice: Option<String>,
    /// Other places that have to do with it, and what they are.
    pub related: Vec<(Span, String)>,
}

impl Diagnostic {
    /// A mistake without advice.
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        Diagnostic { code, span, message: message.into(), advice: None, related: Vec::new() }
    }

    /// The same with another place that has to do with it.
    pub fn relate(mut self, span: Span, message: impl Into<String>) -> Self {
        self.related.push((span, message.into()));
        self
    }

    /// The same with what to write instead.
    pub fn advise(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }
}
