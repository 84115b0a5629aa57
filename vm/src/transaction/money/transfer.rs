//! Transfer: native money that moved.

use allod_core::Address;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

/// Transfer of native money in a transaction. What a frame moved that did not succeed, or that stands below one that did not,
/// has not moved and is none.
///
/// ```
/// use allod_vm::{Address, Context, Engine, EngineConfig, ExecuteOptions, Transfer, TransferKind};
///
/// let (engine, alice, bob, till) =
///     (Engine::open(EngineConfig::default())?, Address([1; 20]), Address([2; 20]), Address([7; 20]));
/// engine.fund(alice, 10)?;
/// let options = ExecuteOptions { from: alice, value: 10, ..Default::default() };
/// let receipt = engine.execute_native(till, "Pay", options, |context| {
///     context.receive(10)?;
///     context.transfer(&bob, 4)?;
///     Ok(Vec::new())
/// })?;
/// assert_eq!(
///     receipt.transfers,
///     [
///         Transfer { from: alice, to: till, amount: 10, kind: TransferKind::Value, frame: 0 },
///         Transfer { from: till, to: bob, amount: 4, kind: TransferKind::Transfer, frame: 0 },
///     ]
/// );
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Transfer {
    /// The account that had it.
    pub from: Address,
    /// The account that got it; the zero address where it was burned.
    pub to: Address,
    /// The amount, above 0.
    pub amount: u64,
    /// The cause.
    pub kind: TransferKind,
    /// The frame in which it moved, by its position in [`CallFrame::walk`](crate::CallFrame::walk) of the receipt's trace; 0,
    /// the outermost one, for a fee.
    pub frame: u32,
}

/// Cause of a transfer.
///
/// ```
/// use allod_vm::TransferKind;
///
/// assert_eq!(TransferKind::Value.to_string(), "value");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TransferKind {
    /// Value that was attached to a call, and that the contract received.
    Value,
    /// A transfer by a contract.
    Transfer,
    /// The collector's part of the fee, at the end of the transaction.
    Fee,
    /// The part of the fee that is burned, at the end of the transaction.
    Burn,
}

impl TransferKind {
    /// Its name, for scripts.
    pub fn name(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::Transfer => "transfer",
            Self::Fee => "fee",
            Self::Burn => "burn",
        }
    }
}

impl std::fmt::Display for TransferKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl Transfer {
    /// Transfer as JSON, for scripts.
    pub fn to_json(&self) -> Json {
        let Self { from, to, amount, kind, frame } = self;
        json!({"from": from, "to": to, "amount": amount, "kind": kind.name(), "frame": frame})
    }
}
