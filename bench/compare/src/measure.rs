//! Asking in turn.

use crate::plan::{Clock, Contestant, Group, Row};
use crate::runner::Runner;
use crate::spread::Spread;
use allod_bench_workload::{Elapsed, Facts};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Time one contestant is given in a round, ns: long beside a switch between programs, short beside what else happens
/// on a machine.
const TURN: f64 = 6e6;
/// Operations are done in blocks of this many where the workload has blocks.
const BLOCK: u64 = allod_bench_workload::BLOCK;

/// The runners, started when first asked.
pub(crate) struct Runners {
    folder: PathBuf,
    started: HashMap<&'static str, Option<Runner>>,
}

impl Runners {
    /// The runners that lie in `folder`.
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self { folder, started: HashMap::new() }
    }

    /// Starts `program` as the runner called `name`.
    pub(crate) fn add(&mut self, name: &'static str, program: &Path) {
        self.started.insert(name, Some(Runner::at(program, name)));
    }

    /// Ends the runner called `name`; a new one is started when it is next asked.
    pub(crate) fn stop(&mut self, name: &str) {
        self.started.remove(name);
    }

    pub(crate) fn get(&mut self, name: &'static str) -> Option<&mut Runner> {
        let folder = &self.folder;
        let start = || {
            let runner = Runner::start(folder, name);
            if runner.is_none() {
                eprintln!("runner-{name} was not built: its rows are left out");
            }
            runner
        };
        self.started.entry(name).or_insert_with(start).as_mut()
    }
}

/// What one contestant took, ns an operation, and what its state came to.
#[derive(Clone, Debug)]
pub(crate) struct Measured {
    pub(crate) contestant: Contestant,
    pub(crate) each: Spread,
    pub(crate) facts: Facts,
    rounds: Vec<f64>,
}

/// A comparison that took place.
#[derive(Clone, Debug)]
pub(crate) struct Compared {
    pub(crate) row: Row,
    pub(crate) subject: Measured,
    pub(crate) peer: Measured,
    /// Subject over peer, round by round.
    pub(crate) ratio: Spread,
}

/// Runs `group` for `rounds` rounds. Contestants whose runner was not built, or does not know the workload, are left
/// out.
pub(crate) fn measure(runners: &mut Runners, group: &Group, rounds: usize) -> Vec<Option<Measured>> {
    let mut turns = Vec::new();
    for (place, contestant) in group.contestants.iter().enumerate() {
        let Some(runner) = runners.get(contestant.runner) else { continue };
        if !runner.knows(contestant.workload) {
            continue;
        }
        turns.push((place, *contestant, calibrate(runner, group, contestant), Vec::with_capacity(rounds)));
    }
    for round in 0..rounds {
        // Another one begins each time, so that nobody always comes after the same neighbour.
        let first = round % turns.len().max(1);
        turns.rotate_left(first);
        for (_, contestant, operations, taken) in &mut turns {
            let runner = runners.get(contestant.runner).expect("it was started above");
            taken.push(read(group.clock, runner.run(contestant.workload, *operations)));
        }
        turns.rotate_right(first);
    }
    let mut measured: Vec<Option<Measured>> = vec![None; group.contestants.len()];
    for (place, contestant, _, taken) in turns {
        let runner = runners.get(contestant.runner).expect("it was started above");
        let facts = runner.check(contestant.workload);
        runner.forget(contestant.workload);
        measured[place] = Some(Measured { contestant, each: Spread::of(taken.iter().copied()), facts, rounds: taken });
    }
    measured
}

/// The rows of `group` whose two sides were measured.
pub(crate) fn compare(group: &Group, measured: &[Option<Measured>]) -> Vec<Compared> {
    let side = |place: usize| measured[place].clone();
    let compared = group.rows.iter().filter_map(|row| {
        let (subject, peer) = (side(row.subject)?, side(row.peer)?);
        let ratio = Spread::of(subject.rounds.iter().zip(&peer.rounds).map(|(subject, peer)| subject / peer));
        Some(Compared { row: *row, subject, peer, ratio })
    });
    compared.collect()
}

fn read(clock: Clock, elapsed: Elapsed) -> f64 {
    match clock {
        Clock::Cpu => elapsed.cpu,
        Clock::Wall => elapsed.wall,
    }
}

/// How many operations fill a turn, after some that warm up.
fn calibrate(runner: &mut Runner, group: &Group, contestant: &Contestant) -> u64 {
    let in_blocks = ["block", "parallel"].iter().any(|word| group.name.contains(word));
    let step = if in_blocks { BLOCK } else { 1 };
    // The first makes what every later one finds, and says nothing about them.
    runner.run(contestant.workload, step);
    let mut operations = step;
    loop {
        let each = read(group.clock, runner.run(contestant.workload, operations));
        let wanted = (TURN / each.max(1.0) / step as f64).round().max(1.0) as u64 * step;
        // A first call compiles and fills caches, so one that looks slow is asked again.
        if operations >= wanted / 2 {
            return wanted;
        }
        operations = wanted.min(operations * 8);
    }
}
