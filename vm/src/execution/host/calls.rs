//! Calls of other contracts.

use super::host_func::RawArgs;
use super::memory::slice;
use super::{HostCall, ImportResult};
use crate::execution::call::CallRequest;
use crate::execution::call_frame::Outcome;
use crate::execution::call_stack;
use crate::execution::exit::{Exit, ExitReason};
use crate::execution::host_error::{HostError, HostResult, LastError, StatusError};
use crate::execution::resolve::{CallArgs, ResolvedCall, check_balance, resolve};
use allod_core::{Address, HostOp, HostStatus, Reason, Status, reason};
use allod_security::LimitKind;

/// Terms of a call beside its arguments.
#[derive(Clone, Copy)]
struct Terms {
    /// Gas at most; 0 for all that is left.
    gas: u64,
    /// The part of the caller's balance that the callee may receive.
    value: u64,
    /// True if the arguments are the callee's input as it is, and no tagged values.
    encoded: bool,
}

/// Call that can begin.
struct ReadyCall {
    callee: ResolvedCall,
    function: String,
    gas_limit: u64,
    value: u64,
}

impl HostCall<'_> {
    /// Calls another contract, with what is left of the gas or less: [`HostOp::Call`], or [`HostOp::CallWith`] where the
    /// terms are in memory.
    pub(super) fn call(&mut self, op: HostOp, args: &RawArgs) -> ImportResult {
        let [.., out, capacity] = *args;
        self.count_memory()?;
        match self.read_call(op, args) {
            Ok(ReadyCall { callee, function, gas_limit, value }) => {
                let sender = self.frame()?.contract;
                let called = callee.contract.address;
                let request = CallRequest { callee, function: &function, sender, gas_limit, value, constructor: false };
                let outcome = call_stack::run(self.context, request);
                self.after_call(called, outcome, out, capacity)
            }
            Err(error) => {
                self.trace_refusal(op, args, &error);
                self.status_with(Err(error))
            }
        }
    }

    /// Adds a call that was refused before it had a frame to the trace.
    #[cold]
    fn trace_refusal(&mut self, op: HostOp, args: &RawArgs, error: &HostError) {
        let [contract, name, name_len, _, _, terms, ..] = *args;
        let HostError::Status(error) = error else { return };
        let (Ok(contract), Ok(sender)) = (self.read_array(contract).map(Address), self.frame().map(|f| f.contract))
        else {
            return;
        };
        let name = slice(self.memory, (name, name_len.min(2 * reason::NAME as u64))).unwrap_or_default();
        let value = match op {
            HostOp::CallWith => self.terms(terms).map_or(0, |terms| terms.value),
            _ => 0,
        };
        self.context.tx.tracer.refuse((contract, &reason::name(name)), sender, value, (*error.why).clone());
    }

    /// Counts the growth of the caller's memory, which its callees may have less of.
    fn count_memory(&mut self) -> Result<(), Exit> {
        let now = self.memory.len() as u64;
        let frame = self.frame()?;
        let grown = now.saturating_sub(frame.memory);
        frame.memory += grown;
        self.context.tx.memory += grown;
        Ok(())
    }

    /// Pays for the call, and reads and checks what the contract asks for. Bytes that are read are paid for before anything
    /// is done with them, whatever becomes of the call; its frame pays for its input once more.
    fn read_call(&mut self, op: HostOp, args: &RawArgs) -> HostResult<ReadyCall> {
        let [contract, name, name_len, input, input_len, gas, _, _] = *args;
        self.pay(op, 0)?;
        let terms = match op {
            HostOp::CallWith => self.terms(gas)?,
            _ => Terms { gas, value: 0, encoded: false },
        };
        let refused = |reason| Err(StatusError::new(HostStatus::CallRefused, reason).into());
        let limits = &self.context.environment.limits;
        let within = limits.check(LimitKind::FunctionName, name_len);
        if let Err(error) = within.and_then(|()| limits.check(LimitKind::Input, input_len)) {
            return refused((&error).into());
        }
        let each = self.context.environment.schedule.price(HostOp::Entry).per_unit;
        let reading = each.saturating_mul(name_len + input_len);
        self.context.pay(&mut self.meter, HostOp::Entry, reading).map_err(Exit::from)?;
        let contract = Address(self.read_array(contract)?);
        let function = String::from_utf8_lossy(self.read(name, name_len)?).into_owned();
        self.check_balance(terms.value)?;
        let input = slice(self.memory, (input, input_len))?;
        let gas_limit = match terms.gas {
            0 => self.meter.left(),
            asked => asked.min(self.meter.left()),
        };
        let args = match terms.encoded {
            false => CallArgs::Tagged(input),
            true => CallArgs::Encoded(input),
        };
        match resolve(self.context, contract, &function, args) {
            Ok(callee) => Ok(ReadyCall { callee, function, gas_limit, value: terms.value }),
            Err(error) => refused(error.into_reason(&function)?),
        }
    }

    /// The terms of a call that are at `at`: gas, value, and the form of the arguments, 8 bytes each.
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
    fn check_balance(&mut self, value: u64) -> HostResult<()> {
        let account = self.frame()?.contract;
        match check_balance(self.context, &account, value) {
            Ok(()) => Ok(()),
            Err(error) => Err(StatusError::new(HostStatus::InsufficientBalance, error.into_reason("")?).into()),
        }
    }

    /// Charges for the call, and gives its caller the output, or a status.
    fn after_call(&mut self, called: Address, outcome: Outcome, out: u64, capacity: u64) -> ImportResult {
        // The callee's gas was charged, operation by operation, when it ran.
        if self.meter.charge(outcome.gas_used).is_err() {
            return Err(ExitReason::OutOfGas.into());
        }
        if let Some(fault) = self.context.tx.fault.take() {
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
        frame.return_data = Vec::new();
        if u64::from(len) > capacity {
            frame.return_data = bytes;
        } else {
            self.write(out, &bytes)?;
        }
        Ok(status.with(len))
    }
}
