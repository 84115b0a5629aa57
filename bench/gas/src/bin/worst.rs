//! What a unit of gas buys at worst: for each kind of work that a contract or a transaction can choose, the most
//! nanoseconds and the most bytes of memory, of the store and of receipts, in the default schedule, found by search.
//! Ends with 1 where any is above its yardstick.
//!
//! `worst [--markdown] [--seconds N] [--seed N] [--kind TEXT] [--try N,N,…] [--log FILE]`: so many seconds for each kind; only kinds
//! whose name has the text; or only the input with these settings, of the first such kind. The file
//! holds the input that is being tried, should the process not survive it.

use allod_bench_gas::table::Table;
use allod_bench_gas::worst::kinds::{self, Kind};
use allod_bench_gas::worst::memory::Counting;
use allod_bench_gas::worst::search::{Worst, search};
use allod_bench_gas::worst::stage::{Scale, measure};
use allod_bench_gas::worst::yardsticks::Aim;
use std::process::ExitCode;
use std::time::Duration;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn main() -> ExitCode {
    let seconds = option("--seconds").and_then(|word| word.parse().ok()).unwrap_or(10.0);
    let seed = option("--seed").and_then(|word| word.parse().ok()).unwrap_or(1);
    let wanted = option("--kind").unwrap_or_default();
    let kinds: Vec<Kind> = kinds::all().into_iter().filter(|kind| kind.name.contains(&wanted)).collect();
    if let Some(settings) = option("--try") {
        let settings: Vec<u64> = settings.split(',').map(|word| word.parse().expect("numbers")).collect();
        return attempt(&kinds[0], &settings);
    }
    let mut table =
        Table::new(["kind of work", "ns a gas", "bytes a gas", "stored a gas", "receipt beyond", "dearest in time"]);
    let mut above = Vec::new();
    for kind in &kinds {
        let worst = search(kind, Duration::from_secs_f64(seconds), seed, option("--log").map(Into::into));
        eprintln!("{}: {} inputs", kind.name, worst.tried);
        table.row(row(kind, &worst));
        for (aim, found) in Aim::ALL.iter().zip(&worst.found) {
            let Some(found) = found else { continue };
            let words = format!(
                "{}: {:.1} {}: {} [{}] {:?}",
                kind.name,
                found.figure,
                aim.name(),
                kind.describe(&found.settings),
                found.settings.iter().map(u64::to_string).collect::<Vec<_>>().join(","),
                found.figures
            );
            eprintln!("    {words}");
            if found.figure > aim.most() {
                above.push(words);
            }
        }
        if let (None, Some(why)) = (&worst.found[0], &worst.refused) {
            above.push(format!("{}: no input was taken: {why}", kind.name));
        }
    }
    table.print();
    for words in &above {
        eprintln!("above a yardstick: {words}");
    }
    if above.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The word that follows `name` on the command line.
fn option(name: &str) -> Option<String> {
    std::env::args().skip_while(|word| word != name).nth(1)
}

fn row(kind: &Kind, worst: &Worst) -> Vec<String> {
    let figure = |at: usize, digits: usize| {
        worst.found[at].as_ref().map_or_else(|| "none".to_owned(), |found| format!("{:.digits$}", found.figure))
    };
    let input = worst.found[0].as_ref().map_or_else(String::new, |found| kind.describe(&found.settings));
    vec![kind.name.clone(), figure(0, 1), figure(1, 1), figure(2, 2), figure(3, 0), input]
}

/// Measures one input a few times.
fn attempt(kind: &Kind, settings: &[u64]) -> ExitCode {
    println!("{}: {}", kind.name, kind.describe(settings));
    for scale in [Scale::SEARCH, Scale::SEARCH, Scale::CONFIRM] {
        match measure(&kind.case(settings), scale) {
            Ok(figures) => {
                let words = Aim::ALL.map(|aim| format!("{:.1} {}", aim.of(&figures, kind.paid), aim.name()));
                println!("{}: {figures:?}", words.join(", "));
            }
            Err(why) => {
                eprintln!("not taken: {why}");
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}
