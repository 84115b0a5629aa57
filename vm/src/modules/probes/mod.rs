//! Probes that a module is made with.
//!
//! | file | holds |
//! |---|---|
//! | [`metering`] | a module metered that gets some |
//! | `without` | the same in a build without the feature `profile`: none asks for one |

#[cfg(feature = "profile")]
mod metering;
#[cfg(not(feature = "profile"))]
#[path = "without.rs"]
mod metering;

pub(super) use metering::meter_with_probes;

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
