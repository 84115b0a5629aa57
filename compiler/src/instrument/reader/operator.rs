//! Operators, as far as metering has to know them.
//!
//! A module is read once and walked many times. What the walks ask about an operator is found out while it is read, and
//! takes a third of the room of `wasmparser`'s own.

use crate::instrument::gas::cost_model::{self, Class};
use crate::instrument::nan::{self, Float};
use wasmparser::{BlockType, BrTable, OperatorsReader, VisitOperator, VisitSimdOperator};

macro_rules! names {
    ($(@$proposal:ident $op:ident $({ $($arg:ident: $argty:ty),* })? => $visit:ident ($($ann:tt)*))*) => {
        /// The name of an operator, whatever stands in it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Name {
            $($op,)*
        }
    };
}
wasmparser::for_each_operator!(names);

/// One operator.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Op {
    pub(crate) does: Does,
    pub(crate) name: Name,
    /// `None` outside the features the gate knows.
    pub(crate) class: Option<Class>,
    /// How many operands it takes and leaves, where that does not depend on types or blocks.
    pub(crate) effect: (u8, u8),
    /// The type of its result, where that may be a NaN of any bits.
    pub(crate) makes_nan: Option<Float>,
    /// Whether it takes a float from the top of the stack and gives the same for every NaN.
    pub(crate) same_for_every_nan: bool,
}

const _: () = assert!(size_of::<Op>() == 20);

/// Where an operator leads, and what metering does about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Does {
    Block(BlockType),
    Loop(BlockType),
    If(BlockType),
    Else,
    End,
    /// So many blocks outwards.
    Br(u32),
    BrIf(u32),
    /// To one of the targets in the table of this number.
    BrTable(u32),
    Return,
    Unreachable,
    /// A function, imports counted.
    Call(u32),
    CallIndirect {
        ty: u32,
        table: u32,
    },
    /// `memory.grow`.
    Grow,
    /// `memory.fill` and `memory.copy`.
    Bulk,
    /// It computes, and the next one follows.
    Plain,
}

impl Op {
    /// Whether it calls a function.
    pub(crate) fn calls(&self) -> bool {
        matches!(self.does, Does::Call(_) | Does::CallIndirect { .. })
    }

    /// Whether it is carried out by a function, a module's or the engine's.
    pub(crate) fn calls_out(&self) -> bool {
        self.calls() || matches!(self.does, Does::Grow | Does::Bulk)
    }
}

/// Reads the next operator. Tables of targets go into `tables`.
pub(crate) fn read<'a>(
    from: &mut OperatorsReader<'a>,
    tables: &mut Vec<BrTable<'a>>,
) -> Result<Op, wasmparser::BinaryReaderError> {
    from.visit_operator(&mut Visitor { tables })
}

struct Visitor<'t, 'a> {
    tables: &'t mut Vec<BrTable<'a>>,
}

/// What [`Does`] says of an operator; the second is the visitor, the rest what stands in it.
macro_rules! does {
    (Block $v:ident $ty:ident) => {
        Does::Block($ty)
    };
    (Loop $v:ident $ty:ident) => {
        Does::Loop($ty)
    };
    (If $v:ident $ty:ident) => {
        Does::If($ty)
    };
    (Else $v:ident) => {
        Does::Else
    };
    (End $v:ident) => {
        Does::End
    };
    (Br $v:ident $depth:ident) => {
        Does::Br($depth)
    };
    (BrIf $v:ident $depth:ident) => {
        Does::BrIf($depth)
    };
    (BrTable $v:ident $targets:ident) => {{
        $v.tables.push($targets);
        Does::BrTable($v.tables.len() as u32 - 1)
    }};
    (Return $v:ident) => {
        Does::Return
    };
    (Unreachable $v:ident) => {
        Does::Unreachable
    };
    (Call $v:ident $function:ident) => {
        Does::Call($function)
    };
    (CallIndirect $v:ident $ty:ident $table:ident) => {
        Does::CallIndirect { ty: $ty, table: $table }
    };
    (MemoryGrow $v:ident $($arg:ident)*) => {{
        let _ = ($($arg,)*);
        Does::Grow
    }};
    (MemoryFill $v:ident $($arg:ident)*) => {{
        let _ = ($($arg,)*);
        Does::Bulk
    }};
    (MemoryCopy $v:ident $($arg:ident)*) => {{
        let _ = ($($arg,)*);
        Does::Bulk
    }};
    ($other:ident $v:ident $($arg:ident)*) => {{
        let _ = ($($arg,)*);
        Does::Plain
    }};
}

macro_rules! effect {
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
            const NAME: Name = Name::$op;
            Op {
                does: does!($op self $($($arg)*)?),
                name: NAME,
                class: const { cost_model::class(NAME) },
                effect: effect!($($ann)*),
                makes_nan: const { nan::makes_nan(NAME) },
                same_for_every_nan: const { nan::same_for_every_nan(NAME) },
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
