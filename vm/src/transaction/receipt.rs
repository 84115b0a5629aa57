//! Receipt of a transaction: built of its outcome, and put into the journal.

use crate::execution::context::ExecutionContext;
use crate::execution::gas::GasReport;
use crate::receipt::events_of;
use crate::transaction::fee;
use crate::transaction::outcome::ExecutionOutcome;
use crate::transaction::traceback;
use crate::{EngineError, Receipt};
use allod_core::{Address, Hash, Status};

/// Builds the receipt of a transaction, and puts it into the journal. Its fee is settled by the gas it has used.
///
/// # Errors
/// [`EngineError::Internal`] for a transaction without a trace, [`EngineError::Abi`] for a receipt without an encoding,
/// or the store's.
#[inline(always)]
pub(crate) fn build_receipt(
    context: &mut ExecutionContext,
    hash: Hash,
    sender: Address,
    outcome: ExecutionOutcome,
) -> Result<Receipt, EngineError> {
    context.free_stacks();
    let trace = context.tx.tracer.finish();
    let trace = trace.ok_or_else(|| EngineError::Internal("a transaction without a trace".into()))?;
    let refund = if outcome.status.is_success() { context.tx.refund } else { 0 };
    let refund_quotient = context.environment.schedule.refund_quotient;
    let gas = GasReport::close(outcome.meter, context.tx.intrinsic_gas, &context.tx.gas, refund, refund_quotient);
    let fee = fee::settle(context, gas.used)?;
    let (transfers, transfers_cut) = context.tx.transfers.take();
    let mut debug = std::mem::take(&mut context.tx.debug);
    if !debug.is_empty() && matches!(outcome.status, Status::Trapped { .. }) {
        debug = traceback::shortened(debug);
    }
    let receipt = Receipt {
        hash,
        transaction: context.tx.number,
        block: context.block,
        contract: outcome.contract,
        function: outcome.function,
        sender,
        status: outcome.status,
        output: outcome.output,
        outputs: outcome.outputs,
        gas,
        fee,
        events: context.journal.take_events(),
        transfers,
        transfers_cut,
        trace,
        debug,
    };
    let ExecutionContext { journal, scratch, .. } = context;
    journal.receipts().write(&hash, |sections| scratch.receipts.write(&receipt, sections))?;
    if journal.indexes_events() {
        journal.note_events(&hash, events_of(&receipt));
    }
    Ok(receipt)
}
