//! Stages of the way from code to a contract.

/// A stage of the way from code to a contract, for a user who waits.
///
/// ```
/// use allod_compiler::{CompileOptions, Stage, compile};
/// use std::sync::{Arc, Mutex};
///
/// let seen = Arc::new(Mutex::new(Vec::new()));
/// let told = seen.clone();
/// let options = CompileOptions {
///     progress: Some(Arc::new(move |stage| told.lock().unwrap().push(stage))),
///     ..CompileOptions::default()
/// };
/// compile(b"package answer\n\nfunc Answer() uint64 { return 42 }\n", &options)?;
/// assert_eq!(seen.lock().unwrap().first(), Some(&Stage::Parse));
/// # Ok::<(), allod_compiler::CompileError>(())
/// ```
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
