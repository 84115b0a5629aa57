//! Spans of blocks, transactions and compilations, for the subscriber of an embedder (`tracing`). Without that feature
//! nothing of them is compiled, and with it nothing that nodes agree on depends on them.
//!
//! | span | level | fields |
//! |---|---|---|
//! | `block` | info | `height`, `time`, `transactions` |
//! | `transaction` | debug | `height`, `hash`, `from`; at its end `contract`, `gas`, `status` |
//! | `compile` | info | `bytes` of source, text or module |
//! | `make_module` | info | `code_hash`, `bytes`: metered, translated, and compiled if that is soon done |
//! | `promote` | info | `code_hash`: compiled behind the calls |
//!
//! All have the target `allod`. A block on several threads has a `transaction` for each time that one is executed.

/// Opens a span, which lasts until it is dropped: `span!(DEBUG, "name", field = value, …)`.
macro_rules! span {
    ($level:ident, $($span:tt)*) => {
        $crate::span::Span {
            #[cfg(feature = "tracing")]
            entered: tracing::span!(target: "allod", tracing::Level::$level, $($span)*).entered(),
        }
    };
}
pub(crate) use span;

/// Opens the span of a transaction that has begun.
macro_rules! transaction_span {
    ($context:ident, $hash:ident, $from:ident) => {
        $crate::span::span!(
            DEBUG,
            "transaction",
            height = $context.block.height,
            hash = %$hash,
            from = %$from,
            contract = tracing::field::Empty,
            gas = tracing::field::Empty,
            status = tracing::field::Empty,
        )
    };
}
pub(crate) use transaction_span;

use crate::{EngineError, Receipt};

/// Span that is under way on this thread.
#[must_use]
pub(crate) struct Span {
    #[cfg(feature = "tracing")]
    pub(crate) entered: tracing::span::EnteredSpan,
}

impl Span {
    /// Notes how a transaction ended.
    #[inline(always)]
    pub(crate) fn record(&self, result: &Result<Receipt, EngineError>) {
        #[cfg(feature = "tracing")]
        match result {
            Ok(receipt) => {
                self.entered.record("contract", tracing::field::display(receipt.contract));
                self.entered.record("gas", receipt.gas.used);
                self.entered.record("status", tracing::field::debug(&receipt.status));
            }
            Err(error) => {
                self.entered.record("status", tracing::field::display(error));
            }
        }
        #[cfg(not(feature = "tracing"))]
        let _ = result;
    }
}

/// Span and subscriber of a thread, for other threads that work for it.
#[derive(Clone)]
pub(crate) struct SpanContext {
    #[cfg(feature = "tracing")]
    subscriber: tracing::Dispatch,
    #[cfg(feature = "tracing")]
    span: tracing::Span,
}

impl SpanContext {
    /// That of this thread.
    pub(crate) fn current() -> Self {
        Self {
            #[cfg(feature = "tracing")]
            subscriber: tracing::dispatcher::get_default(Clone::clone),
            #[cfg(feature = "tracing")]
            span: tracing::Span::current(),
        }
    }

    /// Does `work` within it.
    #[inline]
    pub(crate) fn in_scope<T>(&self, work: impl FnOnce() -> T) -> T {
        #[cfg(feature = "tracing")]
        return tracing::dispatcher::with_default(&self.subscriber, || self.span.in_scope(work));
        #[cfg(not(feature = "tracing"))]
        work()
    }
}
