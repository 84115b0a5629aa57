//! Trace: who called whom, drawn as a tree.

use crate::report::figures::{duration, readable, thousands};
use crate::screen::page::Page;
use crate::screen::printable::{printable, word};
use allod_core::Address;
use allod_vm::{CallFrame, Receipt, Transfer, TransferKind};
use serde_json::{Value as Json, json};
use unicode_width::UnicodeWidthStr;

/// Draws the frames of `receipt`, a line each: contract and function, the value that was attached, how it ended, gas and time
/// with its callees included. What it was denied and the money that it moved stand below it. `name` says what an address is
/// called.
pub(crate) fn draw(receipt: &Receipt, name: &Names<'_>) -> Page {
    let mut drawing = Drawing { transfers: &receipt.transfers, name, position: 0, rows: Vec::new() };
    drawing.collect(&receipt.trace, "", "");
    let rows = drawing.rows;
    let width = rows.iter().map(|row| row.0.width()).max().unwrap_or(0);
    let gas = rows.iter().map(|row| row.1.len()).max().unwrap_or(0);
    let line = |(label, used, rest): &(String, String, String)| {
        let padding = " ".repeat(width.saturating_sub(label.width()));
        match used.is_empty() {
            true => format!("{label}{padding}  {used:>gas$}      {rest}").trim_end().to_owned(),
            false => format!("{label}{padding}  {used:>gas$} gas  {rest}").trim_end().to_owned(),
        }
    };
    rows.iter().map(line).collect()
}

/// Names of addresses that have one.
pub(crate) type Names<'n> = dyn Fn(&Address) -> Option<String> + 'n;

/// Label, gas or nothing, and what is said beside it.
type Row = (String, String, String);

/// Characters of a reason that the tree has room for. The receipt has all of it.
const REASON: usize = 64;
/// As [`REASON`], of a denial, which has a line of its own: the operation, who may, who asked, and the object.
const DENIAL: usize = 160;

/// Rows of a tree that is being drawn.
struct Drawing<'d> {
    transfers: &'d [Transfer],
    name: &'d Names<'d>,
    /// Position of the next frame.
    position: u32,
    rows: Vec<Row>,
}

impl Drawing<'_> {
    fn collect(&mut self, frame: &CallFrame, first: &str, rest: &str) {
        let (name, position) = (self.name, self.position);
        self.position += 1;
        let function = if frame.function.is_empty() { "(deploy)".to_owned() } else { word(&frame.function) };
        let value = if frame.value == 0 { String::new() } else { format!(" with {}", thousands(frame.value)) };
        let label = readable(&format!("{first}{}.{function}{value}", frame.contract), true, name);
        let time = frame.elapsed_ns.map(duration);
        let ended =
            (!frame.status.is_success()).then(|| shorten(&readable(&frame.status.to_string(), true, name), REASON));
        self.rows.push((
            label,
            thousands(frame.gas_used),
            time.into_iter().chain(ended).collect::<Vec<_>>().join("  "),
        ));
        let last = frame.children.len().saturating_sub(1);
        let below = if frame.children.is_empty() { "   " } else { "│  " };
        for denial in &frame.denials {
            let why = shorten(&readable(&denial.to_string(), true, name), DENIAL);
            self.rows.push((format!("{rest}{below}denied"), String::new(), why));
        }
        for moved in self.transfers.iter().filter(|moved| moved.frame == position) {
            self.rows.push((format!("{rest}{below}{}", moved.kind), String::new(), transfer(moved, name)));
        }
        if frame.refusals_cut {
            self.rows.push((
                format!("{rest}{below}and more"),
                String::new(),
                "refused or denied, not listed".to_owned(),
            ));
        }
        for (i, child) in frame.children.iter().enumerate() {
            let (corner, below) = if i == last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
            self.collect(child, &format!("{rest}{corner}"), &format!("{rest}{below}"));
        }
    }
}

/// A transfer, in a line: the amount, who had it and who got it.
fn transfer(moved: &Transfer, name: &Names<'_>) -> String {
    let Transfer { from, to, amount, kind, .. } = moved;
    let text = match kind {
        TransferKind::Burn => format!("{} of {from}", thousands(*amount)),
        _ => format!("{} from {from} to {to}", thousands(*amount)),
    };
    readable(&text, true, name)
}

fn shorten(reason: &str, most: usize) -> String {
    let reason = printable(reason);
    match reason.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &reason[..end]),
        None => reason,
    }
}

/// The same tree for scripts.
pub(crate) fn to_json(frame: &CallFrame) -> Json {
    json!({
        "contract": frame.contract,
        "function": frame.function,
        "sender": frame.sender,
        "value": frame.value,
        "status": frame.status.to_string(),
        "gas_limit": frame.gas_limit,
        "gas_used": frame.gas_used,
        "elapsed_ns": frame.elapsed_ns,
        "denials": frame.denials.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "refusals_cut": frame.refusals_cut,
        "children": frame.children.iter().map(to_json).collect::<Vec<_>>(),
    })
}
