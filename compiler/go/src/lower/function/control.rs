//! Control: conditions, blocks, loops, switches, branches.

use super::Emitter;
use super::number::{Number, constant, int_operator};
use super::operand::Operand;
use crate::diagnostic::Diagnostic;
use crate::ir::{BinaryOp, Expr, ExprKind, IntType, Label, Place, Stmt, StmtKind, UnaryOp};
use crate::lower::code::block_of;
use crate::lower::survey::children;
use wasm_encoder::Instruction as I;

/// Entries of a jump table for each case that it has. A table of 16 costs about as much as two comparisons.
const SPARSE: u64 = 4;

/// Cases that are compared one after the other.
const FEW: usize = 3;

/// Cases of one jump table. Each is a block of its own around the others.
const MANY: usize = 256;

impl Emitter<'_, '_, '_> {
    pub(super) fn if_else(&mut self, cond: &Expr, then: &[Stmt], otherwise: &[Stmt]) -> Result<(), Diagnostic> {
        if let Some(known) = self.known(cond) {
            return self.body(if known == 0 { otherwise } else { then });
        }
        match (then, otherwise) {
            ([Stmt { kind: StmtKind::Branch(label), .. }], []) => {
                self.push(cond)?;
                let depth = self.depth_of(*label)?;
                self.op(I::BrIf(depth));
                self.learn_from(cond, false);
                return Ok(());
            }
            ([], [Stmt { kind: StmtKind::Branch(label), .. }]) => {
                self.push_not(cond)?;
                let depth = self.depth_of(*label)?;
                self.op(I::BrIf(depth));
                self.learn_from(cond, true);
                return Ok(());
            }
            ([], _) => self.push_not(cond)?,
            _ => self.push(cond)?,
        }
        let (first, second, truth) = if then.is_empty() { (otherwise, then, false) } else { (then, otherwise, true) };
        self.op(I::If(block_of(None)));
        self.open.push(None);
        let mark = self.facts.branch();
        self.learn_from(cond, truth);
        self.body(first)?;
        let leaves = first.last().is_some_and(|last| match &last.kind {
            StmtKind::Branch(_) | StmtKind::Return(_) | StmtKind::Unreachable => true,
            StmtKind::Eval(value) => self.never_returns(value),
            _ => false,
        });
        self.facts.join(mark);
        if !second.is_empty() {
            self.op(I::Else);
            let mark = self.facts.branch();
            self.learn_from(cond, !truth);
            self.body(second)?;
            if !leaves {
                self.facts.join(mark);
            }
        } else if leaves {
            self.learn_from(cond, !truth);
        }
        self.open.pop();
        self.op(I::End);
        Ok(())
    }

    /// A call of one of the functions that the backend knows not to return.
    pub(super) fn never_returns(&self, value: &Expr) -> bool {
        match &value.kind {
            ExprKind::Call { function, .. } => self.module.program.lang_items.values().any(|item| item == function),
            _ => false,
        }
    }

    /// Pushes the opposite of a condition.
    pub(super) fn push_not(&mut self, cond: &Expr) -> Result<(), Diagnostic> {
        match &cond.kind {
            ExprKind::Unary { op: UnaryOp::Not, value } => self.push(value),
            ExprKind::Binary { op, left, right } => match (opposite(*op), self.number(left.ty)?) {
                (Some(op), Number::Int(_)) => self.binary(op, left, right),
                _ => {
                    self.push(cond)?;
                    self.op(I::I32Eqz);
                    Ok(())
                }
            },
            _ => {
                self.push(cond)?;
                self.op(I::I32Eqz);
                Ok(())
            }
        }
    }

    /// A pointer that has been compared with nil is known where the comparison came out as `truth`.
    fn learn_from(&mut self, cond: &Expr, truth: bool) {
        match &cond.kind {
            ExprKind::Unary { op: UnaryOp::Not, value } => self.learn_from(value, !truth),
            ExprKind::Choose { cond, then, otherwise } if truth && matches!(otherwise.kind, ExprKind::Bool(false)) => {
                self.learn_from(cond, true);
                self.learn_from(then, true);
            }
            ExprKind::Choose { cond, then, otherwise } if !truth && matches!(then.kind, ExprKind::Bool(true)) => {
                self.learn_from(cond, false);
                self.learn_from(otherwise, false);
            }
            ExprKind::Binary { op, left, right } if *op == if truth { BinaryOp::Ne } else { BinaryOp::Eq } => {
                // Of an interface the dynamic type is looked at.
                let value = match &left.kind {
                    ExprKind::Word { value, index: 0 } => value,
                    _ => left,
                };
                if let (Some(local), ExprKind::Zero | ExprKind::Int(0)) = (self.plain_local(value), &right.kind) {
                    self.facts.learn_not_nil(local);
                }
            }
            ExprKind::Binary { op, left, right } => {
                let op = if truth { Some(*op) } else { opposite(*op) };
                match op {
                    Some(BinaryOp::Lt) => self.learn_less(left, right, 0),
                    Some(BinaryOp::Le) => self.learn_less(left, right, 1),
                    Some(BinaryOp::Gt) => self.learn_less(right, left, 0),
                    Some(BinaryOp::Ge) => self.learn_less(right, left, 1),
                    _ => {}
                }
            }
            _ => {}
        }
    }

    /// An integer that is less than another, or than what is one more.
    fn learn_less(&mut self, left: &Expr, right: &Expr, more: u64) {
        let Some(local) = self.plain_local(left) else { return };
        if self.range(left).is_none() {
            return;
        }
        if let Some(end) = self.known(right).and_then(|end| u64::try_from(end).ok()) {
            self.facts.learn_below(local, end.saturating_add(more));
        } else if let (Some(of), 0) = (self.length_of(right), more) {
            self.facts.learn_within(local, of);
        }
    }

    /// The number of open blocks between here and a label's.
    fn depth_of(&self, label: Label) -> Result<u32, Diagnostic> {
        match self.open.iter().rev().position(|open| *open == Some(label)) {
            Some(depth) => Ok(depth as u32),
            None => self.internal("a branch to a label that is not around it"),
        }
    }

    pub(super) fn branch_to(&mut self, label: Label) -> Result<(), Diagnostic> {
        let depth = self.depth_of(label)?;
        self.op(I::Br(depth));
        Ok(())
    }

    pub(super) fn block(&mut self, label: Label, body: &[Stmt]) -> Result<(), Diagnostic> {
        if !self.survey.labels.contains_key(&label) {
            return self.body(body);
        }
        self.op(I::Block(block_of(None)));
        self.open.push(Some(label));
        let mark = self.facts.branch();
        match self.tested_loop(label, body) {
            Some((again, cond, truth, rounds)) => self.repeat_while(label, again, cond, truth, rounds)?,
            None => self.body(body)?,
        }
        self.facts.join(mark);
        self.open.pop();
        self.op(I::End);
        Ok(())
    }

    /// A loop that is left by a test where it begins, and repeated only where it ends: its label, the condition, the truth
    /// for which it goes on, and the statements of a round.
    fn tested_loop<'b>(&self, out: Label, body: &'b [Stmt]) -> Option<(Label, &'b Expr, bool, &'b [Stmt])> {
        let [Stmt { kind: StmtKind::Loop { label, body }, .. }] = body else { return None };
        let [test, rounds @ .., Stmt { kind: StmtKind::Branch(again), .. }] = &body[..] else { return None };
        let StmtKind::If { cond, then, otherwise } = &test.kind else { return None };
        let leaves = |way: &[Stmt]| matches!(way, [Stmt { kind: StmtKind::Branch(to), .. }] if *to == out);
        let truth = match (&then[..], &otherwise[..]) {
            (way, []) if leaves(way) => false,
            ([], way) if leaves(way) => true,
            _ => return None,
        };
        let once = again == label && self.survey.labels.get(label) == Some(&1);
        (once && is_short(cond, 0)).then_some((*label, cond, truth, rounds))
    }

    /// Tests before the first round and after each, so that a round has one branch.
    fn repeat_while(
        &mut self,
        out: Label,
        again: Label,
        cond: &Expr,
        truth: bool,
        rounds: &[Stmt],
    ) -> Result<(), Diagnostic> {
        self.push_if(cond, !truth)?;
        let depth = self.depth_of(out)?;
        self.op(I::BrIf(depth));
        self.op_at(I::Loop(block_of(None)));
        self.open.push(Some(again));
        self.facts.repeat(self.survey.assigned_in(again));
        let mark = self.facts.branch();
        self.learn_from(cond, truth);
        self.body(rounds)?;
        self.push_if(cond, truth)?;
        self.op(I::BrIf(0));
        self.facts.join(mark);
        self.open.pop();
        self.op(I::End);
        Ok(())
    }

    /// Pushes if a condition has a truth.
    fn push_if(&mut self, cond: &Expr, truth: bool) -> Result<(), Diagnostic> {
        if truth { self.push(cond) } else { self.push_not(cond) }
    }

    pub(super) fn repeat(&mut self, label: Label, body: &[Stmt]) -> Result<(), Diagnostic> {
        if !self.survey.labels.contains_key(&label) {
            return self.body(body);
        }
        self.op_at(I::Loop(block_of(None)));
        self.open.push(Some(label));
        self.facts.repeat(self.survey.assigned_in(label));
        let mark = self.facts.branch();
        self.body(body)?;
        self.facts.join(mark);
        self.open.pop();
        self.op(I::End);
        Ok(())
    }

    pub(super) fn switch(
        &mut self,
        value: &Expr,
        cases: &[(i64, Vec<Stmt>)],
        default: &[Stmt],
    ) -> Result<(), Diagnostic> {
        let Number::Int(int) = self.number(value.ty)? else { return self.internal("a switch over floats") };
        let [operand] = self.words(value, 1)?[..] else { return self.internal("a switch over other words") };
        // A copy, for cases may assign the local that is looked at.
        self.push_operand(operand);
        let val = if int.bits == 64 { wasm_encoder::ValType::I64 } else { wasm_encoder::ValType::I32 };
        let operand = Operand::Var(self.save(val), val);
        let mut sorted: Vec<(i64, &[Stmt])> = cases.iter().map(|(value, body)| (*value, &body[..])).collect();
        sorted.sort_by_key(|case| if int.signed { (case.0, 0) } else { (0, case.0 as u64) });
        let mark = self.facts.branch();
        self.op(I::Block(block_of(None)));
        self.open.push(None);
        let end = self.open.len();
        self.op(I::Block(block_of(None)));
        self.open.push(None);
        self.search(operand, int, &sorted, end)?;
        self.open.pop();
        self.op(I::End);
        self.body(default)?;
        self.open.pop();
        self.op(I::End);
        self.facts.join(mark);
        Ok(())
    }

    /// Looks for a value among sorted cases. A case leaves the block that is the `end`th, any other value falls out.
    fn search(&mut self, value: Operand, int: IntType, cases: &[(i64, &[Stmt])], end: usize) -> Result<(), Diagnostic> {
        if let ([first, ..], [.., last]) = (cases, cases)
            && cases.len() > FEW
            && cases.len() <= MANY
            && (last.0 as u64).wrapping_sub(first.0 as u64) <= SPARSE * cases.len() as u64
        {
            return self.table(value, int, cases, end);
        }
        if cases.len() > FEW {
            let (low, high) = cases.split_at(cases.len() / 2);
            self.push_operand(value);
            self.push_operand(constant(int, high.first().map_or(0, |case| case.0)));
            self.op(int_operator(BinaryOp::Lt, int));
            self.op(I::If(block_of(None)));
            self.open.push(None);
            self.search(value, int, low, end)?;
            self.op(I::Else);
            self.search(value, int, high, end)?;
            self.open.pop();
            self.op(I::End);
            return Ok(());
        }
        for (case, body) in cases {
            self.push_operand(value);
            self.push_operand(constant(int, *case));
            self.op(int_operator(BinaryOp::Eq, int));
            self.op(I::If(block_of(None)));
            self.open.push(None);
            self.case(body, end)?;
            self.open.pop();
            self.op(I::End);
        }
        Ok(())
    }

    fn case(&mut self, body: &[Stmt], end: usize) -> Result<(), Diagnostic> {
        let mark = self.facts.branch();
        self.body(body)?;
        self.facts.join(mark);
        self.op(I::Br((self.open.len() - end) as u32));
        Ok(())
    }

    fn table(&mut self, value: Operand, int: IntType, cases: &[(i64, &[Stmt])], end: usize) -> Result<(), Diagnostic> {
        let first = cases.first().map_or(0, |case| case.0);
        let around = self.open.len();
        self.op(I::Block(block_of(None)));
        self.open.push(None);
        for _ in cases {
            self.op(I::Block(block_of(None)));
            self.open.push(None);
        }
        self.push_operand(value);
        if first != 0 {
            self.push_operand(constant(int, first));
            self.op(int_operator(BinaryOp::Sub, int));
        }
        let miss = cases.len() as u32;
        let mut targets = Vec::new();
        for (at, (case, _)) in cases.iter().enumerate() {
            let offset = (*case as u64).wrapping_sub(first as u64) as usize;
            targets.resize(offset, miss);
            targets.push(at as u32);
        }
        if int.bits == 64 {
            let offset = self.save(wasm_encoder::ValType::I64);
            self.code.ops([I::LocalGet(offset), I::I64Const(targets.len() as i64), I::I64GeU, I::BrIf(miss)]);
            self.code.ops([I::LocalGet(offset), I::I32WrapI64]);
        }
        self.op(I::BrTable(targets.into(), miss));
        for (_, body) in cases {
            self.open.pop();
            self.op(I::End);
            self.case(body, end)?;
        }
        self.open.pop();
        self.op(I::End);
        debug_assert_eq!(self.open.len(), around);
        Ok(())
    }
}

