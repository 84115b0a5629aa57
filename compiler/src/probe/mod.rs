//! Probes: a metered module that also says which function it is in.
//!
//! Each function with a body gets a wrapper of its own type that calls [`ENTER`] with the function's index, then the
//! function, then [`LEAVE`]; whatever referred to the function refers to the wrapper. The wrappers stand after
//! metering, so they cost no gas, and a run with probes costs exactly what the run without them does. A function that
//! traps leaves without saying so: whoever listens closes what is still open.
//!
//! | file | holds |
//! |---|---|
//! | `wrappers` | probes that say which function is entered; by the feature `probe` |
//! | `stack` | probes that say from which operator a function is entered; by the feature `probe` |
//! | `stack_probe` | the imports of the latter |
//! | `symbols` | names of functions and lines of operators, for what the probes say |

#[cfg(feature = "probe")]
mod stack;
mod stack_probe;
mod symbols;
#[cfg(feature = "probe")]
mod wrappers;

#[cfg(feature = "probe")]
pub use stack::stack_probes;
pub use stack_probe::{NO_PLACE, STACK_MODULE, StackProbe};
pub use symbols::Symbols;
#[cfg(feature = "probe")]
pub use wrappers::probe;

/// The module that probes are imported from.
pub const PROBE_MODULE: &str = "allod.probe";
/// `(func (param i32))`: a function is entered. Its index is that in the module without probes.
pub const ENTER: &str = "enter";
/// `(func)`: the function entered last has returned.
pub const LEAVE: &str = "leave";
