//! Cost model: the class of each operator, and the price of each class.

use crate::instrument::InstrumentError;
use crate::instrument::reader::opcode::Opcode;
use allod_core::InstructionPrices;

/// A cost class: a row of [`InstructionPrices`] that single operators belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CostClass {
    ControlFree,
    Simple,
    Arithmetic,
    Multiply,
    Divide,
    Global,
    Memory,
    Branch,
    BranchTable,
    Call,
    CallIndirect,
    Float,
    FloatMultiply,
    FloatDivide,
    FloatConvert,
    Bulk,
    Grow,
    Vector,
    Atomic,
}

impl CostClass {
    /// Gas for one operator of this class.
    pub(crate) fn price(self, prices: &InstructionPrices) -> u64 {
        u64::from(match self {
            Self::ControlFree => prices.control_free,
            Self::Simple => prices.simple,
            Self::Arithmetic => prices.arithmetic,
            Self::Multiply => prices.multiply,
            Self::Divide => prices.divide,
            Self::Global => prices.global,
            Self::Memory => prices.memory,
            Self::Branch => prices.branch,
            Self::BranchTable => prices.branch_table,
            Self::Call => prices.call,
            Self::CallIndirect => prices.call_indirect,
            Self::Float => prices.float,
            Self::FloatMultiply => prices.float_multiply,
            Self::FloatDivide => prices.float_divide,
            Self::FloatConvert => prices.float_convert,
            Self::Bulk => prices.bulk,
            Self::Grow => prices.grow,
            Self::Vector => prices.vector,
            Self::Atomic => prices.atomic,
        })
    }
}

/// The class of an operator by its proposal, and by its name where operators of a proposal differ.
macro_rules! class_of_proposal {
    (simd $op:ident) => {
        Some(CostClass::Vector)
    };
    (threads $op:ident) => {
        Some(CostClass::Atomic)
    };
    (mvp $op:ident) => {
        class_of_name!($op)
    };
    (sign_extension $op:ident) => {
        Some(CostClass::Arithmetic)
    };
    (saturating_float_to_int $op:ident) => {
        Some(CostClass::FloatConvert)
    };
    (bulk_memory $op:ident) => {
        class_of_name!($op)
    };
    ($other:ident $op:ident) => {
        None
    };
}

/// The table of classes, each with its operators of WebAssembly 1.0 and bulk memory.
macro_rules! classes {
    ($($class:ident: $($op:ident)*;)*) => {
        macro_rules! class_of_name {
            $($(($op) => { Some(CostClass::$class) };)*)*
            ($other:ident) => { None };
        }
    };
}

classes! {
    ControlFree: Block Loop End Else Nop Drop;
    Simple: I32Const I64Const F32Const F64Const LocalGet LocalSet LocalTee;
    Arithmetic: Select I32WrapI64 I64ExtendI32S I64ExtendI32U
        I32ReinterpretF32 I64ReinterpretF64 F32ReinterpretI32 F64ReinterpretI64
        I32Eqz I32Eq I32Ne I32LtS I32LtU I32GtS I32GtU I32LeS I32LeU I32GeS I32GeU
        I64Eqz I64Eq I64Ne I64LtS I64LtU I64GtS I64GtU I64LeS I64LeU I64GeS I64GeU
        I32Clz I32Ctz I32Popcnt I32Add I32Sub I32And I32Or I32Xor I32Shl I32ShrS I32ShrU I32Rotl I32Rotr
        I64Clz I64Ctz I64Popcnt I64Add I64Sub I64And I64Or I64Xor I64Shl I64ShrS I64ShrU I64Rotl I64Rotr;
    Multiply: I32Mul I64Mul;
    Divide: I32DivS I32DivU I32RemS I32RemU I64DivS I64DivU I64RemS I64RemU;
    Global: GlobalGet GlobalSet;
    Memory: I32Load I64Load F32Load F64Load I32Load8S I32Load8U I32Load16S I32Load16U
        I64Load8S I64Load8U I64Load16S I64Load16U I64Load32S I64Load32U
        I32Store I64Store F32Store F64Store I32Store8 I32Store16 I64Store8 I64Store16 I64Store32;
    Branch: If Br BrIf Return Unreachable;
    BranchTable: BrTable;
    Call: Call;
    CallIndirect: CallIndirect;
    Float: F32Eq F32Ne F32Lt F32Gt F32Le F32Ge F64Eq F64Ne F64Lt F64Gt F64Le F64Ge
        F32Abs F32Neg F32Copysign F32Ceil F32Floor F32Trunc F32Nearest F32Add F32Sub F32Min F32Max
        F64Abs F64Neg F64Copysign F64Ceil F64Floor F64Trunc F64Nearest F64Add F64Sub F64Min F64Max;
    FloatMultiply: F32Mul F64Mul F32DemoteF64 F64PromoteF32;
    FloatDivide: F32Div F32Sqrt F64Div F64Sqrt;
    FloatConvert: I32TruncF32S I32TruncF32U I32TruncF64S I32TruncF64U
        I64TruncF32S I64TruncF32U I64TruncF64S I64TruncF64U
        F32ConvertI32S F32ConvertI32U F32ConvertI64S F32ConvertI64U
        F64ConvertI32S F64ConvertI32U F64ConvertI64S F64ConvertI64U;
    Bulk: MemorySize MemoryFill MemoryCopy;
    Grow: MemoryGrow;
}

