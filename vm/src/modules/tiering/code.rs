//! Code of a loaded module: machine code, or a program that machine code may replace.

use crate::execution::backend::interpreter::Program;
use crate::execution::backend::machine_code;
use crate::modules::metered::Metered;
use crate::native::registered::contract::NativeCode;
use allod_sync::Hotness;
use std::sync::Arc;

/// Code for a call that begins.
pub(crate) enum Ready<'c> {
    /// Machine code.
    Machine(&'c machine_code::Code),
    /// The program, which this call keeps.
    Program(Arc<Program>),
    /// Rust of the chain's own.
    Native(&'c NativeCode),
}

impl<'c> From<allod_sync::Ready<'c, Program, machine_code::Code>> for Ready<'c> {
    #[inline]
    fn from(ready: allod_sync::Ready<'c, Program, machine_code::Code>) -> Self {
        match ready {
            allod_sync::Ready::Machine(code) => Self::Machine(code),
            allod_sync::Ready::Program(program) => Self::Program(program),
        }
    }
}

/// Code of a loaded module.
pub(crate) enum Code {
    /// Machine code, from the beginning.
    Machine(machine_code::Code),
    /// A program that machine code may replace.
    Tiered(Tiered),
    /// Rust of the chain's own, in the place of a module.
    Native(NativeCode),
}

impl Code {
    /// True if there is machine code.
    pub(crate) fn is_machine(&self) -> bool {
        match self {
            Self::Machine(_) => true,
            Self::Tiered(tiered) => tiered.code.is_machine(),
            Self::Native(_) => false,
        }
    }

    /// True for Rust of the chain's own.
    #[inline]
    pub(crate) fn is_native(&self) -> bool {
        matches!(self, Self::Native(_))
    }

    /// The code for a call that begins now.
    #[inline]
    pub(crate) fn ready(&self) -> Ready<'_> {
        match self {
            Self::Machine(code) => Ready::Machine(code),
            Self::Tiered(tiered) => tiered.ready(),
            Self::Native(native) => Ready::Native(native),
        }
    }
}

/// Program, the machine code that may replace it, and when that pays.
pub(crate) struct Tiered {
    code: allod_sync::Tiered<Program, machine_code::Code, Metered>,
    hotness: Hotness,
}

impl Tiered {
    /// `program`, translated from `metered`, which is compiled once its calls have used `tier_up_at` gas; never for `None`.
    pub(crate) fn new(program: Program, metered: Metered, tier_up_at: Option<u64>) -> Self {
        let code = allod_sync::Tiered::new(program, tier_up_at.map(|_| metered));
        Self { code, hotness: Hotness::new(tier_up_at) }
    }

    #[inline(never)]
    fn ready(&self) -> Ready<'_> {
        self.code.ready().into()
    }

    /// Adds the `gas` of a call. `true` if it is time to compile the module, which is said once.
    pub(crate) fn heat(&self, gas: u64) -> bool {
        self.hotness.add(gas)
    }

    /// Notes that the compiler's queue was full, so that the next call tries again.
    pub(crate) fn unqueue(&self) {
        self.hotness.unqueue();
    }

    /// Takes the metered module, to compile it.
    pub(crate) fn take_metered(&self) -> Option<Metered> {
        self.code.take_source()
    }

    /// Replaces the program by machine code, for calls that begin from now on.
    pub(crate) fn promote(&self, code: machine_code::Code) {
        self.code.promote(code);
    }
}
