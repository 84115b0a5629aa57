//! The interpreter. The only place of this crate that names it.
//!
//! It runs a metered module at once, without a compiler. Charges, the count of the stack and the one NaN are in the
//! module's own code, so what can be seen of a run is what machine code would show; only time is not.
//!
//! | file | what it does |
//! |---|---|
//! | [`program`] | metered module → program |
//! | [`instance`] | an instance: entered, and its calls of the host served |
//! | [`trap`] | what a trap means |
//!
//! A module's calls stand on a stack of the interpreter's own and not on the native one. A call of the host leaves the
//! interpreter altogether: the instance stands still, the host does its work, and the instance goes on with the
//! answer. So a chain of contracts takes as little native stack as one contract does.

mod instance;
mod program;
mod trap;

pub(crate) use instance::run;
pub(crate) use program::{Program, VERSION};
