//! Entry and end of a function: parameters, captures, homes of locals, the frame.

use super::spot::{Base, Spot};
use super::{Emitter, Home};
use crate::diagnostic::Diagnostic;
use crate::ir::{Body, LangItem, LocalId, Ty};
use crate::limits;
use crate::lower::code::{Register, Step, Var, block_of};
use crate::lower::module::Callee;
use crate::lower::signature::Pass;
use crate::lower::survey::Returned;
use crate::syntax::files::Span;
use wasm_encoder::{Instruction as I, ValType};

/// Free parts of the frame that are looked at for one that is large enough.
const LOOKED_AT: usize = 32;

impl Emitter<'_, '_, '_> {
    /// Gives parameters and captures their homes.
    pub(super) fn enter(&mut self) -> Result<(), Diagnostic> {
        let function = self.function;
        let mut next = 0;
        for pass in &self.signature.results {
            if *pass == Pass::Address {
                self.returns.push(next);
                next += 1;
            }
        }
        let passes = self.signature.params.clone();
        for (local, pass) in function.params.iter().zip(passes) {
            let ty = self.local_ty(*local)?;
            let layout = self.layout(ty)?;
            let taken = if pass == Pass::Words { layout.count() as u32 } else { 1 };
            let source = match pass {
                Pass::Words => Spot::Vars(next),
                Pass::Address => Spot::Memory(Base::Var(next), 0),
            };
            self.receive(*local, ty, source)?;
            next += taken;
        }
        if !function.captures.is_empty() {
            self.enter_closure(next)?;
        }
        self.return_in_place()
    }

    /// A local that is what every return gives is made where the result goes, which nothing else refers to.
    fn return_in_place(&mut self) -> Result<(), Diagnostic> {
        let (Returned::Local(local), [to]) = (self.survey.returned, &self.returns[..]) else { return Ok(()) };
        let same = self.function.results == [self.local_ty(local)?];
        if same && !self.is_boxed(local) && self.homes[local.index()].is_none() {
            self.homes[local.index()] = Some(Home::Memory(Spot::Memory(Base::Var(*to), 0)));
        }
        Ok(())
    }

    /// The local's first value is at a spot that stays as it is while the function runs.
    fn receive(&mut self, local: LocalId, ty: Ty, source: Spot) -> Result<(), Diagnostic> {
        let layout = self.layout(ty)?;
        let assigned = self.survey.assigned[local.index()] > 0;
        let home = match source {
            _ if self.is_boxed(local) => {
                let cell = self.new_cell(layout.size)?;
                self.copy(source, Spot::Memory(Base::Var(cell), 0), ty)?;
                Home::Cell(cell)
            }
            Spot::Vars(first) => Home::Vars(first),
            Spot::Memory(..) if layout.words.is_some() => {
                self.load(source, ty)?;
                Home::Vars(self.save_all(&layout.vals()))
            }
            Spot::Memory(..) if !assigned => Home::Memory(source),
            Spot::Memory(..) => {
                let home = self.settle(local, ty)?;
                let spot = self.begin(home, layout.size)?;
                self.copy(source, spot, ty)?;
                home
            }
        };
        self.homes[local.index()] = Some(home);
        Ok(())
    }

    /// The captures of a closure, from its record: the position in the table, then each at its alignment.
    fn enter_closure(&mut self, record: Var) -> Result<(), Diagnostic> {
        let mut end = 4;
        for local in &self.function.captures {
            let ty = self.local_ty(*local)?;
            if self.is_boxed(*local) {
                let at = self.capture_offset(&mut end, 4, 4);
                let cell = self.loaded(Base::Var(record), at, crate::lower::layout::Form::I32);
                let super::operand::Operand::Var(cell, _) = cell else { return self.internal("a cell that is known") };
                self.homes[local.index()] = Some(Home::Cell(cell));
            } else {
                let layout = self.layout(ty)?;
                let at = self.capture_offset(&mut end, layout.size, layout.align);
                self.receive(*local, ty, Spot::Memory(Base::Var(record), at))?;
            }
        }
        Ok(())
    }

    /// The offset of the next capture in a record.
    pub(super) fn capture_offset(&self, end: &mut u32, size: u32, align: u32) -> u32 {
        let at = end.next_multiple_of(align);
        *end = at + size;
        at
    }

    /// A local's home. What it holds is not set.
    pub(super) fn settle(&mut self, local: LocalId, ty: Ty) -> Result<Home, Diagnostic> {
        if let Some(Some(home)) = self.homes.get(local.index()) {
            return Ok(*home);
        }
        let layout = self.layout(ty)?;
        let home = if self.is_boxed(local) {
            Home::Cell(self.code.var(ValType::I32))
        } else if layout.words.is_some() {
            let first = self.code.vars.len() as Var;
            layout.vals().into_iter().for_each(|val| _ = self.code.var(val));
            Home::Vars(first)
        } else if layout.size > limits::FRAME_VALUE_BYTES {
            Home::Heap(self.code.var(ValType::I32))
        } else {
            Home::Memory(self.slot(local, layout.size))
        };
        self.homes[local.index()] = Some(home);
        Ok(home)
    }

    /// Room in the frame for a local.
    fn slot(&mut self, local: LocalId, size: u32) -> Spot {
        let room = self.room(size);
        if self.survey.scoped.get(local.index()) == Some(&true) {
            self.frame.locals.push(room);
        }
        self.in_frame(room.0)
    }

    /// Bytes of the frame that nothing uses: their offset and number.
    fn room(&mut self, size: u32) -> (u32, u32) {
        let size = size.next_multiple_of(8);
        let free = self.frame.free.iter().rev().take(LOOKED_AT).position(|room| room.1 >= size);
        let Some(behind) = free else {
            self.frame.size += size;
            return (self.frame.size - size, size);
        };
        let (at, room) = self.frame.free.swap_remove(self.frame.free.len() - 1 - behind);
        if room > size {
            self.frame.free.push((at + size, room - size));
        }
        (at, size)
    }

    fn in_frame(&mut self, at: u32) -> Spot {
        let base = *self.frame.base.get_or_insert_with(|| self.code.var(ValType::I32));
        Spot::Memory(Base::Var(base), at)
    }

    /// Room for a value that is made while a statement runs: in the frame, or on the heap where it is large.
    pub(super) fn temporary(&mut self, size: u32) -> Result<Spot, Diagnostic> {
        if size <= limits::FRAME_VALUE_BYTES {
            let room = self.room(size);
            self.frame.temporaries.push(room);
            return Ok(self.in_frame(room.0));
        }
        let var = self.code.var(ValType::I32);
        self.begin(Home::Heap(var), size)
    }

    /// The spot of a home in memory; one on the heap is made where it is not there yet.
    pub(super) fn begin(&mut self, home: Home, size: u32) -> Result<Spot, Diagnostic> {
        match home {
            Home::Memory(spot) => Ok(spot),
            Home::Vars(first) => Ok(Spot::Vars(first)),
            Home::Cell(var) => Ok(Spot::Memory(Base::Var(var), 0)),
            Home::Heap(var) => {
                self.code.lasting.push(var);
                self.code.ops([I::LocalGet(var), I::I32Eqz, I::If(block_of(None)), I::I32Const(size as i32)]);
                let allocate = self.module.callee(Callee::Allocate);
                self.op_at(I::Call(allocate));
                self.code.ops([I::LocalSet(var), I::End]);
                Ok(Spot::Memory(Base::Var(var), 0))
            }
        }
    }

    /// Whatever the function calls has no frame, or never returns: the stack need not know of this one's.
    fn calls_nothing(&self) -> bool {
        let items = &self.module.program.lang_items;
        self.code.steps.iter().all(|step| match step.op {
            I::CallIndirect { .. } => false,
            I::Call(number) => match self.module.reached.get(number as usize) {
                Some(Callee::Function(id)) => {
                    let import = matches!(self.module.program.function(*id).body, Body::Import { .. });
                    import || items.values().any(|item| item == id)
                }
                Some(Callee::Allocate | Callee::Grow | Callee::Implements(_)) => true,
                _ => false,
            },
            _ => true,
        })
    }

    /// The end of the function, and the frame around it.
    pub(super) fn close(&mut self) -> Result<(), Diagnostic> {
        if self.function.results.is_empty() {
            self.op(I::Return);
        } else {
            self.op(I::Unreachable);
        }
        let Some(base) = self.frame.base else { return Ok(()) };
        self.module.uses_stack = true;
        let size = self.frame.size as i32;
        let stack = Register::Stack.number();
        let panic = self.module.lang_item(LangItem::PanicStack)?;
        let leaf = self.calls_nothing();
        let begin = [
            I::GlobalGet(stack),
            I::I32Const(size),
            I::I32Sub,
            I::LocalTee(base),
            I::GlobalGet(Register::StackEnd.number()),
            I::I32LtS,
            I::If(block_of(None)),
            I::Call(panic),
            I::Unreachable,
            I::End,
            I::LocalGet(base),
            I::GlobalSet(stack),
        ];
        let leave = [I::LocalGet(base), I::I32Const(size), I::I32Add, I::GlobalSet(stack)];
        let steps = std::mem::take(&mut self.code.steps);
        let span = self.function.span;
        let at = |op: I<'static>| Step { span: if matches!(op, I::Call(_)) { span } else { Span::default() }, op };
        self.code.steps.extend(begin.map(at));
        if leaf {
            self.code.steps.truncate(self.code.steps.len() - 2);
        }
        for step in steps {
            if matches!(step.op, I::Return) && !leaf {
                self.code.steps.extend(leave.clone().map(at));
            }
            self.code.steps.push(step);
        }
        self.code.lasting.push(base);
        Ok(())
    }
}
