//! Validation of a transaction: admission, fee, limits, balance, contract and function, before anything of it happens.

use crate::EngineError;
use crate::execution::context::ExecutionContext;
use crate::execution::resolve::{CallArgs, ResolvedCall, check_balance, check_limit, resolve};
use crate::execution::resolve_error::ResolveError;
use crate::transaction::admission::Admission;
use crate::transaction::fee;
use crate::transaction::{DeployTerms, PayloadRef, TransactionRef};
use allod_core::{Address, ObjectId, Reason};
use allod_security::LimitKind;

/// Verdict on a transaction.
pub(super) enum Verdict<'t> {
    /// A call that can begin.
    Call { callee: ResolvedCall, function: &'t str, value: u64 },
    /// A deploy, which the gate still has to check.
    Deploy { module: &'t [u8], terms: &'t DeployTerms },
    /// No: it has a receipt, and changes nothing.
    Rejected(Reason),
}

/// Validates a transaction. Its nonce is counted and the most that it may cost is set aside from here on, whatever becomes of
/// it.
///
/// # Errors
/// The engine's or its store's; and any reason for which it can't begin, where that has no receipt.
#[inline(always)]
pub(super) fn validate<'t>(
    context: &mut ExecutionContext,
    transaction: &TransactionRef<'t>,
    admission: Admission,
) -> Result<Verdict<'t>, EngineError> {
    let TransactionRef { from, nonce, chain_id, payload, .. } = *transaction;
    if admission == Admission::Counted {
        context.tx.nonce = Some(nonce);
        context.journal.nonces().set(from, nonce.saturating_add(1));
    }
    if let Some(error) = admission.error(from, nonce, chain_id) {
        return rejection(context, error).map(Verdict::Rejected);
    }
    // A transaction of a block pays; what the host does by itself does not.
    if context.mode.refuse
        && let Some(reason) = fee::reserve(context, transaction)?
    {
        return Ok(Verdict::Rejected(reason));
    }
    match payload {
        PayloadRef::Call { contract, function, input, value, objects } => {
            match resolve_call(context, contract, function, input, value, objects) {
                Ok(callee) => Ok(Verdict::Call { callee, function, value }),
                Err(error) if context.mode.refuse => error.into_reason(function).map(Verdict::Rejected),
                Err(error) => Err(error.into_engine_error(function)),
            }
        }
        PayloadRef::Deploy { module, terms } => Ok(Verdict::Deploy { module, terms }),
    }
}

/// Turns an error into the reason of a rejection, if the transaction is to blame and rejections have receipts.
///
/// # Errors
/// The error itself, if not.
#[cold]
pub(super) fn rejection(context: &ExecutionContext, error: EngineError) -> Result<Reason, EngineError> {
    match error.reason().filter(|_| context.mode.refuse) {
        Some(reason) => Ok(reason),
        None => Err(error),
    }
}

/// Resolves a call. The authorized objects are sorted, and the input is copied, once it is known that there is not too much
/// of either.
#[inline(always)]
fn resolve_call(
    context: &mut ExecutionContext,
    contract: &Address,
    function: &str,
    input: &[u8],
    value: u64,
    objects: &[ObjectId],
) -> Result<ResolvedCall, ResolveError> {
    let signer = context.tx.origin;
    check_balance(context, &signer, value)?;
    check_limit(context, LimitKind::Brought, objects.len() as u64)?;
    check_limit(context, LimitKind::Input, input.len() as u64)?;
    context.tx.authorized.extend_from_slice(objects);
    context.tx.authorized.sort_unstable();
    resolve(context, *contract, function, CallArgs::Encoded(input))
}
