//! The parser beside go/parser.

use crate::corpus;
use crate::oracle::{Go, Oracle, Sources, Verdict};
use crate::support::mutants::{Dice, mutate};
use crate::support::numbered;
use allod_go::diagnostic::Diagnostic;
use allod_go::syntax::{files::Files, names::Names, parse, tree::Tree};
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

const SHOWN: usize = 50;

/// First mistake, as line and message.
type First = Option<(u32, String)>;

fn ours(text: &[u8]) -> io::Result<(First, Duration)> {
    let (mut files, mut names, mut tree) = (Files::new(), Names::new(), Tree::new());
    let file = files.add("x.go", text).map_err(io::Error::other)?;
    let start = Instant::now();
    let mistakes = parse(&files, file, &mut names, &mut tree);
    let took = start.elapsed();
    let line = |mistake: &Diagnostic| files.place(mistake.span.start).map_or(0, |place| place.line);
    Ok((mistakes.first().map(|mistake| (line(mistake), mistake.message.clone())), took))
}

fn theirs(verdicts: &[Verdict]) -> First {
    verdicts.first().map(|verdict| (verdict.line, verdict.message.clone()))
}

/// Every file of the library that Go parses is parsed.
pub(crate) fn std_files(go: &Go) -> io::Result<()> {
    let texts = corpus::texts(&corpus::library(&go.src)?, usize::MAX)?;
    let (mut refused, mut bytes, mut took) = (0, 0, Duration::ZERO);
    for (path, text) in &texts {
        let (first, time) = ours(text)?;
        bytes += text.len();
        took += time;
        if let Some((line, message)) = first {
            refused += 1;
            println!("{path}:{line}: {message}");
        }
    }
    let speed = bytes as f64 / took.as_secs_f64() / 1e6;
    println!("files {}, refused {refused}, {bytes} bytes, {speed:.1} MB/s", texts.len());
    if refused == 0 { Ok(()) } else { Err(io::Error::other("files of Go's own library are refused")) }
}

/// Mutants of the library's smaller files: accepted alike, and the first mistake on the same line.
pub(crate) fn mutants(go: &Go, count: usize, seed: usize) -> io::Result<()> {
    let texts = corpus::texts(&corpus::library(&go.src)?, 6000)?;
    let (mut dice, mut oracle) = (Dice::new(seed as u64), Oracle::start(go)?);
    let (mut valid, mut accepted, mut refused, mut other_line, mut other_words) = (0, 0, 0, 0, 0);
    let mut mutants = Vec::with_capacity(count);
    for _ in 0..count {
        let (path, text) = &texts[dice.roll(texts.len())];
        mutants.push((path, one(mutate(text, &mut dice))));
    }
    let sources: Vec<Sources> = mutants.iter().map(|(_, sources)| sources.clone()).collect();
    for ((path, sources), verdicts) in mutants.iter().zip(oracle.judge("parse", &sources)?) {
        let (mine, _) = ours(&sources[0].1)?;
        let go_says = theirs(&verdicts);
        valid += usize::from(go_says.is_none());
        let kind = match (&mine, &go_says) {
            (None, None) => continue,
            (None, Some(_)) => {
                accepted += 1;
                "ACCEPTED"
            }
            (Some(_), None) => {
                refused += 1;
                "REFUSED"
            }
            (Some((line, _)), Some((go_line, _))) if line != go_line => {
                other_line += 1;
                "LINE"
            }
            (Some((_, words)), Some((_, go_words))) if words != go_words => {
                other_words += 1;
                "WORDS"
            }
            _ => continue,
        };
        if accepted + refused + other_line + other_words <= SHOWN {
            println!("{kind} {path}\n  ours {mine:?}\n  go   {go_says:?}");
        }
    }
    let invalid = count - valid;
    println!(
        "mutants {count}, valid {valid}, invalid {invalid}: wrongly accepted {accepted}, wrongly refused {refused}, \
         another line {other_line}, other words {other_words}"
    );
    Ok(())
}

fn one(text: Vec<u8>) -> Sources {
    vec![("x.go".to_owned(), text)]
}

/// Writes Go's verdicts of the tour's mutants, a line each: the line of the first mistake and its message, or 0.
pub(crate) fn verdicts(go: &Go) -> io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let tour = std::fs::read(folder.join("sources/tour.go"))?;
    let (mut oracle, mut lines) = (Oracle::start(go)?, String::new());
    let mutants: Vec<Sources> = (0..600).map(|number| one(numbered(&tour, number))).collect();
    for verdicts in oracle.judge("parse", &mutants)? {
        let (line, message) = theirs(&verdicts).unwrap_or((0, "valid".into()));
        lines.push_str(&format!("{line} {message}\n"));
    }
    std::fs::write(folder.join("verdicts/parse.txt"), lines)
}
