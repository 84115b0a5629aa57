//! How a function whose depth is counted keeps the books.
//!
//! On entry the counter says how much stack there is for the function. Before a call that leads to a function that is
//! counted it must say what is left for that. There are three ways to see to that, and which of them costs least
//! depends on what else the function does:
//!
//! | way | on entry | before a call | on return |
//! |---|---|---|---|
//! | [`Depth::Last`] | looks | takes the weight off | |
//! | [`Depth::Local`] | looks, and keeps in a local what is left | stores the local | may store what was there |
//! | [`Depth::Global`] | takes the weight off and looks | | adds it again |
//!
//! The first is for functions that go deeper only on their way to a trap, as where an index is out of bounds. The
//! second has the least to wait for; but its local needs a register, which short loops need more. The third needs
//! to find the counter after a call as it was before, and so does a function that is not counted. So a function that is
//! called by one of these gives its weight back, and so does the one that initialises the module, because another is
//! called after it. All others don't.

use super::call_graph::Calls;
use crate::instrument::reader::module::Body;
use crate::instrument::reader::operator::Op;

/// A way of keeping the books.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Depth {
    /// Every call that goes deeper is the last thing the function does.
    Last,
    /// In a local, and in the global before calls.
    Local,
    /// In the global.
    Global,
}

impl Depth {
    /// The way for `body`.
    pub(crate) fn of(body: &Body<'_>, calls: &Calls) -> Self {
        let deepens = |(at, operator): (usize, &Op)| calls.deepens(operator) && !body.ends_in_trap(at + 1);
        if !body.operators.iter().enumerate().any(deepens) {
            Self::Last
        } else if Self::relies_on_callees(body) {
            Self::Global
        } else {
            Self::Local
        }
    }

    /// Whether `body`, if it calls at all, keeps the books in the global.
    pub(crate) fn relies_on_callees(body: &Body<'_>) -> bool {
        body.loops.tight
    }
}
