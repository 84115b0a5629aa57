//! Reporting mistakes.

use super::{Checker, Refusal};
use crate::diagnostic::{Code, Diagnostic};
use crate::limits;
use crate::syntax::files::Span;
use crate::types::store::{ObjId, TypeId};

impl Checker<'_> {
    pub(in crate::types) fn error(&mut self, code: Code, span: Span, message: impl Into<String>) {
        let diagnostic = self.diagnostic(code, span, message);
        self.report(diagnostic);
    }

    pub(in crate::types) fn diagnostic(&self, code: Code, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, self.env.blame.unwrap_or(span), message)
    }

    pub(in crate::types) fn report(&mut self, diagnostic: Diagnostic) {
        // A mistake in what has been found wrong already says nothing new.
        let follows = |text: &str| diagnostic.message.find(text).is_some_and(|at| at > 0);
        if self.stopped || self.failed && (follows("invalid operand") || follows("invalid type")) {
            return;
        }
        self.failed = true;
        self.diagnostics.push(diagnostic);
        if self.diagnostics.len() >= limits::CHECK_DIAGNOSTICS {
            self.stopped = true;
        }
    }

    /// Refuses what a contract can't use, once at a place. Checking goes on as Go would.
    pub(in crate::types) fn refuse(&mut self, span: Span, refusal: Refusal) {
        if self.embedded && matches!(refusal, Refusal::Directive | Refusal::NoBody) {
            return;
        }
        if self.refusals.len() < limits::DIAGNOSTICS && self.refused.insert(span) {
            let (message, advice) = refusal.text();
            self.refusals.push(Diagnostic::new(Code::Refused, span, message).advise(advice));
        }
    }

    /// Reports a name that is taken, with the place of the other declaration.
    pub(in crate::types) fn redeclared(&mut self, span: Span, message: String, other: ObjId) {
        let mut diagnostic = self.diagnostic(Code::Redeclared, span, message);
        let object = self.store.object(other);
        if object.span != Span::default() {
            let text = format!("other declaration of {}", self.store.object_name(other));
            diagnostic = diagnostic.relate(object.span, text);
        }
        self.report(diagnostic);
    }

    /// A type's text.
    pub(in crate::types) fn ty_text(&self, ty: TypeId) -> String {
        self.store.type_string(ty)
    }

    /// `file:line:column` of a place, for messages that name one.
    pub(in crate::types) fn place_text(&self, span: Span) -> String {
        self.files.place(span.start).map(|place| place.to_string()).unwrap_or_default()
    }
}

/// Mistakes and refusals in the order of the source, the same one only once, and so many of either that people read.
pub(super) fn in_order(mut mistakes: Vec<Diagnostic>, refusals: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let key = |diagnostic: &Diagnostic| (diagnostic.span.start, diagnostic.message.clone());
    mistakes.sort_by_key(key);
    mistakes.dedup_by_key(|diagnostic| key(diagnostic));
    mistakes.truncate(limits::DIAGNOSTICS);
    mistakes.extend(refusals);
    mistakes.sort_by_key(key);
    mistakes
}
