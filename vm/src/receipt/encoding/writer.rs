//! Receipt writer: sections that are the same as in the receipt before are not encoded again.

use super::{RootFrame, StoredEvent, StoredGas, StoredMoney, StoredResult, StoredTarget};
use crate::{EngineError, Fee, GasReport, Receipt};
use allod_core::{Address, CodecError, Event, Name, Param, Status, codec, eq_short};
use allod_security::Touch;
use allod_state::ReceiptSections;
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Writer of receipts: a delta encoding by section. A section that is the same as in the receipt before keeps its encoding
/// and its version, by which the store knows that it need not keep it twice.
#[derive(Debug, Default)]
pub(crate) struct ReceiptWriter {
    called: Section<Target>,
    sender: Section<Address>,
    ended: Section<End>,
    gas: Section<GasReport>,
    leaf: Section<Leaf>,
    money: Section<Price>,
}

/// Version of an empty list of events, which has one encoding.
const NO_EVENTS: u64 = 1;

/// Most bytes of output that the next receipt's is compared with: results are short or seldom the same.
const COMPARED_OUTPUT_MAX: usize = 256;

/// Section of the last receipt: a value, and its encoding.
#[derive(Debug, Default)]
struct Section<T> {
    value: T,
    bytes: Vec<u8>,
    /// No two encodings of this process share it; 0 where there is none.
    version: u64,
}

/// Contract and function that were called.
#[derive(Debug, Default)]
struct Target {
    contract: Address,
    function: Name,
    outputs: Arc<[Param]>,
}

/// Status and output.
#[derive(Debug, Default)]
struct End {
    status: Option<Status>,
    output: Vec<u8>,
}

/// Money of a transaction without transfers by contracts.
#[derive(Debug, Default)]
struct Price {
    intrinsic: u64,
    fee: Option<Fee>,
}

/// Root frame without children.
#[derive(Debug, Default)]
struct Leaf {
    gas_used: u64,
    events: u32,
    objects: Vec<Touch>,
    objects_cut: bool,
}

impl<T> Section<T> {
    /// Adds the section to `parts`. Its encoding is used again if the value `is` the same; else `renew` puts the new value and
    /// its encoding in their place.
    fn add_to(
        &mut self,
        parts: &mut ReceiptSections<'_>,
        is: impl FnOnce(&T) -> bool,
        renew: impl FnOnce(&mut T, &mut Vec<u8>) -> Result<(), CodecError>,
    ) -> Result<(), CodecError> {
        static VERSIONS: AtomicU64 = AtomicU64::new(NO_EVENTS + 1);
        if self.version == 0 || !is(&self.value) {
            self.bytes.clear();
            self.version = 0;
            renew(&mut self.value, &mut self.bytes)?;
            self.version = VERSIONS.fetch_add(1, Ordering::Relaxed);
        }
        parts.add_version(self.version, &self.bytes);
        Ok(())
    }
}

impl ReceiptWriter {
    /// Adds the stored form of `receipt` to `parts`, by sections.
    ///
    /// # Errors
    /// [`EngineError::Abi`] for a receipt without an encoding.
    // Not inlined, so that the caller can build the receipt in its place.
    #[inline(never)]
    pub(crate) fn write(&mut self, receipt: &Receipt, parts: &mut ReceiptSections<'_>) -> Result<(), EngineError> {
        self.called(receipt, parts)?;
        self.sender(&receipt.sender, parts)?;
        parts.add(|bytes| codec::encode_compact_into(&receipt.block, bytes))?;
        self.ended(receipt, parts)?;
        self.gas(&receipt.gas, parts)?;
        if receipt.events.is_empty() {
            parts.add_version(NO_EVENTS, &[0]);
        } else {
            let events = StoredEvents { events: &receipt.events, called: &receipt.contract };
            parts.add(|bytes| codec::encode_compact_into(&events, bytes))?;
        }
        match RootFrame::of(receipt) {
            RootFrame::Alike { gas_used, events, objects, objects_cut, children } if children.is_empty() => {
                self.leaf(gas_used, events, &objects, objects_cut, parts)?;
            }
            root => parts.add(|bytes| codec::encode_compact_into(&root, bytes))?,
        }
        match StoredMoney::of(receipt) {
            None => Ok(()),
            Some(money) => Ok(self.money(&money, parts)?),
        }
    }

