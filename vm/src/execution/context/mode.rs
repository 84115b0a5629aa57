//! Mode of execution: a transaction, a query, a simulation, a profile, an explanation.

/// Mode in which transactions are executed. The default is that of a single call which is committed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Mode {
    /// Denies every write: a query.
    pub(crate) read_only: bool,
    /// Times each frame.
    pub(crate) timing: bool,
    /// Profiles gas by contract, function and host operation.
    pub(crate) profiled: bool,
    /// Follows where calls fail.
    pub(crate) explained: bool,
    /// Gives a receipt also to a transaction that could not begin, as a block must.
    pub(crate) refuse: bool,
    /// Runs Rust of the host's in a contract's place. It may ask the engine for the state, so nothing waits meanwhile.
    pub(crate) native: bool,
}
