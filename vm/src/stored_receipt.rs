//! A receipt as the store has it: without the name it stands under, and nothing said twice.
//!
//! A chain keeps its receipts for ever, and writes one for every transaction. Most of the outermost frame of a trace,
//! and the contract of most events, are what the receipt says anyway.

use crate::{BlockContext, EngineError, GasReport, Receipt};
use allod_core::{Address, CodecError, Event, Hash, Name, Param, Status, Value, codec};
use allod_security::{CallFrame, Touch};
use allod_state::Parts;
use allod_state::receipts::number_of;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

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
    attributes: Cow<'r, [(Name, Value)]>,
}

/// The events of a receipt: a list of [`StoredEvent`].
struct StoredEvents<'r> {
    events: &'r [Event],
    /// The contract that was called.
    called: &'r Address,
}

impl Serialize for StoredEvents<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.events.iter().map(|event| StoredEvent::of(event, self.called)))
    }
}

/// The outermost frame of the trace: what the receipt does not say, where they agree in the rest.
#[derive(Serialize, Deserialize)]
enum Root<'r> {
    Alike { gas_used: u64, events: u32, objects: Cow<'r, [Touch]>, objects_cut: bool, children: Cow<'r, [CallFrame]> },
    Other(Cow<'r, CallFrame>),
}

/// Writes receipts. What a receipt says as the one before it did is not encoded again.
#[derive(Debug, Default)]
pub(crate) struct ReceiptWriter {
    called: Last<(Address, Name, Arc<[Param]>)>,
    sender: Last<Address>,
    ended: Last<(Option<Status>, Vec<u8>)>,
    gas: Last<GasReport>,
    root: Last<(u64, u32, Vec<Touch>, bool)>,
}

/// The edition of a list of no events, which has one encoding.
const NO_EVENTS: u64 = 1;

/// What was encoded last, and its encoding.
#[derive(Debug, Default)]
struct Last<T> {
    what: T,
    bytes: Vec<u8>,
    /// No two encodings of this process share it; 0 where there is none.
    edition: u64,
}

impl<T> Last<T> {
    /// Adds the encoding of what `is` says yes to as a part, if that was encoded last, or of what `renew` leaves.
    fn add_to(
        &mut self,
        parts: &mut Parts<'_>,
        is: impl FnOnce(&T) -> bool,
        renew: impl FnOnce(&mut T, &mut Vec<u8>) -> Result<(), CodecError>,
    ) -> Result<(), CodecError> {
        static EDITIONS: AtomicU64 = AtomicU64::new(NO_EVENTS + 1);
        if self.edition == 0 || !is(&self.what) {
            self.bytes.clear();
            self.edition = 0;
            renew(&mut self.what, &mut self.bytes)?;
            self.edition = EDITIONS.fetch_add(1, Ordering::Relaxed);
        }
        parts.add_edition(self.edition, &self.bytes);
        Ok(())
    }
}

impl ReceiptWriter {
    /// Adds the stored form of `receipt` to `parts`: what other receipts of the same function repeat is a part.
    ///
    /// # Errors
    /// [`EngineError::Codec`] for one too large to store.
    pub(crate) fn write(&mut self, receipt: &Receipt, parts: &mut Parts<'_>) -> Result<(), EngineError> {
        self.called(receipt, parts)?;
        self.sender(&receipt.sender, parts)?;
        parts.add(|bytes| codec::encode_compact_into(&receipt.block, bytes))?;
        self.ended(receipt, parts)?;
        self.gas(&receipt.gas, parts)?;
        if receipt.events.is_empty() {
            parts.add_edition(NO_EVENTS, &[0]);
        } else {
            let events = StoredEvents { events: &receipt.events, called: &receipt.contract };
            parts.add(|bytes| codec::encode_compact_into(&events, bytes))?;
        }
        match Root::of(receipt) {
            Root::Alike { gas_used, events, objects, objects_cut, children } if children.is_empty() => {
                self.leaf((gas_used, events, objects_cut), &objects, parts)?;
            }
            root => parts.add(|bytes| codec::encode_compact_into(&root, bytes))?,
        }
        Ok(())
    }

    fn called(&mut self, receipt: &Receipt, parts: &mut Parts<'_>) -> Result<(), CodecError> {
        let Receipt { contract, function, outputs, .. } = receipt;
        self.called.add_to(
            parts,
            |(c, f, o)| c == contract && f == function && Arc::ptr_eq(o, outputs),
            |last, bytes| {
                last.0 = *contract;
                last.1.clone_from(function);
                last.2 = outputs.clone();
                let (function, outputs) = (Cow::Borrowed(function.as_str()), Cow::Borrowed(&**outputs));
                codec::encode_compact_into(&Called { contract: *contract, function, outputs }, bytes)
            },
        )
    }

    fn sender(&mut self, sender: &Address, parts: &mut Parts<'_>) -> Result<(), CodecError> {
        self.sender.add_to(
            parts,
            |last| last == sender,
            |last, bytes| {
                *last = *sender;
                codec::encode_compact_into(sender, bytes)
            },
        )
    }

