//! Prices, limits, host modules, native contracts and features by height: one engine runs across a change, and a store knows what it ran under.

mod across;
mod natives;
mod stored;

use allod_core::{GasSchedule, HostOp, Price};
use allod_testing::world::{ALICE, by};
use allod_vm::{Address, BlockContext, Engine, ExecuteOptions};

/// Contract that adds and divides.
pub(crate) const ADD: &str = r#"(module (func (export "add") (param i64 i64) (result i64)
    (if (i64.eqz (local.get 0)) (then)) (i64.add (local.get 0) (local.get 1))))"#;

/// Schedule in which a call costs `base` more than in the standard one, and an addition four times as much.
pub(crate) fn dear(base: u64) -> GasSchedule {
    let mut schedule = GasSchedule::standard().with_price(HostOp::Entry, Price { base: 100 + base, per_unit: 1 });
    schedule.instructions.arithmetic = 4;
    schedule
}

/// Options of a call in block `height`.
pub(crate) fn at(height: u64) -> ExecuteOptions {
    let block = BlockContext { height, time: height as i64, chain_id: 1 };
    ExecuteOptions { block: Some(block), ..by(ALICE) }
}

/// Gas of a call in block `height`, which is committed.
pub(crate) fn gas_at(engine: &Engine, contract: Address, height: u64) -> u64 {
    let receipt = engine.execute(contract, "add", allod_vm::args![1, 2], at(height)).unwrap();
    assert!(receipt.is_success());
    receipt.gas.used
}
