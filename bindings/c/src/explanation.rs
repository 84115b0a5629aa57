//! Explanation of a receipt, in lines for people: the status, the calls that led to a failure, what was denied, and what the
//! contracts left in the debug log.

use allod_vm::{CallFrame, Receipt};
use std::fmt::Write;

/// Frames that are shown, at most; a receipt may have as many as its gas pays for.
const FRAMES_MAX: usize = 32;

/// The receipt in words.
pub(crate) fn explain(receipt: &Receipt) -> String {
    let mut text = status(receipt);
    let telling = receipt.trace.walk().filter(|frame| is_telling(frame));
    for (shown, frame) in telling.enumerate() {
        if shown == FRAMES_MAX {
            text.push_str("\n…");
            break;
        }
        // Writing to a text fails never.
        let _ = write!(text, "\nin {} of contract {}: {}", frame.function, frame.contract, frame.status);
        for denial in &frame.denials {
            let _ = write!(text, "\n  denied: {denial}");
        }
    }
    let debug = String::from_utf8_lossy(&receipt.debug);
    for line in debug.lines() {
        let _ = write!(text, "\n  debug: {line}");
    }
    text
}

/// The status in words.
pub(crate) fn status(receipt: &Receipt) -> String {
    match receipt.contract_limit_met() {
        Some(limit) => format!("{}: the contract allows a call {limit} gas", receipt.status),
        None => receipt.status.to_string(),
    }
}

/// True if the frame failed, or was denied something.
fn is_telling(frame: &CallFrame) -> bool {
    !frame.status.is_success() || !frame.denials.is_empty()
}
