//! Stages of the way from code to a contract.

/// A stage of the way from code to a contract, for a user who waits.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stage {
    /// Reading the source.
    Parse,
    /// Checking its types, and looking for what no contract may hold.
    Types,
    /// Finding functions, types and events.
    Abi,
    /// Writing the code between the host's convention and the contract's functions, for a toolchain.
    Wrap,
    /// Making a program of what the contract's functions reach, or running a toolchain that makes the module.
    Compile {
        /// The compiler's name and version.
        backend: String,
    },
    /// Writing that program as a module.
    Lower,
    /// Running the module's initialisation once and keeping what it left.
    Snapshot,
    /// Removing what nothing reaches.
    Optimise,
    /// Checking that the module is what the ABI says.
    Check,
    /// Writing the ABI into the module.
    Attach,
    /// Asking the gate whether the module may enter.
    Gate,
    /// Writing gas and stack metering into the module.
    Meter,
    /// Making machine code of the metered module.
    MachineCode,
}
