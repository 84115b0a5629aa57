//! Places: where they are, with the checks that lead to them.

use super::operand::Operand;
use super::spot::{Base, Spot, load, store};
use super::{Emitter, Home};
use crate::diagnostic::Diagnostic;
use crate::ir::{Expr, ExprKind, IntType, LangItem, LocalId, Place, Shape, Ty};
use crate::lower::code::{Var, block_of};
use crate::lower::layout::Word;
use crate::lower::survey::assigns_nothing;
use wasm_encoder::{Instruction as I, ValType};

impl Emitter<'_, '_, '_> {
    /// The spot of a place. What leads to it is checked.
    pub(super) fn spot(&mut self, place: &Place) -> Result<Spot, Diagnostic> {
        self.deeper(|this| this.spot_of(place))
    }

    fn spot_of(&mut self, place: &Place) -> Result<Spot, Diagnostic> {
        match place {
            Place::Local(local) => self.local_spot(*local),
            Place::Global(global) => match self.module.globals.get(global.index()) {
                Some(at) => Ok(Spot::Memory(Base::Zero, *at)),
                None => self.internal("a package variable that is none"),
            },
            Place::Deref { pointer, .. } => self.deref(pointer),
            Place::Field { base, of, index } => {
                let spot = self.spot(base)?;
                self.field(spot, *of, *index)
            }
            Place::ArrayElement { base, of, index } => {
                let risky = u32::from(!assigns_nothing(index));
                self.risky += risky;
                let spot = self.spot(base);
                self.risky -= risky;
                self.element(spot?, *of, index)
            }
            Place::SliceElement { slice, index, ty } => {
                let risky = u32::from(!assigns_nothing(index));
                self.risky += risky;
                let words = self.words(slice, 2);
                self.risky -= risky;
                let [address, len] = words?[..] else { return self.internal("a slice of other words") };
                let of = self.plain_local(slice);
                let index = self.index(index, len, of)?;
                let size = self.layout(*ty)?.size;
                self.offset(address, index, size)
            }
        }
    }

    /// The spot of a local.
    pub(super) fn local_spot(&mut self, local: LocalId) -> Result<Spot, Diagnostic> {
        let home = match self.homes.get(local.index()) {
            Some(Some(home)) => *home,
            _ => {
                // Statements that declare it may stand behind a branch that leads around them.
                let ty = self.local_ty(local)?;
                self.settle(local, ty)?
            }
        };
        Ok(match home {
            Home::Vars(var) => Spot::Vars(var),
            Home::Memory(spot) => spot,
            Home::Cell(var) | Home::Heap(var) => Spot::Memory(Base::Var(var), 0),
        })
    }

    /// The target of a pointer.
    fn deref(&mut self, pointer: &Expr) -> Result<Spot, Diagnostic> {
        let local = self.plain_local(pointer);
        let [operand] = self.words(pointer, 1)?[..] else { return self.internal("a pointer of other words") };
        let known = matches!(pointer.kind, ExprKind::New(_) | ExprKind::Address(_))
            || local.is_some_and(|local| self.facts.is_not_nil(local));
        if !known {
            self.not_nil(operand)?;
            if let Some(local) = local {
                self.facts.learn_not_nil(local);
            }
        }
        self.memory_at(operand)
    }

    /// The memory that an operand is the address of.
    pub(super) fn memory_at(&mut self, operand: Operand) -> Result<Spot, Diagnostic> {
        match operand {
            Operand::Var(var, ValType::I32) => Ok(Spot::Memory(Base::Var(var), 0)),
            Operand::I32(at) => Ok(Spot::Memory(Base::Zero, at as u32)),
            _ => self.internal("an address of another type"),
        }
    }

    /// Panics if an address is nil.
    pub(super) fn not_nil(&mut self, operand: Operand) -> Result<(), Diagnostic> {
        self.push_operand(operand);
        self.op(I::I32Eqz);
        self.op(I::If(block_of(None)));
        self.panic(LangItem::PanicNil)?;
        self.op(I::End);
        Ok(())
    }

    /// A field of a struct.
    pub(super) fn field(&mut self, spot: Spot, of: Ty, index: u32) -> Result<Spot, Diagnostic> {
        let layout = self.layout(of)?;
        let Some(offset) = layout.fields.get(index as usize) else { return self.internal("a field that is none") };
        match spot {
            Spot::Vars(first) => {
                let before = layout.words.iter().flatten().filter(|word| word.offset < *offset).count();
                Ok(Spot::Vars(first + before as u32))
            }
            Spot::Memory(base, at) => Ok(Spot::Memory(base, at + offset)),
        }
    }

    /// An element of an array, whose index is checked.
    pub(super) fn element(&mut self, spot: Spot, of: Ty, index: &Expr) -> Result<Spot, Diagnostic> {
        let Shape::Array { len, elem } = *self.shape(of) else { return self.internal("an element of no array") };
        let index = self.index(index, Operand::I32(len as i32), None)?;
        match spot {
            // The only element, or one of those without words.
            Spot::Vars(first) if len > 0 => Ok(Spot::Vars(first)),
            // The check has failed, and what follows is not reached. It has to be valid all the same.
            Spot::Vars(_) => {
                let vals = self.layout(elem)?;
                let first = self.code.vars.len() as Var;
                vals.vals().into_iter().for_each(|val| _ = self.code.var(val));
                Ok(if vals.words.is_some() { Spot::Vars(first) } else { Spot::Memory(Base::Zero, 0) })
            }
            Spot::Memory(base, at) => {
                let size = self.layout(elem)?.size;
                let address = match base {
                    Base::Zero => Operand::I32(0),
                    Base::Var(var) => Operand::Var(var, ValType::I32),
                };
                match self.offset(address, index, size)? {
                    Spot::Memory(base, more) => Ok(Spot::Memory(base, at.wrapping_add(more))),
                    spot => Ok(spot),
                }
            }
        }
    }

    /// An address and as many times a size as an index says.
    fn offset(&mut self, address: Operand, index: Operand, size: u32) -> Result<Spot, Diagnostic> {
        if let Operand::I32(index) = index
            && let Some(offset) = (index as u32).checked_mul(size)
        {
            let spot = self.memory_at(address)?;
            return Ok(match spot {
                Spot::Memory(base, at) => Spot::Memory(base, at.wrapping_add(offset)),
                spot => spot,
            });
        }
        if address == Operand::I32(0) {
            self.push_scaled(index, size);
        } else {
            self.push_operand(address);
            self.push_scaled(index, size);
            self.op(I::I32Add);
        }
        let var = self.save(ValType::I32);
        Ok(Spot::Memory(Base::Var(var), 0))
    }

    fn push_scaled(&mut self, index: Operand, size: u32) {
        self.push_operand(index);
        match size {
            1 => {}
            _ if size.is_power_of_two() => self.code.ops([I::I32Const(size.trailing_zeros() as i32), I::I32Shl]),
            _ => self.code.ops([I::I32Const(size as i32), I::I32Mul]),
        }
    }

    /// An index as four bytes, after it has been compared with a length, which is that of a local.
    pub(super) fn index(&mut self, index: &Expr, len: Operand, of: Option<LocalId>) -> Result<Operand, Diagnostic> {
        let local = self.plain_local(index);
        let Shape::Int(int) = *self.shape(index.ty) else { return self.internal("an index that is no integer") };
        let [operand] = self.words(index, 1)?[..] else { return self.internal("an index of other words") };
        let known = match (operand, len) {
            (Operand::I32(index), Operand::I32(len)) => u64::from(index as u32) < u64::from(len as u32),
            (Operand::I64(index), Operand::I32(len)) => (index as u64) < u64::from(len as u32),
            (_, Operand::I32(len)) => self.range(index).is_some_and(|range| range.1 < u64::from(len as u32)),
            _ => local.zip(of).is_some_and(|(local, of)| self.facts.is_within(local, of)),
        };
        if !known {
            self.check_index(operand, int, len)?;
            match (local, of, len) {
                (Some(local), Some(of), _) => self.facts.learn_within(local, of),
                (Some(local), None, Operand::I32(len)) => self.facts.learn_below(local, u64::from(len as u32)),
                _ => {}
            }
        }
        Ok(match operand {
            Operand::I64(index) => Operand::I32(index as i32),
            Operand::Var(var, ValType::I64) => Operand::Low(var),
            _ => operand,
        })
    }

    fn check_index(&mut self, index: Operand, int: IntType, len: Operand) -> Result<(), Diagnostic> {
        self.push_operand(index);
        if int.bits == 64 {
            self.push_operand_as_u64(len);
            self.op(I::I64GeU);
        } else {
            self.push_operand(len);
            self.op(I::I32GeU);
        }
        self.op(I::If(block_of(None)));
        self.push_operand(index);
        if int.bits < 64 {
            self.op(if int.signed { I::I64ExtendI32S } else { I::I64ExtendI32U });
        }
        self.push_operand_as_u64(len);
        let unsigned = int.bits == 64 && !int.signed;
        self.panic(if unsigned { LangItem::PanicIndexUnsigned } else { LangItem::PanicIndex })?;
        self.op(I::End);
        Ok(())
    }

    /// Pushes the address of a place in memory.
    pub(super) fn push_address(&mut self, base: Base, offset: u32) {
        match base {
            Base::Zero => self.op(I::I32Const(offset as i32)),
            Base::Var(var) => {
                self.op(I::LocalGet(var));
                if offset > 0 {
                    self.code.ops([I::I32Const(offset as i32), I::I32Add]);
                }
            }
        }
    }

    fn push_base(&mut self, base: Base) {
        match base {
            Base::Zero => self.op(I::I32Const(0)),
            Base::Var(var) => self.op(I::LocalGet(var)),
        }
    }

    /// Pushes one word of a value at a spot.
    pub(super) fn load_word(&mut self, spot: Spot, words: &[Word], index: usize) {
        match spot {
            Spot::Vars(first) => self.op(I::LocalGet(first + index as u32)),
            Spot::Memory(base, offset) => {
                let word = words[index];
                self.push_base(base);
                self.op(load(word.form, offset.wrapping_add(word.offset)));
            }
        }
    }

    /// Pushes a value at a spot: its words, or its address.
    pub(super) fn load(&mut self, spot: Spot, ty: Ty) -> Result<(), Diagnostic> {
        let layout = self.layout(ty)?;
        match (&layout.words, spot) {
            (Some(words), _) => (0..words.len()).for_each(|index| self.load_word(spot, words, index)),
            (None, Spot::Memory(base, offset)) => self.push_address(base, offset),
            (None, Spot::Vars(_)) => return self.internal("an aggregate in locals"),
        }
        Ok(())
    }

    /// Stores operands, the words of a value, at a spot.
    pub(super) fn store_operands(&mut self, spot: Spot, words: &[Word], operands: &[Operand]) {
        match spot {
            Spot::Vars(first) => {
                operands.iter().for_each(|operand| self.push_operand(*operand));
                (0..operands.len() as u32).rev().for_each(|index| self.op(I::LocalSet(first + index)));
            }
            Spot::Memory(base, offset) => {
                for (word, operand) in words.iter().zip(operands) {
                    self.push_base(base);
                    self.push_operand(*operand);
                    self.op(store(word.form, offset.wrapping_add(word.offset)));
                }
            }
        }
    }
}
