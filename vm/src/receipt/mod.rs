//! Receipt of a transaction.

pub(crate) mod digest;
pub(crate) mod encoding;

use crate::{BlockContext, EngineError, Fee, GasReport, Transfer};
use allod_core::{Address, CodecError, Event, Hash, Name, Param, Status, Value, codec};
use allod_security::CallFrame;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value as Json, json};
use std::sync::Arc;

/// Receipt of a transaction. The same on every machine, but for [`Receipt::debug`] and the frames' times.
///
/// ```
/// use allod_vm::{Engine, EngineConfig, Value, args};
///
/// let engine = Engine::open(EngineConfig::default())?;
/// let contract = engine.deploy(r#"(module (func (export "seven") (result i64) (i64.const 7)))"#)?.address;
/// let receipt = engine.execute_with_args(contract, "seven", args![])?;
/// assert!(receipt.is_success());
/// assert_eq!((receipt.decode::<i64>()?, receipt.values()?), (7, vec![Value::from(7i64)]));
/// // It is kept, and found by its hash.
/// assert_eq!(engine.receipt(receipt.hash)?, Some(receipt));
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Receipt {
    /// The transaction's hash: 24 bytes of its digest, and its number.
    pub hash: Hash,
    /// Its number since genesis, from 1.
    pub transaction: u64,
    /// The block it ran in.
    pub block: BlockContext,
    /// The contract called or made.
    pub contract: Address,
    /// The function called; empty for a deploy.
    pub function: Name,
    /// The signer.
    pub sender: Address,
    /// The status.
    pub status: Status,
    /// The encoded results of the function; empty unless it succeeded.
    #[serde(with = "serde_bytes")]
    pub output: Vec<u8>,
    /// Names and types of the results, by the contract's ABI.
    #[serde(with = "shared")]
    pub outputs: Arc<[Param]>,
    /// The gas.
    pub gas: GasReport,
    /// The fee, if the chain takes one and the transaction could be charged: one of another chain, or not the next of its
    /// account, can't be, and what the host does by itself pays nothing.
    pub fee: Option<Fee>,
    /// The events; empty unless it succeeded.
    pub events: Vec<Event>,
    /// Native money that moved, in order; of a transaction that failed its fee alone.
    pub transfers: Vec<Transfer>,
    /// True if more of it moved than [`MAX_TRANSFERS`](crate::MAX_TRANSFERS) let it list.
    pub transfers_cut: bool,
    /// The tree of calls.
    pub trace: CallFrame,
    /// Debug log of the contracts, for their authors. Not stored, not agreed upon.
    #[serde(skip)]
    #[serde(with = "serde_bytes")]
    pub debug: Vec<u8>,
}

/// The contracts and names of the events of a receipt, as indexes ask for them.
pub(crate) fn events_of(receipt: &Receipt) -> impl Iterator<Item = (&Address, &str)> {
    receipt.events.iter().map(|event| (&event.contract, &*event.name))
}

impl Receipt {
    /// True if the transaction succeeded.
    pub fn is_success(&self) -> bool {
        self.status.is_success()
    }

    /// The gas limit that the contract's deployer set for a call, where the outermost call ran out of gas by it and not by the
    /// transaction's.
    pub fn contract_limit_met(&self) -> Option<u64> {
        let (limit, given) = (self.trace.gas_limit, self.gas.limit.saturating_sub(self.gas.intrinsic));
        Some(limit).filter(|limit| self.status == Status::OutOfGas && *limit < given)
    }

    /// The failure, in words.
    fn error(&self) -> Option<String> {
        match (&self.status, self.contract_limit_met()) {
            (Status::Success, _) => None,
            (status, Some(limit)) => Some(format!("{status}: the contract allows a call {limit}")),
            (status, None) => Some(status.to_string()),
        }
    }

