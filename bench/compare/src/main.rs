//! Asks every runner in turn, and writes down what they took.
//!
//! ```text
//! compare [--rounds N] [--only GROUP,…] [--write FOLDER]
//! compare --against RUNNER [--rounds N] [--only WORKLOAD,…]
//! ```
//!
//! The runners are the programs called `runner-…` beside this one. Without `--write`, or
//! with `--only`, nothing but the terminal is written to; else `bench/results.json`, `docs/benchmarks.md` and its charts below that folder.
//! `--against` measures `runner-allod` beside the one of an earlier build, in turn, and prints the ratios.

#![forbid(unsafe_code)]

mod against;
mod chart;
mod curve;
mod machine;
mod measure;
mod options;
mod plan;
mod report;
mod results;
mod runner;
mod spread;
mod table;
mod target;
mod units;

use measure::Runners;
use options::Options;
use report::Report;

fn main() {
    let options = match Options::read(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(why) => {
            eprintln!("compare: {why}");
            std::process::exit(2);
        }
    };
    let program = std::env::current_exe().expect("a program knows where it is");
    let mut runners = Runners::new(program.parent().expect("a program lies in a folder").to_owned());
    if let Some(before) = &options.against {
        runners.add(against::BEFORE, before);
        println!("{}", against::against(&mut runners, options.rounds, |workload| options.wants(workload)));
        return;
    }
    let mut report = Report::new(machine::machine(), machine::load(), options.rounds);
    for group in plan::PLAN.iter().filter(|group| options.wants(group.name)) {
        eprintln!("{}", group.title);
        let measured = measure::measure(&mut runners, group, options.rounds);
        report.add(*group, measured);
    }
    for shape in curve::SHAPES.iter().filter(|shape| options.wants(shape.name)) {
        eprintln!("{}", shape.title);
        report.curves.push(curve::trace(&mut runners, shape, options.rounds / 4));
    }
    if options.wants("targets") {
        eprintln!("targets");
        report.targets = target::targets(&mut runners, options.rounds / 4);
    }
    println!("{}", report.plain());
    if let Some(folder) = options.destination()
        && let Err(error) = report.write(folder)
    {
        eprintln!("compare: {error}");
        std::process::exit(1);
    }
}
