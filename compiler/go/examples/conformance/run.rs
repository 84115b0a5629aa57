//! Programs, run by stock Go and by the compiled module: random ones, and mutants of them.

use crate::oracle::{Go, Oracle, Sources};
use crate::stock::{BATCH, Stock, Theirs};
use crate::support::machine::{self, End, Ran, digest};
use crate::support::mutants::{Dice, mutate, vary};
use crate::support::{Refused, lines, lowered, programs};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{fs, io};

/// Fuel of a run here, a second of the interpreter: mutants lose what ends their loops.
const FUEL: u64 = 300_000_000;

/// Runs of a program that may be another one each time.
const RUNS: usize = 8;

/// Mutants of one request to the oracle: a few of ten of them are programs.
const MUTANTS: usize = 1_000;

/// Writes the program with a number.
pub(crate) fn print(number: usize) {
    print!("{}", programs::program(number as u64));
}

/// Writes the mutant with a number.
pub(crate) fn print_mutant(number: usize) {
    print!("{}", mutant(number));
}

/// Writes digests of what stock Go makes of the programs below a number, a line each, for the tests.
pub(crate) fn verdicts(go: &Go, count: usize) -> io::Result<()> {
    let texts: Vec<String> = (0..count).map(|number| programs::program(number as u64)).collect();
    let (stock, mut lines) = (Stock::new(go)?, String::new());
    for (number, theirs) in stock.run(&texts)?.iter().enumerate() {
        let Theirs::Ran(ran) = theirs else {
            return Err(io::Error::other(format!("program {number} has no end in stock Go: {theirs:?}")));
        };
        lines.push_str(&(digest(ran) + "\n"));
    }
    fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/verdicts/programs.txt"), lines)
}

/// Runs programs by both, from `seed` on. Those that differ are left in the folder `KEEP`, if the environment names one.
pub(crate) fn random(go: &Go, count: usize, seed: usize) -> io::Result<()> {
    let (stock, mut figures) = (Stock::new(go)?, Figures::default());
    for start in (seed..seed + count).step_by(BATCH) {
        let numbers: Vec<usize> = (start..(seed + count).min(start + BATCH)).collect();
        let texts: Vec<String> = numbers.iter().map(|number| programs::program(*number as u64)).collect();
        for ((number, text), theirs) in numbers.iter().zip(&texts).zip(stock.run(&texts)?) {
            let ours = figures.compiled(text);
            figures.compare(&stock, "", *number, text, ours, &theirs)?;
        }
        figures.print("programs");
    }
    figures.verdict()
}

/// Runs mutants of random programs by both, where both checkers take them: a third have a token or two changed into
/// anything, the others into something of its kind.
pub(crate) fn mutants(go: &Go, count: usize, seed: usize) -> io::Result<()> {
    let (stock, mut oracle, mut figures) = (Stock::new(go)?, Oracle::start(go)?, Figures::default());
    for start in (seed..seed + count).step_by(MUTANTS) {
        let numbers: Vec<usize> = (start..(seed + count).min(start + MUTANTS)).collect();
        let texts: Vec<String> = numbers.iter().map(|number| mutant(*number)).collect();
        let sources: Vec<Sources> =
            texts.iter().map(|text| vec![("main.go".to_owned(), text.clone().into_bytes())]).collect();
        let mut accepted = Vec::new();
        for ((number, text), verdicts) in numbers.iter().zip(&texts).zip(oracle.judge("check1.26", &sources)?) {
            let ours = figures.compiled(text);
            match (ours, verdicts.first()) {
                (Err(_), Some(_)) => figures.rejected += 1,
                (Ok(_), Some(verdict)) => {
                    let why = format!("line {}: {}", verdict.line, verdict.message);
                    figures.compare(&stock, "mutant-", *number, text, Ok(Vec::new()), &Theirs::Refused(why))?;
                }
                (ours, None) => accepted.push((*number, text, ours)),
            }
        }
        let texts: Vec<String> = accepted.iter().map(|(_, text, _)| (*text).clone()).collect();
        let ran: Vec<Theirs> = texts
            .chunks(BATCH)
            .map(|texts| stock.run(texts))
            .collect::<io::Result<Vec<_>>>()?
            .into_iter()
            .flatten()
            .collect();
        for ((number, text, ours), theirs) in accepted.into_iter().zip(ran) {
            figures.compare(&stock, "mutant-", number, text, ours, &theirs)?;
        }
        figures.print("mutants");
    }
    figures.verdict()
}

/// The mutant of a random program with a number: always the same text.
fn mutant(number: usize) -> String {
    let text = programs::program(number as u64);
    let mut dice = Dice::new(number as u64 ^ 0x5eed);
    let changed =
        if number.is_multiple_of(3) { mutate(text.as_bytes(), &mut dice) } else { vary(text.as_bytes(), &mut dice) };
    String::from_utf8_lossy(&changed).into_owned()
}

#[derive(Default)]
struct Figures {
    rejected: usize,
    returned: usize,
    panicked: usize,
    ruled: usize,
    exhausted: usize,
    deferred: usize,
    random: usize,
    refused: usize,
    accepted: usize,
    short: usize,
    different: usize,
    slowest: Duration,
    most: u64,
}

impl Figures {
    /// The module of a program, that tells its lines.
    fn compiled(&mut self, text: &str) -> Result<Vec<u8>, Refused> {
        let start = Instant::now();
        let mut found = None;
        let heap = allocation_counter::measure(|| found = Some(lowered(text)));
        self.slowest = self.slowest.max(start.elapsed());
        self.most = self.most.max(heap.bytes_max);
        let lowered = found.unwrap_or_else(|| Err(Refused { rule: None, message: "not compiled".into() }));
        lowered.map(|lowered| lines::with_line(&lowered.wasm, &lowered.lines))
    }

