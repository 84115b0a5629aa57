//! Probes that a module is made with.

use serde::Serialize;

/// Probes that a module is made with. They are part of its key: each kind makes a module of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) enum Probes {
    /// None: the module as contracts run it.
    #[default]
    None,
    /// Those that tell the gas of each function, for a profile.
    Gas,
    /// Those that tell the stack of calls, for an explanation. The module is interpreted, because only the interpreter
    /// serves them.
    Stack,
}
