//! Gate: the validator that every deployed module must pass.
//!
//! [`check`] reads a module as it was deployed, before it is instrumented. Whatever the bytes are, it takes time and memory
//! linear in their number. One file a check:
//!
//! | file | allowed |
//! |---|---|
//! | `features` | WebAssembly 1.0, mutable globals, sign extension, saturating conversions, multi-value; by option `memory.fill` and `memory.copy`, SIMD |
//! | `types` | signatures of bounded width |
//! | `imports`, `wasi` | the functions of [`allod_core::IMPORTS`], of [`WASI_IMPORTS`] and of the chain's host modules, by exact type, and nothing else |
//! | `functions` | bodies that a compiler gets through in linear time |
//! | `memory` | one at most, the module's own; filled by active segments that fit |
//! | `table` | one at most, the module's own; filled by active segments that fit |
//! | `exports` | functions of integers; no name that begins with `allod.` |
//! | `limits` | so much of each |
//!
//! A start section is refused: it would run before there is gas.

mod error;
mod exports;
mod features;
mod functions;
mod imports;
mod limits;
mod memory;
mod module;
mod shape;
mod table;
mod types;
mod wasi;

use allod_core::ModuleImport;

pub use error::{Check, GateError, Refusal};
pub use exports::{INITIALIZE_EXPORT, MEMORY_EXPORT, RESERVED_PREFIX};
pub use limits::GateLimits;
pub use shape::{Export, FunctionShape, MemoryShape, ModuleShape};
pub use wasi::{WASI_IMPORTS, WASI_MODULE, WasiImport};

/// The options of a chain. All other limits are the same everywhere: [`GateLimits::CURRENT`].
///
/// ```
/// use allod_compiler::gate::{GateOptions, check};
///
/// let module = b"\0asm\x01\0\0\0";
/// assert!(check(module, &GateOptions::default()).is_ok());
/// assert!(check(module, &GateOptions { max_code_bytes: 7, ..Default::default() }).is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GateOptions {
    /// The longest module, in bytes.
    pub max_code_bytes: usize,
    /// The largest memory that a module may begin with, in pages of 64 KiB.
    pub memory_pages: u32,
    /// The largest table, in entries.
    pub table_entries: u32,
    /// True if `memory.fill` and `memory.copy` are allowed.
    pub bulk_memory: bool,
    /// True if vectors of 128 bits are allowed.
    pub simd: bool,
}

impl Default for GateOptions {
    /// 8 MiB of code, 1,024 pages (64 MiB), 65,536 entries; bulk memory, no SIMD.
    fn default() -> Self {
        Self { max_code_bytes: 8 << 20, memory_pages: 1_024, table_entries: 65_536, bulk_memory: true, simd: false }
    }
}

/// Checks a module and measures it.
///
/// ```
/// use allod_compiler::gate::{Check, GateOptions, check};
///
/// let wasm = wat::parse_str(r#"(module (func $f) (start $f))"#)?;
/// let refusal = check(&wasm, &GateOptions::default()).unwrap_err();
/// assert_eq!(refusal.check, Check::Start);
/// assert_eq!(refusal.to_string(), "start section: a start section is not allowed (byte 20)");
/// # Ok::<(), wat::Error>(())
/// ```
///
/// # Errors
/// [`GateError`] names the check, the function and byte where there is one, the value and what was wanted.
pub fn check(wasm: &[u8], options: &GateOptions) -> Result<ModuleShape, GateError> {
    check_with(wasm, options, &[])
}

/// As [`check`], for a chain whose modules may also import the functions in `modules`.
///
/// # Errors
/// As [`check`].
pub fn check_with(wasm: &[u8], options: &GateOptions, modules: &[ModuleImport]) -> Result<ModuleShape, GateError> {
    module::check(wasm, options, (&GateLimits::CURRENT, modules))
}
