//! A receipt as the store has it: without the name it stands under, and nothing said twice.
//!
//! A chain keeps its receipts for ever, and writes one for every transaction. Most of the outermost frame of a trace,
//! and the contract of most events, are what the receipt says anyway.

#[cfg(test)]
mod tests;
mod writer;

pub(crate) use writer::ReceiptWriter;

use crate::{BlockContext, EngineError, GasReport, Receipt};
use allod_core::{Address, Attributes, Event, Hash, Name, Param, Status, codec};
use allod_security::{CallFrame, Touch};
use allod_state::receipts::number_of;
use serde::{Deserialize, Deserializer, Serialize};
use std::borrow::Cow;

/// What is stored. Its parts stand in a receipt when it is written, and are its own when it is read. The number of the
/// transaction is in the receipt's name.
#[derive(Serialize, Deserialize)]
struct Stored<'r> {
    called: Called<'r>,
    sender: Address,
    block: BlockContext,
    ended: Ended<'r>,
    gas: Cow<'r, GasReport>,
    events: Vec<StoredEvent<'r>>,
    root: Root<'r>,
}

/// What was called.
#[derive(Serialize, Deserialize)]
struct Called<'r> {
    contract: Address,
    function: Cow<'r, str>,
    outputs: Cow<'r, [Param]>,
}

/// What it gave.
#[derive(Serialize, Deserialize)]
struct Ended<'r> {
    status: Cow<'r, Status>,
    #[serde(serialize_with = "serde_bytes::serialize", deserialize_with = "bytes")]
    output: Cow<'r, [u8]>,
}

/// An event, with its contract where that is not the one that was called.
#[derive(Serialize, Deserialize)]
struct StoredEvent<'r> {
    contract: Option<Address>,
    name: Cow<'r, str>,
    attributes: Cow<'r, Attributes>,
}

/// The outermost frame of the trace: what the receipt does not say, where they agree in the rest and the frame has nothing
/// that few have: an attached value, a denial.
#[derive(Serialize, Deserialize)]
enum Root<'r> {
    Alike { gas_used: u64, events: u32, objects: Cow<'r, [Touch]>, objects_cut: bool, children: Cow<'r, [CallFrame]> },
    Other(Cow<'r, CallFrame>),
}

/// The receipt called `hash` that is stored as `bytes`.
///
/// # Errors
/// [`EngineError::CorruptStore`] where they are no receipt.
pub(crate) fn read(hash: Hash, bytes: &[u8]) -> Result<Receipt, EngineError> {
    let corrupt = |error| EngineError::CorruptStore(format!("receipt {hash}: {error}"));
    let Stored { called, sender, block, ended, gas, events, root } = codec::decode_compact(bytes).map_err(corrupt)?;
    let Called { contract, function, outputs } = called;
    let (function, status, gas) = (Name::from(function), ended.status.into_owned(), gas.into_owned());
    let event = |event: StoredEvent<'_>| Event {
        contract: event.contract.unwrap_or(contract),
        name: event.name.into(),
        attributes: event.attributes.into_owned(),
    };
    let trace = match root {
        Root::Alike { gas_used, events, objects, objects_cut, children } => CallFrame {
            contract,
            function: function.clone(),
            sender,
            value: 0,
            gas_limit: gas.limit,
            gas_used,
            status: status.clone(),
            events,
            objects: objects.into_owned(),
            objects_cut,
            denials: Vec::new(),
            refusals_cut: false,
            children: children.into_owned(),
            elapsed_ns: None,
        },
        Root::Other(frame) => frame.into_owned(),
    };
    Ok(Receipt {
        hash,
        transaction: number_of(&hash),
        block,
        contract,
        function,
        sender,
        status,
        output: ended.output.into_owned(),
        outputs: outputs.into_owned().into(),
        gas,
        events: events.into_iter().map(event).collect(),
        trace,
        debug: Vec::new(),
    })
}

fn bytes<'r, 'de, D: Deserializer<'de>>(deserializer: D) -> Result<Cow<'r, [u8]>, D::Error> {
    serde_bytes::deserialize::<Vec<u8>, D>(deserializer).map(Cow::Owned)
}

impl<'r> StoredEvent<'r> {
    fn of(event: &'r Event, called: &Address) -> Self {
        let Event { contract, name, attributes } = event;
        let contract = Some(*contract).filter(|contract| contract != called);
        Self { contract, name: Cow::Borrowed(name), attributes: Cow::Borrowed(attributes) }
    }
}

impl<'r> Root<'r> {
    fn of(receipt: &'r Receipt) -> Self {
        let frame = &receipt.trace;
        let said = (&frame.contract, &frame.function, &frame.sender, frame.gas_limit, &frame.status);
        let seldom = frame.value != 0 || frame.refusals_cut || !frame.denials.is_empty();
        if seldom || said != (&receipt.contract, &receipt.function, &receipt.sender, receipt.gas.limit, &receipt.status)
        {
            return Self::Other(Cow::Borrowed(frame));
        }
        Self::Alike {
            gas_used: frame.gas_used,
            events: frame.events,
            objects: Cow::Borrowed(&frame.objects),
            objects_cut: frame.objects_cut,
            children: Cow::Borrowed(&frame.children),
        }
    }
}
