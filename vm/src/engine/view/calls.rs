//! Calls that are not committed: queries and simulations.

use crate::block::recording::Recorder;
use crate::block::{last_block, next_block, possible_block};
use crate::engine::call::call;
use crate::engine::view::StateView;
use crate::execution::context::ExecutionContext;
use crate::execution::context::mode::Mode;
use crate::{Engine, EngineError, ExecuteOptions, Receipt, Recording};
use allod_core::{Address, Args};
use allod_state::AccessSet;

impl StateView {
    /// As [`Engine::execute`], and commits nothing. The gas is exactly that of `execute`.
    ///
    /// # Errors
    /// As [`Engine::execute`].
    pub fn simulate(
        &self,
        contract: Address,
        function: &str,
        args: Args,
        options: ExecuteOptions,
    ) -> Result<Receipt, EngineError> {
        let mode = Mode { timing: options.timing, ..Mode::default() };
        let mut context = self.next_block_context(&options, mode)?;
        call_uncommitted(&mut context, contract, function, args, options)
    }

    /// Calls `function` on the state as it is: every write is denied, nothing is committed, gas is reported.
    ///
    /// # Errors
    /// As [`Engine::execute`].
    pub fn query(
        &self,
        contract: Address,
        function: &str,
        args: Args,
        options: ExecuteOptions,
    ) -> Result<Receipt, EngineError> {
        let mut journal = self.journal();
        let block = match options.block {
            Some(block) => possible_block(block, self.chain_id)?,
            None => last_block(&mut journal, self.chain_id)?,
        };
        let mode = Mode { read_only: true, timing: options.timing, ..Mode::default() };
        let mut context = ExecutionContext::new(self.environment().clone(), journal, block, mode);
        call_uncommitted(&mut context, contract, function, args, options)
    }

    /// As [`simulate`](Self::simulate), and says what the call reads and would write: which objects a transaction has to bring,
    /// and what it can run beside.
    ///
    /// # Errors
    /// As [`Engine::execute`].
    pub fn simulate_recorded(
        &self,
        contract: Address,
        function: &str,
        args: Args,
        options: ExecuteOptions,
        recording: Recording,
    ) -> Result<(Receipt, AccessSet), EngineError> {
        let mode = Mode { timing: options.timing, ..Mode::default() };
        let mut context = self.next_block_context(&options, mode)?;
        let mut recorder = Recorder::new(recording);
        let call = |context: &mut _| call_uncommitted(context, contract, function, args, options);
        let receipt = recorder.record(&mut context, &[], call)?;
        Ok((receipt, recorder.into_sets().pop().unwrap_or_default()))
    }

    /// Context over the snapshot, in the block that `options` name or the one after the last.
    ///
    /// # Errors
    /// [`EngineError::BlockOrder`], [`EngineError::BlockChain`], [`EngineError::LastHeight`], or the store's.
    pub(super) fn next_block_context(
        &self,
        options: &ExecuteOptions,
        mode: Mode,
    ) -> Result<ExecutionContext, EngineError> {
        let mut journal = self.journal();
        let block = next_block(last_block(&mut journal, self.chain_id)?, options.block)?;
        Ok(ExecutionContext::new(self.environment().clone(), journal, block, mode))
    }
}

/// Makes a call that is not committed. Where the machine has no room, everything idle is given up, so that trying again
/// finds what there is.
///
/// # Errors
/// As [`Engine::execute`].
pub(super) fn call_uncommitted(
    context: &mut ExecutionContext,
    contract: Address,
    function: &str,
    args: Args,
    options: ExecuteOptions,
) -> Result<Receipt, EngineError> {
    let result = call(context, contract, function, args, options);
    if matches!(result, Err(EngineError::Shortage { .. })) {
        context.environment.modules.give_up();
    }
    result
}

impl Engine {
    /// As [`Engine::execute`], and commits nothing. The gas is exactly that of `execute`.
    ///
    /// # Errors
    /// As [`Engine::execute`].
    pub fn simulate(
        &self,
        contract: Address,
        function: &str,
        args: Args,
        options: ExecuteOptions,
    ) -> Result<Receipt, EngineError> {
        self.pin()?.simulate(contract, function, args, options)
    }

    /// As [`simulate`](Self::simulate), and says what the call reads and would write: which objects a transaction has to bring,
    /// and what it can run beside.
    ///
    /// ```
    /// use allod_vm::{Engine, EngineConfig, ExecuteOptions, Recording, RowKey, args};
    ///
    /// let engine = Engine::open(EngineConfig::default())?;
    /// let contract = engine.deploy(r#"(module (func (export "f")))"#)?.address;
    /// let options = ExecuteOptions::default();
    /// let (receipt, access) = engine.simulate_recorded(contract, "f", args![], options, Recording::default())?;
    /// assert!(receipt.is_success() && access.writes.is_empty());
    /// assert!(matches!(access.reads[..], [RowKey::Contract(called), RowKey::Code(_)] if called == contract));
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    ///
    /// # Errors
    /// As [`Engine::execute`].
    pub fn simulate_recorded(
        &self,
        contract: Address,
        function: &str,
        args: Args,
        options: ExecuteOptions,
        recording: Recording,
    ) -> Result<(Receipt, AccessSet), EngineError> {
        self.pin()?.simulate_recorded(contract, function, args, options, recording)
    }

    /// Calls `function` on the state as it is: every write is denied, nothing is committed, gas is reported.
    ///
    /// ```
    /// use allod_vm::{Engine, EngineConfig, ExecuteOptions, args};
    ///
    /// let engine = Engine::open(EngineConfig::default())?;
    /// let contract = engine.deploy(r#"(module (func (export "seven") (result i64) (i64.const 7)))"#)?.address;
    /// let before = engine.last_block()?;
    /// assert_eq!(engine.query(contract, "seven", args![], ExecuteOptions::default())?.decode::<i64>()?, 7);
    /// assert_eq!(engine.last_block()?, before);
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    ///
    /// # Errors
    /// As [`Engine::execute`].
    pub fn query(
        &self,
        contract: Address,
        function: &str,
        args: Args,
        options: ExecuteOptions,
    ) -> Result<Receipt, EngineError> {
        self.pin()?.query(contract, function, args, options)
    }
}
