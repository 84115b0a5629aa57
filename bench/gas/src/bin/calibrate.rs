//! Nanoseconds for each unit of gas, on the optimising compiler: for every kind of instruction, where a loop does little
//! else. The dearest should be no more than four times the median.
//!
//! `calibrate [--markdown] [RUNS]`

use allod_bench_gas::adversary;
use allod_bench_gas::figures::{Figure, median};
use allod_bench_gas::machine::{Compiler, Machine, Meter};
use allod_bench_gas::table::Table;
use allod_core::GasSchedule;

fn main() {
    let runs = std::env::args().skip(1).find_map(|arg| arg.parse().ok()).unwrap_or(15);
    let meter = Meter::Allod(Box::new(GasSchedule::mission()));
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
}
