//! Gas: the code of a charge, a check, and a charge by length.

use super::body::BodyWriter;
use crate::instrument::gas::charge_points::ChargePoint;
use wasm_encoder::Instruction;

/// The logarithm of the unit that bulk operators are charged by: 2^6 = 64 bytes.
const BULK_UNIT_SHIFT: i64 = 6;

/// The logarithm of the units that a length of zero is charged as: 2^5 = 32. A bulk operator of length zero still takes
/// the page fault of a page that was never written.
const ZERO_LENGTH_SHIFT: i64 = 5;

impl BodyWriter<'_, '_> {
    /// Loads the gas left into its local.
    pub(super) fn reload_gas(&mut self) {
        let Some(local) = self.layout.added.gas else { return };
        self.emit(&[Instruction::GlobalGet(self.injection.gas), Instruction::LocalSet(local)]);
        self.gas_cached = true;
    }

    /// The local that holds the gas left, where one does.
    fn cached_gas(&self) -> Option<u32> {
        self.layout.added.gas.filter(|_| self.gas_cached)
    }

    fn get_gas(&mut self) {
        match self.cached_gas() {
            Some(local) => self.emit(&[Instruction::LocalGet(local)]),
            None => self.emit(&[Instruction::GlobalGet(self.injection.gas)]),
        }
    }

    fn set_gas(&mut self) {
        if let Some(local) = self.cached_gas() {
            self.emit(&[Instruction::LocalTee(local)]);
        }
        self.emit(&[Instruction::GlobalSet(self.injection.gas)]);
    }

    /// Subtracts a charge from the gas left.
    pub(super) fn charge(&mut self, charge: &ChargePoint) {
        if charge.gas > 0 {
            self.get_gas();
            self.emit(&[Instruction::I64Const(charge.gas as i64), Instruction::I64Sub]);
            self.set_gas();
        }
        if charge.checked {
            self.check_gas();
        }
    }

    /// Branches to the trap if the gas left is below zero.
    fn check_gas(&mut self) {
        self.get_gas();
        self.emit(&[Instruction::I64Const(0), Instruction::I64LtS, Instruction::BrIf(self.depth + 1)]);
    }

    /// Charges a bulk operator by the length on top of the stack, which stays there.
    pub(super) fn charge_bulk(&mut self) {
        self.by_length(self.injection.prices.bulk_per_64_bytes, BULK_UNIT_SHIFT);
    }

    /// Charges `memory.grow` by the pages on top of the stack, which stay there.
    pub(super) fn charge_grow(&mut self) {
        self.by_length(self.injection.prices.grow_page, 0);
    }

    /// Charges `price` for each `2^shift` begun of the number on top of the stack, which stays there; with a shift, a
    /// length of zero costs [`ZERO_LENGTH_SHIFT`].
    fn by_length(&mut self, price: u32, shift: i64) {
        let Some(local) = self.layout.added.length else { return };
        self.emit(&[Instruction::LocalTee(local), Instruction::LocalGet(local), Instruction::I64ExtendI32U]);
        if shift > 0 {
            self.emit(&[
                Instruction::I64Const((1 << shift) - 1),
                Instruction::I64Add,
                Instruction::I64Const(shift),
                Instruction::I64ShrU,
                Instruction::LocalGet(local),
                Instruction::I32Eqz,
                Instruction::I64ExtendI32U,
                Instruction::I64Const(ZERO_LENGTH_SHIFT),
                Instruction::I64Shl,
                Instruction::I64Add,
            ]);
        }
        self.emit(&[Instruction::I64Const(-i64::from(price)), Instruction::I64Mul]);
        self.get_gas();
        self.emit(&[Instruction::I64Add]);
        self.set_gas();
        self.check_gas();
    }
}
