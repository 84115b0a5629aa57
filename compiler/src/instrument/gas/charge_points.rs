//! Where gas is charged, and how much: the plan for one function.
//!
//! Charges stand at the beginnings of blocks. What is paid at any point of a function is the price of all that was
//! executed and of the block that is, and beyond that **the least that any way from its end to the end of the function
//! costs**. So a block is charged its own price and the least from there, less what was paid ahead when it was reached:
//!
//! | code | charges |
//! |---|---|
//! | `A block B end C` | A B C at once |
//! | `A block B br_if 0 D end C` | A B C, and D, which the branch may jump over |
//! | `A block B br_if 1 D end C` | A B, and D C, which the branch jumps over |
//! | `A if B else D end C` | A C and the cheaper of B and D, and where the dearer begins, the difference |
//! | `A loop B br_if 0 end C` | A C, and B in each round |
//! | `A block loop B br_if 1 D br 0 end end C` | A B C, and D B in each round but the last |
//!
//! A run that completes has nothing left to pay and nothing paid in vain: it has been charged the sum of its
//! operators, exactly, and was never charged more than that. A trap may end a run that paid ahead; charges
//! come before the code they pay for, never after. A call does not end a block, so what a host function
//! finds on the counter is what is left once the least that each function on the stack has yet to run is paid.
//!
//! The counter is looked at where a function is entered and where a round of a loop begins, so **between
//! two looks lies at most one acyclic path of a function**. One more look is needed where frames pile up: a
//! deep recursion that unwinds would execute the rest of every frame. What was paid before the call is no matter, for
//! the look in the function called has seen it. After a call that may come back to this function, a charge is
//! therefore looked at too before much more gas is spent.

use super::potentials::Ahead;
use crate::instrument::Granularity;
use crate::instrument::cfg::{Block, EXIT};

/// One charge, written before the operator `at`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Charge {
    /// The index of the operator.
    pub(crate) at: usize,
    /// Gas.
    pub(crate) cost: u64,
    /// Whether the counter is looked at after it.
    pub(crate) checked: bool,
}

/// Each frame of a deep recursion may go on for so much gas before it is looked at.
const LITTLE: u64 = 64;

/// The charges of a function of these blocks.
pub(crate) fn plan(blocks: &[Block], granularity: Granularity) -> Vec<Charge> {
    let ahead = match granularity {
        Granularity::Region => Ahead::least(blocks),
        Granularity::Block | Granularity::Operator => Ahead::none(blocks),
    };
    // What is owed after a recursive call and before the next look, on the dearest way to each block.
    let mut owed: Vec<Option<u64>> = vec![None; blocks.len()];
    let mut charges = Vec::new();
    for (number, block) in blocks.iter().enumerate() {
        let cost = block.cost.saturating_add(ahead.after[number]).saturating_sub(ahead.before[number]);
        let owes = owed[number].map(|owed| owed.saturating_add(cost));
        let begins = if number == 0 { !leads_to_look(blocks) } else { block.header };
        let checked = begins || owes > Some(LITTLE) || granularity == Granularity::Operator;
        let owes = owes.filter(|_| !checked).max(block.recurses.then_some(0));
        for next in block.next.iter().filter(|next| **next != EXIT) {
            owed[*next] = owed[*next].max(owes);
        }
        if cost > 0 || checked {
            charges.push(Charge { at: block.at, cost, checked });
        }
    }
    charges
}

/// Whether the way from the entry leads straight to the look in a loop.
fn leads_to_look(blocks: &[Block]) -> bool {
    let header = |next: &usize| blocks.get(*next).is_some_and(|next| next.header);
    blocks.first().is_some_and(|first| !first.shows && !first.next.is_empty() && first.next.iter().all(header))
}
