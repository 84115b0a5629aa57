//! Threads that read source: whoever asks may have little stack left.

use crate::CompileError;

/// Bytes of the stack that source is read on. The compiler's own limits of depth keep it far below.
#[cfg(not(target_family = "wasm"))]
const STACK: usize = 64 << 20;

/// Does `work` on a thread with a stack of its own.
///
/// # Errors
/// Those of `work`; [`CompileError::Io`] where there is no thread to be had.
#[cfg(not(target_family = "wasm"))]
pub(crate) fn run<T: Send>(work: impl FnOnce() -> Result<T, CompileError> + Send) -> Result<T, CompileError> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        match thread.map(|thread| thread.join()) {
            Ok(Ok(done)) => done,
            Ok(Err(_)) => Err(CompileError::Module { pass: "compile", why: "the compiler gave up".into() }),
            Err(source) => Err(CompileError::Io { path: "thread of the compiler".into(), source }),
        }
    })
}

/// Does `work` here: WebAssembly has no threads, and its host has given it a stack.
///
/// # Errors
/// Those of `work`.
#[cfg(target_family = "wasm")]
pub(crate) fn run<T: Send>(work: impl FnOnce() -> Result<T, CompileError> + Send) -> Result<T, CompileError> {
    work()
}
