//! Sequences of operators: each is taken with those before it, and what is known ahead is done ahead.

use super::Changes;
use super::facts::Facts;
use super::fold;
use super::globals::Constants;
use walrus::LocalFunction;
use walrus::ir::{
    Binop, Block, Br, BrIf, BrTable, Const, Drop, Instr, InstrLocId, InstrSeqId, LocalGet, LocalSet, LocalTee, Select,
    Unop, Value,
};

/// Operators of a block, at most, that are put in its place. An operator so moves so many times at most, however deep it
/// stands.
const SPLICED: usize = 32;

/// Sequence as it is rewritten.
pub(super) struct Sequence<'s> {
    out: Vec<(Instr, InstrLocId)>,
    facts: &'s Facts,
    constants: &'s Constants,
    changes: &'s mut Changes,
    ended: bool,
}

impl<'s> Sequence<'s> {
    pub(super) fn new(facts: &'s Facts, constants: &'s Constants, changes: &'s mut Changes) -> Self {
        Self { out: Vec::new(), facts, constants, changes, ended: false }
    }

    /// True if nothing that follows is reached.
    pub(super) fn has_ended(&self) -> bool {
        self.ended
    }

    /// The operators, and whether their end is never reached.
    pub(super) fn finish(self) -> (Vec<(Instr, InstrLocId)>, bool) {
        (self.out, self.ended)
    }

    /// Takes the next operator, of `function`.
    pub(super) fn push(&mut self, function: &mut LocalFunction, instr: Instr, place: InstrLocId) {
        match instr {
            Instr::Unop(unop) => self.unary(unop, place),
            Instr::Binop(binop) => self.binary(binop, place),
            Instr::Drop(_) => self.drop(1, place),
            Instr::Select(select) => self.select(select, place),
            Instr::GlobalGet(get) => match self.constants.get(&get.global) {
                Some(value) => self.constant(*value, place),
                None => self.keep(get, place),
            },
            Instr::LocalGet(get) => self.local_get(get, place),
            Instr::LocalSet(set) => self.local_set(set, place),
            Instr::LocalTee(tee) if !self.facts.is_read(tee.local) => self.changes.dead += 1,
            Instr::LocalTee(tee) => self.keep(tee, place),
            Instr::BrIf(branch) => self.branch_if(branch, place),
            Instr::BrTable(table) => self.branch_table(table, place),
            Instr::IfElse(arms) => match self.condition() {
                Some(holds) => {
                    let seq = if holds { arms.consequent } else { arms.alternative };
                    self.changes.folded += 1;
                    self.block(function, seq, place);
                }
                None => self.keep(arms, place),
            },
            Instr::Block(block) => self.block(function, block.seq, place),
            other => self.keep(other, place),
        }
    }

    fn keep(&mut self, instr: impl Into<Instr>, place: InstrLocId) {
        let instr = instr.into();
        self.ended |= self.facts.diverges(&instr);
        self.out.push((instr, place));
    }

    fn constant(&mut self, value: Value, place: InstrLocId) {
        self.changes.folded += 1;
        self.out.push((Const { value }.into(), place));
    }

    /// The constant that is `back` operators from the end, if the operator there is one.
    fn known(&self, back: usize) -> Option<Value> {
        match self.out.iter().nth_back(back)? {
            (Instr::Const(Const { value }), _) => Some(*value),
            _ => None,
        }
    }

    /// Takes a condition off the end, if it is known.
    fn condition(&mut self) -> Option<bool> {
        match self.known(0)? {
            Value::I32(n) => {
                self.out.pop();
                Some(n != 0)
            }
            _ => None,
        }
    }

    fn cut(&mut self, operators: usize) {
        self.out.truncate(self.out.len() - operators);
    }

    fn unary(&mut self, unop: Unop, place: InstrLocId) {
        match self.known(0).and_then(|value| fold::unary(unop.op, value)) {
            Some(value) => {
                self.cut(1);
                self.constant(value, place);
            }
            None => self.keep(unop, place),
        }
    }

