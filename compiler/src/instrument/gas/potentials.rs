//! How much a function pays ahead.
//!
//! What is paid ahead when a block is reached must be the same on all ways to it, and what is paid ahead at its end the
//! same for all ways from it. So all edges that have a block at either end in common, directly or by way of others, are
//! one *junction* and have one figure. In the code `A block B br_if 0 D end C` there is one after B and D, before
//! D and C; the figure is the price of C, and so D is charged D, and C nothing.
//!
//! The figure is the price of the cheapest way from the junction to the end of the function, found as shortest paths
//! are, from the end. No block is then charged less than nothing. Ways that lead to a trap, or round and round for
//! ever, don't count, for no run completes there. What begins such a way has been paid ahead like what stands beside it,
//! and is charged the rest if that is not enough.

use crate::instrument::cfg::{Block, EXIT, Few};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// What is paid ahead around each block, in gas.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ahead {
    /// When it is reached.
    pub(crate) before: Vec<u64>,
    /// At its end.
    pub(crate) after: Vec<u64>,
}

impl Ahead {
    /// Nothing.
    pub(crate) fn none(blocks: &[Block]) -> Self {
        Self { before: vec![0; blocks.len()], after: vec![0; blocks.len()] }
    }

    /// The least from each junction to the end, by Dijkstra's method.
    pub(crate) fn least(blocks: &[Block]) -> Self {
        let Junctions { before, after } = Junctions::of(blocks);
        let mut leading: Vec<Few> = vec![Few::new(); before.len() + after.len()];
        after.iter().enumerate().for_each(|(block, junction)| leading[*junction].push(block));
        let mut least: Vec<Option<u64>> = vec![None; leading.len()];
        let mut queue = BinaryHeap::from([Reverse((0, before[blocks.len()]))]);
        while let Some(Reverse((gas, junction))) = queue.pop() {
            if least[junction].is_some() {
                continue;
            }
            least[junction] = Some(gas);
            for block in &leading[junction] {
                queue.push(Reverse((gas.saturating_add(blocks[*block].cost), before[*block])));
            }
        }
        // Whoever calls the function pays nothing for it.
        least[before[0]] = None;
        let figures = |junctions: &[usize]| junctions.iter().map(|junction| least[*junction].unwrap_or(0)).collect();
        Self { before: figures(&before[..blocks.len()]), after: figures(&after) }
    }
}

/// The junction at each place, named by the first of its places: those before the blocks, before the end of the
/// function, and after the blocks.
struct Junctions {
    /// Before each block, and at last before the end of the function.
    before: Vec<usize>,
    /// After each block.
    after: Vec<usize>,
}

impl Junctions {
    fn of(blocks: &[Block]) -> Self {
        let end = blocks.len();
        let mut joined: Vec<usize> = (0..2 * blocks.len() + 1).collect();
        for (number, block) in blocks.iter().enumerate() {
            for next in &block.next {
                let after = first(&mut joined, end + 1 + number);
                let before = first(&mut joined, if *next == EXIT { end } else { *next });
                joined[after.max(before)] = after.min(before);
            }
        }
        let mut before: Vec<usize> = (0..joined.len()).map(|place| first(&mut joined, place)).collect();
        let after = before.split_off(end + 1);
        Self { before, after }
    }
}

/// The first place that is joined with `place`, in disjoint sets.
fn first(joined: &mut [usize], mut place: usize) -> usize {
    while joined[place] != place {
        joined[place] = joined[joined[place]];
        place = joined[place];
    }
    place
}
