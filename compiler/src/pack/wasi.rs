//! Puts fixed answers in the place of the operating system.
//!
//! A Go program asks WASI for a random seed, the time, arguments and the environment, and prints its
//! last words. Here each of those functions becomes one of the module's own, the same for every module:
//! the seed is constant, the clock stands still (at another second than 0, which Go takes for no clock),
//! there are no files, and what is printed goes to the debug log.

use crate::CompileError;
use allod_core::IMPORT_MODULE;
use walrus::ir::{BinaryOp, LoadKind, MemArg, StoreKind};
use walrus::{FunctionId, ImportKind, InstrSeqBuilder, LocalId, MemoryId, Module, ValType};

const PASS: &str = "wasi";
/// The module name of what is replaced.
const WASI: &str = "wasi_snapshot_preview1";
/// Nanoseconds since 1970 that the clock says: a billion seconds.
const CLOCK: i64 = 1_000_000_000_000_000_000;
/// The byte that all randomness consists of. It fixes the order of Go's maps.
const SEED: i32 = 0x5a;
/// The environment. Go's collector stays off until a call has used 32 MiB: every call begins from the same
/// image, and nearly all end long before a collection would pay.
const ENVIRONMENT: &[&str] = &["GOGC=off", "GOMEMLIMIT=32MiB"];

const SUCCESS: i32 = 0;
const BAD_FILE: i32 = 8;
const NOT_SUPPORTED: i32 = 52;

const STORE_32: StoreKind = StoreKind::I32 { atomic: false };
const STORE_64: StoreKind = StoreKind::I64 { atomic: false };

/// Replaces every import from WASI by a function of the module's own.
pub(super) fn replace(module: &mut Module) -> Result<(), CompileError> {
    let why = |why: &str| CompileError::Module { pass: PASS, why: why.to_owned() };
    let memory =
        module.memories.iter().next().map(|memory| memory.id()).ok_or_else(|| why("the module has no memory"))?;
    let functions: Vec<(String, FunctionId)> = module
        .imports
        .iter()
        .filter(|import| import.module == WASI)
        .filter_map(|import| match import.kind {
            ImportKind::Function(id) => Some((import.name.clone(), id)),
            _ => None,
        })
        .collect();
    let debug = debug(module);
    for (name, id) in functions {
        let answer = |(body, args): (&mut InstrSeqBuilder, &Vec<LocalId>)| answer(&name, body, args, memory, debug);
        module.replace_imported_func(id, answer).map_err(|e| why(&format!("{e:#}")))?;
    }
    Ok(())
}

/// The host's debug log, imported if it is not yet.
fn debug(module: &mut Module) -> FunctionId {
    module.imports.get_func(IMPORT_MODULE, "debug").unwrap_or_else(|_| {
        let ty = module.types.add(&[ValType::I32, ValType::I32], &[]);
        module.add_import_func(IMPORT_MODULE, "debug", ty).0
    })
}

/// Writes the answer of the WASI function called `name`.
fn answer(name: &str, body: &mut InstrSeqBuilder, args: &[LocalId], memory: MemoryId, debug: FunctionId) {
    let at = |offset: u64| MemArg { align: 1, offset };
    let errno = match (name, args) {
        ("proc_exit", _) => {
            body.unreachable();
            return;
        }
        ("random_get", [out, size]) => {
            body.local_get(*out).i32_const(SEED).local_get(*size).memory_fill(memory);
            SUCCESS
        }
        ("clock_time_get", [_, _, out]) => {
            body.local_get(*out).i64_const(CLOCK).store(memory, STORE_64, at(0));
            SUCCESS
        }
        ("environ_sizes_get", [count, size]) => {
            body.local_get(*count).i32_const(ENVIRONMENT.len() as i32).store(memory, STORE_32, at(0));
            body.local_get(*size).i32_const(environment().len() as i32).store(memory, STORE_32, at(0));
            SUCCESS
        }
        ("environ_get", [list, text]) => {
            let mut start = 0;
            for (i, variable) in ENVIRONMENT.iter().enumerate() {
                body.local_get(*list).local_get(*text).i32_const(start).binop(BinaryOp::I32Add);
                body.store(memory, STORE_32, at(4 * i as u64));
                start += variable.len() as i32 + 1;
            }
            for (i, byte) in environment().into_iter().enumerate() {
                body.local_get(*text).i32_const(i32::from(byte));
                body.store(memory, StoreKind::I32_8 { atomic: false }, at(i as u64));
            }
            SUCCESS
        }
        ("args_sizes_get", [count, size]) => {
            body.local_get(*count).i32_const(0).store(memory, STORE_32, at(0));
            body.local_get(*size).i32_const(0).store(memory, STORE_32, at(0));
            SUCCESS
        }
        // Of several buffers the first is taken, which the caller sees by the count.
        ("fd_write", [_, buffers, _, written]) => {
            let load = LoadKind::I32 { atomic: false };
            body.local_get(*buffers).load(memory, load, at(0));
            body.local_get(*buffers).load(memory, load, at(4));
            body.call(debug);
            body.local_get(*written).local_get(*buffers).load(memory, load, at(4)).store(memory, STORE_32, at(0));
            SUCCESS
        }
        ("args_get" | "sched_yield" | "poll_oneoff" | "fd_fdstat_set_flags" | "fd_close", _) => SUCCESS,
        ("fd_prestat_get" | "fd_fdstat_get", _) => BAD_FILE,
        _ => NOT_SUPPORTED,
    };
    body.i32_const(errno);
}

/// The environment as a program reads it: each variable and a zero byte.
fn environment() -> Vec<u8> {
    ENVIRONMENT.iter().flat_map(|variable| variable.bytes().chain([0])).collect()
}
