//! Field operations: get and set typed values of an object.

use super::memory::{put, slice};
use super::objects::{changeable, permitted};
use super::{HostCall, ImportResult};
use crate::execution::context::ExecutionContext;
use crate::execution::context::tx_state::TxState;
use crate::execution::exit::Exit;
use crate::execution::gas::OutOfGas;
use crate::execution::host_error::{HostResult, StatusError};
use allod_core::reason::WriteTarget;
use allod_core::schedule::{FREE_FIELD_BYTES, FREE_FIELD_NAME_BYTES};
use allod_core::types::MAX_DESCRIPTOR;
use allod_core::{HostOp, HostStatus, Name, ObjectId, Reason, Type, Value, reason};
use allod_security::{LimitKind, Operation, Touched};
use allod_state::{StoredField, Within};

/// Pointer and length.
type Slice = (u64, u64);

impl HostCall<'_> {
    pub(super) fn object_get(&mut self, handle: u64, field: Slice, ty: Slice, out: Slice) -> ImportResult {
        self.pay(
            HostOp::ObjectGet,
            field.1.saturating_sub(FREE_FIELD_NAME_BYTES) + ty.1.saturating_sub(FREE_FIELD_NAME_BYTES),
        )?;
        let attempt = self.try_get(handle, field, ty, out);
        self.status_with(attempt)
    }

    fn try_get(&mut self, handle: u64, field: Slice, ty: Slice, (out, capacity): Slice) -> HostResult<u32> {
        self.fits(field, ty)?;
        let (name, wanted) = (slice(self.memory, field)?, slice(self.memory, ty)?);
        let id = *permitted(self.context, handle, Operation::ReadField)?;
        // The fixed part is paid; the rest of the price is by the bytes of the value, also of one that is refused. A value
        // that there is no gas for is not read.
        let each = self.context.environment.schedule.price(HostOp::ObjectGet).per_unit;
        let affordable = self.affordable(each);
        let most = affordable.saturating_add(StoredField::MOST_HEAD as u64);
        let ExecutionContext { journal, tx: TxState { gas, tracer, .. }, .. } = &mut *self.context;
        let stored = match journal.objects().field_within(&id, name, most)? {
            Within::Value(stored) => stored,
            Within::Nothing => return Err(no_field(&id, name).into()),
            Within::Longer(_) => {
                // All that is left is less than it costs.
                gas.charge_gas(&mut self.meter, HostOp::ObjectGet, u64::MAX).map_err(Exit::from)?;
                return Err(Exit::from(OutOfGas).into());
            }
        };
        let len = stored.value.len() as u64;
        let described = (stored.descriptor.len() as u64).saturating_sub(FREE_FIELD_NAME_BYTES);
        let paid = if stored.descriptor == wanted { len } else { len + described };
        gas.charge_gas(&mut self.meter, HostOp::ObjectGet, each.saturating_mul(paid)).map_err(Exit::from)?;
        if stored.descriptor != wanted {
            return Err(of_another_type(&id, name, stored.descriptor, wanted).into());
        }
        tracer.touch(id, Touched::Read);
        if len <= capacity {
            put(self.memory, out, stored.value)?;
        } else {
            let return_data = stored.value.to_vec();
            self.frame()?.return_data = return_data;
        }
        Ok(len as u32)
    }

    pub(super) fn object_set(&mut self, handle: u64, field: Slice, ty: Slice, value: Slice) -> ImportResult {
        let described = field.1.saturating_sub(FREE_FIELD_NAME_BYTES) + ty.1.saturating_sub(FREE_FIELD_NAME_BYTES);
        self.pay(HostOp::ObjectSet, described + value.1)?;
        let attempt = self.try_set(handle, field, ty, value);
        self.status(attempt)
    }

    fn try_set(&mut self, handle: u64, field: Slice, ty: Slice, value: Slice) -> HostResult<()> {
        self.fits(field, ty)?;
        self.within(LimitKind::FieldValue, value.1)?;
        let bytes = slice(self.memory, value)?;
        // A tool must be able to print every field, so bytes that are not what they are said to be stay out.
        let checked = Type::from_descriptor(slice(self.memory, ty)?).and_then(|ty| Value::check(&ty, bytes));
        if let Err(error) = checked {
            let field = reason::name(slice(self.memory, field)?);
            return Err(StatusError::new(HostStatus::Invalid, Reason::Field { field, flaw: error.into() }).into());
        }
        let name = slice(self.memory, field)?;
        let named = |object| WriteTarget::Field { object, field: reason::name(name) };
        let id = changeable(self.context, handle, Operation::WriteField, named)?;
        self.pay_for_overwriting(&id, field)?;
        let (name, descriptor) = (slice(self.memory, field)?, slice(self.memory, ty)?);
        let bytes = slice(self.memory, value)?;
        self.context.journal.objects().set_field(&id, name, descriptor, bytes)?;
        self.context.tx.tracer.touch(id, Touched::Written);
        Ok(())
    }

    /// Bytes that there is gas for at `each`. Most prices are one, and a division takes longer than all the rest of a small
    /// read.
    fn affordable(&self, each: u64) -> u64 {
        match (each, self.meter.left()) {
            (1, left) => left,
            (each, left) => left.checked_div(each).unwrap_or(u64::MAX),
        }
    }

    /// Charges for a large value that is overwritten: the root takes it out by its bytes, so a block reads it. A value that
    /// there is no gas for is not read.
    fn pay_for_overwriting(&mut self, id: &ObjectId, field: Slice) -> Result<(), Exit> {
        let each = self.context.environment.schedule.price(HostOp::ObjectGet).per_unit;
        let affordable = self.affordable(each);
        let name = slice(self.memory, field)?;
        let most = affordable.saturating_add(FREE_FIELD_BYTES);
        let len = match self.context.journal.objects().field_len_within(id, name, most)? {
            Within::Nothing => return Ok(()),
            Within::Value(len) | Within::Longer(len) => len,
        };
        match len.saturating_sub(FREE_FIELD_BYTES) {
            0 => Ok(()),
            large => self.pay_more(HostOp::ObjectSet, each.saturating_mul(large)),
        }
    }

    /// Checks that a field's name and its type's descriptor are in memory, and no longer than they may be.
    fn fits(&self, field: Slice, ty: Slice) -> HostResult<()> {
        self.within(LimitKind::FieldName, field.1)?;
        self.room(field.0, field.1)?;
        if ty.1 > MAX_DESCRIPTOR as u64 {
            let why = Reason::Descriptor { given: ty.1, limit: MAX_DESCRIPTOR as u64 };
            return Err(StatusError::new(HostStatus::LimitExceeded, why).into());
        }
        Ok(self.room(ty.0, ty.1)?)
    }
}

#[cold]
fn no_field(id: &ObjectId, name: &[u8]) -> StatusError {
    StatusError::new(HostStatus::NotFound, Reason::NoField { object: *id, field: reason::name(name) })
}

#[cold]
fn of_another_type(id: &ObjectId, name: &[u8], holds: &[u8], asked: &[u8]) -> StatusError {
    let (field, holds, asked) = (reason::name(name), describe(holds), describe(asked));
    StatusError::new(HostStatus::TypeMismatch, Reason::OtherType { object: *id, field, holds, asked })
}

/// Text of a type, for people.
fn describe(descriptor: &[u8]) -> Name {
    Type::from_descriptor(descriptor).map_or_else(|_| "no type".into(), |ty| reason::type_name(&ty))
}