/// The class of an operator; `None` for one of a feature that the gate does not allow.
pub(crate) const fn cost_class(opcode: Opcode) -> Option<CostClass> {
    macro_rules! table {
        ($(@$proposal:ident $op:ident $({ $($arg:ident: $argty:ty),* })? => $visit:ident ($($ann:tt)*))*) => {
            match opcode {
                $(Opcode::$op => class_of_proposal!($proposal $op),)*
            }
        };
    }
    wasmparser::for_each_operator!(table)
}

macro_rules! names {
    ($(@$proposal:ident $op:ident $({ $($arg:ident: $argty:ty),* })? => $visit:ident ($($ann:tt)*))*) => {
        /// The name of each operator, as wasmparser has it.
        const NAMES: &[(&str, Opcode)] = &[$((stringify!($op), Opcode::$op)),*];
    };
}
wasmparser::for_each_operator!(names);

/// The price of the operator that wasmparser calls `name` (`I32Add`), without what it costs by length; `None` for one that
/// the gate does not let in.
///
/// ```
/// use allod_compiler::instrument::operator_price;
/// use allod_core::GasSchedule;
///
/// let prices = GasSchedule::standard().instructions;
/// assert_eq!(operator_price("I32Mul", &prices), Some(2));
/// assert_eq!(operator_price("ReturnCall", &prices), None);
/// ```
pub fn operator_price(name: &str, prices: &InstructionPrices) -> Option<u64> {
    let (_, opcode) = NAMES.iter().find(|row| row.0 == name)?;
    cost_class(*opcode).map(|class| class.price(prices))
}

/// Checks the prices that must keep a range: those that every round of a loop or recursion pays at least once are not
/// zero, and those that are multiplied by a length of 32 bits leave room in a counter of 63.
pub(crate) fn check_prices(prices: &InstructionPrices) -> Result<(), InstrumentError> {
    const MOST: u32 = u32::MAX;
    const MOST_BY_LENGTH: u32 = 1 << 28;
    let ranges = [
        ("branch", prices.branch, 1, MOST),
        ("branch_table", prices.branch_table, 1, MOST),
        ("call", prices.call, 1, MOST),
        ("call_indirect", prices.call_indirect, 1, MOST),
        ("bulk_per_64_bytes", prices.bulk_per_64_bytes, 0, MOST_BY_LENGTH),
        ("grow_page", prices.grow_page, 0, MOST_BY_LENGTH),
    ];
    match ranges.into_iter().find(|(_, value, least, most)| !(*least..=*most).contains(value)) {
        Some((name, value, least, most)) => Err(InstrumentError::Price { name, value, least, most }),
        None => Ok(()),
    }
}
