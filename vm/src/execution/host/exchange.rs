//! Exchange between a contract and its caller: input, output, revert, return data, last error; and the debug log.

use super::{HostCall, ImportResult};
use crate::execution::exit::ExitReason;
use crate::execution::host_error::LastError;
use allod_core::{HostOp, LimitKind, Reason, RevertCode};

impl HostCall<'_> {
    pub(super) fn input(&mut self, out: u64, capacity: u64) -> ImportResult {
        let input = std::mem::take(&mut self.frame()?.input);
        let answer = self.hand_over(HostOp::Input, &input, out, capacity, false);
        self.frame()?.input = input;
        answer
    }

    pub(super) fn fetch(&mut self, out: u64, capacity: u64) -> ImportResult {
        let return_data = std::mem::take(&mut self.frame()?.return_data);
        let answer = self.hand_over(HostOp::Fetch, &return_data, out, capacity, true);
        self.frame()?.return_data = return_data;
        answer
    }

    pub(super) fn last_error(&mut self, out: u64, capacity: u64) -> ImportResult {
        let text = std::mem::take(&mut self.frame()?.last_error).into_text();
        let answer = self.hand_over(HostOp::LastError, text.as_bytes(), out, capacity, true);
        self.frame()?.last_error = LastError::Text(text);
        answer
    }

    /// Copies `bytes` to the contract, cut to `capacity` or not at all, and answers their whole length.
    fn hand_over(&mut self, op: HostOp, bytes: &[u8], out: u64, capacity: u64, cut: bool) -> ImportResult {
        let fits = bytes.len() as u64 <= capacity;
        let written = match (fits, cut) {
            (true, _) => bytes,
            (false, true) => &bytes[..capacity as usize],
            (false, false) => &[],
        };
        self.pay(op, written.len() as u64)?;
        self.write(out, written)?;
        Ok(bytes.len() as i64)
    }

    pub(super) fn output(&mut self, ptr: u64, len: u64) -> ImportResult {
        self.pay(HostOp::Output, len)?;
        let limit = self.context.environment.limits.output;
        if len > limit {
            let reason = Reason::Limit { what: LimitKind::Output, given: len, limit };
            return Err(ExitReason::Revert(RevertCode::ERROR, reason.to_string()).into());
        }
        let output = self.read(ptr, len)?.to_vec();
        self.frame()?.output = output;
        Ok(0)
    }

    pub(super) fn revert(&mut self, code: u64, ptr: u64, len: u64) -> ImportResult {
        self.pay(HostOp::Revert, len)?;
        let limit = self.context.environment.limits.revert;
        let words = self.read(ptr, len.min(limit.saturating_add(1)))?;
        let words = &words[..whole_letters(words, limit as usize)];
        let mut text = String::from_utf8_lossy(words).into_owned();
        // The replacement of a byte that is no text has three.
        text.truncate(text.floor_char_boundary(limit as usize));
        Err(ExitReason::Revert(RevertCode(code as u32), text).into())
    }

    pub(super) fn debug(&mut self, ptr: u64, len: u64) -> ImportResult {
        self.pay(HostOp::Debug, len)?;
        let bytes = self.read(ptr, len)?.to_vec();
        self.add_debug(&bytes);
        Ok(0)
    }

    /// Appends to the debug log, as far as there is room in it, and no half of a letter.
    pub(crate) fn add_debug(&mut self, bytes: &[u8]) {
        let context = &mut *self.context;
        let room = (context.environment.limits.debug as usize).saturating_sub(context.tx.debug.len());
        context.tx.debug.extend_from_slice(&bytes[..whole_letters(bytes, room)]);
    }
}

/// Length of a prefix of `bytes`, at most `most`, that cuts no letter.
fn whole_letters(bytes: &[u8], most: usize) -> usize {
    if bytes.len() <= most {
        return bytes.len();
    }
    let is_continuation = |at: usize| bytes[at] & 0b1100_0000 == 0b1000_0000;
    // A letter takes 4 bytes at most; anything longer is none.
    let start = (most.saturating_sub(3)..=most).rev().find(|at| !is_continuation(*at));
    start.unwrap_or(most)
}
