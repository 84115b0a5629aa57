//! Code of one function while it is made: operators with places, and locals without a bound on their number.

use crate::syntax::files::Span;
use wasm_encoder::{BlockType, Instruction, MemArg, MemArgTarget, ValType};

/// A local of WebAssembly, by number. There are as many as are asked for; those that do not live at once share a slot in
/// the end.
pub(super) type Var = u32;

/// An operator, and the source that asked for it where it can end a call.
#[derive(Debug, Clone)]
pub(super) struct Step {
    /// The operator. A call names a [callee](super::module::Callee), a global a [register](Register).
    pub(super) op: Instruction<'static>,
    /// The place; the empty span where there is none.
    pub(super) span: Span,
}

/// Globals of a module. Those that nothing uses are left out of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Register {
    /// The address of the lowest byte in use of the stack of aggregates, which grows down.
    Stack,
    /// The address of the first byte that is not in use.
    Heap,
    /// The address behind the last byte of memory.
    Limit,
    /// The lowest address that the stack of aggregates may have. It is no global, but a constant in the end.
    StackEnd,
}

impl Register {
    /// Those that are globals, by number.
    pub(super) const GLOBALS: [Register; 3] = [Register::Stack, Register::Heap, Register::Limit];

    /// The number by which operators name it until the module is put together.
    pub(super) fn number(self) -> u32 {
        self as u32
    }
}

/// A function's operators and locals.
#[derive(Debug, Default)]
pub(super) struct Code {
    /// The operators, the closing `end` not among them.
    pub(super) steps: Vec<Step>,
    /// Types of all locals, parameters first.
    pub(super) vars: Vec<ValType>,
    /// The number of parameters.
    pub(super) params: u32,
    /// The place of the closing `end`, where it stands for a return that has one.
    pub(super) end: Span,
    /// Locals that begin as zero and keep their slot to the end.
    pub(super) lasting: Vec<Var>,
}

impl Code {
    /// Code of a function with parameters.
    pub(super) fn new(params: &[ValType]) -> Self {
        Code { vars: params.to_vec(), params: params.len() as u32, ..Code::default() }
    }

    /// A new local.
    pub(super) fn var(&mut self, ty: ValType) -> Var {
        self.vars.push(ty);
        self.vars.len() as u32 - 1
    }

    /// Appends an operator that can't end a call.
    pub(super) fn op(&mut self, op: Instruction<'static>) {
        self.steps.push(Step { op, span: Span::default() });
    }

    /// Appends an operator that can.
    pub(super) fn op_at(&mut self, op: Instruction<'static>, span: Span) {
        self.steps.push(Step { op, span });
    }

    /// Appends several operators.
    pub(super) fn ops(&mut self, ops: impl IntoIterator<Item = Instruction<'static>>) {
        ops.into_iter().for_each(|op| self.op(op));
    }
}

/// The operand of a load or store.
pub(super) const fn memory(offset: u32, align: u32) -> MemArg {
    MemArg { offset: offset as u64, align, target: MemArgTarget::Memory(0), ordering: None }
}

/// The type of a block that takes nothing and gives one value or none.
pub(super) fn block_of(result: Option<ValType>) -> BlockType {
    result.map_or(BlockType::Empty, BlockType::Result)
}
