//! The WASI functions that a module may import: those that can be deterministic.

use allod_core::WasmType;
use allod_core::WasmType::{I32, I64};

/// The module name of WASI's first preview.
pub const WASI_MODULE: &str = "wasi_snapshot_preview1";

/// A WASI function by its exact type.
///
/// ```
/// use allod_compiler::gate::WASI_IMPORTS;
///
/// let clock = WASI_IMPORTS.iter().find(|import| import.name == "clock_time_get").expect("one of them");
/// assert_eq!(clock.params.len(), 3);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WasiImport {
    /// Its name in module [`WASI_MODULE`].
    pub name: &'static str,
    /// The types it takes.
    pub params: &'static [WasmType],
    /// The type it returns: an error number, if it returns.
    pub result: Option<WasmType>,
}

const fn row(name: &'static str, params: &'static [WasmType]) -> WasiImport {
    WasiImport { name, params, result: Some(I32) }
}

/// Every WASI function that a module may import. None of them tells one machine from another: files there are
/// none, the clock is the block's, randomness comes from a fixed seed, output goes to the debug log.
pub const WASI_IMPORTS: &[WasiImport] = &[
    row("args_get", &[I32, I32]),
    row("args_sizes_get", &[I32, I32]),
    row("clock_res_get", &[I32, I32]),
    row("clock_time_get", &[I32, I64, I32]),
    row("environ_get", &[I32, I32]),
    row("environ_sizes_get", &[I32, I32]),
    row("fd_close", &[I32]),
    row("fd_fdstat_get", &[I32, I32]),
    row("fd_fdstat_set_flags", &[I32, I32]),
    row("fd_prestat_dir_name", &[I32, I32, I32]),
    row("fd_prestat_get", &[I32, I32]),
    row("fd_read", &[I32, I32, I32, I32]),
    row("fd_seek", &[I32, I64, I32, I32]),
    row("fd_write", &[I32, I32, I32, I32]),
    row("poll_oneoff", &[I32, I32, I32, I32]),
    WasiImport { name: "proc_exit", params: &[I32], result: None },
    row("random_get", &[I32, I32]),
    row("sched_yield", &[]),
];
