//! WASI: a small deterministic part of preview 1, for modules whose toolchain needs one.
//!
//! There is no clock but the block's, no randomness but a fixed seed, no arguments, no environment and no
//! files; what is written to standard output or error goes to the debug log.

use super::host_func::RawArgs;
use super::{HostCall, ImportResult};
use crate::execution::exit::ExitReason;
use allod_core::HostOp;

/// Random byte: any constant does, and this one is easy to recognise in a dump.
const SEED: u8 = 0x5a;

// Error numbers of WASI preview 1.
const SUCCESS: i64 = 0;
const BAD_DESCRIPTOR: i64 = 8;
const INVALID: i64 = 28;
const NOT_SUPPORTED: i64 = 58;

/// Most buffers that one `fd_write` may gather.
const MAX_BUFFERS: u64 = 1024;

impl HostCall<'_> {
    /// Calls the function `name`, which the gate knows.
    pub(super) fn wasi(&mut self, name: &str, &[a, b, c, d, ..]: &RawArgs) -> ImportResult {
        self.pay(HostOp::Wasi, 0)?;
        match name {
            "args_get" | "environ_get" | "sched_yield" | "fd_close" | "fd_fdstat_set_flags" => Ok(SUCCESS),
            "args_sizes_get" | "environ_sizes_get" => {
                self.write(a, &[0; 4])?;
                self.write(b, &[0; 4])?;
                Ok(SUCCESS)
            }
            "fd_write" => self.fd_write(a, b, c, d),
            "fd_prestat_get" | "fd_prestat_dir_name" | "fd_fdstat_get" | "fd_read" | "fd_seek" => Ok(BAD_DESCRIPTOR),
            "clock_time_get" => {
                let nanoseconds = (self.context.block.time as u64).saturating_mul(1_000_000_000);
                self.write(c, &nanoseconds.to_le_bytes())?;
                Ok(SUCCESS)
            }
            "clock_res_get" => {
                self.write(b, &1_000_000_000u64.to_le_bytes())?;
                Ok(SUCCESS)
            }
            "random_get" => {
                self.pay(HostOp::Wasi, b)?;
                self.room(a, b)?;
                let end = (a + b) as usize;
                self.memory[a as usize..end].fill(SEED);
                Ok(SUCCESS)
            }
            "proc_exit" => Err(ExitReason::Exit(a as u32).into()),
            _ => Ok(NOT_SUPPORTED),
        }
    }

    /// Gathers buffers into the debug log: descriptors 1 and 2 only.
    fn fd_write(&mut self, descriptor: u64, buffers: u64, count: u64, written: u64) -> ImportResult {
        if !matches!(descriptor, 1 | 2) {
            return Ok(BAD_DESCRIPTOR);
        }
        if count > MAX_BUFFERS {
            return Ok(INVALID);
        }
        let mut total = 0u32;
        for i in 0..count {
            let at = u64::from(u32::from_le_bytes(self.read_array(buffers + 8 * i)?));
            let len = u32::from_le_bytes(self.read_array(buffers + 8 * i + 4)?);
            self.pay(HostOp::Wasi, len.into())?;
            let bytes = self.read(at, len.into())?.to_vec();
            self.add_debug(&bytes);
            total = total.saturating_add(len);
        }
        self.write(written, &total.to_le_bytes())?;
        Ok(SUCCESS)
    }
}
