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
}

/// One mistake: its kind, its place, what is wrong, and what to do where that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The kind of the mistake.
    pub code: Code,
    /// The text the mistake is about; empty where something is missing.
    pub span: Span,
    /// What is wrong, in the words Go's own tools have for it.
    pub message: String,
    /// What to write instead.
    pub advice: Option<String>,
}

impl Diagnostic {
    /// A mistake without advice.
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        Diagnostic { code, span, message: message.into(), advice: None }
    }

    /// The same with what to write instead.
    pub fn advise(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }
}
