//! Frames of AArch64 code.
//!
//! Every instruction is a word, so all that lower `sp` are added up, wherever they stand. That is never too little. It is
//! more than the frame where pages are touched before they are taken, by as much as is touched.

/// The number of `sp`, and of the frame pointer, among registers.
const SP: usize = 31;
const FP: usize = 29;

/// Frame of the function with this code, in bytes; `None` where `sp` is set to a value that can't be read from it.
pub(super) fn frame(code: &[u8]) -> Option<u64> {
    let mut total = 0u64;
    let mut known = [None; 32];
    let (words, rest) = code.as_chunks();
    if !rest.is_empty() {
        return None;
    }
    for word in words {
        total = total.checked_add(step(Word(u32::from_le_bytes(*word)), &mut known)?)?;
    }
    Some(total)
}

/// Bytes by which `word` lowers `sp`. Notes the constant that it puts into a register, as far as that is plain.
fn step(word: Word, known: &mut [Option<u64>; 32]) -> Option<u64> {
    let (to, from, by) = (word.register(0), word.register(5), word.register(16));
    Some(match word.0 {
        // sub and add of a constant: `sp` comes from itself, or back from the frame pointer.
        w if w & 0xff80_0000 == 0xd100_0000 && to == SP => (from == SP).then(|| word.constant())?,
        w if w & 0xff80_0000 == 0x9100_0000 && to == SP => (from == SP || from == FP).then_some(0)?,
        // sub and add of a register.
        w if w & 0xffe0_0000 == 0xcb20_0000 && to == SP => (from == SP).then_some(known[by])??,
        w if w & 0xffe0_0000 == 0x8b20_0000 && to == SP => (from == SP).then_some(0)?,
        // and, orr and eor of a constant, and the forms that set flags, write no `sp` that is understood.
        w if w & 0x1f80_0000 == 0x1200_0000 && w & 0x6000_0000 != 0x6000_0000 && to == SP => return None,
        // A pair, and one register, stored or loaded with `sp` moved before.
        w if w & 0x3b80_0000 == 0x2980_0000 && from == SP => lowered(w >> 15 & 0x7f, 7) * (4 << word.pair_scale()),
        w if w & 0x3b20_0c00 == 0x3800_0c00 && from == SP => lowered(w >> 12 & 0x1ff, 9),
        // movz and movk.
        w if w & 0x7f80_0000 == 0x5280_0000 => {
            known[to] = Some(word.half());
            0
        }
        w if w & 0x7f80_0000 == 0x7280_0000 => {
            let mask = !(0xffff << word.half_shift());
            known[to] = known[to].map(|value| value & mask | word.half());
            0
        }
        _ => 0,
    })
}

/// Distance below zero of a signed number of so many `bits`.
fn lowered(number: u32, bits: u32) -> u64 {
    let signed = (number as i32) << (32 - bits) >> (32 - bits);
    u64::from(signed.min(0).unsigned_abs())
}

/// An instruction.
#[derive(Clone, Copy)]
struct Word(u32);

impl Word {
    fn register(self, at: u32) -> usize {
        (self.0 >> at & 31) as usize
    }

    /// The constant of an addition.
    fn constant(self) -> u64 {
        u64::from(self.0 >> 10 & 0xfff) << (12 * (self.0 >> 22 & 1))
    }

    /// The 16 bits of a move, where they go.
    fn half(self) -> u64 {
        u64::from(self.0 >> 5 & 0xffff) << self.half_shift()
    }

    fn half_shift(self) -> u32 {
        16 * (self.0 >> 21 & 3)
    }

    /// Unit of a pair's distance, as a shift of 4 bytes.
    fn pair_scale(self) -> u32 {
        match self.0 >> 26 & 1 {
            0 => self.0 >> 31 & 1,
            _ => self.0 >> 30 & 3,
        }
    }
}
