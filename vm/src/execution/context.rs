//! What a transaction carries from frame to frame.

use crate::engine::budget::Budget;
use crate::engine::environment::Environment;
use crate::engine::progress::Progress;
use crate::execution::backend::machine_code;
use crate::execution::frame_stack::{Frame, FrameStack};
use crate::execution::gas::{GasBreakdown, GasMeter, OutOfGas};
use crate::modules::contract_cache::Found;
use crate::profile::Profiler;
use crate::receipt::encoding::ReceiptWriter;
use crate::transaction::executor::Mode;
use crate::transaction::hash::TxHasher;
use crate::{BlockContext, EngineError};
use allod_core::{Address, HostOp, ObjectId};
use allod_security::CallTracer;
use allod_state::Journal;
use std::sync::Arc;

/// What a transaction carries from frame to frame. A block has one session, and its transactions take turns in it.
#[derive(Debug)]
pub(crate) struct ExecutionContext {
    /// The contract that was called last. It goes before `shared` does, which counts the modules that are left.
    pub(crate) found: Option<Found>,
    pub(crate) shared: Arc<Environment>,
    pub(crate) journal: Journal,
    pub(crate) tracer: CallTracer,
    pub(crate) tally: GasBreakdown,
    pub(crate) block: BlockContext,
    /// How often the state was changed outside any block since.
    pub(crate) changes: u64,
    /// The transaction's nonce, if it was counted before.
    pub(crate) nonce: Option<u64>,
    /// The transaction's number since genesis.
    pub(crate) transaction: u64,
    /// The signer.
    pub(crate) origin: Address,
    /// Objects the signer brought along, sorted.
    pub(crate) brought: Vec<ObjectId>,
    /// Objects created so far, those undone included, so that no id is used twice.
    pub(crate) created: u32,
    /// Bytes of events logged so far, those undone included, so that a receipt has a bound.
    pub(crate) logged: u64,
    /// Gas to give back at the end.
    pub(crate) refund: u64,
    /// Whether this is a query.
    pub(crate) read_only: bool,
    /// Whether frames are timed.
    pub(crate) timing: bool,
    /// The calls under way, the running one last.
    pub(crate) frames: FrameStack,
    /// How deep calls have been since stacks were given back.
    pub(crate) deepest: u64,
    /// Bytes of memory and tables that the instances under way have: the running one as it began, the others as they
    /// are.
    pub(crate) memory: u64,
    pub(crate) debug: Vec<u8>,
    /// Memory for the next input.
    pub(crate) spare: Vec<u8>,
    /// Writes receipts.
    pub(crate) writer: ReceiptWriter,
    /// Names transactions.
    pub(crate) namer: TxHasher,
    /// Listens where the gas goes, in a profiled run.
    pub(crate) profiler: Option<Box<Profiler>>,
    /// Told of each stage of a deploy.
    pub(crate) progress: Progress,
    /// What the engine itself failed at; ends every frame.
    pub(crate) fault: Option<EngineError>,
}

impl ExecutionContext {
    /// A session in which nothing has happened yet.
    pub(crate) fn new(shared: Arc<Environment>, journal: Journal, block: BlockContext, mode: Mode) -> Self {
        Self {
            found: None,
            journal,
            tracer: CallTracer::new(shared.limits.call_depth),
            shared,
            tally: GasBreakdown::default(),
            block,
            changes: 0,
            nonce: None,
            transaction: 0,
            origin: Address::ZERO,
            brought: Vec::new(),
            created: 0,
            logged: 0,
            refund: 0,
            read_only: mode.read_only,
            timing: mode.timing,
            frames: FrameStack::default(),
            deepest: 0,
            memory: 0,
            debug: Vec::new(),
            spare: Vec::new(),
            writer: ReceiptWriter::default(),
            namer: TxHasher::default(),
            profiler: mode.profiled.then(Box::default),
            progress: Progress::default(),
            fault: None,
        }
    }

    /// Runs what follows in another mode.
    pub(crate) fn set_mode(&mut self, mode: Mode) {
        self.read_only = mode.read_only;
        self.timing = mode.timing;
        self.profiler = mode.profiled.then(Box::default);
    }

    /// Makes room for the next transaction: all but the journal, the block and the mode is as new.
    pub(crate) fn begin(&mut self, origin: Address, transaction: u64) {
        self.tracer.reset();
        self.tally.clear();
        (self.origin, self.transaction) = (origin, transaction);
        (self.created, self.logged, self.refund) = (0, 0, 0);
        self.brought.clear();
        self.frames.clear();
        self.memory = 0;
        self.nonce = None;
        self.debug.clear();
        self.fault = None;
    }

    /// The running call.
    ///
    /// # Errors
    /// [`EngineError::Internal`] outside any call.
    pub(crate) fn frame(&mut self) -> Result<&mut Frame, EngineError> {
        self.frames.last_mut().ok_or_else(outside)
    }

    /// Bytes of memory that the running instance, which began with `begun` of them, may have with all that the call chain
    /// is allowed.
    pub(crate) fn memory_allowed(&self, begun: u64) -> usize {
        let left = self.shared.limits.chain_memory.saturating_sub(self.memory);
        usize::try_from(left.saturating_add(begun)).unwrap_or(usize::MAX)
    }

    /// Charges for setting up a call, outside any host function.
    pub(crate) fn pay(&mut self, meter: &mut GasMeter, op: HostOp, gas: u64) -> Result<(), OutOfGas> {
        if let Some(profiler) = &mut self.profiler {
            profiler.begin(op, meter.used());
        }
        let paid = self.tally.charge_gas(meter, op, gas);
        if let Some(profiler) = &mut self.profiler {
            profiler.leave(meter.used());
        }
        paid
    }

    /// Gives back threads' stacks where calls were deeper than the budget of spare ones.
    #[inline]
    pub(crate) fn free_stacks(&mut self) {
        // A chain of that many calls and one leaves that many beside the thread's own.
        if self.deepest > self.shared.budgets.get(Budget::SpareStacks).saturating_add(1) {
            self.deepest = 0;
            machine_code::free_stacks();
        }
    }

    /// Does `act`, and notes it if the state itself fails at it.
    pub(crate) fn note(&mut self, act: impl FnOnce(&mut Self) -> Result<(), allod_state::StateError>) {
        if let Err(error) = act(self) {
            self.fault = Some(error.into());
        }
    }
}

/// What is wrong where there is no frame.
pub(crate) fn outside() -> EngineError {
    EngineError::Internal("a host call outside any frame".into())
}
