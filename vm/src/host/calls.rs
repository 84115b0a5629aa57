//! Calling another contract.

use super::memory::slice;
use super::{Answer, Attempt, Host, RawArgs};
use crate::call::{self, Callee, Request};
use crate::frame::{LastError, Refusal};
use crate::own_stack;
use crate::stop::{Stop, Why};
use crate::unready::Unready;
use allod_core::args::encode_tagged;
use allod_core::{Address, Function, HostOp, HostStatus, Status};
use allod_security::Limited;

impl Host<'_> {
    /// Runs another contract, with what is left of the gas or less.
    pub(super) fn call(&mut self, args: &RawArgs) -> Answer {
        let [.., out, capacity] = *args;
        self.count_memory()?;
        match self.request(args) {
            Ok((callee, function, gas_limit)) => {
                let sender = self.frame()?.contract;
                let request = Request { callee, function: &function, sender, gas_limit, attached: 0 };
                let outcome = own_stack::run(self.session, request);
                self.after_call(outcome, out, capacity)
            }
            Err(undone) => self.status_with(Err(undone)),
        }
    }

    /// Counts what the caller's memory has grown to, for what its callees may have.
    fn count_memory(&mut self) -> Result<(), Stop> {
        let now = self.memory.len() as u64;
        let frame = self.frame()?;
        let grown = now.saturating_sub(frame.memory);
        frame.memory += grown;
        self.session.memory += grown;
        Ok(())
    }

    /// Pays for the asking, and reads and checks what the contract asks for. What is read is paid for before anything is
    /// done with it, whatever becomes of the call; its frame pays for the input that it is given once more.
    fn request(&mut self, args: &RawArgs) -> Attempt<(Callee, String, u64)> {
        let [contract, name, name_len, input, input_len, gas, _, _] = *args;
        self.pay(HostOp::Call, 0)?;
        let refused = |reason| Err(Refusal::new(HostStatus::CallRefused, reason).into());
        let limits = &self.session.shared.limits;
        let within = limits.check(Limited::FunctionName, name_len);
        if let Err(error) = within.and_then(|()| limits.check(Limited::Input, input_len)) {
            return refused((&error).into());
        }
        let each = self.session.shared.schedule.price(HostOp::Entry).per_unit;
        let reading = each.saturating_mul(name_len + input_len);
        self.session.pay(&mut self.meter, HostOp::Entry, reading).map_err(Stop::from)?;
        let contract = Address(self.read_array(contract)?);
        let function = String::from_utf8_lossy(self.read(name, name_len)?).into_owned();
        let tagged = slice(self.memory, (input, input_len))?;
        let limit = match gas {
            0 => self.meter.left(),
            asked => asked.min(self.meter.left()),
        };
        let encode =
            |signature: &Function, room, most| encode_tagged(signature, tagged, room, most).map_err(Unready::refused);
        match call::prepare(self.session, contract, &function, encode) {
            Ok(callee) => Ok((callee, function, limit)),
            Err(unready) => refused(unready.reason(&function)?),
        }
    }

    fn after_call(&mut self, outcome: call::Outcome, out: u64, capacity: u64) -> Answer {
        // The callee's gas was charged, operation by operation, when it ran.
        if self.meter.charge(outcome.gas_used).is_err() {
            return Err(Why::OutOfGas.into());
        }
        if let Some(fault) = self.session.fault.take() {
            return Err(fault.into());
        }
        let frame = self.frame()?;
        let (status, bytes) = match outcome.failure {
            None => (HostStatus::Ok, outcome.output),
            Some(failure) => {
                frame.last_error = LastError::Text(failure.to_string());
                match *failure {
                    Status::Success => (HostStatus::Ok, outcome.output),
                    Status::Reverted { message, .. } => (HostStatus::CallReverted, message.into_bytes()),
                    Status::OutOfGas => (HostStatus::CallOutOfGas, Vec::new()),
                    Status::Trapped { .. } => (HostStatus::CallTrapped, Vec::new()),
                    Status::Refused { .. } => (HostStatus::CallRefused, Vec::new()),
                }
            }
        };
        let len = bytes.len() as u32;
        frame.kept = Vec::new();
        if u64::from(len) > capacity {
            frame.kept = bytes;
        } else {
            self.write(out, &bytes)?;
        }
        Ok(status.with(len))
    }
}
