//! Context of native contracts, and their objects.

mod object;

pub use object::NativeObject;

use crate::NativeError;
use crate::native::access::{NativeAccess, RawArgs};
use allod_core::{Address, Args, CallTerms, Context, HostOp, HostStatus, ObjectId, Value, tagged_value};
use std::cell::RefCell;

/// Context of a native contract: the chain as it sees it.
///
/// ```
/// use allod_vm::{Address, Context, Engine, EngineConfig, ExecuteOptions, NativeContext, NativeError, Value};
///
/// /// Contract that notes who called it.
/// fn register(context: &NativeContext<'_>) -> Result<Vec<Value>, NativeError> {
///     let sender = context.sender()?;
///     context.log("Registered", &[("who", sender.into())])?;
///     Ok(vec![sender.into()])
/// }
///
/// let (engine, alice) = (Engine::open(EngineConfig::default())?, Address([1; 20]));
/// let options = ExecuteOptions { from: alice, ..Default::default() };
/// let receipt = engine.execute_native(Address([7; 20]), "Register", options, register)?;
/// assert_eq!((receipt.decode::<Address>()?, receipt.events.len()), (alice, 1));
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
pub struct NativeContext<'s> {
    access: RefCell<&'s mut (dyn NativeAccess + 's)>,
}

/// Bytes for a result whose length is not known beforehand. A longer one is in the return data.
const RESULT_BYTES: usize = 1 << 10;

impl<'s> NativeContext<'s> {
    pub(crate) fn new(access: &'s mut (dyn NativeAccess + 's)) -> Self {
        Self { access: RefCell::new(access) }
    }

    /// Charges `gas` for work of the code's own: to be called before the work, where that grows with what the caller passes.
    /// It is in the receipt's row `host_module`.
    ///
    /// ```
    /// use allod_vm::{Address, Engine, EngineConfig, ExecuteOptions};
    ///
    /// let engine = Engine::open(EngineConfig::default())?;
    /// let receipt = engine.execute_native(Address([7; 20]), "Work", ExecuteOptions::default(), |context| {
    ///     context.charge_gas(1_234)?;
    ///     Ok(vec![])
    /// })?;
    /// assert_eq!(receipt.gas.used, 1_234);
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    ///
    /// # Errors
    /// [`NativeError::Ended`], out of gas.
    pub fn charge_gas(&self, gas: u64) -> Result<(), NativeError> {
        self.access.borrow_mut().charge(gas)
    }

    /// An operation that answers a number or nothing, and leaves `N` bytes.
    fn read<const N: usize>(
        &self,
        op: HostOp,
        parts: &[&[u8]],
        mut args: impl FnMut(&[u64], u64) -> RawArgs,
    ) -> Result<(i64, [u8; N]), NativeError> {
        let mut access = self.access.borrow_mut();
        let answer = access.perform(op, parts, N, &mut args)?;
        let bytes = access.memory().first_chunk().copied().ok_or(NativeError::Ended)?;
        Ok((answer, bytes))
    }

    /// As [`read`](Self::read), of an operation that answers a status, and perhaps a number beside it.
    fn read_object<const N: usize>(
        &self,
        op: HostOp,
        mut args: impl FnMut(u64) -> RawArgs,
    ) -> Result<(u32, [u8; N]), NativeError> {
        let (answer, bytes) = self.read(op, &[], |_, out| args(out))?;
        match HostStatus::split(answer) {
            // Without a number beside it, the status is in the number's place.
            Some((HostStatus::Ok, 0)) => Ok((0, bytes)),
            Some((HostStatus::Ok, kind)) if op == HostOp::ObjectOwner => Ok((kind, bytes)),
            Some((HostStatus::Ok, status)) => {
                let status = HostStatus::ALL.get(status as usize).copied().unwrap_or(HostStatus::Invalid);
                Err(self.access.borrow_mut().refusal(status))
            }
            other => Err(self.access.borrow_mut().refusal(other.map_or(HostStatus::Invalid, |(status, _)| status))),
        }
    }

    /// An operation that answers a status.
    fn status(
        &self,
        op: HostOp,
        parts: &[&[u8]],
        mut args: impl FnMut(&[u64], u64) -> RawArgs,
    ) -> Result<(), NativeError> {
        let mut access = self.access.borrow_mut();
        let answer = access.perform(op, parts, 0, &mut args)?;
        match HostStatus::ALL.get(answer as usize) {
            Some(HostStatus::Ok) => Ok(()),
            status => Err(access.refusal(status.copied().unwrap_or(HostStatus::Invalid))),
        }
    }

    /// An operation that answers a status and the handle of an object.
    fn held(
        &self,
        op: HostOp,
        parts: &[&[u8]],
        mut args: impl FnMut(&[u64], u64) -> RawArgs,
    ) -> Result<NativeObject<'_, 's>, NativeError> {
        let mut access = self.access.borrow_mut();
        let answer = access.perform(op, parts, 0, &mut args)?;
        match HostStatus::split(answer) {
            Some((HostStatus::Ok, handle)) => Ok(NativeObject::new(self, handle)),
            status => Err(access.refusal(status.map_or(HostStatus::Invalid, |(status, _)| status))),
        }
    }

    /// An operation that answers a status and the length of the bytes it left, or that there are.
    fn bytes(
        &self,
        op: HostOp,
        parts: &[&[u8]],
        mut args: impl FnMut(&[u64], u64) -> RawArgs,
    ) -> Result<Vec<u8>, NativeError> {
        let mut access = self.access.borrow_mut();
        let answer = access.perform(op, parts, RESULT_BYTES, &mut args)?;
        match HostStatus::split(answer) {
            Some((HostStatus::Ok, len)) => Ok(access.result(len)),
            status => Err(access.refusal(status.map_or(HostStatus::Invalid, |(status, _)| status))),
        }
    }
}

