//! Charge points: where a function charges gas, how much, and where it checks the counter.
//!
//! A charge stands at the beginning of a basic block. What is paid at any point of a function is the price of all that was
//! executed and of the current block, and beyond that **the least that any path from its end to the exit costs**, its
//! potential. So a block is charged its own price and the potential at its end, less the potential at its entry:
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
//! A run that completes has been charged the sum of its operators, exactly, and was never charged more than that. A trap
//! may end a run that has prepaid. A charge precedes the code it pays for. A call does not end a block, so what a host
//! function finds on the counter is what is left once the least that each function on the stack has yet to run is paid.
//!
//! The counter is checked where a function is entered and where a round of a loop begins, so **between two checks lies at
//! most one acyclic path of a function**. One more check is needed where frames pile up: a deep recursion that unwinds
//! executes the rest of every frame. What was paid before the call does not matter, for the function called checked it.
//! After a call that may lead back to this function, a charge is therefore checked too before [`UNCHECKED_GAS_MAX`] more
//! gas is spent.

use super::potentials::Potentials;
use crate::instrument::Granularity;
use crate::instrument::cfg::{BasicBlock, EXIT};

/// A charge of gas, written before the operator `at`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ChargePoint {
    /// The index of the operator.
    pub(crate) at: usize,
    /// The charge in gas; zero where only the check is wanted.
    pub(crate) gas: u64,
    /// True if the counter is checked after it.
    pub(crate) checked: bool,
}

/// The most gas that a frame of a recursion that unwinds spends before it checks the counter.
const UNCHECKED_GAS_MAX: u64 = 64;

/// The charge points of a function of these `blocks`, in the order of its operators.
pub(crate) fn charge_points(blocks: &[BasicBlock], granularity: Granularity) -> Vec<ChargePoint> {
    let potentials = match granularity {
        Granularity::Region => Potentials::shortest_to_exit(blocks),
        Granularity::Block | Granularity::Operator => Potentials::zero(blocks),
    };
    // The gas spent since a recursive call without a check, on the dearest path to each block.
    let mut unchecked_at: Vec<Option<u64>> = vec![None; blocks.len()];
    let mut charges = Vec::new();
    for (number, block) in blocks.iter().enumerate() {
        let gas = block.gas.saturating_add(potentials.at_exit[number]).saturating_sub(potentials.at_entry[number]);
        let unchecked = unchecked_at[number].map(|before| before.saturating_add(gas));
        let begins = if number == 0 { !enters_checked_loop(blocks) } else { block.is_loop_header };
        let checked = begins || unchecked > Some(UNCHECKED_GAS_MAX) || granularity == Granularity::Operator;
        let unchecked = unchecked.filter(|_| !checked).max(block.may_recurse.then_some(0));
        for next in block.successors.iter().filter(|next| **next != EXIT) {
            unchecked_at[*next] = unchecked_at[*next].max(unchecked);
        }
        if gas > 0 || checked {
            charges.push(ChargePoint { at: block.first_op, gas, checked });
        }
    }
    charges
}

/// True if the entry leads straight to a loop, whose header checks the counter.
fn enters_checked_loop(blocks: &[BasicBlock]) -> bool {
    let header = |next: &usize| blocks.get(*next).is_some_and(|next| next.is_loop_header);
    blocks.first().is_some_and(|first| {
        !first.exposes_counter && !first.successors.is_empty() && first.successors.iter().all(header)
    })
}
