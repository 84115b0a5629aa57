//! Arguments of a native contract's function.

use crate::NativeError;
use allod_core::{Function, Value, codec};
use serde::de::DeserializeOwned;

/// Arguments of a call of a native contract. They fit the function: others are refused before its code runs.
///
/// ```
/// use allod_vm::{Address, Context, NativeArgs, NativeContext, NativeError, Value};
///
/// /// Pays `amount` out of what the contract has: `Pay(to address, amount u64)`.
/// fn pay(context: &NativeContext<'_>, args: &NativeArgs<'_>) -> Result<Vec<Value>, NativeError> {
///     let (to, amount): (Address, u64) = args.decode()?;
///     context.transfer(&to, amount)?;
///     Ok(vec![])
/// }
/// # let _ = pay;
/// ```
#[derive(Clone, Copy, Debug)]
pub struct NativeArgs<'a> {
    function: &'a Function,
    input: &'a [u8],
}

impl<'a> NativeArgs<'a> {
    pub(crate) fn new(function: &'a Function, input: &'a [u8]) -> Self {
        Self { function, input }
    }

    /// The function that is called, with its parameters.
    pub fn function(&self) -> &'a Function {
        self.function
    }

    /// The arguments as they are encoded, one behind the other.
    pub fn input(&self) -> &'a [u8] {
        self.input
    }

    /// The arguments as a Rust value: a tuple of them in the order of the parameters, of one too.
    ///
    /// # Errors
    /// [`NativeError::Revert`] where the parameters are no `T`.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, NativeError> {
        codec::decode(self.input).map_err(|error| self.unreadable(&error))
    }

    /// The arguments as values of the parameters' types, in order.
    ///
    /// # Errors
    /// [`NativeError::Revert`] where the arguments do not fit the parameters, which can't be.
    pub fn values(&self) -> Result<Vec<Value>, NativeError> {
        let mut left = self.input;
        let read = self.function.inputs.iter().map(|param| Value::read(&param.ty, &mut left));
        read.collect::<Result<_, _>>().map_err(|error| self.unreadable(&error))
    }

    fn unreadable(&self, error: &dyn std::fmt::Display) -> NativeError {
        NativeError::Revert(format!("{}: the arguments are read as something else: {error}", self.function.name))
    }
}
