//! How a runner is asked.
//!
//! One line each way. An answer is one line on standard output; a runner that can't answer ends, and says why on
//! standard error.
//!
//! | asked | answered |
//! |---|---|
//! | `knows WORKLOAD` | `yes` or `no` |
//! | `run WORKLOAD OPERATIONS` | `CPU WALL`: ns of one operation, thread time and time gone by |
//! | `check WORKLOAD` | `ok` and facts, `NAME=NUMBER` each, after the state was compared |
//! | `drop WORKLOAD` | `ok`, after its state was let go |

use crate::{Elapsed, Facts, Workload};
use std::collections::HashMap;
use std::io::{BufRead, Write};

/// Measurements taken when a runner is used by hand.
const ROUNDS: usize = 10;

/// Serves the workloads that `open` makes, until standard input ends; or measures the one named on the command line.
///
/// # Panics
/// Where a workload's state is not what it must be, or the driver asks for something else than the table says.
pub fn serve(open: impl Fn(&str) -> Option<Box<dyn Workload>>) {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let [name, operations] = words.as_slice() {
        let operations = operations.parse().expect("the second argument is a number of operations");
        return by_hand(name, open(name).unwrap_or_else(|| panic!("no workload {name}")), operations);
    }
    let mut opened: HashMap<String, Box<dyn Workload>> = HashMap::new();
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("standard input is text");
        let words: Vec<&str> = line.split(' ').collect();
        let (asked, name) = (words[0], words.get(1).copied().unwrap_or_default());
        if !opened.contains_key(name) {
            match open(name) {
                Some(workload) => drop(opened.insert(name.to_owned(), workload)),
                None => {
                    answer(&"no");
                    continue;
                }
            }
        }
        let workload = opened.get_mut(name).expect("it was opened above");
        match (asked, words.get(2).and_then(|n| n.parse().ok())) {
            ("knows", None) => answer(&"yes"),
            ("run", Some(operations)) => {
                let Elapsed { cpu, wall } = measure(workload.as_mut(), operations);
                answer(&format_args!("{cpu} {wall}"));
            }
            ("check", None) => answer(&format_args!("ok {}", workload.check())),
            ("drop", None) => {
                opened.remove(name);
                answer(&"ok");
            }
            _ => panic!("not understood: {line}"),
        }
    }
}

fn answer(text: &dyn std::fmt::Display) {
    let mut out = std::io::stdout().lock();
    // The driver is gone where this fails, and there is nobody left to tell.
    if writeln!(out, "{text}").and_then(|()| out.flush()).is_err() {
        std::process::exit(0);
    }
}

fn measure(workload: &mut dyn Workload, operations: u64) -> Elapsed {
    workload.prepare(operations);
    Elapsed::of(|| workload.run(operations)).each(operations)
}

/// Splits `operations` over some rounds, after one that warms up, and prints the fastest and the median.
fn by_hand(name: &str, mut workload: Box<dyn Workload>, operations: u64) {
    let each = (operations / ROUNDS as u64).max(1);
    measure(workload.as_mut(), each);
    let mut rounds: Vec<Elapsed> = (0..ROUNDS).map(|_| measure(workload.as_mut(), each)).collect();
    let facts: Facts = workload.check();
    rounds.sort_by(|a, b| a.cpu.total_cmp(&b.cpu));
    let (fastest, median) = (rounds[0], rounds[ROUNDS / 2]);
    println!("{name}: {:.1} ns each (median {:.1}, wall {:.1})  {facts}", fastest.cpu, median.cpu, median.wall);
}
