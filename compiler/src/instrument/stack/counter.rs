//! Stack counter: where a stack point keeps its count, and what each of its calls does about it.
//!
//! On entry the global holds the bytes of stack left for the function. Before a call that leads to a stack point it must
//! hold what is left for that. Which of three ways costs least depends on what else the function does:
//!
//! | way | on entry | before a call | on return |
//! |---|---|---|---|
//! | [`StackCounter::BeforeDivergingCall`] | checks | subtracts the stack cost | |
//! | [`StackCounter::CachedInLocal`] | checks, and keeps the difference in a local | stores the local | may restore the global |
//! | [`StackCounter::InGlobal`] | subtracts the stack cost and checks | | adds it again |
//!
//! The first is for functions that go deeper only on their way to a trap, as where an index is out of bounds. The second
//! has the fewest dependent memory accesses; but its local needs a register, which short loops need more. The third
//! needs the global after a call as it was before, and so does a function that is no stack point. So a function that is
//! called by one of these restores the global, and so does the one that initialises the module, because another is
//! called after it. All others don't.

use super::call_analysis::CallAnalysis;
use crate::instrument::reader::body::ParsedBody;
use crate::instrument::reader::operator::Op;

/// A way of counting the stack left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StackCounter {
    /// In the global, changed before a call only: every call that leads to a stack point diverges.
    BeforeDivergingCall,
    /// In a local, and stored to the global before calls.
    CachedInLocal,
    /// In the global, changed on entry and on return.
    InGlobal,
}

impl StackCounter {
    /// The way for `body`.
    pub(crate) fn of(body: &ParsedBody<'_>, calls: &CallAnalysis) -> Self {
        let reaches = |(at, operator): (usize, &Op)| calls.reaches_stack_point(operator) && !body.leads_to_trap(at + 1);
        if !body.operators.iter().enumerate().any(reaches) {
            Self::BeforeDivergingCall
        } else if body.loops.has_call_free {
            Self::InGlobal
        } else {
            Self::CachedInLocal
        }
    }
}
