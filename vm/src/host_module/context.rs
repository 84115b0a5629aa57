//! Host context: the contract's call that a function of a host module serves.

use crate::execution::exit::{Exit, ExitReason};
#[cfg(feature = "profile")]
use crate::explain::StackFrame;
use crate::{BlockContext, EngineError};
use allod_core::{Address, Event, GasSchedule, HostStatus, Price, RevertCode, Value, tagged_value};
use allod_state::Pair;

/// Reason for which a host function ends the call. The contract gets no answer; what it did is undone.
///
/// ```
/// use allod_vm::{Engine, EngineConfig, HostExit, HostModule, Price, RevertCode, Status, args};
///
/// let price = Price { base: 10, per_unit: 0 };
/// let grumpy = HostModule::new("grumpy", 1)
///     .with_function("ask", &[], None, price, |_, _| Err(HostExit::revert(RevertCode::ERROR, "not today")));
/// let engine = Engine::open(EngineConfig::default().with_host_module(grumpy))?;
/// let contract = engine.deploy(r#"(module
///     (import "grumpy" "ask" (func $ask))
///     (memory (export "memory") 1)
///     (func (export "Ask") (call $ask)))"#)?;
/// let receipt = engine.execute_with_args(contract.address, "Ask", args![])?;
/// assert_eq!(receipt.status, Status::Reverted { code: RevertCode::ERROR, message: "not today".into() });
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
#[derive(Debug)]
pub struct HostExit(pub(crate) Exit);

impl HostExit {
    /// A revert of the contract's call, with a code and words as if it had asked for it. The words are cut to the limit on
    /// them.
    pub fn revert(code: RevertCode, message: impl Into<String>) -> Self {
        Self(ExitReason::Revert(code, message.into()).into())
    }

    /// A failure of the embedder's own: the call, or the block that it is in, ends with [`EngineError::HostFunction`], and
    /// nothing of it is kept. It must not depend on the machine, or nodes disagree.
    pub fn fault(why: impl std::fmt::Display) -> Self {
        Self(ExitReason::Fault(EngineError::HostFunction(why.to_string())).into())
    }
}

impl From<Exit> for HostExit {
    fn from(exit: Exit) -> Self {
        Self(exit)
    }
}

/// Result of what a host function asks for: an error ends the call and is passed on with `?`.
pub type HostResult<T> = Result<T, HostExit>;

/// Operations of the host that a context passes on.
pub(crate) trait HostAccess {
    fn read(&self, ptr: u32, len: u32) -> Result<&[u8], Exit>;
    fn write(&mut self, ptr: u32, bytes: &[u8]) -> Result<(), Exit>;
    fn charge(&mut self, gas: u64) -> Result<(), Exit>;
    fn gas_left(&self) -> u64;
    fn block(&self) -> BlockContext;
    fn schedule(&self) -> &GasSchedule;
    fn origin(&self) -> Address;
    fn is_read_only(&self) -> bool;
    /// The executing contract and its sender.
    fn parties(&self) -> (Address, Address);
    fn balance(&mut self, account: &Address) -> Result<u64, Exit>;
    fn storage_get(&mut self, key: &[u8]) -> Result<Option<Vec<u8>>, Exit>;
    fn storage_put(&mut self, key: &[u8], value: Option<&[u8]>) -> Result<HostStatus, Exit>;
    fn storage_scan(&mut self, prefix: &[u8], limit: u32) -> Result<Vec<Pair>, Exit>;
    fn log(&mut self, name: &[u8], attributes: &[u8]) -> Result<HostStatus, Exit>;
    fn events(&self) -> &[Event];
    #[cfg(feature = "profile")]
    fn stack(&self) -> Vec<StackFrame>;
    fn kept(&mut self) -> Result<&mut Vec<u8>, Exit>;
}