    fn compare(
        &mut self,
        stock: &Stock,
        prefix: &str,
        number: usize,
        text: &str,
        ours: Result<Vec<u8>, Refused>,
        theirs: &Theirs,
    ) -> io::Result<()> {
        let kind = match (ours, theirs) {
            (Err(Refused { message, .. }), Theirs::Refused(why)) => {
                self.rejected += 1;
                if prefix.is_empty() {
                    println!("INVALID {number}: {message}, Go says {why}");
                }
                return Ok(());
            }
            (Err(Refused { rule: Some(_), .. }), _) if !prefix.is_empty() => {
                self.ruled += 1;
                return Ok(());
            }
            (Err(Refused { message, .. }), _) => {
                self.refused += 1;
                println!("REFUSED {number}: {}, Go {theirs:?}", message.lines().next().unwrap_or(""));
                "refused"
            }
            (Ok(_), Theirs::Refused(why)) => {
                self.accepted += 1;
                println!("ACCEPTED {number}: {why}");
                "accepted"
            }
            (Ok(wasm), Theirs::Ran(theirs)) => {
                let ours = machine::run(&wasm, FUEL);
                match &ours.end {
                    End::Panicked(_) if !prefix.is_empty() && differs_by_defer(text, &ours, theirs) => {
                        self.deferred += 1;
                        return Ok(());
                    }
                    End::Returned if ours != *theirs && !prefix.is_empty() && is_random(stock, text, theirs)? => {
                        self.random += 1;
                        return Ok(());
                    }
                    End::Returned if ours == *theirs => {
                        self.returned += 1;
                        return Ok(());
                    }
                    End::Panicked(_) if ours == *theirs => {
                        self.panicked += 1;
                        return Ok(());
                    }
                    End::Failed(why) if is_exhausted(why) => {
                        self.short += 1;
                        println!("SHORT {number}: {why}");
                        "short"
                    }
                    _ => {
                        self.different += 1;
                        println!("DIFFERENT {number}: {}", difference(&ours, theirs));
                        "different"
                    }
                }
            }
            (Ok(wasm), Theirs::Late | Theirs::Died(_)) => match machine::run(&wasm, FUEL) {
                Ran { end: End::Failed(why), .. } if is_exhausted(&why) => {
                    self.exhausted += 1;
                    return Ok(());
                }
                ours => {
                    self.different += 1;
                    println!("DIFFERENT {number}: Go ends by {theirs:?}, ours by {:?}", ours.end);
                    "different"
                }
            },
        };
        if let Ok(folder) = std::env::var("KEEP") {
            fs::write(PathBuf::from(folder).join(format!("{kind}-{prefix}{number}.go")), text)?;
        }
        Ok(())
    }

    fn print(&self, of: &str) {
        let Figures { rejected, returned, panicked, ruled, exhausted, deferred, random, .. } = self;
        let Figures { refused, accepted, short, different, .. } = self;
        let alike = rejected + returned + panicked + ruled + exhausted + deferred + random;
        let all = alike + refused + accepted + short + different;
        println!(
            "{of} {all}: {rejected} rejected, {returned} returned and {panicked} panicked on one line by both alike, \
             {exhausted} without an end in both, {ruled} refused by a rule, {deferred} deferred something behind a panic, \
             {random} show an order of a map; refused here alone {refused}, \
             accepted here alone {accepted}, beyond fuel or memory here alone {short}, different {different}; \
             slowest compilation {:.0?}, most memory {:.1} MiB",
            self.slowest,
            self.most as f64 / f64::from(1 << 20)
        );
    }

    fn verdict(&self) -> io::Result<()> {
        let wrong = self.refused + self.accepted + self.short + self.different;
        if wrong == 0 { Ok(()) } else { Err(io::Error::other("programs differ")) }
    }
}

/// True for a panic behind which only Go makes deferred calls: they print more, or panic themselves.
fn differs_by_defer(text: &str, ours: &Ran, theirs: &Ran) -> bool {
    ours != theirs && text.contains("defer ") && theirs.output.starts_with(&ours.output) && theirs.end != End::Returned
}

/// True for a program of which stock Go makes something else every time, as the order of maps is.
fn is_random(stock: &Stock, text: &str, theirs: &Ran) -> io::Result<bool> {
    let again = stock.run(&vec![text.to_owned(); RUNS])?;
    Ok(again.iter().any(|theirs_again| !matches!(theirs_again, Theirs::Ran(ran) if ran == theirs)))
}

/// True for ends of a machine's resources, which differ from machine to machine.
fn is_exhausted(why: &str) -> bool {
    ["fuel", "stack", "memory grow", "out of memory"].iter().any(|resource| why.contains(resource))
}

/// The first line that differs, or the ends.
fn difference(ours: &Ran, theirs: &Ran) -> String {
    let text = |ran: &Ran| String::from_utf8_lossy(&ran.output).into_owned();
    let (own, go) = (text(ours), text(theirs));
    let mut lines = own.lines().zip(go.lines()).enumerate();
    if let Some((line, (own, go))) = lines.find(|(_, (own, go))| own != go) {
        return format!("line {} is {own:?}, Go prints {go:?}; ours ends with {:?}", line + 1, shown(ours));
    }
    let counts = (own.lines().count(), go.lines().count());
    format!("{} lines and {}, Go has {} and {}", counts.0, shown(ours), counts.1, shown(theirs))
}

fn shown(ran: &Ran) -> String {
    let end = match &ran.end {
        End::Panicked(text) => format!("panic {:?}", String::from_utf8_lossy(text)),
        other => format!("{other:?}"),
    };
    format!("{end} in line {}", ran.line.unwrap_or(0))
}