    fn called(&mut self, receipt: &Receipt, parts: &mut ReceiptSections<'_>) -> Result<(), CodecError> {
        let Receipt { contract, function, outputs, .. } = receipt;
        self.called.add_to(
            parts,
            |last| {
                last.contract == *contract
                    && eq_short(last.function.as_bytes(), function.as_bytes())
                    && Arc::ptr_eq(&last.outputs, outputs)
            },
            |last, bytes| {
                last.contract = *contract;
                last.function.clone_from(function);
                last.outputs = outputs.clone();
                let (function, outputs) = (Cow::Borrowed(function.as_str()), Cow::Borrowed(&**outputs));
                codec::encode_compact_into(&StoredTarget { contract: *contract, function, outputs }, bytes)
            },
        )
    }

    fn sender(&mut self, sender: &Address, parts: &mut ReceiptSections<'_>) -> Result<(), CodecError> {
        self.sender.add_to(
            parts,
            |last| last == sender,
            |last, bytes| {
                *last = *sender;
                codec::encode_compact_into(sender, bytes)
            },
        )
    }

    fn ended(&mut self, receipt: &Receipt, parts: &mut ReceiptSections<'_>) -> Result<(), CodecError> {
        let Receipt { status, output, .. } = receipt;
        let ended = StoredResult { status: Cow::Borrowed(status), output: Cow::Borrowed(output) };
        if output.len() > COMPARED_OUTPUT_MAX {
            return parts.add(|bytes| codec::encode_compact_into(&ended, bytes));
        }
        self.ended.add_to(
            parts,
            |last| last.status.as_ref() == Some(status) && eq_short(&last.output, output),
            |last, bytes| {
                last.status = Some(status.clone());
                last.output.clone_from(output);
                codec::encode_compact_into(&ended, bytes)
            },
        )
    }

    fn gas(&mut self, gas: &GasReport, parts: &mut ReceiptSections<'_>) -> Result<(), CodecError> {
        self.gas.add_to(
            parts,
            |last| last == gas,
            |last, bytes| {
                last.clone_from(gas);
                codec::encode_compact_into(&StoredGas::of(gas), bytes)
            },
        )
    }

    fn money(&mut self, money: &StoredMoney<'_>, parts: &mut ReceiptSections<'_>) -> Result<(), CodecError> {
        let StoredMoney { intrinsic, fee, transfers, transfers_cut: _ } = money;
        if !transfers.is_empty() {
            return parts.add(|bytes| codec::encode_compact_into(money, bytes));
        }
        self.money.add_to(
            parts,
            |last| (last.intrinsic, last.fee) == (*intrinsic, *fee),
            |last, bytes| {
                (last.intrinsic, last.fee) = (*intrinsic, *fee);
                codec::encode_compact_into(money, bytes)
            },
        )
    }

    /// Adds a root frame without children.
    fn leaf(
        &mut self,
        gas_used: u64,
        events: u32,
        objects: &[Touch],
        objects_cut: bool,
        parts: &mut ReceiptSections<'_>,
    ) -> Result<(), CodecError> {
        self.leaf.add_to(
            parts,
            |last| {
                (last.gas_used, last.events, last.objects_cut) == (gas_used, events, objects_cut)
                    && last.objects == objects
            },
            |last, bytes| {
                (last.gas_used, last.events, last.objects_cut) = (gas_used, events, objects_cut);
                last.objects.clear();
                last.objects.extend_from_slice(objects);
                let (objects, children) = (Cow::Borrowed(objects), Cow::default());
                let root = RootFrame::Alike { gas_used, events, objects, objects_cut, children };
                codec::encode_compact_into(&root, bytes)
            },
        )
    }
}

/// Events of a receipt: a list of [`StoredEvent`].
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
