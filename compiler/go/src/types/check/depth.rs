//! Depth: the limit at which the checker gives up.

use super::Checker;
use crate::diagnostic::Code;
use crate::limits;
use crate::syntax::files::Span;

impl Checker<'_> {
    /// Enters a level; false if there are too many or the checker has given up. [`Checker::leave`] ends it either way.
    pub(in crate::types) fn enter(&mut self, span: Span) -> bool {
        self.depth += 1;
        if self.depth > limits::CHECK_DEPTH {
            self.give_up(
                span,
                format!("declarations and expressions are nested more than {} deep", limits::CHECK_DEPTH),
            );
        }
        if self.store.too_large {
            let text = "a type here is too large, too deep, or has too many instances";
            self.give_up(span, text.into());
        }
        !self.stopped
    }

    pub(in crate::types) fn leave(&mut self) {
        self.depth -= 1;
    }

    /// Reports a limit, after which nothing more is checked.
    pub(in crate::types) fn give_up(&mut self, span: Span, message: String) {
        if !self.stopped {
            let advice = "give a part of it a name of its own, declared before it is used";
            let diagnostic = self.diagnostic(Code::Limit, span, message).advise(advice);
            self.report(diagnostic);
            self.stopped = true;
        }
    }
}
