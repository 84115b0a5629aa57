//! Go's own test programs, the folder `test` of its source, which `setup/go-tests.sh` fetches.

use crate::check::{Figures, Library, ours, positions, show};
use crate::oracle::{Go, Oracle, Sources};
use crate::support::machine::{End, Ran};
use crate::support::{Refused, execute_or_refused};
use allod_go::types::Version;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// The folder of the tests.
pub(crate) fn folder() -> io::Result<PathBuf> {
    let cached = env::var_os("ALLOD_CACHE").map(PathBuf::from);
    let home = env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache/allod"));
    let found = cached.into_iter().chain(home).map(|cache| cache.join("go-tests/test")).find(|path| path.is_dir());
    found.ok_or_else(|| io::Error::other("Go's test programs are not there: run setup/go-tests.sh"))
}

/// Tests of one file that begin with a line, in the order of their paths: the path below the folder, and the text.
pub(crate) fn tests(folder: &Path, first_line: &str) -> io::Result<Sources> {
    let (mut folders, mut found) = (vec![folder.to_owned()], Vec::new());
    while let Some(at) = folders.pop() {
        for entry in fs::read_dir(&at)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "go") {
                let text = fs::read(&path)?;
                if text.split(|byte| *byte == b'\n').next() == Some(first_line.as_bytes()) {
                    let name = path.strip_prefix(folder).unwrap_or(&path);
                    found.push((name.to_string_lossy().into_owned(), text));
                }
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Tests of mistakes, each judged by go/types in Go 1.26.
pub(crate) fn errorcheck(go: &Go) -> io::Result<()> {
    let cases: Vec<Sources> = tests(&folder()?, "// errorcheck")?.into_iter().map(|source| vec![source]).collect();
    let mut oracle = Oracle::start(go)?;
    let mut library = Library::new(&mut oracle)?;
    let mut figures = Figures::default();
    for (sources, verdicts) in cases.iter().zip(oracle.judge("check1.26", &cases)?) {
        library.load_imports(sources)?;
        let mine = ours(&mut library.store.clone(), "p", sources, Version::Go26)?;
        if let Some(kind) = figures.compare(&mine, &positions(sources, &verdicts)) {
            show(kind, sources, &mine, &verdicts, false);
        }
    }
    figures.print();
    Ok(())
}

/// Tests that hold the language or its library to what Go has changed since.
const OUTDATED: &[(&str, &str)] = &[
    ("closure2.go", "variables of a range are new in every turn since Go 1.22"),
    ("fixedbugs/bug409.go", "println writes floats as short as they can be since Go 1.26"),
    ("fixedbugs/issue35576.go", "println writes floats as short as they can be since Go 1.26"),
    ("fixedbugs/issue53309.go", "Go 1.26 refuses it too: it can't infer the type argument"),
    ("fixedbugs/issue6899.go", "println writes floats as short as they can be since Go 1.26"),
    ("typeparam/typeswitch5.go", "println writes floats as short as they can be since Go 1.26"),
];

/// Directives that tell stock Go's optimiser what to leave alone; they change nothing of what a program does.
const OPTIMISER: [&str; 3] = ["//go:noinline", "//go:nosplit", "//go:norace"];

fn without_optimiser_directives(text: &[u8]) -> String {
    OPTIMISER.iter().fold(String::from_utf8_lossy(text).into_owned(), |text, directive| text.replace(directive, "//"))
}

/// Tests of one file that run: each prints what it should and returns, or is refused by a rule.
pub(crate) fn run() -> io::Result<()> {
    let folder = folder()?;
    let (mut passed, mut wrong, mut rules) = (0, 0, BTreeMap::<String, usize>::new());
    let mut cases = tests(&folder, "// run")?;
    cases.retain(|(name, _)| OUTDATED.iter().all(|(outdated, _)| name != outdated));
    println!("{} tests are of an older Go", OUTDATED.len());
    for (name, text) in &cases {
        let wanted = fs::read(folder.join(name).with_extension("out")).unwrap_or_default();
        match execute_or_refused(&without_optimiser_directives(text)) {
            Ok(Ran { output, end: End::Returned, .. }) if output == wanted => passed += 1,
            Ok(ran) => {
                wrong += 1;
                let shown: String = String::from_utf8_lossy(&ran.output).chars().take(200).collect();
                println!("WRONG {name}: {:?}, prints {shown:?}", ran.end);
            }
            Err(Refused { rule: Some(rule), .. }) => *rules.entry(rule).or_default() += 1,
            Err(Refused { message, .. }) => {
                wrong += 1;
                println!("REJECTED {name}: {message}");
            }
        }
    }
    for (rule, count) in &rules {
        println!("{count:4} refused: {rule}");
    }
    let refused: usize = rules.values().sum();
    println!("tests {}: passed {passed}, refused by a rule {refused}, wrong {wrong}", cases.len());
    if wrong == 0 { Ok(()) } else { Err(io::Error::other("some of Go's own tests go wrong")) }
}
