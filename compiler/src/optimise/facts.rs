//! Facts about a function that are known before any of it is rewritten.

use std::collections::{HashMap, HashSet};
use walrus::LocalFunction;
use walrus::ir::{Br, BrIf, BrTable, Instr, InstrSeqId, LocalId};

/// Facts about a function, as it was before a round.
#[derive(Default)]
pub(super) struct Facts {
    /// Branches to each sequence, at most: some may go in the round.
    branches: HashMap<InstrSeqId, u32>,
    /// Locals that are read.
    read: HashSet<LocalId>,
    /// Sequences, of those that are rewritten, whose end is never reached.
    pub(super) diverging: HashSet<InstrSeqId>,
}

impl Facts {
    /// True if a branch may go to `sequence`.
    pub(super) fn is_target(&self, sequence: InstrSeqId) -> bool {
        self.branches.contains_key(&sequence)
    }

    /// True if `local` is read anywhere.
    pub(super) fn is_read(&self, local: LocalId) -> bool {
        self.read.contains(&local)
    }

    /// True if what follows `instr` is never reached.
    pub(super) fn diverges(&self, instr: &Instr) -> bool {
        let left = |seq: &InstrSeqId| self.diverging.contains(seq) && !self.is_target(*seq);
        match instr {
            Instr::Br(_) | Instr::BrTable(_) | Instr::Return(_) | Instr::Unreachable(_) => true,
            Instr::Block(block) => left(&block.seq),
            // A branch to a loop goes to its head.
            Instr::Loop(block) => self.diverging.contains(&block.seq),
            Instr::IfElse(arms) => left(&arms.consequent) && left(&arms.alternative),
            _ => false,
        }
    }
}

/// The sequences of `function`, outer ones first, and the facts about them.
pub(super) fn survey(function: &LocalFunction) -> (Vec<InstrSeqId>, Facts) {
    let mut facts = Facts::default();
    let mut order = vec![function.entry_block()];
    let mut at = 0;
    while let Some(id) = order.get(at).copied() {
        at += 1;
        for (instr, _) in &function.block(id).instrs {
            let mut branch = |target: &InstrSeqId| *facts.branches.entry(*target).or_default() += 1;
            match instr {
                Instr::Block(block) => order.push(block.seq),
                Instr::Loop(block) => order.push(block.seq),
                Instr::IfElse(arms) => order.extend([arms.consequent, arms.alternative]),
                Instr::Br(Br { block }) | Instr::BrIf(BrIf { block }) => branch(block),
                Instr::BrTable(BrTable { blocks, default }) => blocks.iter().chain([default]).for_each(branch),
                Instr::LocalGet(get) => drop(facts.read.insert(get.local)),
                _ => {}
            }
        }
    }
    (order, facts)
}
