//! How Allod's time grows with what a call does.

use crate::measure::{Runners, measure};
use crate::plan::{Clock, Contestant, Group};
use crate::spread::Spread;
use serde::Serialize;

/// What is varied.
pub(crate) struct Shape {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    /// What is counted along the axis.
    counted: &'static str,
    /// The workload's name without the number.
    workload: &'static str,
    at: &'static [u64],
}

/// A shape, measured.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Curve {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) counted: &'static str,
    pub(crate) points: Vec<Point>,
}

/// What a call took at one place of the axis.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Point {
    pub(crate) at: u64,
    pub(crate) ns: Spread,
}

/// Everything that is varied.
pub(crate) const SHAPES: &[Shape] = &[
    Shape {
        name: "events",
        title: "Events of 32 bytes in one call",
        counted: "events",
        workload: "events-",
        at: &[1, 4, 16, 64, 256, 1024],
    },
    Shape {
        name: "depth",
        title: "Frames on the call chain",
        counted: "frames",
        workload: "depth-",
        at: &[1, 2, 4, 8, 16, 32, 64],
    },
    Shape {
        name: "value",
        title: "Bytes of a value, written and read",
        counted: "bytes",
        workload: "value-",
        at: &[8, 256, 4 << 10, 64 << 10, 1 << 20],
    },
    Shape {
        name: "objects",
        title: "Objects in memory, one is touched",
        counted: "objects",
        workload: "objects-",
        at: &[1_000, 10_000, 100_000, 1_000_000],
    },
];

/// Measures `shape`; places that the runner does not know are left out.
pub(crate) fn trace(runners: &mut Runners, shape: &Shape, rounds: usize) -> Curve {
    let contestants: Vec<Contestant> = shape
        .at
        .iter()
        .map(|at| Contestant { label: "Allod", runner: "allod", workload: format!("{}{at}", shape.workload).leak() })
        .collect();
    let group =
        Group { name: shape.name, title: shape.title, clock: Clock::Cpu, contestants: contestants.leak(), rows: &[] };
    let points = shape.at.iter().zip(measure(runners, &group, rounds));
    let points = points.filter_map(|(at, measured)| Some(Point { at: *at, ns: measured?.each })).collect();
    Curve { name: shape.name, title: shape.title, counted: shape.counted, points }
}
