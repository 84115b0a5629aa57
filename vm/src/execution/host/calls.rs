//! Calling another contract.

use super::memory::slice;
use super::{Host, HostResult, ImportResult, RawArgs};
use crate::execution::call::{self, CallRequest, ResolvedCall};
use crate::execution::call_stack;
use crate::execution::exit::{Exit, ExitReason};
use crate::execution::frame_stack::{HostError, LastError, StatusError};
use crate::execution::unready::Unready;
use allod_core::args::encode_tagged;
use allod_core::{Address, Function, HostOp, HostStatus, Reason, Status, reason};
use allod_security::LimitKind;

/// What a call is made on beside its arguments.
#[derive(Clone, Copy)]
struct Terms {
    /// Gas at most; 0 for all that is left.
    gas: u64,
    /// What the callee may receive of the caller's balance.
    value: u64,
    /// Whether the arguments are the callee's input as it is, and no tagged values.
    encoded: bool,
}

/// A call that can begin.
struct Ready {
    callee: ResolvedCall,
    function: String,
    gas_limit: u64,
    value: u64,
}

impl Host<'_> {
    /// Runs another contract, with what is left of the gas or less: [`HostOp::Call`], or [`HostOp::CallWith`] where the
    /// terms stand in memory.
    pub(super) fn call(&mut self, op: HostOp, args: &RawArgs) -> ImportResult {
        let [.., out, capacity] = *args;
        self.count_memory()?;
        match self.request(op, args) {
            Ok(Ready { callee, function, gas_limit, value }) => {
                let sender = self.frame()?.contract;
                let called = callee.contract.address;
                let request =
                    CallRequest { callee, function: &function, sender, gas_limit, attached: value, constructor: false };
                let outcome = call_stack::run(self.session, request);
                self.after_call(called, outcome, out, capacity)
            }
            Err(undone) => {
                self.trace_refusal(op, args, &undone);
                self.status_with(Err(undone))
            }
        }
    }

    /// Tells the trace of a call that was refused before it had a frame.
    #[cold]
    fn trace_refusal(&mut self, op: HostOp, args: &RawArgs, undone: &HostError) {
        let [contract, name, name_len, _, _, terms, ..] = *args;
        let HostError::Refused(refusal) = undone else { return };
        let (Ok(contract), Ok(sender)) = (self.read_array(contract).map(Address), self.frame().map(|f| f.contract))
        else {
            return;
        };
        let name = slice(self.memory, (name, name_len.min(2 * reason::NAME as u64))).unwrap_or_default();
        let value = match op {
            HostOp::CallWith => self.terms(terms).map_or(0, |terms| terms.value),
            _ => 0,
        };
        self.session.tracer.refuse((contract, &reason::name(name)), sender, value, (*refusal.why).clone());
    }

    /// Counts what the caller's memory has grown to, for what its callees may have.
    fn count_memory(&mut self) -> Result<(), Exit> {
        let now = self.memory.len() as u64;
        let frame = self.frame()?;
        let grown = now.saturating_sub(frame.memory);
        frame.memory += grown;
        self.session.memory += grown;
        Ok(())
    }

    /// Pays for the asking, and reads and checks what the contract asks for. What is read is paid for before anything is
    /// done with it, whatever becomes of the call; its frame pays for the input that it is given once more.
    fn request(&mut self, op: HostOp, args: &RawArgs) -> HostResult<Ready> {
        let [contract, name, name_len, input, input_len, gas, _, _] = *args;
        self.pay(op, 0)?;
        let terms = match op {
            HostOp::CallWith => self.terms(gas)?,
            _ => Terms { gas, value: 0, encoded: false },
        };
        let refused = |reason| Err(StatusError::new(HostStatus::CallRefused, reason).into());
        let limits = &self.session.shared.limits;
        let within = limits.check(LimitKind::FunctionName, name_len);
        if let Err(error) = within.and_then(|()| limits.check(LimitKind::Input, input_len)) {
            return refused((&error).into());
        }
        let each = self.session.shared.schedule.price(HostOp::Entry).per_unit;
        let reading = each.saturating_mul(name_len + input_len);
        self.session.pay(&mut self.meter, HostOp::Entry, reading).map_err(Exit::from)?;
        let contract = Address(self.read_array(contract)?);
        let function = String::from_utf8_lossy(self.read(name, name_len)?).into_owned();
        self.affords(terms.value)?;
        let given = slice(self.memory, (input, input_len))?;
        let gas_limit = match terms.gas {
            0 => self.meter.left(),
            asked => asked.min(self.meter.left()),
        };
        let encode = |signature: &Function, mut room: Vec<u8>, most| match terms.encoded {
            false => encode_tagged(signature, given, room, most).map_err(Unready::refused),
            true => {
                room.clear();
                room.extend_from_slice(given);
                Ok(room)
            }
        };
        match call::prepare(self.session, contract, &function, encode) {
            Ok(callee) => Ok(Ready { callee, function, gas_limit, value: terms.value }),
            Err(unready) => refused(unready.reason(&function)?),
        }
    }

    /// The terms of a call that stand at `at`: gas, value, and what the arguments are, 8 bytes each.
    fn terms(&self, at: u64) -> HostResult<Terms> {
        let bytes: [u8; 24] = self.read_array(at)?;
        let [gas, value, kind] = [0, 8, 16].map(|from| {
            let mut word = [0; 8];
            word.copy_from_slice(&bytes[from..from + 8]);
            u64::from_le_bytes(word)
        });
        match kind {
            0 | 1 => Ok(Terms { gas, value, encoded: kind == 1 }),
            given => Err(StatusError::new(HostStatus::CallRefused, Reason::CallTerms { given }).into()),
        }
    }

    /// Refuses to attach more than the executing contract has.
    fn affords(&mut self, value: u64) -> HostResult<()> {
        let account = self.frame()?.contract;
        match call::affords(self.session, &account, value) {
            Ok(()) => Ok(()),
            Err(unready) => Err(StatusError::new(HostStatus::InsufficientBalance, unready.reason("")?).into()),
        }
    }

    fn after_call(&mut self, called: Address, outcome: call::Outcome, out: u64, capacity: u64) -> ImportResult {
        // The callee's gas was charged, operation by operation, when it ran.
        if self.meter.charge(outcome.gas_used).is_err() {
            return Err(ExitReason::OutOfGas.into());
        }
        if let Some(fault) = self.session.fault.take() {
            return Err(fault.into());
        }
        let frame = self.frame()?;
        let (status, bytes) = match outcome.failure {
            None => (HostStatus::Ok, outcome.output),
            Some(failure) => {
                frame.last_error = LastError::Text(failure.told_of(&called));
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
