//! Proportion: the time that a call takes beside the gas that it costs.

use allod_core::{Address, args};
use allod_testing::hostile::{deploy, module, timed, with_gas};
use allod_testing::world::ALICE;
use allod_vm::{Engine, Receipt};
use std::time::Instant;

/// Nanoseconds that one gas may buy. One gas stands for one; the rest is room for slow machines and builds.
pub(crate) const MOST_NS: f64 = 200.0;

/// Runs `f` and checks that its time is in proportion to its gas, before any refund.
pub(crate) fn in_proportion(engine: &Engine, contract: Address, gas: u64) -> Receipt {
    let run = || {
        let started = Instant::now();
        let receipt = engine.simulate(contract, "f", args![], with_gas(ALICE, gas)).unwrap();
        (started.elapsed(), receipt)
    };
    // The best of three: others may have the processor.
    let (elapsed, receipt) = (0..3).map(|_| run()).min_by_key(|run| run.0).unwrap();
    let paid = receipt.gas.used + receipt.gas.refunded;
    let each = elapsed.as_nanos() as f64 / paid as f64;
    println!("{each:6.1} ns a gas");
    assert!(each < MOST_NS || !timed(), "{each:.0} ns a gas: {elapsed:?} for {paid}");
    receipt
}

pub(crate) fn escaped(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("\\{b:02x}")).collect()
}

/// A contract whose `f` calls function `x` of `target` so many times, whatever comes of it.
pub(crate) fn caller(engine: &Engine, target: Address, times: u32) -> Address {
    let body = format!(
        r#"(data (i32.const 100) "{}") (data (i32.const 140) "x") (data (i32.const 150) "\00")
        (func (export "f") (local i32) (loop
          (drop (call $call (i32.const 100) (i32.const 140) (i32.const 1) (i32.const 150) (i32.const 1) (i64.const 0) (i32.const 0) (i32.const 0)))
          (br_if 0 (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const {times})))))"#,
        escaped(&target.0)
    );
    deploy(engine, &module(&["call"], &body))
}
