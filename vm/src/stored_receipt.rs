//! A receipt as the store has it: without the name it stands under, and nothing said twice.
//!
//! A chain keeps its receipts for ever, and writes one for every transaction. Most of the outermost frame of a trace,
//! and the contract of most events, are what the receipt says anyway.

use crate::{BlockContext, EngineError, GasReport, Receipt};
use allod_core::{Address, Event, Hash, Param, Status, Value, codec};
use allod_security::{CallFrame, Touch};
use serde::{Deserialize, Deserializer, Serialize};
use std::borrow::Cow;

/// What is stored. Its parts stand in a receipt when it is written, and are its own when it is read.
#[derive(Serialize, Deserialize)]
struct Stored<'r> {
    transaction: u64,
    block: BlockContext,
    contract: Address,
    function: Cow<'r, str>,
    sender: Address,
    status: Cow<'r, Status>,
    #[serde(serialize_with = "serde_bytes::serialize", deserialize_with = "bytes")]
    output: Cow<'r, [u8]>,
    outputs: Cow<'r, [Param]>,
    gas: Cow<'r, GasReport>,
    events: Vec<StoredEvent<'r>>,
    root: Root<'r>,
}

/// An event, with its contract where that is not the one that was called.
#[derive(Serialize, Deserialize)]
struct StoredEvent<'r> {
    contract: Option<Address>,
    name: Cow<'r, str>,
    attributes: Cow<'r, [(String, Value)]>,
}

/// The outermost frame of the trace: what the receipt does not say, where they agree in the rest.
#[derive(Serialize, Deserialize)]
enum Root<'r> {
    Alike { gas_used: u64, events: u32, objects: Cow<'r, [Touch]>, objects_cut: bool, children: Cow<'r, [CallFrame]> },
    Other(Cow<'r, CallFrame>),
}

/// Appends the stored form of `receipt` to `bytes`.
///
/// # Errors
/// [`EngineError::Codec`] for one too large to store.
pub(crate) fn write(receipt: &Receipt, bytes: &mut Vec<u8>) -> Result<(), EngineError> {
    let event = |event| StoredEvent::of(event, &receipt.contract);
    let stored = Stored {
        transaction: receipt.transaction,
        block: receipt.block,
        contract: receipt.contract,
        function: Cow::Borrowed(&receipt.function),
        sender: receipt.sender,
        status: Cow::Borrowed(&receipt.status),
        output: Cow::Borrowed(&receipt.output),
        outputs: Cow::Borrowed(&receipt.outputs),
        gas: Cow::Borrowed(&receipt.gas),
        events: receipt.events.iter().map(event).collect(),
        root: Root::of(receipt),
    };
    Ok(codec::encode_compact_into(&stored, bytes)?)
}

/// The receipt called `hash` that is stored as `bytes`.
///
/// # Errors
/// [`EngineError::Codec`] where they are no receipt.
pub(crate) fn read(hash: Hash, bytes: &[u8]) -> Result<Receipt, EngineError> {
    let stored: Stored<'_> = codec::decode_compact(bytes)?;
    let Stored { transaction, block, contract, function, sender, status, output, outputs, gas, events, root } = stored;
    let (function, status, gas) = (function.into_owned(), status.into_owned(), gas.into_owned());
    let event = |event: StoredEvent<'_>| Event {
        contract: event.contract.unwrap_or(contract),
        name: event.name.into_owned(),
        attributes: event.attributes.into_owned(),
    };
    let trace = match root {
        Root::Alike { gas_used, events, objects, objects_cut, children } => CallFrame {
            contract,
            function: function.clone(),
            sender,
            gas_limit: gas.limit,
            gas_used,
            status: status.clone(),
            events,
            objects: objects.into_owned(),
            objects_cut,
            children: children.into_owned(),
            elapsed_ns: None,
        },
        Root::Other(frame) => frame.into_owned(),
    };
    Ok(Receipt {
        hash,
        transaction,
        block,
        contract,
        function,
        sender,
        status,
        output: output.into_owned(),
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
        if said != (&receipt.contract, &receipt.function, &receipt.sender, receipt.gas.limit, &receipt.status) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use allod_core::ObjectId;
    use allod_security::Touched;

    fn receipt() -> Receipt {
        let (contract, sender) = (Address([1; 20]), Address([2; 20]));
        let frame = CallFrame {
            contract,
            function: "Pay".into(),
            sender,
            gas_limit: 1 << 40,
            gas_used: 900,
            status: Status::Success,
            events: 1,
            objects: vec![Touch { id: ObjectId([3; 32]), what: Touched::Written }],
            objects_cut: false,
            children: Vec::new(),
            elapsed_ns: None,
        };
        let event = |contract| Event { contract, name: "Paid".into(), attributes: vec![("n".into(), Value::U64(7))] };
        Receipt {
            hash: Hash([4; 32]),
            transaction: 5,
            block: BlockContext { height: 6, time: 7, chain_id: 8 },
            contract,
            function: "Pay".into(),
            sender,
            status: Status::Success,
            output: vec![9; 3],
            outputs: Vec::new().into(),
            gas: GasReport { limit: 1 << 40, used: 800, instructions: 10, host: Vec::new(), refunded: 100 },
            events: vec![event(contract), event(Address([10; 20]))],
            trace: CallFrame { children: vec![frame.clone()], ..frame },
            debug: Vec::new(),
        }
    }

    fn comes_back(receipt: &Receipt) -> usize {
        let mut bytes = Vec::new();
        write(receipt, &mut bytes).unwrap();
        assert_eq!(read(receipt.hash, &bytes).unwrap(), *receipt);
        assert!(read(receipt.hash, &bytes[..bytes.len() - 1]).is_err());
        bytes.len()
    }

    #[test]
    fn the_stored_bytes_never_change() {
        let mut bytes = Vec::new();
        write(&receipt(), &mut bytes).unwrap();
        let name = |n: u8| format!("fe{}fc{}", hex(&[n; 16]), hex(&[n; 4]));
        let (one, two, ten) = (name(1), name(2), name(10));
        let touch = format!("01fe{}fe{}020000", hex(&[3; 16]), hex(&[3; 16]));
        let event = "045061696401016e09050700000000000000";
        let parts = [
            format!("05060e08{one}03506179{two}000309090900"),
            format!("fd0000000000010000fb20030a00640200{event}01{ten}{event}"),
            format!("00fb840301{}01{one}03506179{two}fd0000000000010000fb84030001{touch}", &touch[..touch.len() - 2]),
        ];
        assert_eq!(hex(&bytes), parts.concat());
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn a_receipt_comes_back_whatever_its_trace_says() {
        let plain = receipt();
        let alike = comes_back(&plain);
        type Change = fn(&mut Receipt);
        let changes: [Change; 5] = [
            |receipt| receipt.trace.contract = Address([11; 20]),
            |receipt| receipt.trace.function.clear(),
            |receipt| receipt.trace.sender = Address([12; 20]),
            |receipt| receipt.trace.gas_limit -= 1,
            |receipt| receipt.status = Status::OutOfGas,
        ];
        for change in changes {
            let mut other = plain.clone();
            change(&mut other);
            assert!(comes_back(&other) > alike + 20, "the whole frame is there");
        }
    }
}
