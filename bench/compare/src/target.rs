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
    /// Whether the figure is ns.
    is_time: bool,
    /// The figure is to stay below this: ns, or what the fact counts. None is set for what is only told.
    below: Option<f64>,
    what: &'static str,
}

/// A figure to reach and the one reached.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Target {
    pub(crate) name: &'static str,
    pub(crate) what: &'static str,
    pub(crate) below: Option<f64>,
    pub(crate) measured: f64,
    /// Whether both are ns.
    pub(crate) is_time: bool,
}

const fn aim(name: &'static str, workload: &'static str, below: f64, what: &'static str) -> Aim {
    Aim { name, workload, fact: None, is_time: true, below: Some(below), what }
}

const AIMS: &[Aim] = &[
    Aim {
        name: "compile 1 MB",
        workload: "compile",
        fact: Some("work_ns"),
        is_time: true,
        below: Some(100e6),
        what: "a module of 2^20 bytes of code is deployed: checked, priced, translated for the interpreter, stored; machine \
            code is made later and is the row after the next; processor time of all threads",
    },
    Aim {
        name: "first call",
        workload: "compile",
        fact: Some("first_call_ns"),
        is_time: true,
        below: Some(5e6),
        what: "a function of that module which does nothing is called, interpreted; processor time of all threads",
    },
    Aim {
        name: "machine code 1 MB",
        workload: "compile",
        fact: Some("machine_ns"),
        is_time: true,
        below: None,
        what: "the optimising compiler makes machine code of that module, behind the calls, if it is called often; \
            processor time of all threads",
    },
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
        is_time: false,
        below: Some(1.0),
        what: "percent between the gas charged and the sum of the prices of what ran",
    },
    Aim {
        name: "memory overhead",
        workload: "memory",
        fact: Some("overhead_percent"),
        is_time: false,
        below: Some(10.0),
        what: "percent of memory taken beyond the 64 MiB that a contract fills",
    },
];

/// Measures every target the runner knows.
pub(crate) fn targets(runners: &mut Runners, rounds: usize) -> Vec<Target> {
    let mut reached = Vec::new();
    for aim in AIMS {
        let contestants = [Contestant { label: "Allod", runner: "allod", workload: aim.workload }];
        let contestants: &'static [Contestant] = Vec::from(contestants).leak();
        let group = Group { name: aim.name, title: aim.what, clock: Clock::Cpu, contestants, rows: &[] };
        // Memory is counted for a whole process, so each figure has a new one.
        runners.stop("allod");
        let Some(Some(measured)) = measure(runners, &group, rounds).pop() else { continue };
        let figure = match aim.fact {
            Some(fact) => measured.facts.get(fact).unwrap_or_else(|| panic!("{} tells no {fact}", aim.workload)),
            None => measured.each.median,
        };
        let (name, what, below) = (aim.name, aim.what, aim.below);
        reached.push(Target { name, what, below, measured: figure, is_time: aim.is_time });
    }
    reached
}