/// The contract's call that a host function serves: the memory of the contract, its gas, its block, its own storage and
/// its events. Whatever it is asked for is bounded and paid for before it is done.
///
/// ```
/// use allod_vm::{HostContext, HostModule, HostResult, Price, WasmType, sha256};
///
/// /// Digest of the bytes at `args[0]`, put where they are. A unit of its price is a byte.
/// fn digest(call: &mut HostContext<'_>, args: &[u64]) -> HostResult<i64> {
///     call.charge(args[1])?;
///     let digest = sha256(call.read(args[0], args[1])?);
///     call.write(args[0], &digest)?;
///     Ok(0)
/// }
///
/// let price = Price { base: 60, per_unit: 1 };
/// let module = HostModule::new("digests", 1).with_function("sha", &[WasmType::I32; 2], None, price, digest);
/// assert_eq!(module.name(), "digests");
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
pub struct HostContext<'h> {
    access: &'h mut dyn HostAccess,
    price: Price,
}

impl<'h> HostContext<'h> {
    pub(crate) fn new(access: &'h mut dyn HostAccess, price: Price) -> Self {
        Self { access, price }
    }

    /// The bytes at `ptr` in the contract's memory.
    ///
    /// # Errors
    /// A trap of the contract, for a range that is not within its memory.
    pub fn read(&self, ptr: u64, len: u64) -> HostResult<&[u8]> {
        let (ptr, len) = range(ptr, len)?;
        Ok(self.access.read(ptr, len)?)
    }

