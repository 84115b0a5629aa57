//! Frames of x86-64 code.
//!
//! A function begins with `push rbp; mov rbp, rsp`, touches the pages of a frame of pages, and takes its frame with one
//! `sub rsp`: registers it saves, spilled values, areas for the arguments and results of its calls. It does not move
//! `rsp` again before it returns.

/// `push rbp; mov rbp, rsp`.
const ENTER: &[u8] = &[0x55, 0x48, 0x89, 0xe5];
/// `sub rsp, imm8`, `sub rsp, imm32`, and the same with `add`.
const SUB_BYTE: &[u8] = &[0x48, 0x83, 0xec];
const SUB: &[u8] = &[0x48, 0x81, 0xec];
const ADD_BYTE: &[u8] = &[0x48, 0x83, 0xc4];
const ADD: &[u8] = &[0x48, 0x81, 0xc4];
/// `mov dword ptr [rsp], 0`.
const TOUCH: &[u8] = &[0xc7, 0x04, 0x24, 0, 0, 0, 0];
/// `mov r11, rsp; sub r11, imm32`, and `cmp rsp, r11; jne` back.
const BOUND: &[u8] = &[0x49, 0x89, 0xe3, 0x49, 0x81, 0xeb];
const COMPARE: &[u8] = &[0x4c, 0x3b, 0xdc, 0x0f, 0x85];
/// `mov rsp, rbp; pop rbp; ret`.
const LEAVE: &[u8] = &[0x48, 0x89, 0xec, 0x5d, 0xc3];

/// Bytes that [`ENTER`] and the call before it push: the return address and `rbp`.
const ENTERED: u64 = 16;
const PAGE: u64 = 4096;

/// Frame of the function with this code, in bytes; `None` where it does not begin or end as it should.
pub(super) fn frame(code: &[u8]) -> Option<u64> {
    let mut rest = Code(code.strip_prefix(ENTER)?);
    let touched = rest.probes()?;
    let taken = rest.take_frame()?;
    // Pages are touched because they are about to be taken.
    if touched > 0 && taken < touched.checked_sub(PAGE)? {
        return None;
    }
    // Registers are saved by moves; `push` would take stack that is not seen here.
    let pushes = matches!(rest.0, [0x50..=0x57, ..] | [0x41, 0x50..=0x57, ..]);
    (!pushes && gives_back(code, taken)).then(|| ENTERED + taken.max(touched))
}

/// True if the last return of the function gives back `taken` bytes, or if it never returns.
fn gives_back(code: &[u8], taken: u64) -> bool {
    let Some(before) = code.windows(LEAVE.len()).rposition(|end| end == LEAVE).and_then(|at| code.get(..at)) else {
        return true;
    };
    let long = before.len().checked_sub(7).and_then(|at| before.get(at..)).and_then(|end| end.strip_prefix(ADD));
    let short = before.len().checked_sub(4).and_then(|at| before.get(at..)).and_then(|end| end.strip_prefix(ADD_BYTE));
    taken == 0
        || long.is_some_and(|imm| imm == (taken as u32).to_le_bytes())
        || short.is_some_and(|imm| u64::from(imm[0]) == taken && taken < 128)
}

/// Rest of a function's beginning.
struct Code<'c>(&'c [u8]);

impl Code<'_> {
    /// True if `bytes` come next; they are passed then.
    fn passes(&mut self, bytes: &[u8]) -> bool {
        let rest = self.0.strip_prefix(bytes);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    /// A number of four bytes, not negative as the processor reads it.
    fn number(&mut self) -> Option<u64> {
        let (number, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        u64::try_from(i32::from_le_bytes(*number)).ok()
    }

    /// Passes the touching of pages. Gives the bytes below `rsp` that it goes to.
    fn probes(&mut self) -> Option<u64> {
        if self.passes(BOUND) {
            let bound = self.number()?;
            let step = self.passes(SUB) && self.number()? == PAGE && self.passes(TOUCH);
            let back = step && self.passes(COMPARE) && self.number_of_any_sign();
            return (back && self.passes(ADD) && self.number()? == bound).then_some(bound);
        }
        let mut touched = 0;
        while let Some(rest) = self.0.strip_prefix(SUB).and_then(|rest| rest.strip_prefix(&(PAGE as u32).to_le_bytes()))
            && let Some(rest) = rest.strip_prefix(TOUCH)
        {
            touched += PAGE;
            self.0 = rest;
        }
        (touched == 0 || self.passes(ADD) && self.number()? == touched).then_some(touched)
    }

    fn number_of_any_sign(&mut self) -> bool {
        let rest = self.0.get(4..);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    /// Passes the `sub rsp`, if there is one. Gives the bytes that it takes.
    fn take_frame(&mut self) -> Option<u64> {
        if self.passes(SUB) {
            self.number()
        } else if self.passes(SUB_BYTE) {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            u64::try_from(*byte as i8).ok()
        } else {
            Some(0)
        }
    }
}
