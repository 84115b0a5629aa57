//! Receipts: the result, the gas, the events, the failure in words.

use crate::explanation;
use crate::exports::guard::guard;
use crate::exports::memory::Place;
use crate::exports::types::{AllodBuffer, AllodReceipt};
use crate::failure::{AllodStatus, Failure};
use crate::handles::{Buffer, TABLE};
use allod_vm::Receipt;
use serde_json::Value as Json;

/// Puts a buffer with what `part` makes of a receipt at `buffer`.
///
/// # Safety
/// `buffer` is null or writable memory.
unsafe fn part<T: Into<Vec<u8>>>(
    receipt: AllodReceipt,
    buffer: *mut AllodBuffer,
    part: fn(&Receipt) -> Result<T, Failure>,
) -> AllodStatus {
    guard(|| {
        // SAFETY: the caller vouches for it.
        let place = unsafe { Place::new("a buffer", buffer) }?;
        let receipt = TABLE.get::<Receipt>(receipt.id)?;
        let bytes = part(&receipt)?;
        place.set(AllodBuffer { id: TABLE.insert(Buffer::new(bytes))? });
        Ok(())
    })
}

/// Result of a call as JSON, decoded by the contract's ABI: `null` for none, the value for one, a list for several.
///
/// # Safety
/// `result` is null or writable memory.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn allod_receipt_result(receipt: AllodReceipt, result: *mut AllodBuffer) -> AllodStatus {
    // SAFETY: the caller vouches for it.
    unsafe {
        part(receipt, result, |receipt| {
            receipt.values()?;
            Ok(receipt.result_json().to_string())
        })
    }
}

/// Result of a call as the bytes that the contract gave; empty where it failed.
///
/// # Safety
/// `output` is null or writable memory.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn allod_receipt_output(receipt: AllodReceipt, output: *mut AllodBuffer) -> AllodStatus {
    // SAFETY: the caller vouches for it.
    unsafe { part(receipt, output, |receipt| Ok(receipt.output.clone())) }
}

/// Events of a call, as a JSON list; empty where it failed.
///
/// # Safety
/// `events` is null or writable memory.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn allod_receipt_events(receipt: AllodReceipt, events: *mut AllodBuffer) -> AllodStatus {
    // SAFETY: the caller vouches for it.
    unsafe {
        part(receipt, events, |receipt| {
            Ok(receipt.events.iter().map(Receipt::event_json).collect::<Json>().to_string())
        })
    }
}

/// All of a receipt, as a JSON object: `hash`, `status`, `result`, `gas_used`, `gas`, `events`, `error` and more.
///
/// # Safety
/// `json` is null or writable memory.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn allod_receipt_json(receipt: AllodReceipt, json: *mut AllodBuffer) -> AllodStatus {
    // SAFETY: the caller vouches for it.
    unsafe { part(receipt, json, |receipt| Ok(receipt.to_json().to_string())) }
}

/// A receipt in lines for people: the status, the calls that failed or were denied something, the debug log.
///
/// # Safety
/// `words` is null or writable memory.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn allod_receipt_explain(receipt: AllodReceipt, words: *mut AllodBuffer) -> AllodStatus {
    // SAFETY: the caller vouches for it.
    unsafe { part(receipt, words, |receipt| Ok(explanation::explain(receipt))) }
}

/// Gas that a call used.
///
/// # Safety
/// `gas` is null or writable memory.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn allod_receipt_gas(receipt: AllodReceipt, gas: *mut u64) -> AllodStatus {
    guard(|| {
        // SAFETY: the caller vouches for it.
        let place = unsafe { Place::new("gas", gas) }?;
        place.set(TABLE.get::<Receipt>(receipt.id)?.gas.used);
        Ok(())
    })
}

/// Frees a receipt.
#[unsafe(no_mangle)]
pub extern "C" fn allod_receipt_free(receipt: AllodReceipt) -> AllodStatus {
    guard(|| TABLE.remove::<Receipt>(receipt.id).map(drop))
}
