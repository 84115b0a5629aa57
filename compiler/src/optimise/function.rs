//! Functions: their sequences of operators, rewritten from the innermost outwards.

use super::Changes;
use super::facts::survey;
use super::globals::Constants;
use super::sequence::Sequence;
use walrus::LocalFunction;
use walrus::ir::{Instr, InstrLocId, Unreachable};

/// Rewrites `function` in one round.
pub(super) fn rewrite(function: &mut LocalFunction, constants: &Constants, changes: &mut Changes) {
    let (order, mut facts) = survey(function);
    for id in order.into_iter().rev() {
        let mut old = std::mem::take(&mut function.block_mut(id).instrs).into_iter();
        let mut sequence = Sequence::new(&facts, constants, changes);
        for (instr, place) in &mut old {
            sequence.push(function, instr, place);
            if sequence.has_ended() {
                break;
            }
        }
        let (mut instrs, ended) = sequence.finish();
        if ended {
            facts.diverging.insert(id);
            changes.dead += cut(&mut instrs, old.as_slice());
        }
        function.block_mut(id).instrs = instrs;
    }
}

/// Leaves out `rest`, which is never reached. Gives the number of operators that this spares. Of a block, whose types say
/// nothing of that, the validator has to be told.
fn cut(instrs: &mut Vec<(Instr, InstrLocId)>, rest: &[(Instr, InstrLocId)]) -> u64 {
    let is_block = |(instr, _): &(Instr, _)| matches!(instr, Instr::Block(_) | Instr::Loop(_) | Instr::IfElse(_));
    match rest.first() {
        Some((_, place)) if instrs.last().is_some_and(is_block) => {
            instrs.push((Unreachable {}.into(), *place));
            rest.len() as u64 - 1
        }
        _ => rest.len() as u64,
    }
}
