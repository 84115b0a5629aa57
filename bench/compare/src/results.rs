//! `results.json`: the figures for programs.

use crate::curve::Curve;
use crate::measure::Compared;
use crate::spread::Spread;
use crate::target::Target;
use serde::Serialize;

#[derive(Serialize)]
struct Results<'a> {
    machine: &'a str,
    rows: Vec<Line<'a>>,
    curves: &'a [Curve],
    targets: &'a [Target],
}

/// A comparison. Times are medians, ns an operation; the ratio is Allod's over the peer's, so below one Allod is ahead.
#[derive(Serialize)]
struct Line<'a> {
    name: &'a str,
    allod_ns: f64,
    peer_ns: f64,
    ratio: f64,
    /// The quartiles of the ratio.
    ratio_low: f64,
    ratio_high: f64,
    /// How many times faster Allod is.
    speedup: f64,
    goal: Option<f64>,
}

/// Everything that was measured, as JSON.
pub(crate) fn results(machine: &str, compared: &[Compared], curves: &[Curve], targets: &[Target]) -> String {
    let rows = compared.iter().map(|compared| {
        let Spread { low, median, high } = compared.ratio;
        Line {
            name: compared.row.name,
            allod_ns: compared.subject.each.median,
            peer_ns: compared.peer.each.median,
            ratio: median,
            ratio_low: low,
            ratio_high: high,
            speedup: 1.0 / median,
            goal: compared.row.goal,
        }
    });
    let results = Results { machine, rows: rows.collect(), curves, targets };
    serde_json::to_string_pretty(&results).expect("numbers and text are JSON") + "\n"
}
