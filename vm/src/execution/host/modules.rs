//! Host modules: their functions called, and the operations that these may use.

use super::memory::slice;
use super::{HostCall, ImportResult};
use crate::BlockContext;
use crate::EngineError;
use crate::execution::context::ExecutionContext;
use crate::execution::context::tx_state::TxState;
use crate::execution::exit::{Exit, ExitReason};
use crate::execution::gas::OutOfGas;
use crate::execution::host_error::HostError;
#[cfg(feature = "profile")]
use crate::explain::StackFrame;
use crate::host_module::context::{HostAccess, HostContext};
use allod_core::reason::WriteTarget;
use allod_core::schedule::{FREE_FIELD_BYTES, FREE_FIELD_NAME_BYTES};
use allod_core::{Address, Event, GasSchedule, HostOp, HostStatus, ModuleImport};
use allod_security::LimitKind;
use allod_state::{Pair, Within};

/// Rows that a scan gives at most, however many are asked for.
const MOST_ROWS: usize = 4_096;

impl HostCall<'_> {
    /// Calls `import` of a host module. The gate has checked its name and type.
    pub(super) fn module(&mut self, import: &ModuleImport, args: &[u64]) -> ImportResult {
        self.pay(HostOp::HostModule, 0)?;
        let environment = self.context.environment.clone();
        let missing = || EngineError::Internal(format!("no host module serves {}.{}", import.module, import.name));
        let function = environment.host_modules.find(import).ok_or_else(missing)?;
        self.charge(function.price.base)?;
        let args = args.get(..import.params.len()).unwrap_or_default();
        let answer = (function.code)(&mut HostContext::new(self, function.price), args);
        answer.map_err(|exit| self.cut_short(exit.0))
    }

    /// Cuts the text of a revert to its limit.
    fn cut_short(&self, exit: Exit) -> Exit {
        match exit.why() {
            ExitReason::Revert(code, mut words) => {
                words.truncate(words.floor_char_boundary(self.context.environment.limits.revert as usize));
                ExitReason::Revert(code, words).into()
            }
            other => other.into(),
        }
    }

    /// Status of a result, whose reason is kept for `last_error`.
    fn told(&mut self, attempt: Result<(), HostError>) -> Result<HostStatus, Exit> {
        match attempt {
            Ok(()) => Ok(HostStatus::Ok),
            Err(HostError::Status(error)) => self.refuse(error),
            Err(HostError::Exit(exit)) => Err(exit),
        }
    }

    /// Gas for a key and the fixed part of `op`.
    fn charge_for_key(&mut self, op: HostOp, key: &[u8]) -> Result<(), Exit> {
        let price = self.context.environment.schedule.price(op);
        self.charge(price.of((key.len() as u64).saturating_sub(FREE_FIELD_NAME_BYTES)))
    }

    /// Gas for each byte that is read.
    fn read_price(&self) -> u64 {
        self.context.environment.schedule.price(HostOp::ObjectGet).per_unit
    }

    fn try_put(&mut self, key: &[u8], value: Option<&[u8]>) -> Result<(), HostError> {
        self.within(LimitKind::FieldName, key.len() as u64)?;
        self.within(LimitKind::FieldValue, value.map_or(0, <[u8]>::len) as u64)?;
        self.writable("storage write", || WriteTarget::None)?;
        let contract = self.frame()?.contract;
        // A large value that goes is paid for like what is read: the root forgets it by what it held.
        let each = self.read_price();
        let most = self.meter.left().checked_div(each).unwrap_or(u64::MAX).saturating_add(FREE_FIELD_BYTES);
        let len = match self.context.journal.contract_storage().get_within(&contract, key, most)? {
            Within::Nothing => 0,
            Within::Value(value) => value.len() as u64,
            Within::Longer(len) => len,
        };
        self.charge(each.saturating_mul(len.saturating_sub(FREE_FIELD_BYTES)))?;
        let mut storage = self.context.journal.contract_storage();
        match value {
            Some(value) => storage.set(&contract, key, value),
            None => storage.delete(&contract, key),
        }
        Ok(())
    }
}

