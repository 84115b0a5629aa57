//! Object operations: create, find, identify, change the owner, delete.

use super::{HostCall, ImportResult, read_only};
use crate::execution::context::tx_state::TxState;
use crate::execution::context::{ExecutionContext, no_frame};
use crate::execution::exit::Exit;
use crate::execution::gas::OutOfGas;
use crate::execution::host_error::{HostResult, StatusError};
use allod_core::reason::WriteTarget;
use allod_core::{Address, HostOp, HostStatus, LimitKind, ObjectId, Ownership, Reason};
use allod_security::{Authority, Operation, Subject, Touched, permit};
use allod_state::{ObjectRecord, Objects, StateError};

/// Flag of a sealed object, added to the kind of its ownership.
const SEALED: u32 = 256;

impl HostCall<'_> {
    pub(super) fn create_object(&mut self) -> ImportResult {
        self.pay(HostOp::CreateObject, 0)?;
        let attempt = self.try_create();
        self.status_with(attempt)
    }

    fn try_create(&mut self) -> HostResult<u32> {
        self.writable("create object", || WriteTarget::None)?;
        let (contract, ids) = self.frame().map(|frame| (frame.contract, frame.ids))?;
        let id = ids.id(self.context.tx.number, self.context.tx.created);
        let handle = self.hold(id)?;
        self.context.tx.created += 1;
        self.context.journal.objects().create(&id, &contract)?;
        self.context.tx.tracer.touch(id, Touched::Created);
        Ok(handle)
    }

    pub(super) fn get_object(&mut self, id: u64) -> ImportResult {
        self.pay(HostOp::GetObject, 0)?;
        let mut id = ObjectId(self.read_array(id)?);
        if id.is_zero() {
            id = self.frame()?.ids.default_object();
        }
        let is_there = self.context.journal.objects().record(&id)?.is_some();
        let attempt = match is_there {
            true => self.hold(id),
            false if self.is_native_default(&id)? => self.create_default(id),
            false => Err(missing(&id).into()),
        };
        self.status_with(attempt)
    }

    /// True if `id` is that of the default object of the running contract, which is a native one: nobody deployed it, so
    /// nobody made its default object.
    #[cold]
    fn is_native_default(&mut self, id: &ObjectId) -> Result<bool, Exit> {
        let (contract, default) = self.frame().map(|frame| (frame.contract, frame.ids.default_object()))?;
        Ok(*id == default && self.context.environment.natives.find(&contract).is_some())
    }

    /// Creates the default object of the running contract. A query has it too, in its own journal, as that of a contract that
    /// was deployed is always there.
    #[cold]
    fn create_default(&mut self, id: ObjectId) -> HostResult<u32> {
        let contract = self.frame()?.contract;
        let handle = self.hold(id)?;
        self.context.journal.objects().create(&id, &contract)?;
        if !self.context.mode.read_only {
            self.context.tx.tracer.touch(id, Touched::Created);
        }
        Ok(handle)
    }

    pub(super) fn get_object_with_owner(&mut self, owner: u64) -> ImportResult {
        self.pay(HostOp::GetObjectWithOwner, 0)?;
        let owner = Address(self.read_array(owner)?);
        let contract = self.frame()?.contract;
        let attempt = match self.context.journal.objects().oldest_owned(&owner, &contract)? {
            Some(id) => self.hold(id),
            None => Err(StatusError::new(HostStatus::NotFound, Reason::OwnsNone { owner, contract }).into()),
        };
        self.status_with(attempt)
    }

    fn hold(&mut self, id: ObjectId) -> HostResult<u32> {
        let limit = self.context.environment.limits.handles;
        let handle = self.frame()?.hold(id, limit as usize);
        Ok(handle.ok_or_else(|| {
            let why = Reason::Limit { what: LimitKind::Handles, given: limit.saturating_add(1), limit };
            StatusError::new(HostStatus::LimitExceeded, why)
        })?)
    }

    pub(super) fn delete_object(&mut self, handle: u64) -> ImportResult {
        self.pay(HostOp::DeleteObject, 0)?;
        let attempt = self.try_delete(handle);
        self.status(attempt)
    }

    fn try_delete(&mut self, handle: u64) -> HostResult<()> {
        let id = changeable(self.context, handle, Operation::Delete, |object| WriteTarget::Object { object })?;
        let ExecutionContext { journal, environment, tx, .. } = &mut *self.context;
        let TxState { gas, tracer, number, refund, .. } = tx;
        let (schedule, meter) = (&environment.schedule, &mut self.meter);
        let (mut fields, mut bytes) = (0, 0);
        // Each field is paid for before the next one is looked at.
        let removed = journal.objects().delete_paid(&id, |more| {
            let before = schedule.deletion(fields, bytes);
            (fields, bytes) = (fields + 1, bytes + more);
            gas.charge_gas(meter, HostOp::DeleteObject, schedule.deletion(fields, bytes) - before).is_ok()
        })?;
        let Some(fields) = removed else { return Err(Exit::from(OutOfGas).into()) };
        if is_older(&id, *number) {
            *refund = refund.saturating_add(schedule.refund_of(fields));
        }
        tracer.touch(id, Touched::Deleted);
        Ok(())
    }

    pub(super) fn object_id(&mut self, handle: u64, out: u64) -> ImportResult {
        self.pay(HostOp::ObjectId, 0)?;
        let attempt = self.identity(handle, out, |id, _| id.0);
        self.status(attempt)
    }

    pub(super) fn object_contract(&mut self, handle: u64, out: u64) -> ImportResult {
        self.pay(HostOp::ObjectContract, 0)?;
        let attempt = self.identity(handle, out, |_, record| record.contract.0);
        self.status(attempt)
    }

    pub(super) fn object_owner(&mut self, handle: u64, out: u64) -> ImportResult {
        self.pay(HostOp::ObjectOwner, 0)?;
        let mut kind = 0;
        let attempt = self.identity(handle, out, |_, record| {
            kind = match record.ownership {
                Ownership::Address(_) => 0,
                Ownership::Shared => 1,
                Ownership::Immutable => 2,
            };
            kind += if record.sealed { SEALED } else { 0 };
            record.ownership.address().unwrap_or_default().0
        });
        self.status_with(attempt.map(|()| kind))
    }

    /// Writes `part` of an object's identity, which everybody may read.
    fn identity<const N: usize>(
        &mut self,
        handle: u64,
        out: u64,
        part: impl FnOnce(&ObjectId, &ObjectRecord) -> [u8; N],
    ) -> HostResult<()> {
        self.room(out, N as u64)?;
        let id = *permitted(self.context, handle, Operation::ReadIdentity)?;
        let record = self.context.journal.objects().record(&id)?.ok_or_else(|| missing(&id))?;
        let bytes = part(&id, record);
        Ok(self.write(out, &bytes)?)
    }

    pub(super) fn object_set_owner(&mut self, handle: u64, owner: u64) -> ImportResult {
        self.pay(HostOp::ObjectSetOwner, 0)?;
        let owner = Ownership::Address(Address(self.read_array(owner)?));
        self.set_ownership(handle, owner)
    }

    pub(super) fn object_share(&mut self, handle: u64) -> ImportResult {
        self.pay(HostOp::ObjectShare, 0)?;
        self.set_ownership(handle, Ownership::Shared)
    }

    pub(super) fn object_freeze(&mut self, handle: u64) -> ImportResult {
        self.pay(HostOp::ObjectFreeze, 0)?;
        self.set_ownership(handle, Ownership::Immutable)
    }

    fn set_ownership(&mut self, handle: u64, ownership: Ownership) -> ImportResult {
        let attempt = self.change_owner(handle, |objects, id| objects.set_ownership(id, ownership));
        self.status(attempt)
    }

    pub(super) fn object_seal(&mut self, handle: u64, on: u64) -> ImportResult {
        self.pay(HostOp::ObjectSeal, 0)?;
        let attempt = self.change_owner(handle, |objects, id| objects.set_sealed(id, on != 0));
        self.status(attempt)
    }

    fn change_owner(
        &mut self,
        handle: u64,
        act: impl FnOnce(&mut Objects<'_>, &ObjectId) -> Result<(), StateError>,
    ) -> HostResult<()> {
        let id = changeable(self.context, handle, Operation::ChangeOwner, |object| WriteTarget::Object { object })?;
        act(&mut self.context.journal.objects(), &id)?;
        self.context.tx.tracer.touch(id, Touched::OwnerChanged);
        Ok(())
    }
}

