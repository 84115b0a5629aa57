//! Operator: what the passes ask about one, decided while it is read.
//!
//! A module is read once and walked many times. An [`Op`] takes 20 bytes, a third of `wasmparser`'s own.

use super::opcode::Opcode;
use crate::instrument::gas::cost_model::{self, CostClass};
use crate::instrument::nan::{self, FloatType};
use wasmparser::{BlockType, BrTable, OperatorsReader, VisitOperator, VisitSimdOperator};

/// An operator, as the passes know it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Op {
    pub(crate) kind: OpKind,
    pub(crate) opcode: Opcode,
    /// `None` for a feature that the gate does not allow.
    pub(crate) cost_class: Option<CostClass>,
    /// The operands it takes and leaves, where they depend neither on types nor on blocks.
    pub(crate) stack_effect: (u8, u8),
    /// The type of its result, where that may be a NaN of any payload.
    pub(crate) may_make_nan: Option<FloatType>,
    /// True if it takes a float from the top of the stack and its result is the same for every NaN.
    pub(crate) ignores_nan_bits: bool,
}

const _: () = assert!(size_of::<Op>() == 20);

/// The kind of an operator: where control goes after it, and what metering does about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OpKind {
    Block(BlockType),
    Loop(BlockType),
    If(BlockType),
    Else,
    End,
    /// A branch, by the number of blocks outwards.
    Br(u32),
    BrIf(u32),
    /// A branch to one of the targets in the body's table of this number.
    BrTable(u32),
    Return,
    Unreachable,
    /// A direct call, by the function's index, imports counted.
    Call(u32),
    CallIndirect {
        ty: u32,
        table: u32,
    },
    /// `memory.grow`.
    Grow,
    /// `memory.fill` and `memory.copy`.
    Bulk,
    /// An operator that computes, and control goes to the next one.
    Plain,
}

impl Op {
    /// True if it is a call of a function.
    pub(crate) fn is_call(&self) -> bool {
        matches!(self.kind, OpKind::Call(_) | OpKind::CallIndirect { .. })
    }

    /// True if control leaves this function's code for a while: a call, or a library routine of the engine.
    pub(crate) fn leaves_wasm(&self) -> bool {
        self.is_call() || matches!(self.kind, OpKind::Grow | OpKind::Bulk)
    }
}

/// True if the operators from `at` on lead to `unreachable` without a branch, within 24 operators.
pub(crate) fn leads_to_trap(operators: &[Op], at: usize) -> bool {
    const SOON: usize = 24;
    for operator in operators.iter().skip(at).take(SOON) {
        match operator.kind {
            OpKind::Unreachable => return true,
            OpKind::Block(_) | OpKind::Loop(_) | OpKind::If(_) | OpKind::Else => return false,
            OpKind::Br(_) | OpKind::BrIf(_) | OpKind::BrTable(_) | OpKind::Return => return false,
            OpKind::End
            | OpKind::Call(_)
            | OpKind::CallIndirect { .. }
            | OpKind::Grow
            | OpKind::Bulk
            | OpKind::Plain => {}
        }
    }
    false
}

/// Reads the next operator. Tables of targets go into `tables`.
pub(crate) fn read_operator<'a>(
    from: &mut OperatorsReader<'a>,
    tables: &mut Vec<BrTable<'a>>,
) -> Result<Op, wasmparser::BinaryReaderError> {
    from.visit_operator(&mut Visitor { tables })
}

struct Visitor<'t, 'a> {
    tables: &'t mut Vec<BrTable<'a>>,
}

/// The [`OpKind`] of an operator; the second argument is the visitor, the rest are the immediates.
macro_rules! op_kind {
    (Block $v:ident $ty:ident) => {
        OpKind::Block($ty)
    };
    (Loop $v:ident $ty:ident) => {
        OpKind::Loop($ty)
    };
    (If $v:ident $ty:ident) => {
        OpKind::If($ty)
    };
    (Else $v:ident) => {
        OpKind::Else
    };
    (End $v:ident) => {
        OpKind::End
    };
    (Br $v:ident $depth:ident) => {
        OpKind::Br($depth)
    };
    (BrIf $v:ident $depth:ident) => {
        OpKind::BrIf($depth)
    };
    (BrTable $v:ident $targets:ident) => {{
        $v.tables.push($targets);
        OpKind::BrTable($v.tables.len() as u32 - 1)
    }};
    (Return $v:ident) => {
        OpKind::Return
    };
    (Unreachable $v:ident) => {
        OpKind::Unreachable
    };
    (Call $v:ident $function:ident) => {
        OpKind::Call($function)
    };
    (CallIndirect $v:ident $ty:ident $table:ident) => {
        OpKind::CallIndirect { ty: $ty, table: $table }
    };
    (MemoryGrow $v:ident $($arg:ident)*) => {{
        let _ = ($($arg,)*);
        OpKind::Grow
    }};
    (MemoryFill $v:ident $($arg:ident)*) => {{
        let _ = ($($arg,)*);
        OpKind::Bulk
    }};
    (MemoryCopy $v:ident $($arg:ident)*) => {{
        let _ = ($($arg,)*);
        OpKind::Bulk
    }};
    ($other:ident $v:ident $($arg:ident)*) => {{
        let _ = ($($arg,)*);
        OpKind::Plain
    }};
}

macro_rules! stack_effect {
    (arity custom) => {
        (0, 0)
    };
    (arity memarg $takes:literal -> $leaves:literal) => {
        ($takes, $leaves)
    };
    (arity $takes:literal -> $leaves:literal) => {
        ($takes, $leaves)
    };
}

macro_rules! visits {
    ($(@$proposal:ident $op:ident $({ $($arg:ident: $argty:ty),* })? => $visit:ident ($($ann:tt)*))*) => {
        $(fn $visit(&mut self $($(, $arg: $argty)*)?) -> Op {
            const OPCODE: Opcode = Opcode::$op;
            Op {
                kind: op_kind!($op self $($($arg)*)?),
                opcode: OPCODE,
                cost_class: const { cost_model::cost_class(OPCODE) },
                stack_effect: stack_effect!($($ann)*),
                may_make_nan: const { nan::may_make_nan(OPCODE) },
                ignores_nan_bits: const { nan::ignores_nan_bits(OPCODE) },
            }
        })*
    };
}

impl<'a> VisitOperator<'a> for Visitor<'_, 'a> {
    type Output = Op;

    fn simd_visitor(&mut self) -> Option<&mut dyn VisitSimdOperator<'a, Output = Op>> {
        Some(self)
    }

    wasmparser::for_each_visit_operator!(visits);
}

impl<'a> VisitSimdOperator<'a> for Visitor<'_, 'a> {
    wasmparser::for_each_visit_simd_operator!(visits);
}
