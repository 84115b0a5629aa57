//! Encoding of a receipt in the store: without the hash that is its key, and without repetition.
//!
//! A chain keeps its receipts for ever, and writes one for every transaction. Most of the outermost frame of a trace, and the
//! contract of most events, are in the receipt anyway.

#[cfg(test)]
mod tests;
mod writer;

pub(crate) use writer::ReceiptWriter;

use crate::{BlockContext, EngineError, Fee, GasReport, Receipt, Transfer, TransferKind};
use allod_core::{Address, Attributes, Event, Hash, HostOp, Name, Param, Status, codec};
use allod_security::{CallFrame, Touch};
use allod_state::receipts::number_of;
use serde::{Deserialize, Deserializer, Serialize};
use std::borrow::Cow;

/// Stored receipt. Its parts are borrowed when it is written, and owned when it is read. The number of the transaction is in
/// its hash.
#[derive(Serialize, Deserialize)]
struct StoredReceipt<'r> {
    called: StoredTarget<'r>,
    sender: Address,
    block: BlockContext,
    ended: StoredResult<'r>,
    gas: StoredGas<'r>,
    events: Vec<StoredEvent<'r>>,
    root: RootFrame<'r>,
}

/// Gas, without that of the transaction as such.
#[derive(Serialize, Deserialize)]
struct StoredGas<'r> {
    limit: u64,
    used: u64,
    instructions: u64,
    host: Cow<'r, [(HostOp, u64)]>,
    refunded: u64,
}

/// Money of a transaction, behind everything else. A receipt without any ends before it, as all did before there were fees.
#[derive(Default, Serialize, Deserialize)]
struct StoredMoney<'r> {
    /// Gas of the transaction as such.
    intrinsic: u64,
    fee: Option<Fee>,
    /// Transfers by contracts. Those of the fee follow from it.
    transfers: Cow<'r, [Transfer]>,
    transfers_cut: bool,
}

/// Contract and function called, and the types of its results.
#[derive(Serialize, Deserialize)]
struct StoredTarget<'r> {
    contract: Address,
    function: Cow<'r, str>,
    outputs: Cow<'r, [Param]>,
}

/// Status and output.
#[derive(Serialize, Deserialize)]
struct StoredResult<'r> {
    status: Cow<'r, Status>,
    #[serde(serialize_with = "serde_bytes::serialize", deserialize_with = "bytes")]
    output: Cow<'r, [u8]>,
}

/// Event, with its contract where that is not the one that was called.
#[derive(Serialize, Deserialize)]
struct StoredEvent<'r> {
    contract: Option<Address>,
    name: Cow<'r, str>,
    attributes: Cow<'r, Attributes>,
}

/// Outermost frame of the trace: only the part that is not in the receipt, where they agree in the rest and the frame has
/// nothing that is rare (an attached value, a denial).
#[derive(Serialize, Deserialize)]
enum RootFrame<'r> {
    Alike { gas_used: u64, events: u32, objects: Cow<'r, [Touch]>, objects_cut: bool, children: Cow<'r, [CallFrame]> },
    Other(Cow<'r, CallFrame>),
}

/// Decodes the receipt of `hash`.
///
/// # Errors
/// [`EngineError::CorruptStore`] where they are no receipt.
pub(crate) fn read(hash: Hash, mut bytes: &[u8]) -> Result<Receipt, EngineError> {
    let corrupt = |error| EngineError::CorruptStore(format!("receipt {hash}: {error}"));
    let StoredReceipt { called, sender, block, ended, gas, events, root } =
        codec::decode_compact_first(&mut bytes).map_err(corrupt)?;
    let money = match bytes {
        [] => StoredMoney::default(),
        bytes => codec::decode_compact(bytes).map_err(corrupt)?,
    };
    let StoredMoney { intrinsic, fee, transfers, transfers_cut } = money;
    let fee_transfers = fee.iter().flat_map(|fee| fee.transfers(sender));
    let transfers = transfers.iter().copied().chain(fee_transfers).collect();
    let StoredTarget { contract, function, outputs } = called;
    let (function, status, gas) = (Name::from(function), ended.status.into_owned(), gas.report(intrinsic));
    let event = |event: StoredEvent<'_>| Event {
        contract: event.contract.unwrap_or(contract),
        name: event.name.into(),
        attributes: event.attributes.into_owned(),
    };
    let trace = match root {
        RootFrame::Alike { gas_used, events, objects, objects_cut, children } => CallFrame {
            contract,
            function: function.clone(),
            sender,
            value: 0,
            gas_limit: gas.limit.saturating_sub(gas.intrinsic),
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
        RootFrame::Other(frame) => frame.into_owned(),
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
        fee,
        events: events.into_iter().map(event).collect(),
        transfers,
        transfers_cut,
        trace,
        debug: Vec::new(),
    })
}

fn bytes<'r, 'de, D: Deserializer<'de>>(deserializer: D) -> Result<Cow<'r, [u8]>, D::Error> {
    serde_bytes::deserialize::<Vec<u8>, D>(deserializer).map(Cow::Owned)
}

impl<'r> StoredGas<'r> {
    fn of(gas: &'r GasReport) -> Self {
        let GasReport { limit, used, intrinsic: _, instructions, ref host, refunded } = *gas;
        Self { limit, used, instructions, host: Cow::Borrowed(host), refunded }
    }

    fn report(self, intrinsic: u64) -> GasReport {
        let Self { limit, used, instructions, host, refunded } = self;
        GasReport { limit, used, intrinsic, instructions, host: host.into_owned(), refunded }
    }
}

impl<'r> StoredMoney<'r> {
    /// Money of `receipt`; `None` if there is none.
    fn of(receipt: &'r Receipt) -> Option<Self> {
        let Receipt { gas, fee, transfers, transfers_cut, .. } = receipt;
        let of_contracts = |transfer: &Transfer| matches!(transfer.kind, TransferKind::Value | TransferKind::Transfer);
        let own = transfers.partition_point(of_contracts);
        if fee.is_none() && own == 0 && gas.intrinsic == 0 {
            return None;
        }
        let transfers = Cow::Borrowed(&transfers[..own]);
        Some(Self { intrinsic: gas.intrinsic, fee: *fee, transfers, transfers_cut: *transfers_cut })
    }
}

impl<'r> StoredEvent<'r> {
    fn of(event: &'r Event, called: &Address) -> Self {
        let Event { contract, name, attributes } = event;
        let contract = Some(*contract).filter(|contract| contract != called);
        Self { contract, name: Cow::Borrowed(name), attributes: Cow::Borrowed(attributes) }
    }
}

impl<'r> RootFrame<'r> {
    fn of(receipt: &'r Receipt) -> Self {
        let frame = &receipt.trace;
        let said = (&frame.contract, &frame.function, &frame.sender, frame.gas_limit, &frame.status);
        let seldom = frame.value != 0 || frame.refusals_cut || !frame.denials.is_empty();
        let gas_limit = receipt.gas.limit.saturating_sub(receipt.gas.intrinsic);
        if seldom || said != (&receipt.contract, &receipt.function, &receipt.sender, gas_limit, &receipt.status) {
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
