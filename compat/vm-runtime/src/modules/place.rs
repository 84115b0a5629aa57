//! Place: where a guest's keys and events are kept.

use crate::{Pair, run};
use allod_vm::{CallLimits, HostContext, HostOp, HostResult, HostStatus, Value};

/// The name of an event that has bytes alone, and of the attribute that holds them.
const EVENT: &str = "event";
const DATA: &str = "data";

/// Limits on what a run may write and emit: those that contracts have by default.
fn limits() -> CallLimits {
    CallLimits::default()
}

/// Keeper of a guest's keys and events.
#[derive(Clone, Copy)]
pub(crate) enum Place {
    /// In the engine's state, as the contract's own.
    Contract,
    /// In the run of a runtime.
    Run,
}

impl Place {
    pub(crate) fn get(self, call: &mut HostContext<'_>, key: &[u8]) -> HostResult<Option<Vec<u8>>> {
        match self {
            Self::Contract => call.storage_get(key),
            Self::Run => {
                let price = call.schedule().price(HostOp::ObjectGet);
                call.charge_gas(price.of(key.len() as u64))?;
                let value = run::with(|run| run.get(key))?;
                call.charge_gas(price.per_unit.saturating_mul(value.as_ref().map_or(0, Vec::len) as u64))?;
                Ok(value)
            }
        }
    }

    /// Gives `key` a value, or takes its value away. `false` where that is not allowed.
    pub(crate) fn put(self, call: &mut HostContext<'_>, key: &[u8], value: Option<&[u8]>) -> HostResult<bool> {
        match (self, value) {
            (Self::Contract, Some(value)) => Ok(call.storage_set(key, value)? == HostStatus::Ok),
            (Self::Contract, None) => Ok(call.storage_delete(key)? == HostStatus::Ok),
            (Self::Run, value) => {
                let bytes = value.map_or(0, <[u8]>::len) as u64;
                let price = call.schedule().price(HostOp::ObjectSet).of(key.len() as u64 + bytes);
                call.charge_gas(price)?;
                if key.len() as u64 > limits().field_name || bytes > limits().field_value {
                    return Ok(false);
                }
                run::with(|run| {
                    run.put(key, value);
                    Ok(true)
                })
            }
        }
    }

    pub(crate) fn scan(self, call: &mut HostContext<'_>, prefix: &[u8], limit: u32) -> HostResult<Vec<Pair>> {
        match self {
            Self::Contract => call.storage_scan(prefix, limit),
            Self::Run => {
                let price = call.schedule().price(HostOp::ObjectGet);
                call.charge_gas(price.of(prefix.len() as u64))?;
                // A store gives all rows at once, so there are no more of them than there is gas for.
                let most = (call.gas_left() / price.base.max(1)).min(u64::from(limit)).min(4_096);
                let rows = run::with(|run| run.scan(prefix, most as usize))?;
                for (key, value) in &rows {
                    call.charge_gas(price.of((key.len() + value.len()) as u64))?;
                }
                Ok(rows)
            }
        }
    }

    /// Emits an event of bytes alone. `false` where there are too many, or that is not allowed.
    pub(crate) fn emit(self, call: &mut HostContext<'_>, data: Vec<u8>) -> HostResult<bool> {
        let bytes = data.len() as u64;
        match self {
            Self::Contract => Ok(call.log(EVENT, &[(DATA, Value::from(data))])? == HostStatus::Ok),
            Self::Run => {
                let price = call.schedule().price(HostOp::Log).of(bytes);
                call.charge_gas(price)?;
                run::with(|run| {
                    let limits = limits();
                    let fits = bytes <= limits.event
                        && (run.events.len() as u64) < limits.events
                        && run.emitted + bytes <= limits.all_events;
                    if fits {
                        run.emitted += bytes;
                        run.events.push(data);
                    }
                    Ok(fits)
                })
            }
        }
    }

    /// The events of bytes alone that the contract has emitted in this transaction, or the guest in this run.
    pub(crate) fn events<T>(self, call: &mut HostContext<'_>, see: impl FnOnce(&[&[u8]]) -> T) -> HostResult<T> {
        match self {
            Self::Contract => {
                let all = call.events().len() as u64;
                call.charge_gas(all)?;
                let contract = call.contract();
                let own =
                    call.events().iter().filter(|event| event.contract == contract && event.name.as_str() == EVENT);
                let data = own.filter_map(|event| match event.attributes.as_slice() {
                    [(name, Value::Bytes(data))] if name.as_str() == DATA => Some(&data[..]),
                    _ => None,
                });
                Ok(see(&data.collect::<Vec<_>>()))
            }
            Self::Run => {
                let all = run::with(|run| Ok(run.events.len() as u64))?;
                call.charge_gas(all)?;
                run::with(|run| Ok(see(&run.events.iter().map(|event| &event[..]).collect::<Vec<_>>())))
            }
        }
    }
}
