//! Fields: typed values of an object.

use super::{Answer, Attempt, Host};
use crate::frame::Refusal;
use allod_core::schedule::FREE_NAME;
use allod_core::types::MAX_DESCRIPTOR;
use allod_core::{HostOp, HostStatus, Type, Value};
use allod_security::{Limited, Operation, Touched};

/// A pointer and a length.
type Slice = (u64, u64);

impl Host<'_> {
    pub(super) fn object_get(&mut self, handle: u64, field: Slice, ty: Slice, (out, capacity): Slice) -> Answer {
        self.pay(HostOp::ObjectGet, field.1.saturating_sub(FREE_NAME))?;
        let value = match self.try_get(handle, field, ty)? {
            Ok(value) => value,
            Err(refusal) => return self.status_with(Ok(Err(refusal))),
        };
        // The fixed part is paid; what is left of the price is by the bytes of the result.
        let price = self.session.shared.schedule.price(HostOp::ObjectGet);
        self.pay_more(HostOp::ObjectGet, price.per_unit.saturating_mul(value.len() as u64))?;
        let len = value.len() as u32;
        if u64::from(len) <= capacity {
            self.write(out, &value)?;
        } else {
            self.frame()?.kept = value;
        }
        self.status_with(Ok(Ok(len)))
    }

    fn try_get(&mut self, handle: u64, field: Slice, ty: Slice) -> Attempt<Vec<u8>> {
        let name = match self.field_name(field)? {
            Ok(name) => name,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let wanted = match self.descriptor(ty)? {
            Ok(wanted) => wanted,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let id = match self.permitted(handle, Operation::ReadField)? {
            Ok((id, _)) => id,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let Some(stored) = self.session.journal.objects().field(&id, &name)? else {
            let why = format!("object {id} has no field {}", show(&name));
            return Ok(Err(Refusal::new(HostStatus::NotFound, why)));
        };
        if stored.descriptor != wanted {
            let why = format!(
                "field {} of object {id} holds {}, asked for as {}",
                show(&name),
                describe(stored.descriptor),
                describe(&wanted)
            );
            return Ok(Err(Refusal::new(HostStatus::TypeMismatch, why)));
        }
        let value = stored.value.to_vec();
        self.session.tracer.touch(id, Touched::Read);
        Ok(Ok(value))
    }

    pub(super) fn object_set(&mut self, handle: u64, field: Slice, ty: Slice, (ptr, len): Slice) -> Answer {
        self.pay(HostOp::ObjectSet, field.1.saturating_sub(FREE_NAME) + len)?;
        let attempt = self.try_set(handle, field, ty, (ptr, len));
        self.status(attempt)
    }

    fn try_set(&mut self, handle: u64, field: Slice, ty: Slice, (ptr, len): Slice) -> Attempt<()> {
        let name = match self.field_name(field)? {
            Ok(name) => name,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let descriptor = match self.descriptor(ty)? {
            Ok(descriptor) => descriptor,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if let Err(error) = self.session.shared.limits.check(Limited::FieldValue, len) {
            return Ok(Err(Refusal::new(HostStatus::LimitExceeded, error.to_string())));
        }
        let value = self.read(ptr, len)?.to_vec();
        // A tool must be able to print every field, so bytes that are not what they are said to be stay out.
        let checked = Type::from_descriptor(&descriptor).and_then(|ty| Value::decode(&ty, &value));
        if let Err(error) = checked {
            let why = format!("field {}: {error}", show(&name));
            return Ok(Err(Refusal::new(HostStatus::Invalid, why)));
        }
        self.change(handle, Operation::WriteField, Touched::Written, |host, id| {
            Ok(host.session.journal.objects().set_field(id, &name, &descriptor, &value)?)
        })
    }

    fn field_name(&self, (ptr, len): Slice) -> Attempt<Vec<u8>> {
        if let Err(error) = self.session.shared.limits.check(Limited::FieldName, len) {
            return Ok(Err(Refusal::new(HostStatus::LimitExceeded, error.to_string())));
        }
        Ok(Ok(self.read(ptr, len)?.to_vec()))
    }

    fn descriptor(&self, (ptr, len): Slice) -> Attempt<Vec<u8>> {
        if len > MAX_DESCRIPTOR as u64 {
            let why = format!("a type descriptor of {len} bytes, the limit is {MAX_DESCRIPTOR}");
            return Ok(Err(Refusal::new(HostStatus::LimitExceeded, why)));
        }
        Ok(Ok(self.read(ptr, len)?.to_vec()))
    }
}

/// A field name for people.
fn show(name: &[u8]) -> String {
    let text = String::from_utf8_lossy(&name[..name.len().min(64)]);
    format!("{text:?}")
}

/// A type for people.
fn describe(descriptor: &[u8]) -> String {
    Type::from_descriptor(descriptor).map_or_else(|_| "no type".into(), |ty| ty.to_string())
}
