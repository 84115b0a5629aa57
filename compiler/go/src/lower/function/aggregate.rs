//! Aggregates: values that live in memory, copied, zeroed, and made in place.

use super::Emitter;
use super::spot::{Base, Spot};
use crate::diagnostic::Diagnostic;
use crate::ir::{Expr, ExprKind, Place, Shape, Ty};
use crate::lower::code::{Register, Var, block_of, memory};
use crate::lower::data::NOWHERE;
use crate::lower::module::Callee;
use crate::lower::survey::{assigns_nothing, leaves_memory};
use wasm_encoder::{Instruction as I, ValType};

/// Bytes that are copied or zeroed by loads and stores; more by an operator for memory.
const INLINE_BYTES: u32 = 64;

/// Bytes of the largest cell whose allocation is written out where it is needed.
const INLINE_CELL_BYTES: u32 = 1 << 16;

impl Emitter<'_, '_, '_> {
    /// The spot of a value in memory, which stays as it is until something is assigned or called.
    pub(super) fn address(&mut self, expr: &Expr) -> Result<Spot, Diagnostic> {
        if let ExprKind::Read(place) = &expr.kind {
            return self.spot(place);
        }
        self.push(expr)?;
        let var = self.save(ValType::I32);
        Ok(Spot::Memory(Base::Var(var), 0))
    }

    /// Copies a value from one spot to another.
    pub(super) fn copy(&mut self, from: Spot, to: Spot, ty: Ty) -> Result<(), Diagnostic> {
        let layout = self.layout(ty)?;
        if from == to || layout.size == 0 {
            return Ok(());
        }
        match (&layout.words, from, to) {
            (Some(words), Spot::Vars(first), _) => {
                let operands = super::operand::operands(first, &layout.vals());
                self.store_operands(to, words, &operands);
                Ok(())
            }
            (Some(_), Spot::Memory(..), Spot::Vars(first)) => {
                self.load(from, ty)?;
                (0..layout.count() as Var).rev().for_each(|index| self.op(I::LocalSet(first + index)));
                Ok(())
            }
            (_, Spot::Memory(from, from_at), Spot::Memory(to, to_at)) => {
                self.copy_bytes((from, from_at), (to, to_at), layout.size);
                Ok(())
            }
            _ => self.internal("an aggregate in locals"),
        }
    }

    /// Copies a value to where it may overlap. Only arrays can, which are parts of longer ones by conversion of slices.
    fn move_value(&mut self, from: Spot, to: Spot, ty: Ty) -> Result<(), Diagnostic> {
        let layout = self.layout(ty)?;
        match (self.shape(ty), from, to) {
            (Shape::Array { .. }, Spot::Memory(from, from_at), Spot::Memory(to, to_at)) if layout.words.is_none() => {
                self.push_address(to, to_at);
                self.push_address(from, from_at);
                self.op(I::I32Const(layout.size as i32));
                self.op_at(I::MemoryCopy { src_mem: 0, dst_mem: 0 });
                Ok(())
            }
            _ => self.copy(from, to, ty),
        }
    }

    fn copy_bytes(&mut self, from: (Base, u32), to: (Base, u32), size: u32) {
        if size > INLINE_BYTES {
            self.push_address(to.0, to.1);
            self.push_address(from.0, from.1);
            self.op(I::I32Const(size as i32));
            self.op_at(I::MemoryCopy { src_mem: 0, dst_mem: 0 });
            return;
        }
        for (at, bytes) in pieces(size) {
            self.push_address(to.0, 0);
            self.push_address(from.0, 0);
            let (from, to) = (from.1 + at, to.1 + at);
            self.code.ops(match bytes {
                8 => [I::I64Load(memory(from, 3)), I::I64Store(memory(to, 3))],
                4 => [I::I32Load(memory(from, 2)), I::I32Store(memory(to, 2))],
                2 => [I::I32Load16U(memory(from, 1)), I::I32Store16(memory(to, 1))],
                _ => [I::I32Load8U(memory(from, 0)), I::I32Store8(memory(to, 0))],
            });
        }
    }

    /// Makes a spot zero.
    pub(super) fn zero(&mut self, spot: Spot, ty: Ty) -> Result<(), Diagnostic> {
        let layout = self.layout(ty)?;
        match spot {
            Spot::Vars(first) => {
                for (val, var) in layout.vals().into_iter().zip(first..) {
                    self.push_operand(super::operand::Operand::zero(val));
                    self.op(I::LocalSet(var));
                }
            }
            Spot::Memory(base, at) if layout.size > INLINE_BYTES => {
                self.push_address(base, at);
                self.code.ops([I::I32Const(0), I::I32Const(layout.size as i32)]);
                self.op_at(I::MemoryFill(0));
            }
            Spot::Memory(base, at) => {
                for (offset, bytes) in pieces(layout.size) {
                    self.push_address(base, 0);
                    let at = at + offset;
                    self.code.ops(match bytes {
                        8 => [I::I64Const(0), I::I64Store(memory(at, 3))],
                        4 => [I::I32Const(0), I::I32Store(memory(at, 2))],
                        2 => [I::I32Const(0), I::I32Store16(memory(at, 1))],
                        _ => [I::I32Const(0), I::I32Store8(memory(at, 0))],
                    });
                }
            }
        }
        Ok(())
    }

    /// Makes a value in memory that nothing else refers to. `zeroed` memory is zero already.
    pub(super) fn make(&mut self, expr: &Expr, to: Spot, zeroed: bool) -> Result<(), Diagnostic> {
        self.deeper(|this| this.make_at(expr, to, zeroed))
    }

    fn make_at(&mut self, expr: &Expr, to: Spot, zeroed: bool) -> Result<(), Diagnostic> {
        let layout = self.layout(expr.ty)?;
        match (&expr.kind, &layout.words) {
            (ExprKind::Zero, _) if zeroed => Ok(()),
            (ExprKind::Zero, _) => self.zero(to, expr.ty),
            (ExprKind::Struct(values), _) => {
                for (index, value) in values.iter().enumerate() {
                    let field = self.field(to, expr.ty, index as u32)?;
                    self.make(value, field, zeroed)?;
                }
                Ok(())
            }
            (ExprKind::Array(elements), _) => {
                let Shape::Array { len, elem } = *self.shape(expr.ty) else {
                    return self.internal("an array of another type");
                };
                if !zeroed && elements.len() < len as usize {
                    self.zero(to, expr.ty)?;
                }
                let zeroed = zeroed || elements.len() < len as usize;
                let size = self.layout(elem)?.size;
                for (index, value) in elements {
                    let spot = match to {
                        Spot::Memory(base, at) => Spot::Memory(base, at + index * size),
                        spot => spot,
                    };
                    self.make(value, spot, zeroed)?;
                }
                Ok(())
            }
            (_, Some(words)) => {
                if let [word] = words[..]
                    && let Spot::Memory(base, at) = to
                {
                    self.push_address(base, 0);
                    self.push(expr)?;
                    self.op(super::spot::store(word.form, at + word.offset));
                    return Ok(());
                }
                let operands = self.all_words(expr)?;
                self.store_operands(to, words, &operands);
                Ok(())
            }
            (ExprKind::Call { .. } | ExprKind::CallClosure { .. } | ExprKind::CallMethod { .. }, None) => {
                self.call_to(expr, to)
            }
            (ExprKind::Block { body, value }, None) => {
                self.statements(body)?;
                self.make(value, to, zeroed)
            }
            (ExprKind::Choose { cond, then, otherwise }, None) => {
                self.push(cond)?;
                self.branch_on(
                    block_of(None),
                    |this| this.make(then, to, zeroed),
                    |this| this.make(otherwise, to, zeroed),
                )
            }
            _ => {
                let from = self.address(expr)?;
                self.copy(from, to, expr.ty)
            }
        }
    }

    /// Gives a place in memory a value that may read the place.
    pub(super) fn put(&mut self, expr: &Expr, to: Spot) -> Result<(), Diagnostic> {
        let layout = self.layout(expr.ty)?;
        let direct = layout.words.is_some()
            || matches!(expr.kind, ExprKind::Zero | ExprKind::Read(_))
            || (leaves_memory(expr) && assigns_nothing(expr));
        if direct {
            if let ExprKind::Read(place) = &expr.kind {
                let from = self.spot(place)?;
                return self.move_value(from, to, expr.ty);
            }
            if let (Some(words), ExprKind::Struct(_)) = (&layout.words, &expr.kind) {
                let operands = self.all_words(expr)?;
                self.store_operands(to, words, &operands);
                return Ok(());
            }
            return self.make(expr, to, false);
        }
        let from = self.address(expr)?;
        self.copy(from, to, expr.ty)
    }

    /// Pushes the address of a value that has to live in memory.
    pub(super) fn push_aggregate(&mut self, expr: &Expr) -> Result<(), Diagnostic> {
        match &expr.kind {
            ExprKind::Read(place) => {
                let spot = self.spot(place)?;
                self.load(spot, expr.ty)
            }
            ExprKind::Field { value, index } => {
                let spot = self.address(value)?;
                let spot = self.field(spot, value.ty, *index)?;
                self.load(spot, expr.ty)
            }
            ExprKind::ArrayElement { value, index } => {
                let spot = self.address(value)?;
                let spot = self.element(spot, value.ty, index)?;
                self.load(spot, expr.ty)
            }
            ExprKind::FromInterface(value) => self.unwrap(value, expr.ty),
            // A value in memory is its address.
            ExprKind::Intrinsic { intrinsic, types, args } => self.intrinsic(*intrinsic, types, args),
            ExprKind::Convert { value, .. } => self.push(value),
            ExprKind::Block { body, value } => {
                self.statements(body)?;
                self.push(value)
            }
            ExprKind::Struct(_) | ExprKind::Array(_) | ExprKind::Zero | ExprKind::Choose { .. } => {
                let size = self.layout(expr.ty)?.size;
                let spot = self.temporary(size)?;
                self.make(expr, spot, false)?;
                self.load(spot, expr.ty)
            }
            ExprKind::Bool(_) | ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::Str(_) => self.no_aggregate(),
            ExprKind::Address(_) | ExprKind::Func(_) | ExprKind::Closure { .. } => self.no_aggregate(),
            ExprKind::Unary { .. } | ExprKind::Binary { .. } | ExprKind::StringByte { .. } => self.no_aggregate(),
            ExprKind::Word { .. } | ExprKind::Words(_) | ExprKind::New(_) => self.no_aggregate(),
            ExprKind::ToInterface(_) | ExprKind::IsType { .. } | ExprKind::Implements { .. } => self.no_aggregate(),
            ExprKind::Call { .. } | ExprKind::CallClosure { .. } | ExprKind::CallMethod { .. } => self.push_call(expr),
        }
    }

    fn no_aggregate(&self) -> Result<(), Diagnostic> {
        self.internal("an aggregate of an expression that gives words")
    }

    /// A new heap cell of so many bytes, which are zero.
    pub(super) fn new_cell(&mut self, size: u32) -> Result<Var, Diagnostic> {
        let cell = self.code.var(ValType::I32);
        if size == 0 {
            self.code.ops([I::I32Const(NOWHERE as i32), I::LocalSet(cell)]);
        } else if size > INLINE_CELL_BYTES {
            let allocate = self.module.callee(Callee::Allocate);
            self.op(I::I32Const(size as i32));
            self.op_at(I::Call(allocate));
            self.op(I::LocalSet(cell));
        } else {
            let grow = self.module.callee(Callee::Grow);
            let (heap, limit) = (Register::Heap.number(), Register::Limit.number());
            let size = size.next_multiple_of(8) as i32;
            self.code.ops([I::GlobalGet(heap), I::LocalTee(cell), I::I32Const(size), I::I32Add, I::GlobalSet(heap)]);
            self.code.ops([I::GlobalGet(heap), I::GlobalGet(limit), I::I32GtU, I::If(block_of(None))]);
            self.op_at(I::Call(grow));
            self.op(I::End);
        }
        Ok(cell)
    }

    /// Pushes the address of a new heap cell with a value.
    pub(super) fn push_new(&mut self, value: &Expr) -> Result<(), Diagnostic> {
        let layout = self.layout(value.ty)?;
        // The value may call, and what it makes need not lie behind the cell: the cell is made last where that is easy.
        if let Some(words) = &layout.words {
            let operands = self.all_words(value)?;
            let cell = self.new_cell(layout.size)?;
            if !matches!(value.kind, ExprKind::Zero) {
                self.store_operands(Spot::Memory(Base::Var(cell), 0), words, &operands);
            }
            self.op(I::LocalGet(cell));
            return Ok(());
        }
        let cell = self.new_cell(layout.size)?;
        self.make(value, Spot::Memory(Base::Var(cell), 0), true)?;
        self.op(I::LocalGet(cell));
        Ok(())
    }

    /// A value that is passed by address, in memory that stays as it is while others are evaluated and the call runs.
    pub(super) fn push_passed(&mut self, expr: &Expr, others: bool) -> Result<(), Diagnostic> {
        let layout = self.layout(expr.ty)?;
        let own = match &expr.kind {
            ExprKind::Read(place) => others && self.is_private(place),
            ExprKind::Field { .. } | ExprKind::ArrayElement { .. } | ExprKind::Convert { .. } => false,
            ExprKind::Block { .. } => false,
            // Boxes of interfaces never change.
            _ => true,
        };
        if layout.words.is_none() && own {
            return self.push(expr);
        }
        let spot = self.temporary(layout.size)?;
        self.make(expr, spot, false)?;
        let Spot::Memory(base, at) = spot else { return self.internal("a temporary in locals") };
        self.push_address(base, at);
        Ok(())
    }

    /// A part of a local in the frame, which no called function can reach.
    fn is_private(&self, place: &Place) -> bool {
        match place {
            Place::Local(local) => !self.is_boxed(*local),
            Place::Field { base, .. } | Place::ArrayElement { base, .. } => self.is_private(base),
            Place::Global(_) | Place::Deref { .. } | Place::SliceElement { .. } => false,
        }
    }
}

/// Pieces of 8, 4, 2 and 1 bytes that make up a size, each with its offset.
fn pieces(size: u32) -> impl Iterator<Item = (u32, u32)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let bytes = [8, 4, 2, 1].into_iter().find(|bytes| at + bytes <= size)?;
        at += bytes;
        Some((at - bytes, bytes))
    })
}
