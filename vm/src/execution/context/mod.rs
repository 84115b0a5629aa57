//! Execution context: everything that a transaction carries from frame to frame, in parts by how long they last.
//!
//! | file | holds |
//! |---|---|
//! | [`mode`] | transaction, query, simulation, profile, explanation |
//! | [`tx_state`] | the part that begins anew with each transaction |

pub(crate) mod mode;
pub(crate) mod tx_state;

use crate::engine::budget::Budget;
use crate::engine::environment::Environment;
use crate::engine::progress::Progress;
use crate::engine::store::Head;
use crate::execution::backend::machine_code;
use crate::execution::context::mode::Mode;
use crate::execution::context::tx_state::TxState;
use crate::execution::frame_stack::Frame;
use crate::execution::gas::{GasMeter, OutOfGas};
use crate::explain::Explainer;
use crate::modules::contract_cache::ReadyContract;
use crate::modules::probes::Probes;
use crate::profile::Profiler;
use crate::receipt::encoding::ReceiptWriter;
use crate::transaction::hash::TxHasher;
use crate::{BlockContext, EngineError};
use allod_core::{Address, HostOp};
use allod_state::Journal;
use std::sync::Arc;

/// Context of execution. The transactions of a block run in one of them, one after another.
#[derive(Debug)]
pub(crate) struct ExecutionContext {
    /// Scratch, dropped before the environment: it holds a module, and the environment counts those that are left.
    pub(crate) scratch: Scratch,
    /// The engine's part, which all contexts share.
    pub(crate) environment: Arc<Environment>,
    pub(crate) mode: Mode,
    /// The block's part.
    pub(crate) block: BlockContext,
    /// Changes of the host's, outside any block, since this one.
    pub(crate) system_changes: u64,
    pub(crate) journal: Journal,
    /// The transaction's part.
    pub(crate) tx: TxState,
    /// The profiler of a profiled run.
    pub(crate) profiler: Option<Box<Profiler>>,
    /// The explainer of an explained run.
    pub(crate) explainer: Option<Box<Explainer>>,
    /// The listener to the stages of a deploy.
    pub(crate) progress: Progress,
}

/// Caches and capacity that one transaction leaves to the next. No result depends on them.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    /// The contract that was called last.
    pub(crate) last_contract: Option<ReadyContract>,
    /// Capacity for the next input.
    pub(crate) input: Vec<u8>,
    pub(crate) receipts: ReceiptWriter,
    pub(crate) tx_hasher: TxHasher,
    /// Depth of the deepest call since stacks were given back.
    pub(crate) deepest_call: u64,
}

impl ExecutionContext {
    /// Context in which nothing has happened yet, under the rules of `block`.
    pub(crate) fn new(environment: Arc<Environment>, journal: Journal, block: BlockContext, mode: Mode) -> Self {
        let environment = environment.at(block.height);
        Self {
            scratch: Scratch::default(),
            mode,
            block,
            system_changes: 0,
            journal,
            tx: TxState::new(environment.limits.call_depth),
            profiler: mode.profiled.then(Box::default),
            explainer: mode.explained.then(Box::default),
            progress: Progress::default(),
            environment,
        }
    }

    /// Executes what follows in another mode.
    pub(crate) fn set_mode(&mut self, mode: Mode) {
        self.mode = mode;
        self.profiler = mode.profiled.then(Box::default);
        self.explainer = mode.explained.then(Box::default);
    }

    /// The probes of the modules that run.
    #[inline]
    pub(crate) fn probes(&self) -> Probes {
        match (&self.profiler, &self.explainer) {
            (None, None) => Probes::None,
            (Some(_), _) => Probes::Gas,
            (None, Some(_)) => Probes::Stack,
        }
    }

    /// The head that the store has once this is committed.
    pub(crate) fn head(&self) -> Head {
        Head::new(self.block, self.system_changes)
    }

    /// Moves to `head`, on the same chain, and to the rules of its block.
    #[inline]
    pub(crate) fn set_head(&mut self, head: Head) {
        self.block = head.block(self.block.chain_id);
        self.system_changes = head.changes();
        if !self.environment.heights.contain(self.block.height) {
            self.change_rules();
        }
    }

    /// Checks that a block at `height` can follow, where it is the first under its rules: nothing was deployed at the addresses
    /// of its native contracts.
    ///
    /// # Errors
    /// [`EngineError::NativeTaken`], or the store's.
    #[inline]
    pub(crate) fn check_next(&mut self, height: u64) -> Result<(), EngineError> {
        match self.environment.heights.contain(height) {
            true => Ok(()),
            false => self.check_new_rules(height),
        }
    }

    #[cold]
    #[inline(never)]
    fn check_new_rules(&mut self, height: u64) -> Result<(), EngineError> {
        self.environment.at(height).natives.check_free(&mut self.journal)
    }

    /// Moves to the rules of the block. What was made under others goes: the module of the last call, and the tracer with
    /// its depth.
    #[cold]
    fn change_rules(&mut self) {
        self.environment = self.environment.at(self.block.height);
        self.scratch.last_contract = None;
        self.tx = TxState::new(self.environment.limits.call_depth);
    }

    /// Begins the next transaction: everything but the transaction's part stays.
    pub(crate) fn begin_transaction(&mut self, signer: Address, number: u64) {
        self.tx.reset(signer, number);
    }

    /// The frame of the running call.
    ///
    /// # Errors
    /// [`EngineError::Internal`] outside any call.
    pub(crate) fn frame(&mut self) -> Result<&mut Frame, EngineError> {
        self.tx.frames.last_mut().ok_or_else(no_frame)
    }

    /// Bytes of memory that the running instance, which began with `initial` of them, may have with all that the call chain
    /// is allowed.
    pub(crate) fn memory_allowed(&self, initial: u64) -> usize {
        let left = self.environment.limits.chain_memory.saturating_sub(self.tx.memory);
        usize::try_from(left.saturating_add(initial)).unwrap_or(usize::MAX)
    }

    /// Charges for setting up a call, outside any host function.
    ///
    /// # Errors
    /// [`OutOfGas`].
    pub(crate) fn pay(&mut self, meter: &mut GasMeter, op: HostOp, gas: u64) -> Result<(), OutOfGas> {
        if let Some(profiler) = &mut self.profiler {
            profiler.begin(op, meter.used());
        }
        let paid = self.tx.gas.charge_gas(meter, op, gas);
        if let Some(profiler) = &mut self.profiler {
            profiler.leave(meter.used());
        }
        paid
    }

    /// Gives back threads' stacks where calls were deeper than the budget of spare ones.
    #[inline]
    pub(crate) fn free_stacks(&mut self) {
        // A chain of that many calls and one leaves that many beside the thread's own.
        if self.scratch.deepest_call > self.environment.budgets.get(Budget::SpareStacks).saturating_add(1) {
            self.scratch.deepest_call = 0;
            machine_code::free_stacks();
        }
    }
}

/// Error for a host call outside any frame.
#[cold]
pub(crate) fn no_frame() -> EngineError {
    EngineError::Internal("a host call outside any frame".into())
}
