//! Interpreter. Only this folder names it.
//!
//! It runs a metered module at once, without a compiler. Charges, the count of the stack and canonical NaNs are in the
//! module's own code, so nothing that can be observed of a run differs from machine code; only time does.
//!
//! | file | holds |
//! |---|---|
//! | [`program`] | metered module → program |
//! | [`instance`] | an instance: entered, and its host calls dispatched |
//! | [`store_data`] | the limits of an instance, and its pending host call |
//! | [`trap`] | the table of traps |
//!
//! A module's calls are on a stack of the interpreter's own and not on the native one. A host call leaves the interpreter
//! altogether (a *resumable call*): the instance is suspended, the host does its work, and the instance resumes with the
//! result. So a chain of contracts takes as little native stack as one contract does.

mod instance;
mod program;
mod store_data;
mod trap;

pub(crate) use instance::ProgramInstance;
pub(crate) use program::{Program, VERSION};
