//! A receipt as the store has it: without the name it stands under, and nothing said twice.
//!
//! A chain keeps its receipts for ever, and writes one for every transaction. Most of the outermost frame of a trace,
//! and the contract of most events, are what the receipt says anyway.

use crate::{BlockContext, EngineError, GasReport, Receipt};
use allod_core::{Address, Event, Hash, Param, Status, Value, codec};
use allod_security::{CallFrame, Touch};
use serde::{Deserialize, Serialize, Serializer};

/// Appends the stored form of `receipt` to `bytes`.
///
/// # Errors
/// [`EngineError::Codec`] for one too large to store.
pub(crate) fn write(receipt: &Receipt, bytes: &mut Vec<u8>) -> Result<(), EngineError> {
    let Receipt { transaction, block, contract, function, sender, status, output, outputs, gas, .. } = receipt;
    let written = Written {
        transaction: *transaction,
        block,
        contract,
        function,
        sender,
        status,
        output,
        outputs,
        gas,
        events: Events(contract, &receipt.events),
        root: Root::of(receipt),
    };
    Ok(codec::encode_compact_into(&written, bytes)?)
}

/// The receipt called `hash` that is stored as `bytes`.
///
/// # Errors
/// [`EngineError::Codec`] where they are no receipt.
pub(crate) fn read(hash: Hash, bytes: &[u8]) -> Result<Receipt, EngineError> {
    let read: Read = codec::decode_compact(bytes)?;
    let Read { transaction, block, contract, function, sender, status, output, outputs, gas, events, root } = read;
    let event = |event: ReadEvent| Event {
        contract: event.contract.unwrap_or(contract),
        name: event.name,
        attributes: event.attributes,
    };
    let trace = match root {
        ReadRoot::Alike { gas_used, events, objects, objects_cut, children } => CallFrame {
            contract,
            function: function.clone(),
            sender,
            gas_limit: gas.limit,
            gas_used,
            status: status.clone(),
            events,
            objects,
            objects_cut,
            children,
            elapsed_ns: None,
        },
        ReadRoot::Other(frame) => frame,
    };
    Ok(Receipt {
        hash,
        transaction,
        block,
        contract,
        function,
        sender,
        status,
        output,
        outputs: outputs.into(),
        gas,
        events: events.into_iter().map(event).collect(),
        trace,
        debug: Vec::new(),
    })
}

/// What is written.
#[derive(Serialize)]
struct Written<'r> {
    transaction: u64,
    block: &'r BlockContext,
    contract: &'r Address,
    function: &'r str,
    sender: &'r Address,
    status: &'r Status,
    #[serde(with = "serde_bytes")]
    output: &'r [u8],
    outputs: &'r [Param],
    gas: &'r GasReport,
    events: Events<'r>,
    root: Root<'r>,
}

/// The same, as it is read.
#[derive(Deserialize)]
struct Read {
    transaction: u64,
    block: BlockContext,
    contract: Address,
    function: String,
    sender: Address,
    status: Status,
    #[serde(with = "serde_bytes")]
    output: Vec<u8>,
    outputs: Vec<Param>,
    gas: GasReport,
    events: Vec<ReadEvent>,
    root: ReadRoot,
}

/// Events of a call of the contract.
struct Events<'r>(&'r Address, &'r [Event]);

/// An event, with its contract where that is not the one that was called.
#[derive(Serialize)]
struct WrittenEvent<'r> {
    contract: Option<&'r Address>,
    name: &'r str,
    attributes: &'r [(String, Value)],
}

#[derive(Deserialize)]
struct ReadEvent {
    contract: Option<Address>,
    name: String,
    attributes: Vec<(String, Value)>,
}

impl Serialize for Events<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(called, events) = self;
        serializer.collect_seq(events.iter().map(|Event { contract, name, attributes }| WrittenEvent {
            contract: Some(contract).filter(|contract| contract != called),
            name,
            attributes,
        }))
    }
}

/// The outermost frame of the trace: what the receipt does not say, where they agree in the rest.
#[derive(Serialize)]
enum Root<'r> {
    Alike { gas_used: u64, events: u32, objects: &'r [Touch], objects_cut: bool, children: &'r [CallFrame] },
    Other(&'r CallFrame),
}

#[derive(Deserialize)]
enum ReadRoot {
    Alike { gas_used: u64, events: u32, objects: Vec<Touch>, objects_cut: bool, children: Vec<CallFrame> },
    Other(CallFrame),
}

impl<'r> Root<'r> {
    fn of(receipt: &'r Receipt) -> Self {
        let frame = &receipt.trace;
        let said = (&frame.contract, &frame.function, &frame.sender, frame.gas_limit, &frame.status);
        if said != (&receipt.contract, &receipt.function, &receipt.sender, receipt.gas.limit, &receipt.status) {
            return Self::Other(frame);
        }
        let CallFrame { gas_used, events, objects, objects_cut, children, .. } = frame;
        Self::Alike { gas_used: *gas_used, events: *events, objects, objects_cut: *objects_cut, children }
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
