//! What the suite wants of a call.

use allod_testing::machine::Ended;
use wasmparser::ValType;
use wast::core::{NanPattern, V128Pattern, WastArgCore, WastRetCore};
use wast::{WastArg, WastRet};

/// How a call ended: the numbers that crossed, or what kind of trap it was.
pub type End = Result<Vec<u64>, &'static str>;

/// The kind of a call that came to the end of its stack.
pub const STACK: &str = "stack";
/// The kind of a call that came to the end of its gas.
pub const GAS: &str = "gas";

/// What a call must come to.
#[derive(Clone, Copy, Debug)]
pub enum Wanted<'w> {
    /// It returns these.
    Values(&'w [WastRet<'w>]),
    /// It traps, in the suite's words.
    Trap(&'w str),
    /// It comes to the end of its stack.
    Exhaustion,
    /// It returns anything.
    Return,
}

impl Wanted<'_> {
    /// What it is counted as.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Values(_) => "assert_return",
            Self::Trap(_) => "assert_trap",
            Self::Exhaustion => "assert_exhaustion",
            Self::Return => "invoke",
        }
    }

    /// Whether a call of a function with `results` that ended so is as it is wanted.
    pub fn holds(&self, end: &End, results: &[ValType]) -> bool {
        match (self, end) {
            (Self::Values(wanted), Ok(words)) => {
                let mut left = &words[..];
                let same = wanted.len() == results.len();
                same && wanted.iter().all(|wanted| match wanted {
                    WastRet::Core(wanted) => matches(wanted, &mut left),
                    _ => false,
                }) && left.is_empty()
            }
            (Self::Trap(message), Err(kind)) => kind_of(message) == Some(*kind),
            (Self::Exhaustion, Err(kind)) => *kind == STACK,
            (Self::Return, end) => end.is_ok(),
            _ => false,
        }
    }
}

/// How a machine's call ended.
pub fn end(ended: &Ended) -> End {
    match &ended.results {
        _ if ended.gas < 0 => Err(GAS),
        _ if ended.stack < 0 => Err(STACK),
        results => results.clone(),
    }
}

/// An argument as the numbers that cross for it; `None` for references.
pub fn words(arg: &WastArg<'_>) -> Option<Vec<u64>> {
    let WastArg::Core(arg) = arg else { return None };
    Some(match arg {
        WastArgCore::I32(n) => vec![u64::from(*n as u32)],
        WastArgCore::I64(n) => vec![*n as u64],
        WastArgCore::F32(x) => vec![u64::from(x.bits)],
        WastArgCore::F64(x) => vec![x.bits],
        WastArgCore::V128(x) => {
            let bits = u128::from_le_bytes(x.to_le_bytes());
            vec![bits as u64, (bits >> 64) as u64]
        }
        _ => return None,
    })
}

/// The kind that machines give a trap which the suite describes so.
fn kind_of(message: &str) -> Option<&'static str> {
    const KINDS: [(&str, &str); 11] = [
        ("integer divide by zero", "division by zero"),
        ("integer overflow", "integer overflow"),
        ("invalid conversion to integer", "bad conversion"),
        ("out of bounds table access", "indirect call"),
        // Older scripts leave out of what.
        ("out of bounds", "memory"),
        ("unaligned atomic", "memory"),
        ("unreachable", "unreachable"),
        ("undefined", "indirect call"),
        ("uninitialized", "indirect call"),
        ("indirect call type mismatch", "indirect call"),
        ("call stack exhausted", STACK),
    ];
    KINDS.iter().find(|row| message.starts_with(row.0)).map(|row| row.1)
}

/// Whether the next of the numbers are `wanted`; takes them off.
fn matches(wanted: &WastRetCore<'_>, left: &mut &[u64]) -> bool {
    if let WastRetCore::Either(all) = wanted {
        let before = *left;
        return all.iter().any(|wanted| {
            *left = before;
            matches(wanted, left)
        });
    }
    let count = if matches!(wanted, WastRetCore::V128(_)) { 2 } else { 1 };
    let Some((words, rest)) = left.split_at_checked(count) else { return false };
    *left = rest;
    match wanted {
        WastRetCore::I32(n) => u64::from(*n as u32) == words[0],
        WastRetCore::I64(n) => *n as u64 == words[0],
        // A number of its own has the one NaN that the meter writes.
        WastRetCore::F32(NanPattern::Value(x)) => u64::from(x.bits) == words[0],
        WastRetCore::F32(_) => words[0] == 0x7fc0_0000,
        WastRetCore::F64(NanPattern::Value(x)) => x.bits == words[0],
        WastRetCore::F64(_) => words[0] == 0x7ff8_0000_0000_0000,
        WastRetCore::V128(pattern) => vector(pattern, u128::from(words[0]) | u128::from(words[1]) << 64),
        _ => false,
    }
}

fn vector(pattern: &V128Pattern, bits: u128) -> bool {
    let bytes = bits.to_le_bytes();
    let words = |i: usize| (bits >> (32 * i)) as u32;
    let longs = |i: usize| (bits >> (64 * i)) as u64;
    match pattern {
        V128Pattern::I8x16(lanes) => lanes.map(|lane| lane as u8) == bytes,
        V128Pattern::I16x8(lanes) => {
            lanes.iter().enumerate().all(|(i, lane)| *lane as u16 == (bits >> (16 * i)) as u16)
        }
        V128Pattern::I32x4(lanes) => lanes.iter().enumerate().all(|(i, lane)| *lane as u32 == words(i)),
        V128Pattern::I64x2(lanes) => lanes.iter().enumerate().all(|(i, lane)| *lane as u64 == longs(i)),
        // Lanes of a moved or negated NaN keep what they had: its sign is free.
        V128Pattern::F32x4(lanes) => lanes.iter().enumerate().all(|(i, lane)| match lane {
            NanPattern::Value(x) => x.bits == words(i),
            _ => words(i) << 1 == 0x7fc0_0000 << 1,
        }),
        V128Pattern::F64x2(lanes) => lanes.iter().enumerate().all(|(i, lane)| match lane {
            NanPattern::Value(x) => x.bits == longs(i),
            _ => longs(i) << 1 == 0x7ff8_0000_0000_0000 << 1,
        }),
    }
}
