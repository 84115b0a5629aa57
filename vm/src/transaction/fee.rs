//! Fee of a transaction: money set aside for its gas before it runs, and settled when it has ended.

use crate::EngineError;
use crate::execution::context::ExecutionContext;
use crate::execution::gas::MAX_LIMIT;
use crate::transaction::TransactionRef;
use crate::transaction::money::charge::Charge;
use crate::transaction::money::fee::Fee;
use allod_core::{FeeOffer, FeeTerms, Reason};

/// Reserves the most that `transaction` may cost: by the chain's fee terms, if it has any. Gives the reason for which it can't
/// begin, if there is one; as much as its intrinsic gas costs is reserved then, as far as the signer's balance goes.
///
/// # Errors
/// The store's.
#[inline]
pub(super) fn reserve(
    context: &mut ExecutionContext,
    transaction: &TransactionRef<'_>,
) -> Result<Option<Reason>, EngineError> {
    match context.environment.fees {
        None => Ok(None),
        Some(terms) => reserve_by(context, &terms, &transaction.offer()),
    }
}

fn reserve_by(
    context: &mut ExecutionContext,
    terms: &FeeTerms,
    offer: &FeeOffer,
) -> Result<Option<Reason>, EngineError> {
    let FeeOffer { account, gas_limit, gas_price, bytes, .. } = *offer;
    let intrinsic = terms.intrinsic_gas(bytes).min(gas_limit).min(MAX_LIMIT);
    // Whoever offers nothing need not have anything, and does not wait for who pays him.
    let has = match offer.most() {
        0 => 0,
        _ => context.journal.balances().get(&account)?,
    };
    let refusal = terms.refusal(offer, has);
    let gas = if refusal.is_some() { intrinsic } else { gas_limit };
    let charge = Charge::reserve(gas_price, gas, has);
    if charge.reserved > 0 {
        context.journal.balances().debit(&account, charge.reserved)?;
    }
    context.tx.intrinsic_gas = intrinsic;
    context.tx.charge = Some(charge);
    Ok(refusal)
}

/// Settles the charge of a transaction that has used so much gas: the rest of what was reserved comes back, and the collector
/// is paid. Gives the fee, if there is a charge.
///
/// # Errors
/// The store's.
#[inline]
pub(super) fn settle(context: &mut ExecutionContext, gas_used: u64) -> Result<Option<Fee>, EngineError> {
    match context.tx.charge.take() {
        None => Ok(None),
        Some(charge) => settle_charge(context, charge, gas_used).map(Some),
    }
}

fn settle_charge(context: &mut ExecutionContext, charge: Charge, gas_used: u64) -> Result<Fee, EngineError> {
    let terms = context.environment.fees;
    let terms = terms.ok_or_else(|| EngineError::Internal("a charge without fee terms".into()))?;
    let (signer, fee) = (context.tx.origin, charge.settle(&terms, gas_used));
    let mut balances = context.journal.balances();
    if charge.reserved > fee.paid {
        balances.credit(&signer, charge.reserved - fee.paid)?;
    }
    balances.credit_deferred(&fee.collector, fee.paid - fee.burned)?;
    context.tx.transfers.extend_by_fee(fee.transfers(signer));
    Ok(fee)
}
