//! What a contract engine is asked to reach in absolute figures, and what Allod reaches.

use crate::measure::{Runners, measure};
use crate::plan::{Clock, Contestant, Group};
use serde::Serialize;

/// A figure to reach.
struct Aim {
    name: &'static str,
    workload: &'static str,
    /// The fact that holds the figure; its time, where there is none.
    fact: Option<&'static str>,
    /// The figure is to stay below this: ns, or what the fact counts.
    below: f64,
    what: &'static str,
}

/// A figure to reach and the one reached.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Target {
    pub(crate) name: &'static str,
    pub(crate) what: &'static str,
    pub(crate) below: f64,
    pub(crate) measured: f64,
    /// Whether both are ns.
    pub(crate) is_time: bool,
}

const fn aim(name: &'static str, workload: &'static str, below: f64, what: &'static str) -> Aim {
    Aim { name, workload, fact: None, below, what }
}

const AIMS: &[Aim] = &[
    aim(
        "compile 1 MB",
        "compile",
        100e6,
        "a module of 2^20 bytes of code is deployed: checked, priced, compiled, stored",
    ),
    aim(
        "instance",
        "cold-call",
        5e6,
        "an engine opens, loads a compiled contract from disk, makes an instance and calls it",
    ),
    aim("execution", "transfer", 10e6, "a token transfer, from arguments to receipt"),
    aim("sandbox", "empty-call", 2e6, "a call of a function that does nothing: isolation, books and receipt alone"),
    aim("metering", "charge", 1e3, "a host operation that only has to be charged for"),
    Aim {
        name: "metering error",
        workload: "charge",
        fact: Some("gas_error_percent"),
        below: 1.0,
        what: "percent between the gas charged and the sum of the prices of what ran",
    },
    Aim {
        name: "memory overhead",
        workload: "memory",
        fact: Some("overhead_percent"),
        below: 10.0,
        what: "percent of memory taken beyond the 64 MiB that a contract fills",
    },
];

/// Measures every target the runner knows.
pub(crate) fn targets(runners: &mut Runners, rounds: usize) -> Vec<Target> {
    let mut reached = Vec::new();
    for aim in AIMS {
        let contestants = [Contestant { label: "Allod", runner: "allod", workload: aim.workload }];
        let contestants: &'static [Contestant] = Vec::from(contestants).leak();
        // Compiling may use every core, and then it is the time that goes by which somebody waits.
        let clock = if aim.workload == "compile" { Clock::Wall } else { Clock::Cpu };
        let group = Group { name: aim.name, title: aim.what, clock, contestants, rows: &[] };
        let Some(Some(measured)) = measure(runners, &group, rounds).pop() else { continue };
        let figure = match aim.fact {
            Some(fact) => measured.facts.get(fact).unwrap_or_else(|| panic!("{} tells no {fact}", aim.workload)),
            None => measured.each.median,
        };
        let (name, what, below) = (aim.name, aim.what, aim.below);
        reached.push(Target { name, what, below, measured: figure, is_time: aim.fact.is_none() });
    }
    reached
}
