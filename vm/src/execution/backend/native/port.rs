//! Port: host operations called from Rust, with memory for their arguments and results.

use crate::NativeError;
use crate::execution::context::ExecutionContext;
use crate::execution::exit::Exit;
use crate::execution::gas::GasMeter;
use crate::execution::host::HostCall;
use crate::native::access::{NativeAccess, RawArgs};
use allod_core::{HostOp, HostStatus};

/// Port of native code's run: the part that an instance has for a module.
pub(crate) struct Port<'s> {
    pub(crate) context: &'s mut ExecutionContext,
    pub(crate) meter: GasMeter,
    /// Arguments and results, in the place of a module's memory.
    memory: Vec<u8>,
    /// The exit by which a host function ended the call.
    pub(crate) exit: Option<Exit>,
}

impl<'s> Port<'s> {
    pub(crate) fn new(context: &'s mut ExecutionContext, meter: GasMeter) -> Self {
        Self { context, meter, memory: Vec::new(), exit: None }
    }
}

impl NativeAccess for Port<'_> {
    fn perform(
        &mut self,
        op: HostOp,
        parts: &[&[u8]],
        result_bytes: usize,
        args: &mut dyn FnMut(&[u64], u64) -> RawArgs,
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
        self.memory.resize(out + result_bytes, 0);
        let mut call = HostCall { context: self.context, memory: &mut self.memory, meter: self.meter };
        let answer = call.perform_for_rust(op, &args(&places, out as u64));
        self.meter = call.meter;
        self.memory.drain(..out);
        answer.map_err(|exit| {
            self.exit = Some(exit);
            NativeError::Ended
        })
    }

    fn memory(&self) -> &[u8] {
        &self.memory
    }

    fn result(&mut self, len: u32) -> Vec<u8> {
        match self.memory.get(..len as usize) {
            Some(bytes) => bytes.to_vec(),
            None => self.context.frame().map(|frame| std::mem::take(&mut frame.return_data)).unwrap_or_default(),
        }
    }

    fn charge(&mut self, gas: u64) -> Result<(), NativeError> {
        if self.exit.is_some() {
            return Err(NativeError::Ended);
        }
        self.context.pay(&mut self.meter, HostOp::HostModule, gas).map_err(|out_of_gas| {
            self.exit = Some(out_of_gas.into());
            NativeError::Ended
        })
    }

    fn refusal(&mut self, status: HostStatus) -> NativeError {
        let why =
            self.context.frame().map(|frame| std::mem::take(&mut frame.last_error).into_text()).unwrap_or_default();
        NativeError::Refused { status, why }
    }
}
