//! Native contract: Rust of the chain's own at an address.

use super::args::NativeArgs;
use crate::{NativeContext, NativeError};
use allod_core::{Abi, Address, Function, Param, Type, Value};
use std::fmt;
use std::sync::Arc;

/// Code of a function of a native contract.
type FunctionCode = dyn Fn(&NativeContext<'_>, &NativeArgs<'_>) -> Result<Vec<Value>, NativeError> + Send + Sync;

/// Function of a native contract.
#[derive(Clone)]
pub(crate) struct NativeFunction {
    pub(crate) signature: Function,
    /// Its results as parameters, to encode them by.
    pub(crate) results: Function,
    /// Gas of every call of it.
    pub(crate) gas: u64,
    pub(crate) code: Arc<FunctionCode>,
}

/// A native contract: Rust of the chain's own at an address, which is called as any other contract is.
///
/// [`EngineConfig::with_native`](crate::EngineConfig::with_native) has it from the first block on,
/// [`with_native_from`](crate::EngineConfig::with_native_from) from a later one. Contracts call it, transactions and the host
/// call it, and it calls contracts and other natives, with the traces, permissions, values, limits and gas of a module's
/// calls. It is what a precompile, a system contract or a module of the chain's is elsewhere.
///
/// A call costs the schedule's `entry`, the function's own gas, what its operations cost, what its code
/// [charges](NativeContext::charge_gas), and the schedule's `output`. There is no instance, and computing costs nothing by
/// itself: the code charges for work that grows with its arguments, before it does it.
///
/// Its state is in objects, as a contract's is. It has a default object, which is there from the first
/// [`get_object`](allod_core::Context::get_object) of it on.
///
/// The code must give the same on every node: it reads no clock and no network, and remembers nothing outside of its
/// objects. A block may run a transaction more than once, on several threads. A panic of it ends the call, or the block that
/// the call is in, with an [`EngineError`](crate::EngineError), and nothing of it is kept. It may use 16 KiB of stack for
/// itself: what is larger belongs on the heap.
///
/// ```
/// use allod_vm::{Address, Context, Engine, EngineConfig, NativeContract, Object, ObjectId, Type, Value, args};
///
/// let counter = NativeContract::new("counter", Address([7; 20]), 1).with_function(
///     "Add",
///     &[("amount", Type::U64)],
///     &[Type::U64],
///     500,
///     |context, args| {
///         let (amount,): (u64,) = args.decode()?;
///         let object = context.get_object(&ObjectId::ZERO)?;
///         let before = if object.has("sum")? { object.get("sum", &Type::U64)? } else { Value::U64(0) };
///         let Value::U64(before) = before else { return Ok(vec![]) };
///         let sum = Value::U64(before.saturating_add(amount));
///         object.set("sum", sum.clone())?;
///         Ok(vec![sum])
///     },
/// );
/// let engine = Engine::open(EngineConfig::default().with_native(counter))?;
/// engine.execute_with_args(Address([7; 20]), "Add", args![2])?;
/// let receipt = engine.execute_with_args(Address([7; 20]), "Add", args![3])?;
/// assert_eq!(receipt.decode::<u64>()?, 5);
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
#[derive(Clone)]
pub struct NativeContract {
    pub(crate) name: String,
    pub(crate) address: Address,
    pub(crate) version: u32,
    pub(crate) reentrant: bool,
    pub(crate) functions: Vec<NativeFunction>,
}

/// Code of a native contract, in the place of a module's.
pub(crate) struct NativeCode {
    /// The name of the contract.
    pub(crate) name: String,
    /// In the order of its ABI.
    pub(crate) functions: Vec<NativeFunction>,
}

impl NativeContract {
    /// A native contract without functions. `name` is in errors and in the listing; one of the same name at a later height
    /// takes its place. `version` stands for the code of its functions, which has no digest of its own: raise it with every
    /// change of what a function does.
    pub fn new(name: impl Into<String>, address: Address, version: u32) -> Self {
        Self { name: name.into(), address, version, reentrant: false, functions: Vec::new() }
    }

    /// Adds a function with its parameters by name, the types of its results, the gas that every call of it costs, and its
    /// code. Arguments that do not fit are refused before the code runs.
    ///
    /// ```
    /// use allod_vm::{Address, Engine, EngineConfig, NativeContract, Type, args, sha256};
    ///
    /// let digests = NativeContract::new("digests", Address([7; 20]), 1).with_function(
    ///     "Sha",
    ///     &[("data", Type::Bytes)],
    ///     &[Type::Bytes],
    ///     60,
    ///     |context, args| {
    ///         context.charge_gas(args.input().len() as u64)?;
    ///         let (data,): (Vec<u8>,) = args.decode()?;
    ///         Ok(vec![sha256(&data).to_vec().into()])
    ///     },
    /// );
    /// let engine = Engine::open(EngineConfig::default().with_native(digests))?;
    /// assert_eq!(engine.abi(Address([7; 20]))?.function("Sha")?.to_string(), "Sha(data bytes) bytes");
    /// let receipt = engine.execute_with_args(Address([7; 20]), "Sha", args![vec![1u8; 9]])?;
    /// assert_eq!(receipt.decode::<Vec<u8>>()?, sha256(&[1; 9]));
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    #[must_use]
    pub fn with_function(
        mut self,
        name: impl Into<String>,
        inputs: &[(&str, Type)],
        outputs: &[Type],
        gas: u64,
        code: impl Fn(&NativeContext<'_>, &NativeArgs<'_>) -> Result<Vec<Value>, NativeError> + Send + Sync + 'static,
    ) -> Self {
        let param = |(name, ty): &(&str, Type)| Param { name: (*name).to_owned(), ty: ty.clone() };
        let inputs: Vec<_> = inputs.iter().map(param).collect();
        let outputs: Vec<_> = outputs.iter().map(|ty| param(&("", ty.clone()))).collect();
        let name = name.into();
        let results = Function { name: name.clone(), inputs: outputs.clone(), outputs: Vec::new() };
        let signature = Function { name, inputs, outputs };
        self.functions.push(NativeFunction { signature, results, gas, code: Arc::new(code) });
        self
    }

    /// Lets it be called again while it is on the call chain, which is refused otherwise.
    #[must_use]
    pub fn with_reentry(mut self) -> Self {
        self.reentrant = true;
        self
    }

    /// The name that it goes by.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The address that it is called at.
    pub fn address(&self) -> Address {
        self.address
    }

    /// The version of its code.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// True if it may be called again while it is on the call chain.
    pub fn is_reentrant(&self) -> bool {
        self.reentrant
    }

    /// The functions that it offers.
    pub fn abi(&self) -> Abi {
        let functions = self.functions.iter().map(|function| function.signature.clone()).collect();
        Abi { package_name: self.name.clone(), functions, ..Abi::default() }
    }
}

impl fmt::Debug for NativeContract {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let functions = self.functions.iter().map(|function| (function.signature.to_string(), function.gas));
        f.debug_struct("NativeContract")
            .field("name", &self.name)
            .field("address", &self.address)
            .field("version", &self.version)
            .field("reentrant", &self.reentrant)
            .field("functions", &functions.collect::<Vec<_>>())
            .finish()
    }
}
