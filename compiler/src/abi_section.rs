//! ABI section: the ABI inside a module, one custom section of JSON.

use crate::CompileError;
use allod_core::Abi;
use allod_core::abi::{ABI_SECTION, MAX_ABI};
use wasmparser::{Parser, Payload};

/// The ABI that a module carries, if it does.
///
/// # Errors
/// [`CompileError::Abi`] for a section that is no ABI or longer than one may be, [`CompileError::Module`] for bytes that are no module.
pub fn abi_section(wasm: &[u8]) -> Result<Option<Abi>, CompileError> {
    for payload in Parser::new(0).parse_all(wasm) {
        match payload.map_err(|e| CompileError::Module { pass: "abi", why: e.to_string() })? {
            Payload::CustomSection(section) if section.name() == ABI_SECTION => {
                let given = section.data().len();
                if given > MAX_ABI {
                    return Err(allod_core::Error::Abi(format!("{given} bytes, the limit is {MAX_ABI}")).into());
                }
                return Ok(Some(Abi::from_json(section.data())?));
            }
            _ => {}
        }
    }
    Ok(None)
}

/// `wasm` with `abi` in it, at its end, in the place of any that it had before.
pub fn attach_abi(wasm: &[u8], abi: &Abi) -> Vec<u8> {
    let json = serde_json::to_vec(abi).unwrap_or_default();
    let mut body = Vec::new();
    leb128(ABI_SECTION.len(), &mut body);
    body.extend(ABI_SECTION.as_bytes());
    body.extend(json);
    let mut out = without(wasm);
    out.push(CUSTOM);
    leb128(body.len(), &mut out);
    out.extend(body);
    out
}

/// `wasm` without its ABI section. Bytes that are no module stay as they are.
fn without(wasm: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(wasm.len());
    let (mut from, mut before) = (0, 0);
    for payload in Parser::new(0).parse_all(wasm) {
        let Ok(payload) = payload else { return wasm.to_vec() };
        let Some((_, range)) = payload.as_section().or_else(|| match &payload {
            Payload::Version { range, .. } => Some((0, range.clone())),
            _ => None,
        }) else {
            continue;
        };
        if let Payload::CustomSection(section) = &payload
            && section.name() == ABI_SECTION
        {
            out.extend(wasm.get(from..before).unwrap_or_default());
            from = range.end as usize;
        }
        before = range.end as usize;
    }
    out.extend(wasm.get(from..).unwrap_or_default());
    out
}

/// The id of a custom section.
const CUSTOM: u8 = 0;

fn leb128(mut n: usize, out: &mut Vec<u8>) {
    while n >= 0x80 {
        out.push((n & 0x7f) as u8 | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}
