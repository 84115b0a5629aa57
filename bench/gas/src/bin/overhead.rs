//! What metering adds to the time of running code: gas, depth and lengths counted by Allod, and gas by the middleware
//! that comes with wasmer, over the same code without metering. All machines take turns in one thread.
//!
//! `overhead [--markdown] [ROUNDS]`

use allod_bench_gas::figures::{Figure, geometric_mean};
use allod_bench_gas::kernels::{self, Kernel};
use allod_bench_gas::machine::{Compiler, Machine, Meter};
use allod_bench_gas::table::Table;
use allod_core::GasSchedule;

/// Bytes by which the stack in memory moves from round to round: through all of a page in a hundred rounds.
const STEP: i32 = 208;

fn main() {
    let rounds = std::env::args().skip(1).find_map(|arg| arg.parse().ok()).unwrap_or(101);
    let kernels = kernels::all();
    for compiler in Compiler::ALL {
        let mut table = Table::new(
            ["", "unmetered, µs", "Allod, %", "stock, %", "Allod / stock"]
                .map(|heading| if heading.is_empty() { compiler.name() } else { heading }),
        );
        let mut means = [Vec::new(), Vec::new()];
        for kernel in &kernels {
            let [base, allod, stock] = measure(kernel, compiler, rounds);
            let share = (allod.median - 1.0) / (stock.median - 1.0);
            let base = format!("{:.0}", 1e6 * base.median);
            table.row([kernel.name.to_owned(), base, allod.percent(), stock.percent(), format!("{share:.2}")]);
            means[0].push(allod.median);
            means[1].push(stock.median);
        }
        let [allod, stock] = means.map(|ratios| geometric_mean(ratios) - 1.0);
        let cells = [100.0 * allod, 100.0 * stock].map(|percent| format!("{percent:+.1}"));
        let [ours, theirs] = cells;
        table.row(["geometric mean".to_owned(), String::new(), ours, theirs, format!("{:.2}", allod / stock)]);
        table.print();
    }
}

/// Seconds without metering, and with each of the two as a multiple of that: round by round, so that what else the
/// machine does meets all three.
fn measure(kernel: &Kernel, compiler: Compiler, rounds: usize) -> [Figure; 3] {
    let meters = [Meter::None, Meter::Allod(Box::new(GasSchedule::standard())), Meter::Stock];
    let mut machines = meters.map(|meter| Machine::new(&kernel.wasm, compiler, &meter, &kernel.input));
    let mut times = [Vec::new(), Vec::new(), Vec::new()];
    for round in 0..rounds {
        let runs = machines.each_mut().map(|machine| {
            machine.lower_stack(STEP);
            machine.run(kernel.function, &kernel.args)
        });
        assert!(runs.iter().all(|(results, _)| *results == runs[0].0), "{}: results differ", kernel.name);
        let seconds = runs.map(|(_, time)| time.as_secs_f64());
        if round == 0 {
            continue; // Pages are fresh, caches cold.
        }
        times[0].push(seconds[0]);
        times[1].push(seconds[1] / seconds[0]);
        times[2].push(seconds[2] / seconds[0]);
    }
    times.map(Figure::of)
}
