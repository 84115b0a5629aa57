//! Allod beside an earlier build of itself, in one run.

use crate::measure::{self, Runners};
use crate::plan::{Clock, Group, on, row};
use crate::table;

/// What the earlier build's runner is called.
pub(crate) const BEFORE: &str = "before";

/// The highest ratio of now to before.
const GOAL: f64 = 1.05;

macro_rules! beside {
    ($($workload:literal),*) => {
        &[$(Group {
            name: $workload,
            title: $workload,
            clock: Clock::Cpu,
            contestants: &[on("allod", $workload, "now"), on(BEFORE, $workload, BEFORE)],
            rows: &[row($workload, 0, 1, Some(GOAL), "")],
        }),*]
    };
}

/// Workloads that both builds do.
const GROUPS: &[Group] = beside![
    "counter",
    "transfer",
    "counter-block",
    "transfer-block",
    "empty-call",
    "charge",
    "objects-1000",
    "objects-1000000",
    "owner-1000",
    "owner-100000",
    "events-10",
    "depth-10",
    "value-1000",
    "fib",
    "cold-call"
];

/// Measures each workload that `wants` says yes to on both builds in turn, for so many rounds, and gives the table.
pub(crate) fn against(runners: &mut Runners, rounds: usize, wants: impl Fn(&str) -> bool) -> String {
    let mut rows = Vec::new();
    for group in GROUPS.iter().filter(|group| wants(group.name)) {
        eprintln!("{}", group.title);
        let measured = measure::measure(runners, group, rounds);
        rows.extend(measure::compare(group, &measured).iter().map(table::cells));
    }
    table::plain(&rows)
}
