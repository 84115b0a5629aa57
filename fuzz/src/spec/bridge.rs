//! Bridges: functions that take and give integers with the bits of the floats and vectors of another.

use allod_testing::modules::surgery::length;
use wasmparser::ValType;

const I32: u8 = 0x7f;
const I64: u8 = 0x7e;
const GET: u8 = 0x20;
const SET: u8 = 0x21;
const CALL: u8 = 0x10;
const GLOBAL_GET: u8 = 0x23;
const END: u8 = 0x0b;
const SPLAT: &[u8] = &[0xfd, 18];
const REPLACE_LANE_1: &[u8] = &[0xfd, 30, 1];
const EXTRACT_LANE_0: &[u8] = &[0xfd, 29, 0];
const EXTRACT_LANE_1: &[u8] = &[0xfd, 29, 1];

/// Whether a value is an integer as it is.
pub fn is_whole(ty: &ValType) -> bool {
    matches!(ty, ValType::I32 | ValType::I64)
}

/// The integers that values of `types` cross as, as encoded; a vector as two. `None` for references.
pub fn integers(types: &[ValType]) -> Option<Vec<u8>> {
    let mut integers = Vec::new();
    for ty in types {
        match ty {
            ValType::I32 | ValType::F32 => integers.push(I32),
            ValType::I64 | ValType::F64 => integers.push(I64),
            ValType::V128 => integers.extend([I64, I64]),
            ValType::Ref(_) => return None,
        }
    }
    Some(integers)
}

/// Where a bridge has its results from: a function or a global, by index.
#[derive(Clone, Copy, Debug)]
pub enum From {
    /// A function.
    Function(u32),
    /// A global.
    Global(u32),
}

/// The body of a bridge, which gives all `results`, or `only` one of the numbers they are.
pub fn body(params: &[ValType], results: &[ValType], from: From, only: Option<usize>) -> Vec<u8> {
    let get = |local: usize| [&[GET][..], &length(local)].concat();
    // Each result has a local behind the parameters.
    let given = integers(params).map_or(0, |integers| integers.len());
    let mut out = length(results.len());
    out.extend(results.iter().flat_map(|ty| [1, encoded(*ty)]));
    let mut at = 0;
    for ty in params {
        out.extend(get(at));
        at += 1;
        match ty {
            ValType::F32 => out.push(0xbe),
            ValType::F64 => out.push(0xbf),
            ValType::V128 => {
                out.extend([SPLAT, &get(at), REPLACE_LANE_1].concat());
                at += 1;
            }
            _ => {}
        }
    }
    let (operator, index) = match from {
        From::Function(index) => (CALL, index),
        From::Global(index) => (GLOBAL_GET, index),
    };
    out.push(operator);
    out.extend(length(index as usize));
    out.extend((0..results.len()).rev().flat_map(|i| [&[SET][..], &length(given + i)].concat()));
    let mut numbers = Vec::new();
    for (i, ty) in results.iter().enumerate() {
        let lanes: &[&[u8]] = match ty {
            ValType::F32 => &[&[0xbc]],
            ValType::F64 => &[&[0xbd]],
            ValType::V128 => &[EXTRACT_LANE_0, EXTRACT_LANE_1],
            _ => &[&[]],
        };
        numbers.extend(lanes.iter().map(|lane| [&get(given + i), *lane].concat()));
    }
    let wanted = |(i, _): &(usize, _)| only.is_none_or(|only| only == *i);
    out.extend(numbers.into_iter().enumerate().filter(wanted).flat_map(|(_, number)| number));
    out.push(END);
    out
}

fn encoded(ty: ValType) -> u8 {
    match ty {
        ValType::I32 => I32,
        ValType::I64 => I64,
        ValType::F32 => 0x7d,
        ValType::F64 => 0x7c,
        ValType::V128 | ValType::Ref(_) => 0x7b,
    }
}