    /// The result as a Rust value.
    ///
    /// # Errors
    /// [`EngineError::Failed`] with the status where the call did not succeed, [`EngineError::Abi`] where
    /// the result is not a `T`.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, EngineError> {
        if !self.is_success() {
            return Err(EngineError::Failed(self.status.clone()));
        }
        Ok(codec::decode(&self.output)?)
    }

    /// The results by the contract's ABI: none, one or several.
    ///
    /// # Errors
    /// As [`Receipt::decode`].
    pub fn values(&self) -> Result<Vec<Value>, EngineError> {
        if !self.is_success() {
            return Err(EngineError::Failed(self.status.clone()));
        }
        let mut left = self.output.as_slice();
        let values = self.outputs.iter().map(|p| Value::read(&p.ty, &mut left)).collect::<Result<_, _>>()?;
        match left.len() {
            0 => Ok(values),
            left => Err(CodecError::Trailing { left }.into()),
        }
    }

    /// The result as JSON: `null` for none, the value for one, a list for several; `{"bytes": hex}` where the
    /// contract has no ABI or does not keep to it.
    pub fn result_json(&self) -> Json {
        match self.values() {
            Ok(values) if values.len() == 1 => values[0].to_json(),
            Ok(values) if values.is_empty() => Json::Null,
            Ok(values) => values.iter().map(Value::to_json).collect(),
            Err(_) if self.output.is_empty() => Json::Null,
            Err(_) => json!({ "bytes": self.output.iter().map(|b| format!("{b:02x}")).collect::<String>() }),
        }
    }

    /// The types of the results, as text; `null` where [`result_json`](Self::result_json) has bytes. They tell bytes
    /// from text, and one list from several results.
    fn result_types_json(&self) -> Json {
        match self.values() {
            Ok(values) => values.iter().map(|value| json!(value.ty())).collect(),
            Err(_) if self.output.is_empty() => json!([]),
            Err(_) => Json::Null,
        }
    }

    /// Event as JSON, for scripts. Its attributes are a list: the same key may come twice, and their order is the contract's.
    pub fn event_json(event: &Event) -> Json {
        let attribute =
            |(key, value): &(Name, Value)| json!({"name": key, "type": value.ty(), "value": value.to_json()});
        let attributes: Vec<_> = event.attributes.iter().map(attribute).collect();
        json!({"contract": event.contract, "name": event.name, "attributes": attributes})
    }

    /// Receipt as JSON, for scripts.
    pub fn to_json(&self) -> Json {
        json!({
            "hash": self.hash,
            "address": self.contract,
            "function": self.function,
            "sender": self.sender,
            "height": self.block.height,
            "time": self.block.time,
            "status": status_name(&self.status),
            "result": self.result_json(),
            "result_types": self.result_types_json(),
            "gas_limit": self.gas.limit,
            "gas_used": self.gas.used,
            "gas": {
                "intrinsic": self.gas.intrinsic,
                "instructions": self.gas.instructions,
                "host": self.gas.host.iter().map(|(op, gas)| (op.name().to_owned(), json!(gas))).collect::<serde_json::Map<_, _>>(),
                "refunded": self.gas.refunded,
            },
            "fee": self.fee.as_ref().map(Fee::to_json),
            "transfers": self.transfers.iter().map(Transfer::to_json).collect::<Vec<_>>(),
            "transfers_cut": self.transfers_cut,
            "events": self.events.iter().map(Self::event_json).collect::<Vec<_>>(),
            "error": self.error(),
        })
    }
}

/// Encoding of a shared list: that of the list.
mod shared {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use std::sync::Arc;

    pub(super) fn serialize<T: Serialize, S: Serializer>(list: &Arc<[T]>, serializer: S) -> Result<S::Ok, S::Error> {
        list.as_ref().serialize(serializer)
    }

    pub(super) fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Arc<[T]>, D::Error> {
        Vec::deserialize(from).map(Into::into)
    }
}

/// Status as a word, for scripts.
fn status_name(status: &Status) -> &'static str {
    match status {
        Status::Success => "success",
        Status::Reverted { .. } => "reverted",
        Status::OutOfGas => "out_of_gas",
        Status::Trapped { .. } => "trapped",
        Status::Refused { .. } => "refused",
    }
}
