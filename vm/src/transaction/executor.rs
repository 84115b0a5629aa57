//! One transaction over a journal: the same path for a call, a deploy, a simulation and a query.

use crate::execution::call::{self, CallRequest, Outcome, ResolvedCall};
use crate::execution::context::ExecutionContext;
use crate::execution::gas::{GasMeter, GasReport};
use crate::execution::unready::Unready;
use crate::transaction::admission::Admission;
use crate::transaction::{PayloadRef, TransactionRef};
use crate::transaction::{deploy, traceback};
use crate::{EngineError, Receipt, Transaction};
use allod_core::{Address, Hash, Name, ObjectId, Param, Reason, Status};
use allod_security::{LimitKind, tracer};
use std::sync::Arc;

/// Letters of a function's name that the receipt of a refused call repeats.
const NAMED: usize = 96;

/// How a transaction is run.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Mode {
    /// Deny every write.
    pub(crate) read_only: bool,
    /// Time each frame.
    pub(crate) timing: bool,
    /// Listen where the gas goes.
    pub(crate) profiled: bool,
    /// Give a receipt also for what could not begin, as a block must.
    pub(crate) refuse: bool,
    /// Somebody else's Rust runs in it, who may ask the engine for the state: nothing waits meanwhile.
    pub(crate) native: bool,
}

/// What a transaction leaves, before it is written up.
pub(crate) struct ExecutionOutcome {
    pub(crate) contract: Address,
    pub(crate) function: Name,
    pub(crate) status: Status,
    pub(crate) output: Vec<u8>,
    pub(crate) outputs: Arc<[Param]>,
    pub(crate) meter: GasMeter,
}

/// Runs `transaction` in `session` and writes it up, if its `admission` says that it may begin. After an error the journal
/// holds writes that must not be kept.
///
/// # Errors
/// As [`Engine::execute`](crate::Engine::execute).
pub(crate) fn transact(
    session: &mut ExecutionContext,
    transaction: &Transaction,
    admission: Admission,
    mode: Mode,
) -> Result<Receipt, EngineError> {
    let transaction = transaction.by_reference();
    let TransactionRef { from, nonce, chain_id, gas_limit, payload } = transaction;
    let hash = begin(session, &transaction)?;
    if admission == Admission::Counted {
        session.nonce = Some(nonce);
        session.journal.nonces().set(from, nonce.saturating_add(1));
    }
    if let Some(error) = admission.refusal(from, nonce, chain_id) {
        let Some(reason) = error.reason().filter(|_| mode.refuse) else { return Err(error) };
        let called = match payload {
            PayloadRef::Call { contract, function, .. } => (*contract, function),
            PayloadRef::Deploy { .. } => (Address::ZERO, ""),
        };
        let done = refused(session, called, *from, gas_limit, reason)?;
        return build_receipt(session, hash, *from, done);
    }
    let done = match payload {
        PayloadRef::Call { contract, function, input, value, objects } => {
            match call_of(session, (contract, function), (input, value), objects) {
                Ok(callee) => call(session, callee, function.into(), value, gas_limit),
                Err(unready) if mode.refuse => {
                    let reason = unready.reason(function)?;
                    refused(session, (*contract, function), *from, gas_limit, reason)
                }
                Err(unready) => Err(unready.told(function)),
            }
        }
        PayloadRef::Deploy { module, terms } => match deploy::deploy(session, module, terms, gas_limit) {
            Ok(done) => Ok(done),
            Err(error) => match error.reason().filter(|_| mode.refuse) {
                Some(reason) => refused(session, (Address::ZERO, ""), *from, gas_limit, reason),
                None => Err(error),
            },
        },
    }?;
    build_receipt(session, hash, *from, done)
}

/// What a transaction calls, with the objects that are brought along. They are put in order, and the input is copied,
/// once it is known that there is not too much of either.
#[inline(always)]
fn call_of(
    session: &mut ExecutionContext,
    (contract, function): (&Address, &str),
    (input, value): (&[u8], u64),
    objects: &[ObjectId],
) -> Result<ResolvedCall, Unready> {
    let signer = session.origin;
    call::affords(session, &signer, value)?;
    call::within(session, LimitKind::Brought, objects.len() as u64)?;
    call::within(session, LimitKind::Input, input.len() as u64)?;
    session.brought.extend_from_slice(objects);
    session.brought.sort_unstable();
    call::prepare(session, *contract, function, |_, mut room, _| {
        room.clear();
        room.extend_from_slice(input);
        Ok(room)
    })
}

