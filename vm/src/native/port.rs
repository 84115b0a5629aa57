//! Port: host operations called from Rust, with memory for their arguments and results.

use super::NativeError;
use crate::execution::context::ExecutionContext;
use crate::execution::exit::Exit;
use crate::execution::gas::GasMeter;
use crate::execution::host::HostCall;
use crate::execution::host::host_func::RawArgs;
use allod_core::{HostOp, HostStatus};

/// Port of a native contract's run: the part that an instance has for a module.
pub(super) struct Port<'s> {
    pub(super) context: &'s mut ExecutionContext,
    pub(super) meter: GasMeter,
    /// Arguments and results, in the place of a module's memory.
    pub(super) memory: Vec<u8>,
    /// The exit by which a host function ended the call.
    pub(super) exit: Option<Exit>,
}

/// Bytes for results in [`Port::memory`], behind the arguments.
pub(super) const RESULT_BYTES: usize = 1 << 20;

impl<'s> Port<'s> {
    pub(super) fn new(context: &'s mut ExecutionContext, meter: GasMeter) -> Self {
        Self { context, meter, memory: Vec::new(), exit: None }
    }

    /// Performs `op` with `parts` in memory, one after the other; `args` gets the place of each. Results may take
    /// [`RESULT_BYTES`] behind them.
    pub(super) fn host(
        &mut self,
        op: HostOp,
        parts: &[&[u8]],
        args: impl FnOnce(&[u64], u64) -> RawArgs,
    ) -> Result<i64, NativeError> {
        if self.exit.is_some() {
            return Err(NativeError::Ended);
        }
        self.memory.clear();
        let mut places = Vec::with_capacity(parts.len());
        for part in parts {
            places.push(self.memory.len() as u64);
            self.memory.extend_from_slice(part);
        }
        let out = self.memory.len();
        self.memory.resize(out + RESULT_BYTES, 0);
        let mut call = HostCall { context: self.context, memory: &mut self.memory, meter: self.meter };
        let answer = call.perform(op, &args(&places, out as u64));
        self.meter = call.meter;
        self.memory.drain(..out);
        answer.map_err(|exit| {
            self.exit = Some(exit);
            NativeError::Ended
        })
    }

    pub(super) fn refusal(&mut self, status: HostStatus) -> NativeError {
        let why =
            self.context.frame().map(|frame| std::mem::take(&mut frame.last_error).into_text()).unwrap_or_default();
        NativeError::Refused { status, why }
    }

    /// The bytes of a result of `len` bytes: in memory, or the return data where it did not fit.
    pub(super) fn result(&mut self, len: u32) -> Vec<u8> {
        let len = len as usize;
        if len <= self.memory.len() {
            return self.memory[..len].to_vec();
        }
        self.context.frame().map(|frame| std::mem::take(&mut frame.return_data)).unwrap_or_default()
    }
}
