//! The host interface: what stands behind every import.
//!
//! | file | operations |
//! |---|---|
//! | [`exchange`] | input, output, revert, fetch, last error, debug |
//! | [`chain`] | block, addresses, gas left |
//! | [`money`] | balance, transfer, receive |
//! | [`objects`] | create, get, delete; id, owner, contract, owner changes |
//! | [`fields`] | get and set |
//! | [`events`] | log |
//! | [`crypto`] | digests and signatures |
//! | [`calls`] | calling another contract |
//! | [`modules`] | functions of an embedder's host modules |
//! | [`wasi`] | the small deterministic WASI |
//! | [`imports`] | what the imports of a module stand for, and how each is served |
//!
//! Every operation goes the same way: price, pointers, permission, journal. An operation that fails so that
//! the contract can handle it answers a [`HostStatus`]; one that ends the call answers a [`Exit`].

mod calls;
mod chain;
mod crypto;
mod events;
mod exchange;
mod fields;
pub(crate) mod imports;
mod memory;
mod modules;
mod money;
mod objects;
mod wasi;

use crate::execution::context::ExecutionContext;
use crate::execution::exit::Exit;
use crate::execution::frame_stack::{Frame, HostError, LastError, StatusError};
use crate::execution::gas::GasMeter;
use allod_core::reason::WriteTarget;
use allod_core::{HostOp, HostStatus, Reason};
use allod_security::LimitKind;

/// Raw arguments of an import, in order; an `i32` is its unsigned value. They are passed on by reference: to copy what
/// was written a moment ago, word by word, makes a processor wait.
pub(crate) type RawArgs = [u64; 8];

/// One host call under way: the transaction, the memory of the contract that calls, and its gas.
pub(crate) struct Host<'m> {
    pub(crate) session: &'m mut ExecutionContext,
    pub(crate) memory: &'m mut [u8],
    pub(crate) meter: GasMeter,
}

/// What an operation answers: the import's result, or why the call ends.
pub(crate) type ImportResult = Result<i64, Exit>;
/// What an operation answers that may be refused.
type HostResult<T> = Result<T, HostError>;

impl Host<'_> {
    /// Does `op`. Inlined, as what calls it is.
    #[inline(always)]
    pub(crate) fn dispatch(&mut self, op: HostOp, args: &RawArgs) -> ImportResult {
        let [a, b, c, d, e, f, g, _] = *args;
        match op {
            HostOp::Call | HostOp::CallWith => self.call(op, args),
            HostOp::Input => self.input(a, b),
            HostOp::Output => self.output(a, b),
            HostOp::Revert => self.revert(a, b, c),
            HostOp::Fetch => self.fetch(a, b),
            HostOp::LastError => self.last_error(a, b),
            HostOp::Debug => self.debug(a, b),
            HostOp::GasLeft => self.gas_left(),
            HostOp::BlockHeight => self.block_height(),
            HostOp::BlockTime => self.block_time(),
            HostOp::ChainId => self.chain_id(),
            HostOp::ContractAddress => self.contract_address(a),
            HostOp::Deployer => self.deployer(a),
            HostOp::Sender => self.sender(a),
            HostOp::Origin => self.origin(a),
            HostOp::Balance => self.balance(a),
            HostOp::Transfer => self.transfer(a, b),
            HostOp::Attached => self.attached(),
            HostOp::Receive => self.receive(a),
            HostOp::Log => self.log(a, b, c, d),
            HostOp::CreateObject => self.create_object(),
            HostOp::GetObject => self.get_object(a),
            HostOp::GetObjectWithOwner => self.get_object_with_owner(a),
            HostOp::DeleteObject => self.delete_object(a),
            HostOp::ObjectId => self.object_id(a, b),
            HostOp::ObjectOwner => self.object_owner(a, b),
            HostOp::ObjectContract => self.object_contract(a, b),
            HostOp::ObjectSetOwner => self.object_set_owner(a, b),
            HostOp::ObjectShare => self.object_share(a),
            HostOp::ObjectFreeze => self.object_freeze(a),
            HostOp::ObjectSeal => self.object_seal(a, b),
            HostOp::ObjectGet => self.object_get(a, (b, c), (d, e), (f, g)),
            HostOp::ObjectSet => self.object_set(a, (b, c), (d, e), (f, g)),
            HostOp::Sha256 => self.sha256(a, b, c),
            HostOp::Keccak256 => self.keccak256(a, b, c),
            HostOp::Blake3 => self.blake3(a, b, c),
            HostOp::Ed25519Verify => self.ed25519_verify(a, (b, c), d),
            HostOp::Secp256k1Verify => self.secp256k1_verify(a, b, c),
            HostOp::Secp256k1Recover => self.secp256k1_recover(a, b, c, d),
            HostOp::Entry | HostOp::Instantiate | HostOp::Wasi | HostOp::Deploy | HostOp::HostModule => {
                Err(crate::EngineError::Internal(format!("{} is no import", op.name())).into())
            }
        }
    }

    /// Charges `units` of `op`.
    pub(crate) fn pay(&mut self, op: HostOp, units: u64) -> Result<(), Exit> {
        let session = &mut *self.session;
        Ok(session.tally.charge(&mut self.meter, &session.shared.schedule, op, units)?)
    }

    /// Charges `gas` more for an operation whose fixed part is paid.
    pub(super) fn pay_more(&mut self, op: HostOp, gas: u64) -> Result<(), Exit> {
        Ok(self.session.tally.charge_gas(&mut self.meter, op, gas)?)
    }

    fn frame(&mut self) -> Result<&mut Frame, Exit> {
        Ok(self.session.frame()?)
    }

    /// Turns an attempt into a status, keeping the reason of a refusal for `last_error`.
    fn status(&mut self, attempt: HostResult<()>) -> ImportResult {
        match attempt {
            Ok(()) => Ok(HostStatus::Ok as i64),
            Err(HostError::Refused(refusal)) => Ok(self.refuse(refusal)? as i64),
            Err(HostError::Exit(stop)) => Err(stop),
        }
    }

    /// Turns an attempt into a status and a number beside it.
    fn status_with(&mut self, attempt: HostResult<u32>) -> ImportResult {
        match attempt {
            Ok(low) => Ok(HostStatus::Ok.with(low)),
            Err(HostError::Refused(refusal)) => Ok(self.refuse(refusal)?.with(0)),
            Err(HostError::Exit(stop)) => Err(stop),
        }
    }

    #[cold]
    fn refuse(&mut self, refusal: StatusError) -> Result<HostStatus, Exit> {
        if refusal.status == HostStatus::Denied {
            self.session.tracer.deny(&refusal.why);
        }
        self.frame()?.last_error = LastError::Reason(refusal.why);
        Ok(refusal.status)
    }

    /// Refuses what a query may not do, and says to what.
    fn writable(&self, operation: &'static str, subject: impl FnOnce() -> WriteTarget) -> Result<(), StatusError> {
        match self.session.read_only {
            true => Err(query(operation, subject())),
            false => Ok(()),
        }
    }

    /// Refuses what is above a limit.
    fn within(&self, what: LimitKind, given: u64) -> Result<(), StatusError> {
        let checked = self.session.shared.limits.check(what, given);
        checked.map_err(|error| StatusError::new(HostStatus::LimitExceeded, (&error).into()))
    }
}

/// What a query is told that would write.
#[cold]
fn query(operation: &'static str, subject: WriteTarget) -> StatusError {
    StatusError::new(HostStatus::ReadOnly, Reason::Query { operation: operation.into(), subject })
}
