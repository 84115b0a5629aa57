//! Nanoseconds for each unit of gas, on the optimising compiler.
//!
//! First every kind of instruction, where a loop does little else: the dearest should be no more than four times the
//! median. Then every host operation, through an engine that keeps its state in memory, at the prices of both
//! schedules; what is measured against is the median of the instructions.
//!
//! `calibrate [--markdown] [RUNS]`

use allod_bench_gas::adversary;
use allod_bench_gas::bombs;
use allod_bench_gas::figures::{Figure, median};
use allod_bench_gas::host_ops::{self, Village, WORK};
use allod_bench_gas::kernels;
use allod_bench_gas::machine::{Compiler, Machine, Meter};
use allod_bench_gas::table::Table;
use allod_core::{GasSchedule, HostOp};

fn main() {
    let runs = std::env::args().skip(1).find_map(|arg| arg.parse().ok()).unwrap_or(15);
    let middle = instructions(runs);
    host(runs, middle);
}

/// Prints what instructions cost, and answers the median.
fn instructions(runs: usize) -> f64 {
    let meter = Meter::Allod(Box::new(GasSchedule::standard()));
    let mut rows = Vec::new();
    for adversary in adversary::all() {
        let mut machine = Machine::new(&adversary.wasm, Compiler::Cranelift, &meter, &[]);
        let mut times = Vec::new();
        for _ in 0..runs {
            let before = machine.gas_used();
            let (_, time) = machine.run("f", &adversary.args());
            times.push(1e9 * time.as_secs_f64() / (machine.gas_used() - before) as f64);
        }
        rows.push((adversary.name, Figure::of(times)));
    }
    let middle = median(rows.iter().map(|(_, figure)| figure.median));
    rows.sort_by(|one, other| other.1.median.total_cmp(&one.1.median));
    let mut table = Table::new(["kernel", "ns a gas", "of the median"]);
    for (name, figure) in &rows {
        table.row([(*name).to_owned(), format!("{:.3}", figure.median), format!("{:.2}", figure.median / middle)]);
    }
    table.row([format!("median of {}", rows.len()), format!("{middle:.3}"), "1.00".to_owned()]);
    table.print();
    middle
}

/// Prints what host operations cost, in nanoseconds and against `middle` nanoseconds a gas.
fn host(runs: usize, middle: f64) {
    assert!(host_ops::missing().is_empty(), "not measured: {:?}", host_ops::missing());
    let schedules = [GasSchedule::standard(), GasSchedule::calibrated()];
    let villages = schedules.each_ref().map(Village::new);
    let mut table =
        Table::new(["host operation", "ns", "standard, gas", "of the median", "calibrated, gas", "of the median"]);
    let mut row = |name: &str, measured: [Vec<(f64, f64)>; 2]| {
        let ns = Figure::of(measured.iter().flatten().map(|(_, ns)| *ns).collect()).median;
        let mut cells = vec![name.to_owned(), format!("{ns:.0}")];
        for gas in measured.map(|rows| rows[0].0) {
            cells.extend([format!("{gas:.0}"), format!("{:.2}", ns / gas / middle)]);
        }
        table.row(cells);
    };
    for work in WORK {
        row(work.name, villages.each_ref().map(|village| village.measure(work, runs)));
    }
    for pages in [1, 16, 64, 256] {
        row(&format!("entering, {pages} pages"), villages.each_ref().map(|village| village.enter(pages, runs)));
    }
    for (name, wasm) in deploys() {
        let time = host_ops::deploy_time(&wasm);
        let gas = |schedule: &GasSchedule| schedule.price(HostOp::Deploy).of(wasm.len() as u64) as f64;
        row(&format!("deploy, {name}"), schedules.each_ref().map(|schedule| vec![(gas(schedule), time)]));
    }
    table.print();
}

/// Modules to deploy: one as toolchains make them, and the one that takes a compiler longest.
fn deploys() -> Vec<(String, Vec<u8>)> {
    let kernel = kernels::all().into_iter().find(|kernel| kernel.name == "report (Rust)");
    let bomb = bombs::small(30_000).into_iter().find(|bomb| bomb.name.starts_with("95 nested loops"));
    let kernel = kernel.into_iter().map(|kernel| (kernel.name.to_owned(), kernel.wasm));
    kernel.chain(bomb.into_iter().map(|bomb| (bomb.name, bomb.wasm))).collect()
}
