//! What a deploy of a module made to hurt costs, in CPU time of the whole process: the gate, metering, and each of the
//! two compilers. A module that the gate refuses is never compiled.
//!
//! `bombs [--markdown] [BYTES]`: the small ones fill modules of so many bytes.

use allod_bench_gas::bombs::{self, Bomb};
use allod_bench_gas::clock::process_time;
use allod_bench_gas::machine::{Compiler, code};
use allod_bench_gas::table::Table;
use allod_compiler::gate::{self, GateOptions};
use allod_compiler::instrument::instrument;
use allod_core::GasSchedule;
use std::time::Duration;

fn main() {
    let bytes = std::env::args().skip(1).find_map(|arg| arg.parse().ok()).unwrap_or(200_000);
    for bombs in [bombs::known(), bombs::small(bytes)] {
        let mut table =
            Table::new(["module", "KB", "gate, ms", "metering, ms", "cranelift, ms", "ns a byte", "singlepass, ms"]);
        bombs.iter().for_each(|bomb| table.row(row(bomb)));
        table.print();
    }
}

fn row(bomb: &Bomb) -> Vec<String> {
    let mut cells = vec![bomb.name.clone(), (bomb.wasm.len() / 1_000).to_string()];
    let (checked, gate) = cpu(|| gate::check(&bomb.wasm, &GateOptions::default()).map(drop));
    cells.push(milliseconds(gate));
    if let Err(refused) = checked {
        cells.push(format!("refused: {refused}"));
        return cells;
    }
    let (metered, metering) = cpu(|| instrument(&bomb.wasm, &GasSchedule::standard()));
    cells.push(milliseconds(metering));
    let metered = match metered {
        Ok(metered) => metered.wasm,
        Err(refused) => {
            cells.push(format!("refused: {refused}"));
            return cells;
        }
    };
    for compiler in Compiler::ALL {
        let time = cpu(|| code(&metered, compiler)).1;
        cells.push(milliseconds(time));
        if compiler == Compiler::Cranelift {
            cells.push((time.as_nanos() / bomb.wasm.len() as u128).to_string());
        }
    }
    cells
}

/// What `work` answers, and the CPU time all threads took.
fn cpu<R>(work: impl FnOnce() -> R) -> (R, Duration) {
    let start = process_time();
    let answer = work();
    (answer, process_time() - start)
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1}", 1e3 * time.as_secs_f64())
}
