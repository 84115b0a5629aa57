//! Receipts as they are written: what one says as the one before it did is not encoded again.

use super::{Called, Ended, Root, StoredEvent};
use crate::{EngineError, GasReport, Receipt};
use allod_core::{Address, CodecError, Event, Name, Param, Status, codec, eq_short};
use allod_security::Touch;
use allod_state::ReceiptSections;
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

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

/// Bytes of output that the next receipt is compared with, at most: answers are short or seldom the same.
const SHORT_OUTPUT: usize = 256;

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
        parts: &mut ReceiptSections<'_>,
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
        parts.add_version(self.edition, &self.bytes);
        Ok(())
    }
}

impl ReceiptWriter {
    /// Adds the stored form of `receipt` to `parts`: what other receipts of the same function repeat is a part.
    ///
    /// # Errors
    /// [`EngineError::Codec`] for one too large to store.
    // Apart, so that what calls it can make the receipt where it is wanted.
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
        match Root::of(receipt) {
            Root::Alike { gas_used, events, objects, objects_cut, children } if children.is_empty() => {
                self.leaf((gas_used, events, objects_cut), &objects, parts)?;
            }
            root => parts.add(|bytes| codec::encode_compact_into(&root, bytes))?,
        }
        Ok(())
    }

    fn called(&mut self, receipt: &Receipt, parts: &mut ReceiptSections<'_>) -> Result<(), CodecError> {
        let Receipt { contract, function, outputs, .. } = receipt;
        self.called.add_to(
            parts,
            |(c, f, o)| c == contract && eq_short(f.as_bytes(), function.as_bytes()) && Arc::ptr_eq(o, outputs),
            |last, bytes| {
                last.0 = *contract;
                last.1.clone_from(function);
                last.2 = outputs.clone();
                let (function, outputs) = (Cow::Borrowed(function.as_str()), Cow::Borrowed(&**outputs));
                codec::encode_compact_into(&Called { contract: *contract, function, outputs }, bytes)
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
        let ended = Ended { status: Cow::Borrowed(status), output: Cow::Borrowed(output) };
        if output.len() > SHORT_OUTPUT {
            return parts.add(|bytes| codec::encode_compact_into(&ended, bytes));
        }
        self.ended.add_to(
            parts,
            |(s, o)| s.as_ref() == Some(status) && eq_short(o, output),
            |last, bytes| {
                last.0 = Some(status.clone());
                last.1.clone_from(output);
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
                codec::encode_compact_into(gas, bytes)
            },
        )
    }

    /// A root that called nobody.
    fn leaf(
        &mut self,
        (gas_used, events, cut): (u64, u32, bool),
        objects: &[Touch],
        parts: &mut ReceiptSections<'_>,
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
