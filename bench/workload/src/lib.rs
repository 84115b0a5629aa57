//! What every runner of the comparison has to do, and how it is asked and timed.
//!
//! Each system under comparison is a program of its own, a *runner*, so that no two of them share an allocator, a
//! version of a library or a signal handler. A runner knows some *workloads* by name. The driver starts all of
//! them and asks them in turn; see [`serve`] for the words they use.
//!
//! Run by hand, a runner measures one workload and prints what an operation takes:
//!
//! ```text
//! runner-allod counter 100000
//! ```

#![forbid(unsafe_code)]

pub mod clock;
pub mod facts;
pub mod kernels;
pub mod languages;
pub mod pairs;
pub mod serve;

pub use clock::Elapsed;
pub use facts::Facts;
pub use pairs::Pairs;
pub use serve::serve;

/// Accounts of the token workloads.
pub const ACCOUNTS: usize = 10_000;
/// What each of them holds at first.
pub const ENDOWMENT: u64 = 1 << 40;
/// What each transfer moves.
pub const AMOUNT: u64 = 1;
/// Transactions in a block.
pub const BLOCK: u64 = 1000;

/// Something a runner can do many times.
pub trait Workload {
    /// Gets ready for `operations`, untimed: chooses what comes next, and does no part of it.
    fn prepare(&mut self, _operations: u64) {}

    /// Does it `operations` times; panics where the system refuses. This is the part that is timed, so everything
    /// that a user pays for each operation happens here: arguments, the call, the commit, what comes back.
    fn run(&mut self, operations: u64);

    /// Compares the state with what all operations so far must have left, and tells what else is worth knowing.
    ///
    /// # Panics
    /// Where the state is another one: work was skipped.
    fn check(&mut self) -> Facts;
}
