//! Stack: the code that counts the stack left on entry, before calls and on return.

use super::body::{BodyWriter, StackPoint};
use crate::instrument::InstrumentError;
use crate::instrument::reader::operator::Op;
use crate::instrument::stack::counter::StackCounter;
use wasm_encoder::Instruction;

impl BodyWriter<'_, '_> {
    /// Subtracts the stack cost from the stack left, and checks it.
    pub(super) fn count_entry(&mut self, point: StackPoint) {
        let stack = self.injection.stack;
        self.emit(&[Instruction::GlobalGet(stack), Instruction::I32Const(point.cost as i32), Instruction::I32Sub]);
        match (point.counter, self.layout.added.stack) {
            (StackCounter::CachedInLocal, Some(local)) => self.emit(&[Instruction::LocalTee(local)]),
            (StackCounter::InGlobal, _) => self.emit(&[Instruction::GlobalSet(stack), Instruction::GlobalGet(stack)]),
            _ => {}
        }
        self.emit(&[Instruction::I32Const(0), Instruction::I32LtS, Instruction::BrIf(2)]);
    }

    /// Stores the stack left for the function that the operator `at` calls.
    pub(super) fn count_before_call(&mut self, at: usize, operator: &Op) -> Result<(), InstrumentError> {
        let Some(point) = self.layout.stack_point.filter(|_| self.calls.reaches_stack_point(operator)) else {
            return Ok(());
        };
        let stack = self.injection.stack;
        self.copy_to(at)?;
        match (point.counter, self.layout.added.stack) {
            (StackCounter::CachedInLocal, Some(local)) => {
                self.emit(&[Instruction::LocalGet(local), Instruction::GlobalSet(stack)])
            }
            (StackCounter::BeforeDivergingCall, _) => self.emit(&[
                Instruction::GlobalGet(stack),
                Instruction::I32Const(point.cost as i32),
                Instruction::I32Sub,
                Instruction::GlobalSet(stack),
            ]),
            _ => {}
        }
        Ok(())
    }

    /// Restores the stack left, where the function has to.
    pub(super) fn count_exit(&mut self, point: StackPoint) {
        let stack = self.injection.stack;
        let left = match (point.counter, self.layout.added.stack) {
            (StackCounter::CachedInLocal, Some(local)) if self.layout.restores => Instruction::LocalGet(local),
            (StackCounter::InGlobal, _) => Instruction::GlobalGet(stack),
            _ => return,
        };
        self.emit(&[
            left,
            Instruction::I32Const(point.cost as i32),
            Instruction::I32Add,
            Instruction::GlobalSet(stack),
        ]);
    }
}