    fn ended(&mut self, receipt: &Receipt, parts: &mut Parts<'_>) -> Result<(), CodecError> {
        let Receipt { status, output, .. } = receipt;
        self.ended.add_to(
            parts,
            |(s, o)| s.as_ref() == Some(status) && o == output,
            |last, bytes| {
                last.0 = Some(status.clone());
                last.1.clone_from(output);
                let ended = Ended { status: Cow::Borrowed(status), output: Cow::Borrowed(output) };
                codec::encode_compact_into(&ended, bytes)
            },
        )
    }

    fn gas(&mut self, gas: &GasReport, parts: &mut Parts<'_>) -> Result<(), CodecError> {
        self.gas.add_to(
            parts,
            |last| last == gas,
            |last, bytes| {
                last.clone_from(gas);
                codec::encode_compact_into(gas, bytes)
            },
        )
    }

    /// A root that called nobody.
    fn leaf(
        &mut self,
        (gas_used, events, cut): (u64, u32, bool),
        objects: &[Touch],
        parts: &mut Parts<'_>,
    ) -> Result<(), CodecError> {
        self.root.add_to(
            parts,
            |(g, e, o, c)| (*g, *e, *c) == (gas_used, events, cut) && o == objects,
            |last, bytes| {
                (last.0, last.1, last.3) = (gas_used, events, cut);
                last.2.clear();
                last.2.extend_from_slice(objects);
                let (objects, children) = (Cow::Borrowed(objects), Cow::default());
                let root = Root::Alike { gas_used, events, objects, objects_cut: cut, children };
                codec::encode_compact_into(&root, bytes)
            },
        )
    }
}

/// The receipt called `hash` that is stored as `bytes`.
///
/// # Errors
/// [`EngineError::Codec`] where they are no receipt.
pub(crate) fn read(hash: Hash, bytes: &[u8]) -> Result<Receipt, EngineError> {
    let Stored { called, sender, block, ended, gas, events, root } = codec::decode_compact(bytes)?;
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
    use allod_state::{Journal, MemoryStorage};

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
            hash: Hash([[4; 24].as_slice(), &5_u64.to_be_bytes()].concat().try_into().unwrap()),
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

    fn stored_by(writer: &mut ReceiptWriter, receipt: &Receipt) -> Vec<u8> {
        let mut journal = Journal::new(Arc::new(MemoryStorage::new()));
        journal.receipts().write(&receipt.hash, |parts| writer.write(receipt, parts)).unwrap();
        journal.receipts().get(&receipt.hash).unwrap().unwrap()
    }

    fn stored(receipt: &Receipt) -> Vec<u8> {
        stored_by(&mut ReceiptWriter::default(), receipt)
    }

    fn comes_back(receipt: &Receipt) -> usize {
        let bytes = stored(receipt);
        assert_eq!(read(receipt.hash, &bytes).unwrap(), *receipt);
        assert!(read(receipt.hash, &bytes[..bytes.len() - 1]).is_err());
        bytes.len()
    }

    #[test]
    fn the_stored_bytes_never_change() {
        let name = |n: u8| format!("fe{}fc{}", hex(&[n; 16]), hex(&[n; 4]));
        let (one, two, ten) = (name(1), name(2), name(10));
        let touch = format!("01fe{}fe{}020000", hex(&[3; 16]), hex(&[3; 16]));
        let event = "045061696401016e09050700000000000000";
        let parts = [
            format!("{one}0350617900{two}060e080003090909"),
            format!("fd0000000000010000fb20030a00640200{event}01{ten}{event}"),
            format!("00fb840301{}01{one}03506179{two}fd0000000000010000fb84030001{touch}", &touch[..touch.len() - 2]),
        ];
        assert_eq!(hex(&stored(&receipt())), parts.concat());
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn what_was_written_before_changes_nothing() {
        let plain = receipt();
        let leaf = Receipt { trace: CallFrame { children: Vec::new(), ..plain.trace.clone() }, ..plain.clone() };
        type Change = fn(&mut Receipt);
        let changes: [Change; 16] = [
            |_| {},
            |receipt| receipt.contract = Address([13; 20]),
            |receipt| receipt.sender = Address([14; 20]),
            |receipt| receipt.status = Status::OutOfGas,
            |receipt| receipt.output[0] += 1,
            |receipt| receipt.output.clear(),
            |receipt| receipt.events.clear(),
            |receipt| receipt.function.push('s'),
            |receipt| receipt.outputs = Arc::new([Param { name: "n".into(), ty: allod_core::Type::U64 }]),
            |receipt| receipt.gas.used += 1,
            |receipt| receipt.gas.host.push((allod_core::HostOp::Call, 1)),
            |receipt| receipt.trace.gas_used += 1,
            |receipt| receipt.trace.events += 1,
            |receipt| receipt.trace.objects[0].what = Touched::Read,
            |receipt| receipt.trace.objects.clear(),
            |receipt| receipt.trace.objects_cut = true,
        ];
        let mut writer = ReceiptWriter::default();
        for receipt in [&plain, &leaf] {
            for change in changes {
                let mut other = receipt.clone();
                change(&mut other);
                for receipt in [receipt, &other, &other, receipt] {
                    assert_eq!(stored_by(&mut writer, receipt), stored(receipt));
                }
            }
        }
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