/// A condition that is worth being written twice.
fn is_short(cond: &Expr, depth: u32) -> bool {
    let plain = match &cond.kind {
        ExprKind::Block { .. } | ExprKind::Call { .. } | ExprKind::CallClosure { .. } => false,
        ExprKind::CallMethod { .. } | ExprKind::Closure { .. } | ExprKind::New(_) => false,
        ExprKind::Read(place) => match &**place {
            Place::Field { base, .. } => matches!(**base, Place::Local(_) | Place::Global(_)),
            place => matches!(place, Place::Local(_) | Place::Global(_)),
        },
        _ => true,
    };
    depth < 4 && plain && children(cond).into_iter().all(|child| is_short(child, depth + 1))
}

/// The comparison that is true where another is false.
fn opposite(op: BinaryOp) -> Option<BinaryOp> {
    Some(match op {
        BinaryOp::Eq => BinaryOp::Ne,
        BinaryOp::Ne => BinaryOp::Eq,
        BinaryOp::Lt => BinaryOp::Ge,
        BinaryOp::Le => BinaryOp::Gt,
        BinaryOp::Gt => BinaryOp::Le,
        BinaryOp::Ge => BinaryOp::Lt,
        BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div | BinaryOp::Rem => return None,
        BinaryOp::And | BinaryOp::Or | BinaryOp::Xor | BinaryOp::AndNot | BinaryOp::Shl | BinaryOp::Shr => return None,
    })
}