    /// The `N` bytes at `ptr`.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn read_array<const N: usize>(&self, ptr: u64) -> HostResult<[u8; N]> {
        let mut out = [0; N];
        out.copy_from_slice(self.read(ptr, N as u64)?);
        Ok(out)
    }

    /// Puts `bytes` at `ptr` in the contract's memory.
    ///
    /// # Errors
    /// As [`read`](Self::read); nothing is written then.
    pub fn write(&mut self, ptr: u64, bytes: &[u8]) -> HostResult<()> {
        let (ptr, _) = range(ptr, bytes.len() as u64)?;
        Ok(self.access.write(ptr, bytes)?)
    }

    /// Charges for `units` of work, each at the price's `per_unit`. To be called before the work.
    ///
    /// # Errors
    /// Out of gas.
    pub fn charge(&mut self, units: u64) -> HostResult<()> {
        self.charge_gas(self.price.per_unit.saturating_mul(units))
    }

    /// Charges `gas`, for work that no unit fits.
    ///
    /// # Errors
    /// Out of gas.
    pub fn charge_gas(&mut self, gas: u64) -> HostResult<()> {
        Ok(self.access.charge(gas)?)
    }

    /// Gas left to the contract's call.
    pub fn gas_left(&self) -> u64 {
        self.access.gas_left()
    }

    /// The prices of the chain.
    pub fn schedule(&self) -> &GasSchedule {
        self.access.schedule()
    }

    /// The block that the call is in.
    pub fn block(&self) -> BlockContext {
        self.access.block()
    }

    /// The executing contract.
    pub fn contract(&self) -> Address {
        self.access.parties().0
    }

    /// The immediate caller of the contract.
    pub fn sender(&self) -> Address {
        self.access.parties().1
    }

    /// The signer of the transaction.
    pub fn origin(&self) -> Address {
        self.access.origin()
    }

    /// True in a query, which writes nothing.
    pub fn is_read_only(&self) -> bool {
        self.access.is_read_only()
    }

    /// The balance of `account`; costs what the contract would pay for it.
    ///
    /// # Errors
    /// Out of gas, or a fault of the store.
    pub fn balance(&mut self, account: &Address) -> HostResult<u64> {
        Ok(self.access.balance(account)?)
    }

    /// The value of `key` in the contract's own storage; costs what reading a field does. A key that is longer than a field's
    /// name may be has none.
    ///
    /// # Errors
    /// Out of gas, or a fault of the store.
    pub fn storage_get(&mut self, key: &[u8]) -> HostResult<Option<Vec<u8>>> {
        Ok(self.access.storage_get(key)?)
    }

    /// Gives `key` of the contract's own storage a value; costs what writing a field does. Undone if the call fails.
    ///
    /// # Errors
    /// Out of gas, or a fault of the store. A refusal is a status: [`HostStatus::ReadOnly`] in a query,
    /// [`HostStatus::LimitExceeded`] for a key or value that is longer than a field's may be.
    pub fn storage_set(&mut self, key: &[u8], value: &[u8]) -> HostResult<HostStatus> {
        Ok(self.access.storage_put(key, Some(value))?)
    }

    /// Takes away the value of `key` in the contract's own storage, if it has one.
    ///
    /// # Errors
    /// As [`storage_set`](Self::storage_set).
    pub fn storage_delete(&mut self, key: &[u8]) -> HostResult<HostStatus> {
        Ok(self.access.storage_put(key, None)?)
    }

    /// The first `limit` keys of the contract's own storage that begin with `prefix`, with their values, in order. Each costs
    /// what reading it alone does, and no more are read than there is gas for.
    ///
    /// # Errors
    /// Out of gas, or a fault of the store.
    pub fn storage_scan(&mut self, prefix: &[u8], limit: u32) -> HostResult<Vec<Pair>> {
        Ok(self.access.storage_scan(prefix, limit)?)
    }

    /// Logs an event as the contract's; costs what the contract would pay. Undone if the call fails.
    ///
    /// # Errors
    /// Out of gas. A refusal is a status: [`HostStatus::ReadOnly`], [`HostStatus::LimitExceeded`] for more than a transaction
    /// may log, [`HostStatus::Invalid`] for attributes that no event can have.
    pub fn log(&mut self, name: &str, attributes: &[(&str, Value)]) -> HostResult<HostStatus> {
        if attributes.len() * 2 > usize::from(u8::MAX) {
            return Ok(HostStatus::LimitExceeded);
        }
        let pairs = attributes.iter().flat_map(|(key, value)| [Value::from(*key), value.clone()]);
        let encoded = tagged_value::encode(&pairs.collect::<Vec<_>>());
        Ok(self.access.log(name.as_bytes(), &encoded)?)
    }

    /// The events of the transaction that were not undone, those of other contracts included, in order. Looking through them
    /// is work: [charge](Self::charge_gas) for each.
    pub fn events(&self) -> &[Event] {
        self.access.events()
    }

    /// Functions of the contract that are running, the innermost first, where the call is explained
    /// ([`Engine::explain`](crate::Engine::explain)); none in any other call, which keeps no stack. For reports to people: what
    /// a contract is answered must not depend on it.
    ///
    /// ```
    /// use allod_vm::{Engine, EngineConfig, ExecuteOptions, HostModule, Price, args};
    /// use std::sync::{Arc, Mutex};
    ///
    /// let seen = Arc::new(Mutex::new(Vec::new()));
    /// let log = seen.clone();
    /// let free = Price { base: 0, per_unit: 0 };
    /// let watch = HostModule::new("watch", 1).with_function("here", &[], None, free, move |call, _| {
    ///     log.lock().expect("no panic").extend(call.stack().iter().map(ToString::to_string));
    ///     Ok(0)
    /// });
    /// let watch = watch.with_go("package watch\n\n//go:wasmimport watch here\nfunc Here()\n");
    /// let engine = Engine::open(EngineConfig::default().with_host_module(watch))?;
    /// let source = "package game\n\nimport \"host/watch\"\n\nfunc Play() {\n\twatch.Here()\n}\n";
    /// let contract = engine.deploy(source)?.address;
    /// engine.explain(contract, "Play", args![], ExecuteOptions::default())?;
    /// assert_eq!(*seen.lock().expect("no panic"), ["Play, contract.go:6"]);
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    #[cfg(feature = "profile")]
    pub fn stack(&self) -> Vec<StackFrame> {
        self.access.stack()
    }

    /// Keeps `bytes` until the contract's call ends, for a later function to [give out](Self::kept). The contract can read
    /// them with `fetch` as well.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn keep(&mut self, bytes: Vec<u8>) -> HostResult<()> {
        *self.access.kept()? = bytes;
        Ok(())
    }

    /// The bytes kept last.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn kept(&mut self) -> HostResult<&[u8]> {
        Ok(self.access.kept()?)
    }
}

/// A pointer and a length as 32 bits; more is outside of any memory.
fn range(ptr: u64, len: u64) -> HostResult<(u32, u32)> {
    match (u32::try_from(ptr), u32::try_from(len)) {
        (Ok(ptr), Ok(len)) => Ok((ptr, len)),
        _ => Err(HostExit(ExitReason::OutOfBounds.into())),
    }
}
