//! Memory of the contract, by pointer and length.
//!
//! Every access is checked against the memory there is before a byte moves or is allocated; offsets are
//! 32-bit, so pointer plus length never wraps.

use super::HostCall;
use crate::execution::exit::{Exit, ExitReason};
use std::ops::Range;

fn range(memory: &[u8], ptr: u64, len: u64) -> Result<Range<usize>, Exit> {
    let end = ptr
        .checked_add(len)
        .filter(|end| *end <= memory.len() as u64)
        .ok_or_else(|| Exit::from(ExitReason::OutOfBounds))?;
    Ok(ptr as usize..end as usize)
}

/// Bytes at `ptr`, borrowed from the memory alone, so that the transaction can change meanwhile.
pub(super) fn slice(memory: &[u8], (ptr, len): (u64, u64)) -> Result<&[u8], Exit> {
    Ok(&memory[range(memory, ptr, len)?])
}

/// Writes `bytes` at `ptr`.
pub(super) fn put(memory: &mut [u8], ptr: u64, bytes: &[u8]) -> Result<(), Exit> {
    let range = range(memory, ptr, bytes.len() as u64)?;
    memory[range].copy_from_slice(bytes);
    Ok(())
}

impl HostCall<'_> {
    /// The bytes at `ptr`.
    pub(crate) fn read(&self, ptr: u64, len: u64) -> Result<&[u8], Exit> {
        slice(self.memory, (ptr, len))
    }

    /// The `N` bytes at `ptr`.
    pub(crate) fn read_array<const N: usize>(&self, ptr: u64) -> Result<[u8; N], Exit> {
        let mut out = [0; N];
        out.copy_from_slice(self.read(ptr, N as u64)?);
        Ok(out)
    }

    /// Writes `bytes` at `ptr`.
    pub(crate) fn write(&mut self, ptr: u64, bytes: &[u8]) -> Result<(), Exit> {
        put(self.memory, ptr, bytes)
    }

    /// Checks that there are `len` bytes at `ptr`, before anything is done that can't be undone.
    pub(crate) fn room(&self, ptr: u64, len: u64) -> Result<(), Exit> {
        range(self.memory, ptr, len).map(drop)
    }
}
