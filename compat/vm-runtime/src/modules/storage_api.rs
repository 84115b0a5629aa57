//! Module `storage_api`: keys and values of the guest's own.
//!
//! | function | gives |
//! |---|---|
//! | `storage_get(key_ptr, key_len) -> i64` | 1 in the high half if there is a value, its length in the low one; the value is kept |
//! | `storage_read_value(ptr, len) -> i32` | bytes written to `ptr` of what is kept: `len` of them, or all |
//! | `storage_set(key_ptr, key_len, value_ptr, value_len) -> i32` | 0, or 1 for a key or value that is too long, and in a query |
//! | `storage_delete(key_ptr, key_len) -> i32` | 0, also where there is no value; or 1 as above |
//! | `storage_scan(prefix_ptr, prefix_len, limit) -> i64` | the number of rows in the high half, their bytes in the low one; the rows are kept |
//!
//! A row that is kept is the length of its key and of its value, 4 bytes each, least first, and then both. There are `limit`
//! rows, 4,096 or all, whichever is less, in the order of their keys.

use super::NOTHING;
use super::place::Place;
use allod_vm::HostModule;
use allod_vm::WasmType::{I32, I64};

pub(crate) fn module(place: Place) -> HostModule {
    HostModule::new("storage_api", 1)
        .with_function("storage_get", &[I32, I32], Some(I64), NOTHING, move |call, args| {
            let key = call.read(args[0], args[1])?.to_vec();
            let value = place.get(call, &key)?;
            let found = value.as_ref().map_or(0, |value| 1 << 32 | value.len() as i64);
            call.keep(value.unwrap_or_default())?;
            Ok(found)
        })
        .with_function("storage_read_value", &[I32, I32], Some(I32), NOTHING, |call, args| {
            let kept = call.kept()?.len() as u64;
            let len = kept.min(args[1]);
            call.charge_gas(len)?;
            let value = call.kept()?.get(..len as usize).unwrap_or_default().to_vec();
            call.write(args[0], &value)?;
            Ok(len as i64)
        })
        .with_function("storage_set", &[I32, I32, I32, I32], Some(I32), NOTHING, move |call, args| {
            let (key, value) = (call.read(args[0], args[1])?.to_vec(), call.read(args[2], args[3])?.to_vec());
            Ok(i64::from(!place.put(call, &key, Some(&value))?))
        })
        .with_function("storage_delete", &[I32, I32], Some(I32), NOTHING, move |call, args| {
            let key = call.read(args[0], args[1])?.to_vec();
            Ok(i64::from(!place.put(call, &key, None)?))
        })
        .with_function("storage_scan", &[I32, I32, I32], Some(I64), NOTHING, move |call, args| {
            let prefix = call.read(args[0], args[1])?.to_vec();
            let rows = place.scan(call, &prefix, args[2] as u32)?;
            let mut kept = Vec::new();
            for (key, value) in &rows {
                kept.extend((key.len() as u32).to_le_bytes());
                kept.extend((value.len() as u32).to_le_bytes());
                kept.extend(key);
                kept.extend(value);
            }
            let answer = (rows.len() as i64) << 32 | kept.len() as i64;
            call.keep(kept)?;
            Ok(answer)
        })
}
