//! Potentials: how much gas a function has prepaid at each point, by Johnson's re-weighting.
//!
//! Every basic block costs gas, and charging each on its own would write a charge into each. Re-weighting moves cost
//! along edges without changing what a whole path costs: with a potential `h` for each edge, a block is charged its own
//! gas, plus `h` of the edges it leaves by, less `h` of the edge it is reached by. On a path from the entry to the exit
//! the potentials cancel, for `h` is zero at both ends.
//!
//! A block is charged the same whichever edge it is reached or left by. So all edges that share a block at either end,
//! directly or by way of others, are one *edge-equivalence class* and have one potential. In
//! `A block B br_if 0 D end C` there is one class after B and D, before D and C. Its potential is the price of C, and so D
//! is charged D, and C nothing.
//!
//! The potential is the shortest distance to the exit, found by Dijkstra's algorithm from the exit: the least that any run
//! that completes has still to pay. No block is then charged less than nothing. Paths into a trap, or round for ever,
//! have no distance, for no run completes there: a block that begins one takes the potential of the blocks that share
//! its class, and is charged the rest where that is not enough.

use crate::instrument::cfg::{BasicBlock, BlockIds, EXIT};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// The gas prepaid around each block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Potentials {
    /// On the edges into each block.
    pub(crate) at_entry: Vec<u64>,
    /// On the edges out of each block.
    pub(crate) at_exit: Vec<u64>,
}

impl Potentials {
    /// Zero everywhere: each block pays for itself.
    pub(crate) fn zero(blocks: &[BasicBlock]) -> Self {
        Self { at_entry: vec![0; blocks.len()], at_exit: vec![0; blocks.len()] }
    }

    /// The shortest distance from each edge-equivalence class to the exit.
    pub(crate) fn shortest_to_exit(blocks: &[BasicBlock]) -> Self {
        let EdgeClasses { at_entry, at_exit } = EdgeClasses::of(blocks);
        let mut blocks_into: Vec<BlockIds> = vec![BlockIds::new(); at_entry.len() + at_exit.len()];
        at_exit.iter().enumerate().for_each(|(block, class)| blocks_into[*class].push(block));
        let mut distance: Vec<Option<u64>> = vec![None; blocks_into.len()];
        let mut queue = BinaryHeap::from([Reverse((0, at_entry[blocks.len()]))]);
        while let Some(Reverse((gas, class))) = queue.pop() {
            if distance[class].is_some() {
                continue;
            }
            distance[class] = Some(gas);
            for block in &blocks_into[class] {
                queue.push(Reverse((gas.saturating_add(blocks[*block].gas), at_entry[*block])));
            }
        }
        // Callers prepay nothing of a function.
        distance[at_entry[0]] = None;
        let of = |classes: &[usize]| classes.iter().map(|class| distance[*class].unwrap_or(0)).collect();
        Self { at_entry: of(&at_entry[..blocks.len()]), at_exit: of(&at_exit) }
    }
}

/// The edge-equivalence classes, each named by its least member. A member is a place: the entry of a block, the entry of
/// the exit, or the end of a block; an edge joins the two places it connects.
struct EdgeClasses {
    /// The class at the entry of each block, and at last that of the function's exit.
    at_entry: Vec<usize>,
    /// The class at the end of each block.
    at_exit: Vec<usize>,
}

impl EdgeClasses {
    fn of(blocks: &[BasicBlock]) -> Self {
        let exit = blocks.len();
        let mut parents: Vec<usize> = (0..2 * blocks.len() + 1).collect();
        for (number, block) in blocks.iter().enumerate() {
            for next in &block.successors {
                let from = find(&mut parents, exit + 1 + number);
                let to = find(&mut parents, if *next == EXIT { exit } else { *next });
                parents[from.max(to)] = from.min(to);
            }
        }
        let mut at_entry: Vec<usize> = (0..parents.len()).map(|place| find(&mut parents, place)).collect();
        let at_exit = at_entry.split_off(exit + 1);
        Self { at_entry, at_exit }
    }
}

/// The representative of `place` in a union-find forest, with path halving.
fn find(parents: &mut [usize], mut place: usize) -> usize {
    while parents[place] != place {
        parents[place] = parents[parents[place]];
        place = parents[place];
    }
    place
}
