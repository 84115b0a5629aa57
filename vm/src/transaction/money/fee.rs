//! Fee: what a transaction paid.

use crate::transaction::money::transfer::{Transfer, TransferKind};
use allod_core::Address;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

/// Fee that a transaction of a block paid, on a chain with [fee terms](crate::FeeTerms).
///
/// It is `gas.used × gas_price`. A transaction that was refused because its signer can't pay is the exception: it pays as far
/// as the signer's balance goes.
///
/// ```
/// use allod_vm::{Address, Engine, EngineConfig, FeeTerms, Payload, Transaction};
///
/// let (alice, collector) = (Address([1; 20]), Address([9; 20]));
/// let engine = Engine::open(EngineConfig::default().with_fees(FeeTerms::to(collector)))?;
/// engine.fund(alice, 1_000_000)?;
/// let contract = engine.deploy(r#"(module (func (export "f")))"#)?.address;
/// let payload = Payload::Call { contract, function: "f".into(), input: vec![], value: 0, objects: vec![] };
/// let transaction =
///     Transaction { from: alice, nonce: 0, chain_id: 1, gas_limit: 100_000, gas_price: 3, payload };
/// let receipt = engine.execute_block(&engine.last_block()?.next(), vec![transaction])?.remove(0);
/// let fee = receipt.fee.expect("the chain has fee terms");
/// assert_eq!((fee.paid, fee.burned), (3 * receipt.gas.used, 0));
/// assert_eq!(engine.balance(collector)?, fee.paid);
/// assert_eq!(engine.balance(alice)?, 1_000_000 - fee.paid);
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Fee {
    /// Money for each gas, as the transaction offered.
    pub gas_price: u64,
    /// Money that the signer paid.
    pub paid: u64,
    /// The part of it that was burned.
    pub burned: u64,
    /// The account that got the rest.
    pub collector: Address,
}

impl Fee {
    /// Its transfers, where `payer` paid it.
    pub(crate) fn transfers(&self, payer: Address) -> impl Iterator<Item = Transfer> {
        let Self { gas_price: _, paid, burned, collector } = *self;
        let collected = Transfer {
            from: payer,
            to: collector,
            amount: paid.saturating_sub(burned),
            kind: TransferKind::Fee,
            frame: 0,
        };
        let destroyed = Transfer { to: Address::ZERO, amount: burned, kind: TransferKind::Burn, ..collected };
        [collected, destroyed].into_iter().filter(|transfer| transfer.amount > 0)
    }

    /// Fee as JSON, for scripts.
    pub fn to_json(&self) -> Json {
        let Self { gas_price, paid, burned, collector } = self;
        json!({"gas_price": gas_price, "paid": paid, "burned": burned, "collector": collector})
    }
}
