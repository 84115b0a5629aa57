//! Limits are checked by name, value and range.

use allod_core::GasSchedule;
use allod_security::{CallLimits, LimitError, LimitKind, WasiOptions};

#[test]
fn the_defaults_are_valid_and_are_those_documented() {
    let options = WasiOptions::default();
    options.validate().unwrap();
    assert_eq!((options.memory_limit, options.memory_pages()), (64 << 20, 1024));
    assert_eq!((options.table_size, options.stack_size), (16_384, 262_144));
    assert_eq!((options.enable_simd, options.enable_threads, options.enable_bulk_memory), (false, false, true));
    assert_eq!(options.gas_cap(&GasSchedule::standard()), u64::MAX);
}

#[test]
fn every_option_outside_its_range_is_named_with_its_value_and_the_range() {
    let wrong = [
        (
            WasiOptions { memory_limit: 65_535, ..Default::default() },
            "memory_limit is 65535 bytes, wanted 65536 to 4294967296",
        ),
        (WasiOptions { memory_limit: 0, ..Default::default() }, "memory_limit is 0 bytes, wanted 65536 to 4294967296"),
        (
            WasiOptions { memory_limit: (4 << 30) + 1, ..Default::default() },
            "memory_limit is 4294967297 bytes, wanted 65536 to 4294967296",
        ),
        (
            WasiOptions { table_size: 1_048_577, ..Default::default() },
            "table_size is 1048577 entries, wanted 1 to 1048576 (or 0 for none)",
        ),
        (
            WasiOptions { timeout: 3_600_001, ..Default::default() },
            "timeout is 3600001 ms, wanted 1 to 3600000 (or 0 for none)",
        ),
        (WasiOptions { stack_size: 16_383, ..Default::default() }, "stack_size is 16383 bytes, wanted 16384 to 786432"),
        (
            WasiOptions { stack_size: u64::MAX, ..Default::default() },
            "stack_size is 18446744073709551615 bytes, wanted 16384 to 786432",
        ),
    ];
    for (options, message) in wrong {
        assert_eq!(options.validate().unwrap_err().to_string(), message);
    }
}

#[test]
fn every_option_may_be_at_either_end_of_its_range() {
    let ends = [(65_536, 1, 1, 1, 16_384), (4 << 30, 1 << 20, 3_600_000, u64::MAX, 786_432), (65_536, 0, 0, 0, 16_384)];
    for (memory_limit, table_size, timeout, fuel_limit, stack_size) in ends {
        let options = WasiOptions { memory_limit, table_size, timeout, fuel_limit, stack_size, ..Default::default() };
        assert_eq!(options.validate(), Ok(()));
    }
}

#[test]
fn the_smaller_of_fuel_and_time_caps_the_gas() {
    let mut schedule = GasSchedule::standard();
    schedule.gas_per_millisecond = 10;
    let cap = |fuel_limit, timeout| WasiOptions { fuel_limit, timeout, ..Default::default() }.gas_cap(&schedule);
    assert_eq!((cap(0, 0), cap(500, 0), cap(0, 7)), (u64::MAX, 500, 70));
    assert_eq!((cap(500, 7), cap(60, 7), cap(1, u64::MAX)), (70, 60, 1));
    assert_eq!(cap(0, u64::MAX), u64::MAX);
}

#[test]
fn a_memory_limit_counts_in_whole_pages() {
    let pages = |memory_limit| WasiOptions { memory_limit, ..Default::default() }.memory_pages();
    assert_eq!((pages(65_535), pages(65_536), pages(131_071), pages(4 << 30)), (0, 1, 1, 65_536));
    assert_eq!(pages(u64::MAX), 65_536);
}

#[test]
fn options_come_back_from_bytes_as_they_were() {
    let options = WasiOptions { timeout: 5, enable_simd: true, ..Default::default() };
    let bytes = allod_core::codec::encode(&options).unwrap();
    assert_eq!(allod_core::codec::decode::<WasiOptions>(&bytes).unwrap(), options);
}

#[test]
fn everything_that_is_bounded_may_reach_its_limit_and_not_pass_it() {
    let limits = CallLimits::default();
    for what in LimitKind::ALL {
        let limit = limits.get(*what);
        assert_eq!(limits.check(*what, 0), Ok(()));
        assert_eq!(limits.check(*what, limit), Ok(()));
        let wanted = LimitError::Exceeded { what: *what, given: limit + 1, limit };
        assert_eq!(limits.check(*what, limit + 1), Err(wanted.clone()));
        assert_eq!(wanted.to_string(), format!("{what}: {} {}, the limit is {limit}", limit + 1, what.unit()));
    }
}

#[test]
fn the_call_limits_are_those_documented() {
    let limits = CallLimits::default();
    let mib = 1 << 20;
    assert_eq!((limits.call_depth, limits.code, limits.source), (64, 8 * mib, mib));
    assert_eq!((limits.input, limits.output, limits.field_value), (mib, mib, mib));
    assert_eq!((limits.event_name, limits.event, limits.events), (256, 65_536, 4096));
    assert_eq!((limits.field_name, limits.handles, limits.brought, limits.debug), (65_536, 65_536, 1024, 65_536));
}
