//! Random programs, run by stock Go and by the compiled module.

use crate::oracle::Go;
use crate::support::machine::{End, Ran, digest};
use crate::support::{execute, programs};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{fs, io};

/// Programs of one build: a Go build costs a second, and 10 ms for each.
const BATCH: usize = 250;

/// Writes the program with a number.
pub(crate) fn print(number: usize) {
    print!("{}", programs::program(number as u64));
}

/// Writes digests of what stock Go makes of the programs below a number, a line each, for the tests.
pub(crate) fn verdicts(go: &Go, count: usize) -> io::Result<()> {
    let texts: Vec<String> = (0..count).map(|number| programs::program(number as u64)).collect();
    let lines: String =
        in_scratch(|scratch| stock(go, scratch, &texts))?.iter().map(|ran| digest(ran) + "\n").collect();
    fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/verdicts/programs.txt"), lines)
}

/// Runs programs by both, from `seed` on. Those that differ are left in the folder `KEEP`, if the environment names one.
pub(crate) fn random(go: &Go, count: usize, seed: usize) -> io::Result<()> {
    in_scratch(|scratch| batches(go, scratch, count, seed))
}

fn in_scratch<T>(work: impl FnOnce(&Path) -> io::Result<T>) -> io::Result<T> {
    let scratch = std::env::temp_dir().join(format!("allod-conformance-{}", std::process::id()));
    fs::create_dir_all(&scratch)?;
    let done = work(&scratch);
    fs::remove_dir_all(&scratch)?;
    done
}

#[derive(Default)]
struct Figures {
    programs: usize,
    returned: usize,
    panicked: usize,
    refused: usize,
    different: usize,
    unjudged: usize,
}

fn batches(go: &Go, scratch: &Path, count: usize, seed: usize) -> io::Result<()> {
    let mut figures = Figures::default();
    for start in (seed..seed + count).step_by(BATCH) {
        let numbers: Vec<usize> = (start..(seed + count).min(start + BATCH)).collect();
        let texts: Vec<String> = numbers.iter().map(|number| programs::program(*number as u64)).collect();
        let ran = stock(go, scratch, &texts)?;
        for ((number, text), theirs) in numbers.iter().zip(&texts).zip(&ran) {
            compare(&mut figures, *number, text, theirs)?;
        }
        if let Some(number) = numbers.get(ran.len()) {
            println!("UNJUDGED {number}: it ends stock Go for good, and all behind it in its build");
            figures.unjudged += numbers.len() - ran.len();
        }
    }
    let Figures { programs, returned, panicked, refused, different, unjudged } = figures;
    println!(
        "programs {programs}: {returned} returned and {panicked} panicked by both alike, refused here {refused}, \
         different {different}, unjudged {unjudged}"
    );
    if refused + different + unjudged == 0 { Ok(()) } else { Err(io::Error::other("programs differ")) }
}

fn compare(figures: &mut Figures, number: usize, text: &str, theirs: &Ran) -> io::Result<()> {
    figures.programs += 1;
    let kind = match execute(text) {
        Err(why) => {
            figures.refused += 1;
            println!("REFUSED {number}: {}", why.lines().next().unwrap_or(""));
            "refused"
        }
        Ok(ours) if ours == *theirs => {
            match ours.end {
                End::Returned => figures.returned += 1,
                _ => figures.panicked += 1,
            }
            return Ok(());
        }
        Ok(ours) => {
            figures.different += 1;
            println!("DIFFERENT {number}: {}", difference(&ours, theirs));
            "different"
        }
    };
    if let Ok(folder) = std::env::var("KEEP") {
        fs::write(PathBuf::from(folder).join(format!("{kind}-{number}.go")), text)?;
    }
    Ok(())
}

/// The first line that differs, or the ends.
fn difference(ours: &Ran, theirs: &Ran) -> String {
    let text = |ran: &Ran| String::from_utf8_lossy(&ran.output).into_owned();
    let (own, go) = (text(ours), text(theirs));
    let mut lines = own.lines().zip(go.lines()).enumerate();
    if let Some((line, (own, go))) = lines.find(|(_, (own, go))| own != go) {
        return format!("line {} is {own:?}, Go prints {go:?}; ours ends with {:?}", line + 1, ours.end);
    }
    let counts = (own.lines().count(), go.lines().count());
    format!("{} lines and {:?}, Go has {} and {:?}", counts.0, ours.end, counts.1, theirs.end)
}

/// Outcomes of programs by stock Go, up to the first that ends it for good, as memory that has run out does: one build of
/// them all, each a package of its own.
fn stock(go: &Go, scratch: &Path, texts: &[String]) -> io::Result<Vec<Ran>> {
    let mut calls = String::new();
    let mut imports = String::new();
    for (at, text) in texts.iter().enumerate() {
        let folder = scratch.join(format!("p{at}"));
        fs::create_dir_all(&folder)?;
        let text =
            text.replacen("package main", &format!("package p{at}"), 1).replacen("func main()", "func Main()", 1);
        fs::write(folder.join("p.go"), text)?;
        imports.push_str(&format!("\t\"programs/p{at}\"\n"));
        calls.push_str(&format!("\trun(p{at}.Main)\n"));
    }
    fs::write(scratch.join("go.mod"), "module programs\n\ngo 1.26\n")?;
    let main = include_str!("../../oracle/programs.go.txt").replace("IMPORTS", &imports).replace("CALLS", &calls);
    fs::write(scratch.join("main.go"), main)?;
    let built = Command::new(&go.command)
        .args(["build", "-o", "programs", "."])
        .current_dir(scratch)
        .env("GOTOOLCHAIN", "local")
        .stdout(Stdio::null())
        .output()?;
    if !built.status.success() {
        return Err(io::Error::other(String::from_utf8_lossy(&built.stderr).into_owned()));
    }
    let ran = Command::new(scratch.join("programs")).output()?;
    Ok(parts(&ran.stderr, BEGIN).skip(1).map_while(outcome).collect())
}

/// Marks before a program's output and behind it: longer than anything a program prints by chance.
const BEGIN: &[u8] = b"\x1e\x1e<program>\x1e\x1e";
const END: &[u8] = b"\x1f\x1f<end>\x1f\x1f";

/// Parts of bytes between marks.
fn parts<'a>(mut bytes: &'a [u8], mark: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    let mut over = false;
    std::iter::from_fn(move || {
        if over {
            return None;
        }
        let at = bytes.windows(mark.len()).position(|window| window == mark);
        let part = &bytes[..at.unwrap_or(bytes.len())];
        match at {
            Some(at) => bytes = &bytes[at + mark.len()..],
            None => over = true,
        }
        Some(part)
    })
}

/// The outcome in the part of one program: its output, and behind the mark its panic with a byte before it, or nothing.
/// Without the mark it has none.
fn outcome(part: &[u8]) -> Option<Ran> {
    let mut parts = parts(part, END);
    let output = parts.next()?.to_vec();
    let end = match parts.next()? {
        [b'!', text @ ..] => End::Panicked(text.to_vec()),
        _ => End::Returned,
    };
    Some(Ran { output, end })
}