/// Makes the call that `callee` was prepared for on the state as it is, and writes it up.
///
/// # Errors
/// As [`transact`].
pub(crate) fn transact_prepared(
    session: &mut ExecutionContext,
    callee: ResolvedCall,
    function: &str,
    (from, gas_limit, value): (Address, u64, u64),
    objects: Vec<ObjectId>,
) -> Result<Receipt, EngineError> {
    let payload = PayloadRef::Call {
        contract: &callee.contract.address,
        function,
        input: &callee.input,
        value,
        objects: &objects,
    };
    // The host's own call: it is for the chain it runs on, and nobody could play it again.
    let chain_id = session.block.chain_id;
    let hash = begin(session, &TransactionRef { from: &from, nonce: 0, chain_id, gas_limit, payload })?;
    session.shared.limits.check(LimitKind::Brought, objects.len() as u64)?;
    session.brought = objects;
    session.brought.sort_unstable();
    let done = call(session, callee, function.into(), value, gas_limit)?;
    build_receipt(session, hash, from, done)
}

/// Makes room for the transaction, and gives it its number and its name.
#[inline(always)]
pub(crate) fn begin(session: &mut ExecutionContext, transaction: &TransactionRef<'_>) -> Result<Hash, EngineError> {
    let number = session.journal.metadata().next_transaction()?;
    session.begin(*transaction.from, number);
    Ok(session.namer.name(transaction, number))
}

#[inline(always)]
fn call(
    session: &mut ExecutionContext,
    callee: ResolvedCall,
    function: Name,
    value: u64,
    gas_limit: u64,
) -> Result<ExecutionOutcome, EngineError> {
    let (contract, outputs) = (callee.contract.address, callee.module.outputs(callee.at));
    let sender = session.origin;
    let request = CallRequest { callee, function: &function, sender, gas_limit, attached: value, constructor: false };
    let outcome = call::run(session, request);
    finish(session, contract, function, outcome, outputs, gas_limit)
}

/// What the outermost call leaves, if the engine itself did not fail in it.
#[inline(always)]
pub(crate) fn finish(
    session: &mut ExecutionContext,
    contract: Address,
    function: Name,
    outcome: Outcome,
    outputs: Arc<[Param]>,
    gas_limit: u64,
) -> Result<ExecutionOutcome, EngineError> {
    if let Some(fault) = session.fault.take() {
        return Err(fault);
    }
    let mut meter = GasMeter::new(gas_limit);
    // A call costs at most its limit, so this never runs dry.
    let _ = meter.charge(outcome.gas_used);
    let status = outcome.failure.map_or(Status::Success, |failure| *failure);
    Ok(ExecutionOutcome { contract, function, status, output: outcome.output, outputs, meter })
}

/// Stands, in a block, for a transaction that could not begin: it has a place there, and changed nothing. What it was
/// charged until then stays charged.
fn refused(
    session: &mut ExecutionContext,
    (contract, function): (Address, &str),
    sender: Address,
    gas_limit: u64,
    reason: Reason,
) -> Result<ExecutionOutcome, EngineError> {
    // A name is as long as the signer likes; a receipt repeats its beginning.
    let function: Name = function.chars().take(NAMED).collect();
    let status = Status::Refused { reason: Box::new(reason) };
    let mut meter = GasMeter::new(gas_limit);
    // A module that was refused was read all the same.
    let _ = meter.charge(session.tally.total());
    session.tracer.reset();
    let gas_limit = meter.left();
    let opening = tracer::Opening { contract, function: &function, sender, value: 0, gas_limit, reentrant: false };
    let _ = session.tracer.open(opening);
    session.tracer.close(status.clone(), meter.used());
    Ok(ExecutionOutcome { contract, function, status, output: Vec::new(), outputs: Arc::default(), meter })
}

/// Closes the books of a transaction and puts its receipt into the journal.
#[inline(always)]
pub(crate) fn build_receipt(
    session: &mut ExecutionContext,
    hash: Hash,
    sender: Address,
    done: ExecutionOutcome,
) -> Result<Receipt, EngineError> {
    session.free_stacks();
    let trace = session.tracer.finish();
    let trace = trace.ok_or_else(|| EngineError::Internal("a transaction without a trace".into()))?;
    let refund = if done.status.is_success() { session.refund } else { 0 };
    let mut debug = std::mem::take(&mut session.debug);
    if !debug.is_empty() && matches!(done.status, Status::Trapped { .. }) {
        debug = traceback::shortened(debug);
    }
    let receipt = Receipt {
        hash,
        transaction: session.transaction,
        block: session.block,
        contract: done.contract,
        function: done.function,
        sender,
        status: done.status,
        output: done.output,
        outputs: done.outputs,
        gas: GasReport::close(done.meter, &session.tally, refund, session.shared.schedule.refund_quotient),
        events: session.journal.take_events(),
        trace,
        debug,
    };
    let ExecutionContext { journal, writer, .. } = session;
    journal.receipts().write(&hash, |parts| writer.write(&receipt, parts))?;
    Ok(receipt)
}
