//! Executor of one transaction over a journal: begun, validated, executed, written up. The same for a call, a deploy, a
//! simulation and a query.

use crate::execution::call::{self, CallRequest};
use crate::execution::context::ExecutionContext;
use crate::execution::gas::MAX_LIMIT;
use crate::execution::resolve::ResolvedCall;
use crate::span::transaction_span;
use crate::transaction::admission::Admission;
use crate::transaction::deploy::deploy;
use crate::transaction::outcome::{CallTarget, ExecutionOutcome};
use crate::transaction::receipt::build_receipt;
use crate::transaction::validation::{Verdict, rejection, validate};
use crate::transaction::{PayloadRef, TransactionRef};
use crate::{EngineError, Receipt, Transaction};
use allod_core::{Address, Hash, Name, ObjectId, Reason};
use allod_security::LimitKind;

/// Executes `transaction`, if its `admission` and everything else that is checked before says that it may begin. After an
/// error the journal holds writes that must not be kept.
///
/// # Errors
/// As [`Engine::execute`](crate::Engine::execute).
pub(crate) fn transact(
    context: &mut ExecutionContext,
    transaction: &Transaction,
    admission: Admission,
) -> Result<Receipt, EngineError> {
    let transaction = transaction.by_reference();
    let from = transaction.from;
    let hash = begin(context, &transaction)?;
    let span = transaction_span!(context, hash, from);
    let outcome = execute(context, &transaction, admission);
    let result = outcome.and_then(|outcome| build_receipt(context, hash, *from, outcome));
    span.record(&result);
    result
}

/// The reason for which `transaction` may not begin, if there is one, where its chain and nonce are as `admission` says. It is
/// not executed; the journal holds writes of its beginning that must not be kept.
///
/// # Errors
/// The engine's or its store's.
pub(crate) fn refusal(
    context: &mut ExecutionContext,
    transaction: &Transaction,
    admission: Admission,
) -> Result<Option<Reason>, EngineError> {
    let transaction = transaction.by_reference();
    begin(context, &transaction)?;
    match validate(context, &transaction, admission)? {
        Verdict::Rejected(reason) => Ok(Some(reason)),
        Verdict::Call { .. } | Verdict::Deploy { .. } => Ok(None),
    }
}

/// Validates a transaction that has begun, and executes it if it may.
#[inline(always)]
fn execute(
    context: &mut ExecutionContext,
    transaction: &TransactionRef<'_>,
    admission: Admission,
) -> Result<ExecutionOutcome, EngineError> {
    let TransactionRef { gas_limit, payload, .. } = *transaction;
    match validate(context, transaction, admission)? {
        Verdict::Call { callee, function, value } => call(context, callee, function.into(), value, gas_limit),
        Verdict::Deploy { module, terms } => match deploy(context, module, terms, gas_limit) {
            Ok(outcome) => Ok(outcome),
            Err(error) => {
                let reason = rejection(context, error)?;
                Ok(ExecutionOutcome::rejected(context, target(payload), gas_limit, reason))
            }
        },
        Verdict::Rejected(reason) => Ok(ExecutionOutcome::rejected(context, target(payload), gas_limit, reason)),
    }
}

/// Call of the host's, with the terms that the host chose.
pub(crate) struct HostTransaction<'t> {
    pub(crate) from: Address,
    pub(crate) function: &'t str,
    pub(crate) gas_limit: u64,
    pub(crate) value: u64,
    pub(crate) objects: Vec<ObjectId>,
}

/// Executes a call of the host's, which is resolved already.
///
/// # Errors
/// As [`transact`].
pub(crate) fn transact_resolved(
    context: &mut ExecutionContext,
    callee: ResolvedCall,
    transaction: HostTransaction<'_>,
) -> Result<Receipt, EngineError> {
    let HostTransaction { from, function, gas_limit, value, objects } = transaction;
    let payload = PayloadRef::Call {
        contract: &callee.contract.address,
        function,
        input: &callee.input,
        value,
        objects: &objects,
    };
    // It is for the chain it runs on, and it has no signature that could be replayed.
    let chain_id = context.block.chain_id;
    let hash = begin(context, &TransactionRef { from: &from, nonce: 0, chain_id, gas_limit, gas_price: 0, payload })?;
    context.environment.limits.check(LimitKind::Brought, objects.len() as u64)?;
    context.tx.authorized = objects;
    context.tx.authorized.sort_unstable();
    let span = transaction_span!(context, hash, from);
    let outcome = call(context, callee, function.into(), value, gas_limit);
    let result = outcome.and_then(|outcome| build_receipt(context, hash, from, outcome));
    span.record(&result);
    result
}

/// Begins a transaction: its number, its hash, and a transaction state as new.
///
/// # Errors
/// The store's.
#[inline(always)]
pub(crate) fn begin(context: &mut ExecutionContext, transaction: &TransactionRef<'_>) -> Result<Hash, EngineError> {
    let number = context.journal.metadata().next_transaction()?;
    context.begin_transaction(*transaction.from, number);
    Ok(context.scratch.tx_hasher.hash(transaction, number))
}

/// Makes the outermost call.
#[inline(always)]
fn call(
    context: &mut ExecutionContext,
    callee: ResolvedCall,
    function: Name,
    value: u64,
    gas_limit: u64,
) -> Result<ExecutionOutcome, EngineError> {
    let (contract, outputs) = (callee.contract.address, callee.module.outputs(callee.abi_index));
    let sender = context.tx.origin;
    let left = gas_limit.min(MAX_LIMIT).saturating_sub(context.tx.intrinsic_gas);
    let request = CallRequest { callee, function: &function, sender, gas_limit: left, value, constructor: false };
    let outcome = call::run(context, request);
    ExecutionOutcome::of_call(context, contract, function, outcome, outputs, gas_limit)
}

/// Target of a rejected transaction.
fn target(payload: PayloadRef<'_>) -> CallTarget<'_> {
    match payload {
        PayloadRef::Call { contract, function, .. } => CallTarget { contract: *contract, function },
        PayloadRef::Deploy { .. } => CallTarget { contract: Address::ZERO, function: "" },
    }
}
