//! Outcome of a transaction, before it is written up.

use crate::EngineError;
use crate::execution::call_frame::Outcome;
use crate::execution::context::ExecutionContext;
use crate::execution::gas::GasMeter;
use allod_core::{Address, Name, Param, Reason, Status};
use allod_security::tracer;
use std::sync::Arc;

/// Letters of a function's name that the receipt of a rejected call repeats.
const NAME_LETTERS_MAX: usize = 96;

/// Outcome of execution.
pub(crate) struct ExecutionOutcome {
    pub(crate) contract: Address,
    pub(crate) function: Name,
    pub(crate) status: Status,
    pub(crate) output: Vec<u8>,
    pub(crate) outputs: Arc<[Param]>,
    pub(crate) meter: GasMeter,
}

/// Target of a transaction: the contract and function called; the zero address and no name for a deploy.
#[derive(Clone, Copy)]
pub(crate) struct CallTarget<'t> {
    pub(crate) contract: Address,
    pub(crate) function: &'t str,
}

impl ExecutionOutcome {
    /// Outcome of the outermost call.
    ///
    /// # Errors
    /// The failure of the engine itself, if there was one.
    #[inline(always)]
    pub(crate) fn of_call(
        context: &mut ExecutionContext,
        contract: Address,
        function: Name,
        outcome: Outcome,
        outputs: Arc<[Param]>,
        gas_limit: u64,
    ) -> Result<Self, EngineError> {
        if let Some(fault) = context.tx.fault.take() {
            return Err(fault);
        }
        let mut meter = GasMeter::new(gas_limit);
        // A call costs at most what the transaction as such leaves of the limit, so this never runs dry.
        let _ = meter.charge(context.tx.intrinsic_gas + outcome.gas_used);
        let status = outcome.failure.map_or(Status::Success, |failure| *failure);
        Ok(Self { contract, function, status, output: outcome.output, outputs, meter })
    }

    /// Outcome of a transaction that could not begin: it has a place in its block, and changed nothing. Gas that it was
    /// charged until then stays charged, that of the transaction as such among it.
    pub(crate) fn rejected(
        context: &mut ExecutionContext,
        target: CallTarget<'_>,
        gas_limit: u64,
        reason: Reason,
    ) -> Self {
        let CallTarget { contract, function } = target;
        // A name is as long as the signer likes; a receipt repeats its beginning.
        let function: Name = function.chars().take(NAME_LETTERS_MAX).collect();
        let status = Status::Refused { reason: Box::new(reason) };
        let mut meter = GasMeter::new(gas_limit);
        // A module that was rejected was read all the same.
        let _ = meter.charge(context.tx.intrinsic_gas + context.tx.gas.total());
        let (sender, gas_limit) = (context.tx.origin, meter.left());
        let tracer = &mut context.tx.tracer;
        tracer.reset();
        let opening = tracer::Opening { contract, function: &function, sender, value: 0, gas_limit, reentrant: false };
        let _ = tracer.open(opening);
        tracer.close(status.clone(), meter.used() - context.tx.intrinsic_gas);
        Self { contract, function, status, output: Vec::new(), outputs: Arc::default(), meter }
    }
}
