//! Tiered code: a program that runs until machine code takes its place.

use crate::primitives::{Mutex, OnceLock};
use std::sync::{Arc, PoisonError};

/// Program `P`, the machine code `M` that may replace it, and the source `S` that this is compiled from.
///
/// Calls go on meanwhile: one that has begun keeps the program, one that begins gets either, and none waits. The machine code
/// comes before the program goes.
///
/// ```
/// use allod_sync::{Ready, Tiered};
///
/// let code = Tiered::new("program", Some("source"));
/// assert!(matches!(code.ready(), Ready::Program(_)));
/// assert_eq!(code.take_source(), Some("source"));
/// code.promote("machine code");
/// assert!(matches!(code.ready(), Ready::Machine(&"machine code")));
/// assert_eq!(code.take_source(), None, "one compiler has it");
/// ```
pub struct Tiered<P, M, S> {
    /// Gone once there is machine code, but for the calls under way.
    pub(crate) program: Mutex<Option<Arc<P>>>,
    pub(crate) machine: OnceLock<M>,
    /// Gone once a compiler has it.
    source: Mutex<Option<S>>,
}

/// Code for a call that begins.
#[derive(Debug)]
pub enum Ready<'c, P, M> {
    /// Machine code.
    Machine(&'c M),
    /// The program, which this call keeps.
    Program(Arc<P>),
}

impl<P, M, S> Tiered<P, M, S> {
    /// `program`, which may be replaced by what is compiled from `source`; never for `None`.
    pub fn new(program: P, source: Option<S>) -> Self {
        Self { program: Mutex::new(Some(Arc::new(program))), machine: OnceLock::new(), source: Mutex::new(source) }
    }

    /// True if there is machine code.
    pub fn is_machine(&self) -> bool {
        self.machine.get().is_some()
    }

    /// The code for a call that begins now.
    pub fn ready(&self) -> Ready<'_, P, M> {
        if let Some(code) = self.machine.get() {
            return Ready::Machine(code);
        }
        let program = self.program.lock().unwrap_or_else(PoisonError::into_inner).clone();
        // The program goes after the machine code has come, so this does not wait.
        program.map_or_else(|| Ready::Machine(self.machine.wait()), Ready::Program)
    }

    /// Takes the source, to compile it. One thread gets it.
    pub fn take_source(&self) -> Option<S> {
        self.source.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Replaces the program by machine code, for calls that begin from now on. The thread that has the source calls it, once.
    pub fn promote(&self, code: M) {
        // No other thread does: the source was taken.
        let _ = self.machine.set(code);
        self.program.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}
