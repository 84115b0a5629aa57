//! Object of a native contract.

use super::{NativeContext, RESULT_BYTES};
use crate::NativeError;
use allod_core::{Address, HostOp, HostStatus, Object, ObjectId, Ownership, Type, Value};

/// Object that a native contract holds a handle of.
///
/// ```
/// use allod_vm::{Address, Context, Engine, EngineConfig, ExecuteOptions, NativeError, NativeObject, Object, Type, Value};
///
/// fn count(object: &NativeObject<'_, '_>) -> Result<Value, NativeError> {
///     object.set("count", 7u64.into())?;
///     object.get("count", &Type::U64)
/// }
///
/// let engine = Engine::open(EngineConfig::default())?;
/// let receipt = engine.execute_native(Address([7; 20]), "Count", ExecuteOptions::default(), |context| {
///     Ok(vec![count(&context.create_object()?)?])
/// })?;
/// assert_eq!(receipt.decode::<u64>()?, 7);
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
pub struct NativeObject<'c, 's> {
    context: &'c NativeContext<'s>,
    handle: u64,
}

impl<'c, 's> NativeObject<'c, 's> {
    pub(super) fn new(context: &'c NativeContext<'s>, handle: u32) -> Self {
        Self { context, handle: handle.into() }
    }

    pub(super) fn handle(&self) -> u64 {
        self.handle
    }
}

impl Object for NativeObject<'_, '_> {
    type Error = NativeError;

    fn id(&self) -> Result<ObjectId, NativeError> {
        let read = self.context.read_object(HostOp::ObjectId, |out| [self.handle, out, 0, 0, 0, 0, 0, 0]);
        read.map(|(_, id)| ObjectId(id))
    }

    fn owner(&self) -> Result<Ownership, NativeError> {
        let read = self.context.read_object(HostOp::ObjectOwner, |out| [self.handle, out, 0, 0, 0, 0, 0, 0]);
        read.map(|(kind, owner)| match kind & 0xff {
            1 => Ownership::Shared,
            2 => Ownership::Immutable,
            _ => Ownership::Address(Address(owner)),
        })
    }

    fn contract(&self) -> Result<Address, NativeError> {
        let read = self.context.read_object(HostOp::ObjectContract, |out| [self.handle, out, 0, 0, 0, 0, 0, 0]);
        read.map(|(_, contract)| Address(contract))
    }

    fn set_owner(&self, owner: &Address) -> Result<(), NativeError> {
        self.context.status(HostOp::ObjectSetOwner, &[&owner.0], |at, _| [self.handle, at[0], 0, 0, 0, 0, 0, 0])
    }

    fn share(&self) -> Result<(), NativeError> {
        self.context.status(HostOp::ObjectShare, &[], |_, _| [self.handle, 0, 0, 0, 0, 0, 0, 0])
    }

    fn freeze(&self) -> Result<(), NativeError> {
        self.context.status(HostOp::ObjectFreeze, &[], |_, _| [self.handle, 0, 0, 0, 0, 0, 0, 0])
    }

    fn seal(&self, on: bool) -> Result<(), NativeError> {
        self.context.status(HostOp::ObjectSeal, &[], |_, _| [self.handle, on.into(), 0, 0, 0, 0, 0, 0])
    }

    fn has(&self, field: &str) -> Result<bool, NativeError> {
        match self.get(field, &Type::Bool) {
            Ok(_) | Err(NativeError::Refused { status: HostStatus::TypeMismatch, .. }) => Ok(true),
            Err(NativeError::Refused { status: HostStatus::NotFound, why }) => match self.id() {
                Ok(_) => Ok(false),
                // It is the object that is not there.
                Err(_) => Err(NativeError::Refused { status: HostStatus::NotFound, why }),
            },
            Err(error) => Err(error),
        }
    }

    fn get(&self, field: &str, ty: &Type) -> Result<Value, NativeError> {
        let (name, ty_bytes) = (field.as_bytes(), ty.descriptor());
        let answer = self.context.bytes(HostOp::ObjectGet, &[name, &ty_bytes], |at, out| {
            [self.handle, at[0], name.len() as u64, at[1], ty_bytes.len() as u64, out, RESULT_BYTES as u64, 0]
        });
        Value::decode(ty, &answer?)
            .map_err(|error| NativeError::Refused { status: HostStatus::Invalid, why: error.to_string() })
    }

    fn set(&self, field: &str, value: Value) -> Result<(), NativeError> {
        let (name, ty, bytes) = (field.as_bytes(), value.ty().descriptor(), value.encode());
        self.context.status(HostOp::ObjectSet, &[name, &ty, &bytes], |at, _| {
            [self.handle, at[0], name.len() as u64, at[1], ty.len() as u64, at[2], bytes.len() as u64, 0]
        })
    }
}
