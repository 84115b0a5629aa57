//! Host: the functions behind every import.
//!
//! | file | holds |
//! |---|---|
//! | [`host_func`] | the import table: name, module, signature |
//! | [`dispatch`] | from an import to its operation |
//! | [`exchange`] | input, output, revert, fetch, last error, debug |
//! | [`chain`] | block, addresses, gas left |
//! | [`money`] | balance, transfer, receive |
//! | [`objects`] | create, get, delete; id, owner, contract, owner changes |
//! | [`fields`] | get and set |
//! | [`events`] | log |
//! | [`crypto`] | digests and signatures |
//! | [`calls`] | calls of other contracts |
//! | [`wasi`] | the small deterministic WASI |
//! | [`modules`] | functions of an embedder's host modules |
//! | [`memory`] | the contract's memory, by pointer and length |
//!
//! Every operation goes the same way: price, pointers, permission, journal. A failure that the contract can handle is a
//! [`HostStatus`]; one that ends the call is an [`Exit`].

mod calls;
mod chain;
mod crypto;
mod dispatch;
mod events;
mod exchange;
mod fields;
pub(crate) mod host_func;
mod memory;
mod modules;
mod money;
mod objects;
mod wasi;

use crate::execution::context::ExecutionContext;
use crate::execution::exit::Exit;
use crate::execution::frame_stack::Frame;
use crate::execution::gas::GasMeter;
use crate::execution::host_error::{HostError, HostResult, LastError, StatusError};
use allod_core::reason::WriteTarget;
use allod_core::{HostOp, HostStatus, Reason};
use allod_security::LimitKind;

/// Call of a host function, while the module that made it is suspended: the context, the contract's memory, its gas.
pub(crate) struct HostCall<'m> {
    pub(crate) context: &'m mut ExecutionContext,
    pub(crate) memory: &'m mut [u8],
    pub(crate) meter: GasMeter,
}

/// Result of an import: its value, or the end of the call.
pub(crate) type ImportResult = Result<i64, Exit>;

impl HostCall<'_> {
    /// Charges `units` of `op`.
    ///
    /// # Errors
    /// [`Exit`], out of gas.
    pub(crate) fn pay(&mut self, op: HostOp, units: u64) -> Result<(), Exit> {
        let context = &mut *self.context;
        Ok(context.tx.gas.charge(&mut self.meter, &context.environment.schedule, op, units)?)
    }

    /// Charges `gas` more for an operation whose fixed part is paid.
    ///
    /// # Errors
    /// [`Exit`], out of gas.
    pub(super) fn pay_more(&mut self, op: HostOp, gas: u64) -> Result<(), Exit> {
        Ok(self.context.tx.gas.charge_gas(&mut self.meter, op, gas)?)
    }

    fn frame(&mut self) -> Result<&mut Frame, Exit> {
        Ok(self.context.frame()?)
    }

    /// Turns a result into a status, and keeps the reason of a failure for `last_error`.
    fn status(&mut self, result: HostResult<()>) -> ImportResult {
        match result {
            Ok(()) => Ok(HostStatus::Ok as i64),
            Err(HostError::Status(error)) => Ok(self.refuse(error)? as i64),
            Err(HostError::Exit(exit)) => Err(exit),
        }
    }

    /// Turns a result into a status and a number beside it.
    fn status_with(&mut self, result: HostResult<u32>) -> ImportResult {
        match result {
            Ok(low) => Ok(HostStatus::Ok.with(low)),
            Err(HostError::Status(error)) => Ok(self.refuse(error)?.with(0)),
            Err(HostError::Exit(exit)) => Err(exit),
        }
    }

    #[cold]
    fn refuse(&mut self, error: StatusError) -> Result<HostStatus, Exit> {
        if error.status == HostStatus::Denied {
            self.context.tx.tracer.deny(&error.why);
        }
        self.frame()?.last_error = LastError::Reason(error.why);
        Ok(error.status)
    }

    /// Refuses a write in a query, and says of what.
    fn writable(&self, operation: &'static str, subject: impl FnOnce() -> WriteTarget) -> Result<(), StatusError> {
        match self.context.mode.read_only {
            true => Err(read_only(operation, subject())),
            false => Ok(()),
        }
    }

    /// Refuses a value above its limit.
    fn within(&self, what: LimitKind, given: u64) -> Result<(), StatusError> {
        let checked = self.context.environment.limits.check(what, given);
        checked.map_err(|error| StatusError::new(HostStatus::LimitExceeded, (&error).into()))
    }
}

/// Error for a write in a query.
#[cold]
fn read_only(operation: &'static str, subject: WriteTarget) -> StatusError {
    StatusError::new(HostStatus::ReadOnly, Reason::Query { operation: operation.into(), subject })
}
