//! A receipt, as people and scripts read it.

use crate::failure::{Exit, Failure};
use crate::figures::{readable, thousands};
use crate::screen::Screen;
use crate::session::Session;
use crate::trace::{self, Names};
use allod_core::{Address, Event, Status, Value};
use allod_vm::{GasReport, Receipt};
use serde_json::{Value as Json, json};

/// Writes a receipt and answers the exit that goes with it.
pub(crate) fn receipt(
    screen: &Screen,
    session: &Session,
    receipt: &Receipt,
    with_trace: bool,
) -> Result<Exit, Failure> {
    let name = |address: &Address| session.name_of(address);
    match screen.is_json() {
        true => screen.line(to_json(receipt, with_trace))?,
        false => screen.line(to_text(receipt, with_trace, &name))?,
    }
    if !receipt.debug.is_empty() {
        screen.remark(format_args!("debug log: {}", String::from_utf8_lossy(&receipt.debug).trim_end()));
    }
    Ok(match receipt.is_success() {
        true => Exit::Done,
        false => Exit::ContractFailed,
    })
}

/// The receipt for scripts: the engine's own form, with the failure as an object.
pub(crate) fn to_json(receipt: &Receipt, with_trace: bool) -> Json {
    let mut json = receipt.to_json();
    json["error"] = match receipt.is_success() {
        true => Json::Null,
        false => json!({ "kind": json["status"], "message": receipt.status.to_string(), "exit_code": 1 }),
    };
    if with_trace {
        json["trace"] = trace::to_json(&receipt.trace);
    }
    json
}

/// The receipt for people.
pub(crate) fn to_text(receipt: &Receipt, with_trace: bool, name: &Names<'_>) -> String {
    let function = if receipt.function.is_empty() { "deploy" } else { &receipt.function };
    let mut lines = vec![match &receipt.status {
        Status::Success => format!("{function} → {}", result(receipt)),
        failed => format!("{function} ✗ {}", readable(&failed.to_string(), false, name)),
    }];
    lines.push(format!("  gas    {}", gas(&receipt.gas)));
    lines.extend(receipt.events.iter().map(|logged| format!("  event  {}", event(logged, name))));
    lines.push(format!("  hash   {}", receipt.hash));
    if with_trace {
        let tree = trace::draw(&receipt.trace, name);
        lines.extend(tree.lines().map(|line| format!("  {line}")));
    }
    lines.join("\n")
}

/// What a call gave back, in a line.
pub(crate) fn result(receipt: &Receipt) -> String {
    match receipt.values() {
        Ok(values) if values.is_empty() => "done".to_owned(),
        Ok(values) => values.iter().map(Value::to_string).collect::<Vec<_>>().join(", "),
        Err(_) => {
            format!("{} bytes that the ABI does not describe: {}", receipt.output.len(), hex::encode(&receipt.output))
        }
    }
}

/// Where gas went, in a line.
pub(crate) fn gas(report: &GasReport) -> String {
    let host: u64 = report.host_total();
    let parts = format!("instructions {} + host {}", thousands(report.instructions), thousands(host));
    match report.refunded {
        0 => format!("{} ({parts})", thousands(report.used)),
        refund => format!("{} ({parts} − refund {})", thousands(report.used), thousands(refund)),
    }
}

/// An event, in a line.
pub(crate) fn event(event: &Event, name: &Names<'_>) -> String {
    let attributes = event.attributes.iter().map(|(key, value)| format!("{key}={value}"));
    let parts = [event.contract.to_string(), event.name.to_string()].into_iter().chain(attributes);
    readable(&parts.collect::<Vec<_>>().join("  "), false, name)
}
