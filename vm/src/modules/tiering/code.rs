//! What a loaded module runs on at the moment.

use crate::execution::backend::interpreter::Program;
use crate::execution::backend::machine_code;
use crate::modules::metered::Metered;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// What a loaded module runs on.
pub(crate) enum Code {
    /// Machine code, from the beginning.
    Machine(machine_code::Code),
    /// A program that machine code may take the place of.
    Tiered(Tiered),
}

/// What a call that begins runs on.
pub(crate) enum Ready<'c> {
    Machine(&'c machine_code::Code),
    Program(Arc<Program>),
}

impl Code {
    /// Whether there is machine code.
    pub(crate) fn is_machine(&self) -> bool {
        match self {
            Self::Machine(_) => true,
            Self::Tiered(tiered) => tiered.machine.get().is_some(),
        }
    }

    /// What a call that begins now runs on.
    #[inline]
    pub(crate) fn ready(&self) -> Ready<'_> {
        match self {
            Self::Machine(code) => Ready::Machine(code),
            Self::Tiered(tiered) => tiered.ready(),
        }
    }
}

/// A program, and the machine code that takes its place some day.
pub(crate) struct Tiered {
    /// Gone once there is machine code, but for the calls under way.
    program: Mutex<Option<Arc<Program>>>,
    machine: OnceLock<machine_code::Code>,
    /// The metered module, for the compiler; gone once nobody will compile it.
    metered: Mutex<Option<Metered>>,
    /// Gas that calls have used so far.
    heat: AtomicU64,
    /// How much of it makes compiling pay.
    enough: u64,
    /// Whether somebody has been asked to compile it.
    asked: AtomicBool,
}

impl Tiered {
    /// `program`, made of `metered`, which is compiled once its calls have used `enough` gas; never for `None`.
    pub(crate) fn new(program: Program, metered: Metered, enough: Option<u64>) -> Self {
        Self {
            program: Mutex::new(Some(Arc::new(program))),
            machine: OnceLock::new(),
            metered: Mutex::new(enough.map(|_| metered)),
            heat: AtomicU64::new(0),
            enough: enough.unwrap_or(u64::MAX),
            asked: AtomicBool::new(enough.is_none()),
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

    /// Notes that a call used `gas`. Whether it is time to compile the module; that is said once.
    pub(crate) fn warm(&self, gas: u64) -> bool {
        let heat = self.heat.fetch_add(gas, Ordering::Relaxed).saturating_add(gas);
        heat >= self.enough && !self.asked.load(Ordering::Relaxed) && !self.asked.swap(true, Ordering::Relaxed)
    }

    /// Lets the module be asked for again, because nobody had time to compile it.
    pub(crate) fn ask_again(&self) {
        self.asked.store(false, Ordering::Relaxed);
    }

    /// Takes the metered module, to compile it.
    pub(crate) fn take_metered(&self) -> Option<Metered> {
        self.metered.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Puts machine code in the program's place, for calls that begin from now on.
    pub(crate) fn forge(&self, code: machine_code::Code) {
        // Nobody else does: the metered module was taken.
        let _ = self.machine.set(code);
        self.program.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}
