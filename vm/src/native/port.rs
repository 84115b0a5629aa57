//! Where a native contract meets the host: what is memory and trampoline for a module.

use super::NativeError;
use crate::execution::context::ExecutionContext;
use crate::execution::exit::Exit;
use crate::execution::gas::GasMeter;
use crate::execution::host::{Host, RawArgs};
use allod_core::{HostOp, HostStatus};

/// The run of a native contract: what a module's instance would hold.
pub(super) struct Port<'s> {
    pub(super) session: &'s mut ExecutionContext,
    pub(super) meter: GasMeter,
    /// Stands for the module's memory: what is passed to the host and back.
    pub(super) memory: Vec<u8>,
    pub(super) stop: Option<Exit>,
}

/// Where results are written in [`Port::memory`]: behind what is passed in.
pub(super) const ROOM: usize = 1 << 20;

impl<'s> Port<'s> {
    pub(super) fn new(session: &'s mut ExecutionContext, meter: GasMeter) -> Self {
        Self { session, meter, memory: Vec::new(), stop: None }
    }

    /// Does `op` with `parts` in memory, one after the other; `args` gets where each stands. Results may take
    /// [`ROOM`] bytes behind them.
    pub(super) fn host(
        &mut self,
        op: HostOp,
        parts: &[&[u8]],
        args: impl FnOnce(&[u64], u64) -> RawArgs,
    ) -> Result<i64, NativeError> {
        if self.stop.is_some() {
            return Err(NativeError::Ended);
        }
        self.memory.clear();
        let mut places = Vec::with_capacity(parts.len());
        for part in parts {
            places.push(self.memory.len() as u64);
            self.memory.extend_from_slice(part);
        }
        let out = self.memory.len();
        self.memory.resize(out + ROOM, 0);
        let mut host = Host { session: self.session, memory: &mut self.memory, meter: self.meter };
        let answer = host.dispatch(op, &args(&places, out as u64));
        self.meter = host.meter;
        self.memory.drain(..out);
        answer.map_err(|stop| {
            self.stop = Some(stop);
            NativeError::Ended
        })
    }

    pub(super) fn refusal(&mut self, status: HostStatus) -> NativeError {
        let why =
            self.session.frame().map(|frame| std::mem::take(&mut frame.last_error).into_text()).unwrap_or_default();
        NativeError::Refused { status, why }
    }

    /// The bytes of a result of `len` bytes: in memory, or kept by the host where it did not fit.
    pub(super) fn result(&mut self, len: u32) -> Vec<u8> {
        let len = len as usize;
        if len <= self.memory.len() {
            return self.memory[..len].to_vec();
        }
        self.session.frame().map(|frame| std::mem::take(&mut frame.kept)).unwrap_or_default()
    }
}
