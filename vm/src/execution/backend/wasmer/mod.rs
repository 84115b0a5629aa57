//! Machine code. The only place that names the engine which makes and runs it.
//!
//! | file | what it does |
//! |---|---|
//! | [`compile`] | metered module → machine code → loaded module |
//! | [`frames`] | that the native stack is bounded by what a module counts |
//! | [`pool`] | live instances that wait for their next call |
//! | [`run`] | one call of one instance |
//! | [`trap`] | what a trap means |
//! | [`boundary`] | everything the compiler can't prove: raw memory, calls between the host and machine code |

mod boundary;
mod compile;
mod frames;
mod pool;
mod run;
mod trap;

pub(crate) use boundary::{free_stacks, step_back};
pub(crate) use compile::{Code, Effort, Quiet, VERSION, compile, load};
pub(crate) use frames::Counted;
pub(crate) use pool::{give_up, sweep};
pub(crate) use run::{ready, run};
