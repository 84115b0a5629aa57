//! Module `chain_api`: the block, and events of bytes alone.
//!
//! | function | gives |
//! |---|---|
//! | `block_number() -> i64` | the number of the block |
//! | `timestamp() -> i64` | its time, Unix seconds |
//! | `emit_event(data_ptr, data_len) -> i32` | 0, or 1 for more than may be emitted, and in a query |
//! | `events_len() -> i32` | the number of events that the guest has emitted so far |
//! | `read_event(index, ptr, len) -> i32` | bytes written to `ptr` of that event: `len` of them, or all; 0 where there is no such event |

use super::NOTHING;
use super::place::Place;
use allod_vm::HostModule;
use allod_vm::WasmType::{I32, I64};

pub(crate) fn module(place: Place) -> HostModule {
    HostModule::new("chain_api", 1)
        .with_function("block_number", &[], Some(I64), NOTHING, |call, _| Ok(call.block().height as i64))
        .with_function("timestamp", &[], Some(I64), NOTHING, |call, _| Ok(call.block().time))
        .with_function("emit_event", &[I32, I32], Some(I32), NOTHING, move |call, args| {
            let data = call.read(args[0], args[1])?.to_vec();
            Ok(i64::from(!place.emit(call, data)?))
        })
        .with_function("events_len", &[], Some(I32), NOTHING, move |call, _| {
            place.events(call, |events| events.len() as i64)
        })
        .with_function("read_event", &[I32, I32, I32], Some(I32), NOTHING, move |call, args| {
            let (index, len) = (args[0] as usize, args[2] as usize);
            let data = place.events(call, |events| {
                let data = events.get(index).copied().unwrap_or_default();
                data.get(..len).unwrap_or(data).to_vec()
            })?;
            call.charge_gas(data.len() as u64)?;
            call.write(args[1], &data)?;
            Ok(data.len() as i64)
        })
}