    fn binary(&mut self, binop: Binop, place: InstrLocId) {
        let Some(right) = self.known(0) else { return self.keep(binop, place) };
        if let Some(value) = self.known(1).and_then(|left| fold::binary(binop.op, left, right)) {
            self.cut(2);
            return self.constant(value, place);
        }
        if fold::is_neutral(binop.op, right) {
            self.cut(1);
            self.changes.folded += 1;
            return;
        }
        // (x op a) op b.
        let same = |instr: &(Instr, _)| matches!(&instr.0, Instr::Binop(before) if same(before, &binop));
        if fold::is_associative(binop.op)
            && self.out.iter().nth_back(1).is_some_and(same)
            && let Some(value) = self.known(2).and_then(|left| fold::binary(binop.op, left, right))
        {
            self.cut(3);
            self.constant(value, place);
            // Both together may do nothing.
            if fold::is_neutral(binop.op, value) {
                return self.cut(1);
            }
        }
        self.keep(binop, place);
    }

    /// Drops as many values: with each goes what made it, where that does nothing else.
    fn drop(&mut self, values: usize, place: InstrLocId) {
        let mut left = values;
        while left > 0 {
            match self.out.last().map(|(instr, _)| instr) {
                Some(Instr::Const(_) | Instr::LocalGet(_) | Instr::GlobalGet(_) | Instr::MemorySize(_)) => {
                    left -= 1;
                    self.changes.dead += 2;
                }
                Some(Instr::Unop(unop)) if !fold::unary_traps(unop.op) => self.changes.dead += 1,
                Some(Instr::Binop(binop)) if !fold::binary_traps(binop.op) => left += 1,
                Some(Instr::LocalTee(tee)) => {
                    let set = LocalSet { local: tee.local };
                    self.out.pop();
                    self.changes.dead += 1;
                    self.out.push((set.into(), place));
                    left -= 1;
                    continue;
                }
                _ => break,
            }
            self.out.pop();
        }
        self.out.extend(std::iter::repeat_n((Drop {}.into(), place), left));
    }

    fn select(&mut self, select: Select, place: InstrLocId) {
        let is_value = |(instr, _): &(Instr, _)| matches!(instr, Instr::Const(_) | Instr::LocalGet(_));
        match self.known(0) {
            Some(Value::I32(0))
                if self.out.iter().rev().skip(1).take(2).filter(|value| is_value(value)).count() == 2 =>
            {
                // The second value alone.
                self.cut(1);
                let second = self.out.pop();
                self.cut(1);
                self.out.extend(second);
                self.changes.folded += 1;
            }
            Some(Value::I32(n)) if n != 0 => {
                self.cut(1);
                self.changes.folded += 1;
                self.drop(1, place);
            }
            _ => self.keep(select, place),
        }
    }

    fn local_get(&mut self, get: LocalGet, place: InstrLocId) {
        match self.out.last() {
            Some((Instr::LocalSet(set), _)) if set.local == get.local => {
                self.out.pop();
                self.changes.dead += 1;
                self.keep(LocalTee { local: get.local }, place);
            }
            _ => self.keep(get, place),
        }
    }

    fn local_set(&mut self, set: LocalSet, place: InstrLocId) {
        if !self.facts.is_read(set.local) {
            return self.drop(1, place);
        }
        match self.out.last() {
            // A local that is given what it has.
            Some((Instr::LocalGet(get), _)) if get.local == set.local => {
                self.out.pop();
                self.changes.dead += 2;
            }
            _ => self.keep(set, place),
        }
    }

    fn branch_if(&mut self, branch: BrIf, place: InstrLocId) {
        match self.condition() {
            Some(true) => {
                self.changes.folded += 1;
                self.keep(Br { block: branch.block }, place);
            }
            Some(false) => self.changes.folded += 1,
            None => self.keep(branch, place),
        }
    }

    fn branch_table(&mut self, table: BrTable, place: InstrLocId) {
        let Some(Value::I32(index)) = self.known(0) else { return self.keep(table, place) };
        self.cut(1);
        self.changes.folded += 1;
        let block = table.blocks.get(index as u32 as usize).copied().unwrap_or(table.default);
        self.keep(Br { block }, place);
    }

    /// Takes a block: a short one that no branch leaves is put here as it is.
    fn block(&mut self, function: &mut LocalFunction, seq: InstrSeqId, place: InstrLocId) {
        if self.facts.is_target(seq) || function.block(seq).instrs.len() > SPLICED {
            return self.keep(Block { seq }, place);
        }
        self.ended |= self.facts.diverging.contains(&seq);
        self.changes.dead += 1;
        self.out.append(&mut function.block_mut(seq).instrs);
    }
}

fn same(one: &Binop, other: &Binop) -> bool {
    std::mem::discriminant(&one.op) == std::mem::discriminant(&other.op)
}
