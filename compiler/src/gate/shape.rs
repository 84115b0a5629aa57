//! Shape: the measures of a module that passed the gate.

use allod_core::{HostOp, WasmType};

/// The parts of a module that passed the gate.
///
/// ```
/// use allod_compiler::gate::{GateOptions, check};
///
/// let wasm = wat::parse_str(r#"(module (memory 1 3) (func (export "f") (param i64) (result i32) (i32.const 7)))"#)?;
/// let shape = check(&wasm, &GateOptions::default()).expect("the gate lets it in");
/// assert_eq!((shape.functions, shape.exports.len(), shape.size), (1, 1, wasm.len()));
/// # Ok::<(), wat::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModuleShape {
    /// The length of the code, in bytes.
    pub size: usize,
    /// Functions with a body.
    pub functions: u32,
    /// The host operations it imports, each once, in the order of [`HostOp::ALL`].
    pub imports: Vec<HostOp>,
    /// The WASI functions it imports, each once, by name.
    pub wasi: Vec<&'static str>,
    /// The functions it exports, in its own order.
    pub exports: Vec<Export>,
    /// Its memory, if it has one.
    pub memory: Option<MemoryShape>,
    /// Entries of its table; none if it has no table.
    pub table_entries: u32,
    /// Element segments, which are put into the table when an instance is made.
    pub element_segments: u32,
    /// Items of those.
    pub elements: u64,
    /// Globals.
    pub globals: u32,
    /// Data segments, which are copied when an instance is made.
    pub data_segments: u32,
    /// Bytes of those.
    pub data_bytes: u64,
    /// True if it exports `_initialize`, to be called once before anything else.
    pub needs_initialize: bool,
    /// For each measure of a function, the most that any of them has.
    pub heaviest: FunctionShape,
}

/// A function that can be called from outside.
///
/// ```
/// use allod_compiler::gate::{Export, GateOptions, check};
///
/// let wasm = wat::parse_str(r#"(module (memory 1 3) (func (export "f") (param i64) (result i32) (i32.const 7)))"#)?;
/// let shape = check(&wasm, &GateOptions::default()).expect("the gate lets it in");
/// let f = Export {
///     name: "f".into(),
///     params: vec![allod_core::WasmType::I64],
///     results: vec![allod_core::WasmType::I32],
/// };
/// assert_eq!(shape.exports, [f]);
/// # Ok::<(), wat::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// Its name.
    pub name: String,
    /// The types it takes.
    pub params: Vec<WasmType>,
    /// The types it returns.
    pub results: Vec<WasmType>,
}

/// A memory, in pages of 64 KiB.
///
/// ```
/// use allod_compiler::gate::{GateOptions, MemoryShape, check};
///
/// let wasm = wat::parse_str(r#"(module (memory 1 3) (func (export "f") (param i64) (result i32) (i32.const 7)))"#)?;
/// let shape = check(&wasm, &GateOptions::default()).expect("the gate lets it in");
/// assert_eq!(shape.memory, Some(MemoryShape { min_pages: 1, max_pages: Some(3) }));
/// # Ok::<(), wat::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemoryShape {
    /// The pages an instance begins with.
    pub min_pages: u32,
    /// The most pages it grows to by its own declaration, if it has one.
    pub max_pages: Option<u32>,
}

/// Measures of a function, which bound the work of a compiler.
///
/// ```
/// use allod_compiler::gate::{GateOptions, check};
///
/// let wasm = wat::parse_str(r#"(module (memory 1 3) (func (export "f") (param i64) (result i32) (i32.const 7)))"#)?;
/// let shape = check(&wasm, &GateOptions::default()).expect("the gate lets it in");
/// assert_eq!((shape.heaviest.locals, shape.heaviest.loops), (1, 0));
/// # Ok::<(), wat::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FunctionShape {
    /// Bytes of its body.
    pub body_bytes: u64,
    /// Operators.
    pub operators: u64,
    /// Locals, parameters counted.
    pub locals: u64,
    /// Blocks, loops and ifs.
    pub blocks: u64,
    /// Loops.
    pub loops: u64,
    /// Blocks within blocks.
    pub nesting: u64,
    /// Loops within loops.
    pub loop_nesting: u64,
    /// Operands on the stack at once.
    pub operands: u64,
    /// Targets of one `br_table`.
    pub branch_targets: u64,
}

impl FunctionShape {
    /// The larger of the two in each measure.
    pub(super) fn max(self, other: Self) -> Self {
        Self {
            body_bytes: self.body_bytes.max(other.body_bytes),
            operators: self.operators.max(other.operators),
            locals: self.locals.max(other.locals),
            blocks: self.blocks.max(other.blocks),
            loops: self.loops.max(other.loops),
            nesting: self.nesting.max(other.nesting),
            loop_nesting: self.loop_nesting.max(other.loop_nesting),
            operands: self.operands.max(other.operands),
            branch_targets: self.branch_targets.max(other.branch_targets),
        }
    }
}
