//! Code of a loaded module: machine code, or a program that machine code may replace.

use crate::execution::backend::interpreter::Program;
use crate::execution::backend::machine_code;
use crate::modules::metered::Metered;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Code of a loaded module.
pub(crate) enum Code {
    /// Machine code, from the beginning.
    Machine(machine_code::Code),
    /// A program that machine code may replace.
    Tiered(Tiered),
}

/// Code for a call that begins.
pub(crate) enum Ready<'c> {
    Machine(&'c machine_code::Code),
    Program(Arc<Program>),
}

impl Code {
    /// True if there is machine code.
    pub(crate) fn is_machine(&self) -> bool {
        match self {
            Self::Machine(_) => true,
            Self::Tiered(tiered) => tiered.machine.get().is_some(),
        }
    }

    /// The code for a call that begins now.
    #[inline]
    pub(crate) fn ready(&self) -> Ready<'_> {
        match self {
            Self::Machine(code) => Ready::Machine(code),
            Self::Tiered(tiered) => tiered.ready(),
        }
    }
}

/// Program, and the machine code that may replace it.
pub(crate) struct Tiered {
    /// Gone once there is machine code, but for the calls under way.
    program: Mutex<Option<Arc<Program>>>,
    machine: OnceLock<machine_code::Code>,
    /// The metered module, for the compiler; gone once it will not be compiled any more.
    metered: Mutex<Option<Metered>>,
    /// Gas that calls have used so far.
    hotness: AtomicU64,
    /// The hotness at which compiling pays.
    tier_up_at: u64,
    /// True once it is queued for the compiler, and for good if it never will be.
    queued: AtomicBool,
}

impl Tiered {
    /// `program`, translated from `metered`, which is compiled once its calls have used `tier_up_at` gas; never for `None`.
    pub(crate) fn new(program: Program, metered: Metered, tier_up_at: Option<u64>) -> Self {
        Self {
            program: Mutex::new(Some(Arc::new(program))),
            machine: OnceLock::new(),
            metered: Mutex::new(tier_up_at.map(|_| metered)),
            hotness: AtomicU64::new(0),
            tier_up_at: tier_up_at.unwrap_or(u64::MAX),
            queued: AtomicBool::new(tier_up_at.is_none()),
        }
    }

    #[inline(never)]
    fn ready(&self) -> Ready<'_> {
        if let Some(code) = self.machine.get() {
            return Ready::Machine(code);
        }
        let program = self.program.lock().unwrap_or_else(PoisonError::into_inner).clone();
        // The program goes after the machine code has come, so this does not wait.
        program.map_or_else(|| Ready::Machine(self.machine.wait()), Ready::Program)
    }

    /// Adds the `gas` of a call. `true` if it is time to compile the module, which is said once.
    pub(crate) fn heat(&self, gas: u64) -> bool {
        let hotness = self.hotness.fetch_add(gas, Ordering::Relaxed).saturating_add(gas);
        hotness >= self.tier_up_at && !self.queued.load(Ordering::Relaxed) && !self.queued.swap(true, Ordering::Relaxed)
    }

    /// Notes that the compiler's queue was full, so that the next call tries again.
    pub(crate) fn unqueue(&self) {
        self.queued.store(false, Ordering::Relaxed);
    }

    /// Takes the metered module, to compile it.
    pub(crate) fn take_metered(&self) -> Option<Metered> {
        self.metered.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Replaces the program by machine code, for calls that begin from now on.
    pub(crate) fn promote(&self, code: machine_code::Code) {
        // No other thread does: the metered module was taken.
        let _ = self.machine.set(code);
        self.program.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}
