//! Mutants of right packages, judged by both checkers.

use crate::check::{Figures, Library, ours, positions, show};
use crate::oracle::{Go, Oracle, Sources};
use crate::support::mutants::{Dice, mutate};
use crate::support::numbered;
use allod_go::types::Version;
use std::io;
use std::path::Path;

/// Packages of the library that a contract could be made of.
const PACKAGES: &[&str] = &[
    "errors",
    "strings",
    "bytes",
    "strconv",
    "sort",
    "slices",
    "maps",
    "cmp",
    "math",
    "math/bits",
    "unicode",
    "unicode/utf8",
    "unicode/utf16",
    "encoding/hex",
    "encoding/base64",
    "encoding/binary",
    "container/list",
    "container/heap",
    "container/ring",
    "iter",
    "path",
    "hash/crc32",
    "hash/fnv",
    "hash/adler32",
    "text/tabwriter",
    "go/token",
    "html",
    "encoding/csv",
    "encoding/pem",
    "internal/fmtsort",
    "text/scanner",
    "index/suffixarray",
];

/// Files of at most so many bytes are changed.
const LONGEST: usize = 30_000;

/// One file of a package changed at a time: accepted alike, and the first mistake on the same line.
pub(crate) fn mutants(go: &Go, count: usize, seed: usize) -> io::Result<()> {
    let (mut dice, mut oracle) = (Dice::new(seed as u64), Oracle::start(go)?);
    let mut library = Library::new(&mut oracle)?;
    let mut packages = vec![vec![("contract.go".to_owned(), tour("contract.go")?)]];
    for path in PACKAGES {
        let Some(sources) = library.sources(path)? else { continue };
        library.load_imports(&sources)?;
        packages.push(sources);
    }
    let mut mutants: Vec<(usize, Sources)> = Vec::with_capacity(count);
    for number in 0..count {
        // A third of them are mutants of the file that has most of the language in it.
        let mut sources: Sources = packages[if number % 3 == 0 { 0 } else { dice.roll(packages.len()) }].clone();
        let short: Vec<usize> = (0..sources.len()).filter(|file| sources[*file].1.len() <= LONGEST).collect();
        let Some(file) = short.get(dice.roll(short.len())) else { continue };
        sources[*file].1 = mutate(&sources[*file].1, &mut dice);
        mutants.push((*file, sources));
    }
    let mut figures = Figures::default();
    let sources: Vec<Sources> = mutants.iter().map(|(_, sources)| sources.clone()).collect();
    for (number, ((file, sources), verdicts)) in mutants.iter().zip(oracle.judge("check1.26", &sources)?).enumerate() {
        let mine = ours(&mut library.store.clone(), "mutant", sources, Version::Go26)?;
        if let Some(kind) = figures.compare(&mine, &positions(sources, &verdicts)) {
            show(kind, sources, &mine, &verdicts, false);
            if let Ok(folder) = std::env::var("KEEP") {
                std::fs::write(format!("{folder}/{kind}{number}.go"), &sources[*file].1)?;
            }
        }
    }
    figures.print();
    Ok(())
}

fn tour(name: &str) -> io::Result<Vec<u8>> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sources").join(name))
}

/// Writes Go's verdicts of the mutants of `tests/sources/contract.go`, a line each: the line of the first mistake and the
/// first line of its message, or 0.
pub(crate) fn verdicts(go: &Go) -> io::Result<()> {
    let contract = tour("contract.go")?;
    let (mut oracle, mut lines) = (Oracle::start(go)?, String::new());
    let mutants: Vec<Sources> = (0..600).map(|number| vec![("x.go".to_owned(), numbered(&contract, number))]).collect();
    for verdicts in oracle.judge("check1.26", &mutants)? {
        let first = verdicts.first().map_or((0, "valid"), |verdict| (verdict.line, &verdict.message));
        let words = first.1.split(" \t").next().unwrap_or("");
        lines.push_str(&format!("{} {words}\n", first.0));
    }
    std::fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/verdicts/check.txt"), lines)
}