const NOTHING: RawArgs = [0; 8];

impl<'s> Context for NativeContext<'s> {
    type Object<'c>
        = NativeObject<'c, 's>
    where
        's: 'c;
    type Error = NativeError;

    fn block_height(&self) -> Result<u64, NativeError> {
        self.read::<0>(HostOp::BlockHeight, &[], |_, _| NOTHING).map(|(height, _)| height as u64)
    }

    fn block_time(&self) -> Result<i64, NativeError> {
        self.read::<0>(HostOp::BlockTime, &[], |_, _| NOTHING).map(|(time, _)| time)
    }

    fn chain_id(&self) -> Result<u64, NativeError> {
        self.read::<0>(HostOp::ChainId, &[], |_, _| NOTHING).map(|(chain_id, _)| chain_id as u64)
    }

    fn gas_left(&self) -> Result<u64, NativeError> {
        self.read::<0>(HostOp::GasLeft, &[], |_, _| NOTHING).map(|(gas, _)| gas as u64)
    }

    fn contract_address(&self) -> Result<Address, NativeError> {
        let read = self.read(HostOp::ContractAddress, &[], |_, out| [out, 0, 0, 0, 0, 0, 0, 0]);
        read.map(|(_, address)| Address(address))
    }

    fn deployer(&self) -> Result<Address, NativeError> {
        let read = self.read(HostOp::Deployer, &[], |_, out| [out, 0, 0, 0, 0, 0, 0, 0]);
        read.map(|(_, address)| Address(address))
    }

    fn sender(&self) -> Result<Address, NativeError> {
        let read = self.read(HostOp::Sender, &[], |_, out| [out, 0, 0, 0, 0, 0, 0, 0]);
        read.map(|(_, address)| Address(address))
    }

    fn origin(&self) -> Result<Address, NativeError> {
        let read = self.read(HostOp::Origin, &[], |_, out| [out, 0, 0, 0, 0, 0, 0, 0]);
        read.map(|(_, address)| Address(address))
    }

    fn attached(&self) -> Result<u64, NativeError> {
        self.read::<0>(HostOp::Attached, &[], |_, _| NOTHING).map(|(value, _)| value as u64)
    }

    fn receive(&self, amount: u64) -> Result<(), NativeError> {
        self.status(HostOp::Receive, &[], |_, _| [amount, 0, 0, 0, 0, 0, 0, 0])
    }

    fn balance(&self, address: &Address) -> Result<u64, NativeError> {
        let read = self.read::<0>(HostOp::Balance, &[&address.0], |at, _| [at[0], 0, 0, 0, 0, 0, 0, 0]);
        read.map(|(balance, _)| balance as u64)
    }

    fn transfer(&self, to: &Address, amount: u64) -> Result<(), NativeError> {
        self.status(HostOp::Transfer, &[&to.0], |at, _| [at[0], amount, 0, 0, 0, 0, 0, 0])
    }

    fn create_object(&self) -> Result<NativeObject<'_, 's>, NativeError> {
        self.held(HostOp::CreateObject, &[], |_, _| NOTHING)
    }

    fn get_object(&self, id: &ObjectId) -> Result<NativeObject<'_, 's>, NativeError> {
        self.held(HostOp::GetObject, &[&id.0], |at, _| [at[0], 0, 0, 0, 0, 0, 0, 0])
    }

    fn get_object_with_owner(&self, owner: &Address) -> Result<NativeObject<'_, 's>, NativeError> {
        self.held(HostOp::GetObjectWithOwner, &[&owner.0], |at, _| [at[0], 0, 0, 0, 0, 0, 0, 0])
    }

    fn delete_object(&self, id: &ObjectId) -> Result<(), NativeError> {
        let object = self.get_object(id)?;
        self.status(HostOp::DeleteObject, &[], |_, _| [object.handle(), 0, 0, 0, 0, 0, 0, 0])
    }

    fn call_with(
        &self,
        terms: CallTerms,
        contract: &Address,
        function: &str,
        args: Args,
    ) -> Result<Vec<u8>, NativeError> {
        let CallTerms { gas, value } = terms;
        let (input, encoded) = match args {
            Args::Positional(values) => (tagged_value::encode(&values), false),
            Args::Encoded(input) => (input, true),
            _ => {
                let why = format!("{function}: one contract calls another with arguments by position, or encoded");
                return Err(NativeError::Refused { status: HostStatus::Invalid, why });
            }
        };
        let name = function.as_bytes();
        let terms: Vec<u8> = [gas, value, encoded.into()].into_iter().flat_map(u64::to_le_bytes).collect();
        let (op, parts): (_, &[&[u8]]) = match (value, encoded) {
            (0, false) => (HostOp::Call, &[&contract.0, name, &input]),
            _ => (HostOp::CallWith, &[&contract.0, name, &input, &terms]),
        };
        self.bytes(op, parts, |at, out| {
            let terms = at.get(3).copied().unwrap_or(gas);
            [at[0], at[1], name.len() as u64, at[2], input.len() as u64, terms, out, RESULT_BYTES as u64]
        })
    }

    fn log(&self, event: &str, attributes: &[(&str, Value)]) -> Result<(), NativeError> {
        let values: Vec<_> = attributes.iter().flat_map(|(key, value)| [Value::from(*key), value.clone()]).collect();
        let (name, values) = (event.as_bytes(), tagged_value::encode(&values));
        self.status(HostOp::Log, &[name, &values], |at, _| {
            [at[0], name.len() as u64, at[1], values.len() as u64, 0, 0, 0, 0]
        })
    }
}
