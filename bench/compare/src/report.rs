//! The report: for the terminal, for people, for programs.

use crate::chart;
use crate::curve::Curve;
use crate::measure::{Compared, Measured, compare};
use crate::plan::Group;
use crate::results::results;
use crate::table;
use crate::target::Target;
use crate::units::{digits, time};
use std::fmt::Write;
use std::io::Error;
use std::path::Path;

/// Groups whose bars stand in the chart.
const CHARTED: &[(&str, &str)] = &[
    ("counter", "Counter +1, a call"),
    ("transfer", "Token transfer, a call"),
    ("block1000-rocksdb", "Token transfer in blocks of 1,000 through RocksDB, a transfer"),
    ("fib", "fib(22) in contract code"),
];

/// Everything that was measured.
pub(crate) struct Report {
    machine: String,
    /// Programs that wanted a processor when measuring began.
    load: String,
    rounds: usize,
    groups: Vec<(Group, Vec<Option<Measured>>)>,
    pub(crate) curves: Vec<Curve>,
    pub(crate) targets: Vec<Target>,
}

impl Report {
    pub(crate) fn new(machine: String, load: String, rounds: usize) -> Self {
        Self { machine, load, rounds, groups: Vec::new(), curves: Vec::new(), targets: Vec::new() }
    }

    pub(crate) fn add(&mut self, group: Group, measured: Vec<Option<Measured>>) {
        self.groups.push((group, measured));
    }

    fn compared(&self) -> Vec<Compared> {
        self.groups.iter().flat_map(|(group, measured)| compare(group, measured)).collect()
    }

    /// The report for the terminal.
    pub(crate) fn plain(&self) -> String {
        let rows: Vec<_> = self.compared().iter().map(table::cells).collect();
        let mut out = format!("\n{}\n\n", self.machine);
        if !rows.is_empty() {
            out += &table::plain(&rows);
            out += "\nratio: Allod's time over the peer's, median of all rounds; below 1 Allod is ahead.\n";
        }
        for line in self.keys_written().into_iter().chain(self.curve_lines()).chain(self.target_lines()) {
            out += &format!("\n  {line}");
        }
        out
    }

    fn keys_written(&self) -> Vec<String> {
        let all = self.groups.iter().flat_map(|(group, measured)| measured.iter().flatten().map(move |m| (group, m)));
        let told = all.filter_map(|(group, m)| Some((group, m, m.facts.get("keys_per_transfer")?)));
        told.map(|(group, m, keys)| {
            format!("{}: {} writes {} keys a transfer", group.name, m.contestant.label, digits(keys))
        })
        .collect()
    }

    fn curve_lines(&self) -> Vec<String> {
        let line = |curve: &Curve| {
            let points: Vec<String> =
                curve.points.iter().map(|point| format!("{} {}", point.at, time(point.ns.median))).collect();
            format!("{} ({}): {}", curve.name, curve.counted, points.join(", "))
        };
        self.curves.iter().map(line).collect()
    }

    fn target_lines(&self) -> Vec<String> {
        let line = |target: &Target| {
            let wanted = target.below.map(|below| format!(", wanted below {}", figure(target, below)));
            format!("{}: {}{}", target.name, figure(target, target.measured), wanted.unwrap_or_default())
        };
        self.targets.iter().map(line).collect()
    }

    /// Writes `bench/results.json`, `docs/benchmarks.md` and its charts below `root`.
    pub(crate) fn write(&self, root: &Path) -> Result<(), Error> {
        let write = |path: &str, text: &str| {
            let path = root.join(path);
            std::fs::write(&path, text).map_err(|error| Error::other(format!("{}: {error}", path.display())))
        };
        write("bench/results.json", &results(&self.machine, &self.compared(), &self.curves, &self.targets))?;
        let bars: Vec<_> = CHARTED
            .iter()
            .filter_map(|(name, title)| {
                let (_, measured) = self.groups.iter().find(|(group, _)| group.name == *name)?;
                Some((*title, measured.iter().flatten().collect()))
            })
            .collect();
        write("docs/benchmarks.svg", &chart::bars(&bars))?;
        write("docs/benchmarks-growth.svg", &chart::lines(&self.curves))?;
        write("docs/benchmarks.md", &self.markdown())
    }

    /// The report for people.
    fn markdown(&self) -> String {
        let rows: Vec<_> = self.compared().iter().map(table::cells).collect();
        let mut out = include_str!("page/head.md").to_owned();
        let Self { machine, load, rounds, .. } = self;
        writeln!(out, "\nMachine: {machine}. Load when measuring began: {load}. {rounds} rounds.\n")
            .expect("a string grows");
        out += &table::markdown(&rows);
        out += include_str!("page/reading.md");
        self.write_notes(&mut out);
        self.write_keys(&mut out);
        if !self.curves.is_empty() {
            out += include_str!("page/curves.md");
            for line in self.curve_lines() {
                writeln!(out, "- {line}").expect("a string grows");
            }
        }
        self.write_targets(&mut out);
        out += include_str!("page/foot.md");
        out
    }

    /// What each row leaves out; a note that was said before is referred to.
    fn write_notes(&self, out: &mut String) {
        out.push_str("\n## What each row does, and leaves out\n");
        let mut said: Vec<(&str, &str)> = Vec::new();
        for (group, measured) in &self.groups {
            let compared = compare(group, measured);
            if compared.is_empty() {
                continue;
            }
            writeln!(out, "\n**{}**\n", group.title).expect("a string grows");
            for Compared { row, .. } in &compared {
                let before = said.iter().find(|(note, _)| *note == row.note);
                match before {
                    Some((_, name)) => writeln!(out, "- `{}`: as `{name}`.", row.name),
                    None => writeln!(out, "- `{}`: {}", row.name, row.note),
                }
                .expect("a string grows");
                said.push((row.note, row.name));
            }
        }
    }

    fn write_keys(&self, out: &mut String) {
        let lines = self.keys_written();
        if lines.is_empty() {
            return;
        }
        out.push_str(include_str!("page/keys.md"));
        lines.iter().for_each(|line| writeln!(out, "- {line}").expect("a string grows"));
    }

    fn write_targets(&self, out: &mut String) {
        if self.targets.is_empty() {
            return;
        }
        out.push_str(include_str!("page/targets.md"));
        for target in &self.targets {
            let met = target.below.map_or("", |below| if target.measured < below { "met" } else { "missed" });
            let below = target.below.map_or_else(String::new, |below| figure(target, below));
            let measured = figure(target, target.measured);
            writeln!(out, "| {} | {} | {measured} | {below} | {met} |", target.name, target.what)
                .expect("a string grows");
        }
    }
}

fn figure(target: &Target, number: f64) -> String {
    if target.is_time { time(number) } else { format!("{} %", digits(number)) }
}
