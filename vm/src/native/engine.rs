//! Native code of a single call.

use super::{NativeContext, NativeError, transact};
use crate::execution::context::mode::Mode;
use crate::{Engine, EngineError, ExecuteOptions, Receipt};
use allod_core::{Address, Value};

impl Engine {
    /// Runs `code` in the place of the contract at `contract`, as `function`, and commits its changes. Its values are encoded
    /// as the result; an error undoes everything.
    ///
    /// While `code` runs, queries and simulations of the engine are answered from the state before it; any write
    /// is [`EngineError::Busy`].
    ///
    /// ```
    /// use allod_core::{Context, Object, Value};
    /// use allod_vm::{Address, Engine, EngineConfig, ExecuteOptions};
    ///
    /// let engine = Engine::open(EngineConfig::default())?;
    /// let receipt = engine.execute_native(Address([7; 20]), "Count", ExecuteOptions::default(), |context| {
    ///     let object = context.create_object()?;
    ///     object.set("count", Value::from(1u64))?;
    ///     Ok(vec![Value::from(context.block_height()?)])
    /// })?;
    /// assert_eq!(receipt.decode::<u64>()?, 1);
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    ///
    /// # Errors
    /// As [`Engine::execute`].
    pub fn execute_native(
        &self,
        contract: Address,
        function: &str,
        options: ExecuteOptions,
        code: impl FnOnce(&NativeContext<'_>) -> Result<Vec<Value>, NativeError>,
    ) -> Result<Receipt, EngineError> {
        let mode = Mode { timing: options.timing, native: true, ..Mode::default() };
        let mut executor = self.writer()?;
        let mut clock = self.call_clock();
        let mut guard = executor.begin_single(options.block, mode)?;
        let result = transact(guard.context()?, contract, function, options, code);
        clock.executed();
        guard.end(&result)?;
        self.observe_single(&mut executor, clock, &result);
        result
    }
}