/// Object behind `handle`, if this is no query and the rules allow `operation` on it. A query is told what it would
/// have changed.
pub(super) fn changeable(
    context: &mut ExecutionContext,
    handle: u64,
    operation: Operation,
    subject: impl FnOnce(ObjectId) -> WriteTarget,
) -> HostResult<ObjectId> {
    if context.mode.read_only {
        let held = context.frame()?.object(handle as u32);
        return Err(read_only(operation.name(), held.map_or(WriteTarget::None, |id| subject(*id))).into());
    }
    Ok(*permitted(context, handle, operation)?)
}

/// Object behind `handle`, if the rules allow `operation` on it.
#[inline]
pub(super) fn permitted(context: &mut ExecutionContext, handle: u64, operation: Operation) -> HostResult<&ObjectId> {
    let ExecutionContext { journal, tx: TxState { frames, origin, authorized, .. }, .. } = context;
    let frame = frames.last().ok_or_else(no_frame)?;
    let id = frame.object(handle as u32).ok_or_else(|| unknown(handle))?;
    let record = journal.objects().record(id)?.ok_or_else(|| missing(id))?;
    let ObjectRecord { ownership, contract, sealed } = record;
    let subject = Subject { id, contract, ownership, sealed: *sealed };
    let authority = Authority { contract: &frame.contract, sender: &frame.sender, origin, brought: authorized };
    match permit(operation, &subject, &authority) {
        Ok(()) => Ok(id),
        Err(denial) => Err(StatusError::new(HostStatus::Denied, denial).into()),
    }
}

#[cold]
fn unknown(handle: u64) -> StatusError {
    StatusError::new(HostStatus::Invalid, Reason::NoHandle { handle })
}

/// True if an object was made, and paid for, by an earlier transaction: only then does its deletion refund anything.
/// Default objects come with their contract and cost nothing.
fn is_older(id: &ObjectId, transaction: u64) -> bool {
    let made = id.transaction();
    made != 0 && made != transaction
}

#[cold]
fn missing(id: &ObjectId) -> StatusError {
    StatusError::new(HostStatus::NotFound, Reason::NoObject { object: *id })
}