impl HostAccess for HostCall<'_> {
    fn read(&self, ptr: u32, len: u32) -> Result<&[u8], Exit> {
        slice(self.memory, (ptr.into(), len.into()))
    }

    fn write(&mut self, ptr: u32, bytes: &[u8]) -> Result<(), Exit> {
        HostCall::write(self, ptr.into(), bytes)
    }

    fn charge(&mut self, gas: u64) -> Result<(), Exit> {
        self.pay_more(HostOp::HostModule, gas)
    }

    fn gas_left(&self) -> u64 {
        self.meter.left()
    }

    fn block(&self) -> BlockContext {
        self.context.block
    }

    fn schedule(&self) -> &GasSchedule {
        &self.context.environment.schedule
    }

    fn origin(&self) -> Address {
        self.context.tx.origin
    }

    fn is_read_only(&self) -> bool {
        self.context.mode.read_only
    }

    fn parties(&self) -> (Address, Address) {
        self.context.tx.frames.last().map_or_else(Default::default, |frame| (frame.contract, frame.sender))
    }

    fn balance(&mut self, account: &Address) -> Result<u64, Exit> {
        let price = self.context.environment.schedule.price(HostOp::Balance);
        self.charge(price.base)?;
        Ok(self.context.journal.balances().get(account)?)
    }

    fn storage_get(&mut self, key: &[u8]) -> Result<Option<Vec<u8>>, Exit> {
        self.charge_for_key(HostOp::ObjectGet, key)?;
        if self.within(LimitKind::FieldName, key.len() as u64).is_err() {
            return Ok(None);
        }
        let each = self.read_price();
        let (contract, left) = (self.parties().0, self.meter.left());
        let most = left.checked_div(each).unwrap_or(u64::MAX);
        let ExecutionContext { journal, tx: TxState { gas, .. }, .. } = &mut *self.context;
        match journal.contract_storage().get_within(&contract, key, most)? {
            Within::Nothing => Ok(None),
            Within::Value(value) => {
                // What is kept in memory already is given whatever its length, so it is paid for before it is copied.
                gas.charge_gas(&mut self.meter, HostOp::HostModule, each.saturating_mul(value.len() as u64))?;
                Ok(Some(value.to_vec()))
            }
            Within::Longer(_) => {
                // All that is left is less than it costs.
                gas.charge_gas(&mut self.meter, HostOp::HostModule, u64::MAX)?;
                Err(OutOfGas.into())
            }
        }
    }

    fn storage_put(&mut self, key: &[u8], value: Option<&[u8]>) -> Result<HostStatus, Exit> {
        let bytes = value.map_or(0, <[u8]>::len) as u64;
        self.charge_for_key(HostOp::ObjectSet, key)?;
        let each = self.context.environment.schedule.price(HostOp::ObjectSet).per_unit;
        self.charge(each.saturating_mul(bytes))?;
        let attempt = self.try_put(key, value);
        self.told(attempt)
    }

    fn storage_scan(&mut self, prefix: &[u8], limit: u32) -> Result<Vec<Pair>, Exit> {
        self.charge_for_key(HostOp::ObjectGet, prefix)?;
        if self.within(LimitKind::FieldName, prefix.len() as u64).is_err() {
            return Ok(Vec::new());
        }
        let price = self.context.environment.schedule.price(HostOp::ObjectGet);
        let contract = self.parties().0;
        let wanted = (limit as usize).min(MOST_ROWS);
        let (mut rows, mut paid) = (Vec::new(), Ok(()));
        let ExecutionContext { journal, tx: TxState { gas, .. }, .. } = &mut *self.context;
        let meter = &mut self.meter;
        journal.contract_storage().visit(&contract, prefix, &mut |key, value| {
            if rows.len() == wanted {
                return false;
            }
            paid = gas.charge_gas(meter, HostOp::HostModule, price.of((key.len() + value.len()) as u64));
            if paid.is_ok() {
                rows.push((key.to_vec(), value.to_vec()));
            }
            paid.is_ok()
        })?;
        paid?;
        Ok(rows)
    }

    fn log(&mut self, name: &[u8], attributes: &[u8]) -> Result<HostStatus, Exit> {
        let price = self.context.environment.schedule.price(HostOp::Log);
        self.charge(price.of((name.len() + attributes.len()) as u64))?;
        let attempt = self.emit(name, attributes);
        self.told(attempt)
    }

    fn events(&self) -> &[Event] {
        self.context.journal.events()
    }

    #[cfg(feature = "profile")]
    fn stack(&self) -> Vec<StackFrame> {
        self.context.explainer.as_ref().map(|explainer| explainer.running()).unwrap_or_default()
    }

    fn kept(&mut self) -> Result<&mut Vec<u8>, Exit> {
        Ok(&mut self.frame()?.return_data)
    }
}
