//! A receipt, as people and scripts read it.

pub(crate) mod figures;
pub(crate) mod stack;
pub(crate) mod trace;

use crate::failure::{Exit, Failure};
use crate::report::figures::{called, counted, readable, thousands};
use crate::screen::Screen;
use crate::screen::page::Page;
use crate::screen::printable::{printable_bytes, word};
use crate::session::Session;
use allod_core::{Event, HostOp, Status};
use allod_vm::{Explanation, Fee, GasReport, Receipt};
use serde_json::{Value as Json, json};
use trace::Names;

/// Parts of a receipt that are shown beside how the call ended.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shown {
    /// Trace: who called whom.
    pub(crate) trace: bool,
    /// The transaction's hash. What was only tried has none that could be asked for.
    pub(crate) hash: bool,
}

/// Writes a receipt and answers the exit that goes with it.
pub(crate) fn receipt(screen: &Screen, session: &Session, receipt: &Receipt, shown: Shown) -> Result<Exit, Failure> {
    explained(screen, session, receipt, None, shown)
}

/// Writes the receipt of a call, and where it failed if that is known.
pub(crate) fn explained(
    screen: &Screen,
    session: &Session,
    receipt: &Receipt,
    explanation: Option<&Explanation>,
    shown: Shown,
) -> Result<Exit, Failure> {
    if screen.is_json() {
        let mut json = to_json(receipt, shown);
        if let Some(explanation) = explanation {
            json["failures"] = stack::to_json(explanation);
        }
        screen.json(json)?;
    } else {
        let name = session.names_of_addresses();
        let mut page = to_page(receipt, shown, &name);
        if let Some(explanation) = explanation.filter(|explanation| shown.trace || stack::has_lines(explanation)) {
            page.append("  ", stack::draw(explanation, &name));
        }
        screen.page(&page)?;
    }
    warn_of_untaken(screen, receipt, receipt.trace.value);
    screen.remarks(&debug_lines(receipt).map(|line| format!("debug log: {}", printable_bytes(line))).collect());
    Ok(match receipt.is_success() {
        true => Exit::Done,
        false => Exit::ContractFailed,
    })
}

/// Warns where money was `attached` to a call that succeeded, and no function took any of it: it stays with the sender.
pub(crate) fn warn_of_untaken(screen: &Screen, receipt: &Receipt, attached: u64) {
    let taken = receipt.gas.host.iter().any(|(op, _)| *op == HostOp::Receive);
    if attached > 0 && receipt.is_success() && !taken {
        screen.warning(format_args!("the {} attached stay with the sender: no function took any", thousands(attached)));
    }
}

/// The receipt for scripts: the engine's own form, with the failure as an object, and the debug log.
pub(crate) fn to_json(receipt: &Receipt, shown: Shown) -> Json {
    let mut json = receipt.to_json();
    json["error"] = match receipt.is_success() {
        true => Json::Null,
        false => json!({ "kind": json["status"], "message": ended(receipt), "exit_code": 1 }),
    };
    json["debug"] = debug_lines(receipt)
        .map(|line| match std::str::from_utf8(line) {
            Ok(text) => json!(text),
            Err(_) => json!({ "bytes": hex::encode(line) }),
        })
        .collect();
    if !shown.hash {
        json["hash"] = Json::Null;
    }
    if shown.trace {
        json["trace"] = trace::to_json(&receipt.trace);
    }
    json
}

/// The receipt for people.
pub(crate) fn to_page(receipt: &Receipt, shown: Shown, name: &Names<'_>) -> Page {
    let function = if receipt.function.is_empty() { "deploy".to_owned() } else { word(&receipt.function) };
    let mut page = Page::line(match receipt.is_success() {
        true => format!("{function} → {}", result(receipt, name)),
        false => format!("{function} ✗ {}", readable(&ended(receipt), false, name)),
    });
    page.push(format_args!("  gas    {}", gas(&receipt.gas)));
    if let Some(Fee { gas_price, paid, burned, .. }) = receipt.fee {
        let [gas_price, paid, burned] = [gas_price, paid, burned].map(thousands);
        page.push(format_args!("  fee    {paid} ({gas_price} a gas, {burned} burned)"));
    }
    receipt.events.iter().for_each(|logged| page.push(format_args!("  event  {}", event(logged, name))));
    if shown.hash {
        page.push(format_args!("  hash   {}", receipt.hash));
    }
    if shown.trace {
        page.append("  ", trace::draw(receipt, name));
    }
    page
}

/// Ending of a call that did not succeed, in a line. One that ran out of gas says of how much.
pub(crate) fn ended(receipt: &Receipt) -> String {
    match (&receipt.status, receipt.contract_limit_met()) {
        (Status::OutOfGas, Some(limit)) => format!("out of gas: the contract allows a call {}", thousands(limit)),
        (Status::OutOfGas, None) => out_of_gas(receipt.gas.limit),
        (status, _) => status.to_string(),
    }
}

/// Words for a call that `limit` did not suffice for.
pub(crate) fn out_of_gas(limit: u64) -> String {
    format!("out of gas: the limit is {}; --gas-limit sets another", thousands(limit))
}

/// Result of a call, in a line.
pub(crate) fn result(receipt: &Receipt, name: &Names<'_>) -> String {
    match receipt.values() {
        Ok(values) if values.is_empty() => "done".to_owned(),
        Ok(values) => values.into_iter().map(|value| called(value, name)).collect::<Vec<_>>().join(", "),
        Err(_) => {
            let bytes = counted(receipt.output.len() as u64, "byte");
            format!("{bytes} that the ABI does not describe: {}", hex::encode(&receipt.output))
        }
    }
}

/// Gas by what it went into, in a line.
pub(crate) fn gas(report: &GasReport) -> String {
    let host: u64 = report.host_total();
    let mut parts = format!("instructions {} + host {}", thousands(report.instructions), thousands(host));
    if report.intrinsic > 0 {
        parts = format!("intrinsic {} + {parts}", thousands(report.intrinsic));
    }
    match report.refunded {
        0 => format!("{} ({parts})", thousands(report.used)),
        refund => format!("{} ({parts} − refund {})", thousands(report.used), thousands(refund)),
    }
}

/// An event, in a line.
pub(crate) fn event(event: &Event, name: &Names<'_>) -> String {
    let attributes = event.attributes.iter().map(|(key, value)| format!("{}={value}", word(key)));
    let parts = [event.contract.to_string(), word(&event.name)].into_iter().chain(attributes);
    readable(&parts.collect::<Vec<_>>().join("  "), false, name)
}

/// The lines of the debug log: those of an entry, and the next entry begins another.
fn debug_lines(receipt: &Receipt) -> impl Iterator<Item = &[u8]> {
    let log = receipt.debug.strip_suffix(b"\n").unwrap_or(&receipt.debug);
    log.split(|byte| *byte == b'\n').filter(|_| !receipt.debug.is_empty())
}
