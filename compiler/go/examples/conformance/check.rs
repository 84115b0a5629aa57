//! The checker beside go/types.

use crate::oracle::{Go, Oracle, Sources, Verdict};
use allod_go::diagnostic::Code;
use allod_go::syntax::quoted::string_value;
use allod_go::syntax::tree::Decl;
use allod_go::syntax::{files::Files, names::Names, parse, tree::Tree};
use allod_go::types::{Version, check, store::Store};
use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// A mistake of ours: the index of the file, line and message.
type Mistake = (usize, u32, String);

/// Findings of our checker in a package: mistakes, and refusals apart from them.
pub(crate) struct Ours {
    mistakes: Vec<Mistake>,
    refusals: usize,
}

pub(crate) fn ours(store: &mut Store, path: &str, sources: &Sources, version: Version) -> io::Result<Ours> {
    let (mut files, mut tree) = (Files::new(), Tree::new());
    let mut diagnostics = Vec::new();
    for (name, text) in sources {
        let file = files.add(name, &text[..]).map_err(io::Error::other)?;
        diagnostics.extend(parse(&files, file, &mut store.names, &mut tree));
    }
    if diagnostics.is_empty() {
        diagnostics = check(store, &files, &tree, path, version).diagnostics;
    }
    let (refused, mistakes): (Vec<_>, Vec<_>) = diagnostics.into_iter().partition(|d| d.code == Code::Refused);
    let mistakes = mistakes.into_iter().map(|diagnostic| {
        let place = files.place(diagnostic.span.start);
        let file = place.and_then(|place| sources.iter().position(|(name, _)| *name == place.file)).unwrap_or(0);
        (file, place.map_or(0, |place| place.line), diagnostic.message)
    });
    Ok(Ours { mistakes: mistakes.collect(), refusals: refused.len() })
}

fn read(paths: &[PathBuf]) -> io::Result<Sources> {
    paths.iter().map(|path| Ok((path.to_string_lossy().into_owned(), fs::read(path)?))).collect()
}

/// Every package of the library is right.
pub(crate) fn std_packages(go: &Go) -> io::Result<()> {
    let mut oracle = Oracle::start(go)?;
    let mut store = Store::new();
    let (mut wrong, mut files, mut bytes, mut took) = (0, 0, 0, Duration::ZERO);
    let packages = oracle.packages()?;
    for (path, paths) in &packages {
        let sources = read(paths)?;
        (files, bytes) = (files + sources.len(), bytes + sources.iter().map(|(_, text)| text.len()).sum::<usize>());
        let start = Instant::now();
        let Ours { mistakes, .. } = ours(&mut store, path, &sources, Version::Go27)?;
        took += start.elapsed();
        wrong += usize::from(!mistakes.is_empty());
        for (file, line, message) in mistakes.iter().take(3) {
            println!("{}:{line}: {message}", sources[*file].0);
        }
    }
    let speed = bytes as f64 / took.as_secs_f64() / 1e6;
    println!("packages {}, files {files}, with mistakes {wrong}, {took:.1?}, {speed:.1} MB/s", packages.len());
    if wrong == 0 { Ok(()) } else { Err(io::Error::other("packages of Go's own library are found wrong")) }
}

/// The packages of the library, each checked when it is first asked for.
pub(crate) struct Library {
    pub(crate) store: Store,
    files: HashMap<String, Vec<PathBuf>>,
}

impl Library {
    pub(crate) fn new(oracle: &mut Oracle) -> io::Result<Self> {
        Ok(Library { store: Store::new(), files: oracle.packages()?.into_iter().collect() })
    }

    /// The sources of a package, if it has not been taken already.
    pub(crate) fn sources(&self, path: &str) -> io::Result<Option<Sources>> {
        self.files.get(path).map(|paths| read(paths)).transpose()
    }

    /// Makes sure that what sources import has been checked.
    pub(crate) fn load_imports(&mut self, sources: &Sources) -> io::Result<()> {
        for path in imports(sources)? {
            if self.store.find_package(&path).is_none()
                && let Some(paths) = self.files.remove(&path)
            {
                let sources = read(&paths)?;
                self.load_imports(&sources)?;
                ours(&mut self.store, &path, &sources, Version::Go27)?;
            }
        }
        Ok(())
    }
}

fn imports(sources: &Sources) -> io::Result<Vec<String>> {
    let (mut files, mut names, mut tree) = (Files::new(), Names::new(), Tree::new());
    for (name, text) in sources {
        let file = files.add(name, &text[..]).map_err(io::Error::other)?;
        parse(&files, file, &mut names, &mut tree);
    }
    let specs = tree.files.iter().flat_map(|file| &file.declarations).filter_map(|declaration| match declaration {
        Decl::Import(specs) => Some(specs),
        _ => None,
    });
    let paths = specs.flatten().filter_map(|spec| string_value(files.text(spec.path)));
    Ok(paths.filter_map(|path| String::from_utf8(path).ok()).collect())
}

#[derive(Default)]
pub(crate) struct Figures {
    cases: usize,
    valid: usize,
    invalid: usize,
    accepted: usize,
    refused: usize,
    other_line: usize,
    excused: usize,
    lines: usize,
    missing: usize,
    extra: usize,
}

impl Figures {
    /// Compares one case, and says what kind of difference there is.
    pub(crate) fn compare(&mut self, ours: &Ours, theirs: &[(usize, u32)]) -> Option<&'static str> {
        self.cases += 1;
        let own: BTreeSet<(usize, u32)> = ours.mistakes.iter().map(|(file, line, _)| (*file, *line)).collect();
        let go: BTreeSet<(usize, u32)> = theirs.iter().copied().collect();
        self.lines += go.len();
        self.missing += go.difference(&own).count();
        self.extra += own.difference(&go).count();
        match (own.first(), go.first()) {
            (None, None) => self.valid += 1,
            (Some(_), None) => {
                self.valid += 1;
                self.refused += 1;
                return Some("REFUSED");
            }
            (None, Some(_)) => {
                self.invalid += 1;
                // A package that uses what is refused is not accepted, whatever else is wrong with it.
                if ours.refusals > 0 {
                    self.excused += 1;
                    return Some("EXCUSED");
                }
                self.accepted += 1;
                return Some("ACCEPTED");
            }
            (Some(a), Some(b)) => {
                self.invalid += 1;
                if a != b {
                    self.other_line += 1;
                    return Some("LINE");
                }
            }
        }
        None
    }

    pub(crate) fn print(&self) {
        let Figures { cases, valid, invalid, accepted, refused, other_line, excused, lines, missing, extra } = self;
        let share = |part: usize| 100.0 * part as f64 / (*invalid).max(1) as f64;
        println!(
            "cases {cases}, valid {valid}, invalid {invalid}: wrongly accepted {accepted} ({:.2} %), accepted but for \
             refusals {excused}, wrongly refused {refused}, first mistake on another line {other_line} ({:.2} %)",
            share(*accepted),
            share(*other_line),
        );
        println!("lines with mistakes {lines}: not found {missing}, found elsewhere {extra}");
    }
}

pub(crate) fn positions(sources: &Sources, verdicts: &[Verdict]) -> Vec<(usize, u32)> {
    let index = |file: &str| sources.iter().position(|(name, _)| name == file).unwrap_or(0);
    verdicts.iter().map(|verdict| (index(&verdict.file), verdict.line)).collect()
}

/// Go's own tests of its checker, each judged by go/types in Go 1.26.
pub(crate) fn testdata(go: &Go) -> io::Result<()> {
    let mut oracle = Oracle::start(go)?;
    let mut library = Library::new(&mut oracle)?;
    let mut figures = Figures::default();
    let verbose = std::env::var("VERBOSE").is_ok();
    let mut packages = Vec::new();
    for paths in cases(&go.src.join("internal/types/testdata"))? {
        let mut sources = read(&paths)?;
        add_assert(&mut sources);
        packages.push(sources);
    }
    for (sources, verdicts) in packages.iter().zip(oracle.judge("check1.26", &packages)?) {
        library.load_imports(sources)?;
        let mine = ours(&mut library.store.clone(), "p", sources, Version::Go26)?;
        let difference = figures.compare(&mine, &positions(sources, &verdicts));
        let shown = if verbose { Some(difference.unwrap_or("SAME")) } else { difference };
        if let Some(kind) = shown {
            show(kind, sources, &mine, &verdicts, verbose);
        }
    }
    figures.print();
    Ok(())
}

pub(crate) fn show(kind: &str, sources: &Sources, mine: &Ours, verdicts: &[Verdict], all: bool) {
    println!("{kind} {}", sources[0].0);
    let own = mine.mistakes.iter().map(|(file, line, text)| (*file, *line, text.replace('\n', " ")));
    let index = |file: &str| sources.iter().position(|(name, _)| name == file).unwrap_or(0);
    let go = verdicts.iter().map(|verdict| (index(&verdict.file), verdict.line, verdict.message.clone()));
    let (own, go): (Vec<_>, Vec<_>) = (own.collect(), go.collect());
    let lines = |list: &[(usize, u32, String)]| list.iter().map(|(f, l, _)| (*f, *l)).collect::<BTreeSet<_>>();
    let (own_lines, go_lines) = (lines(&own), lines(&go));
    let limit = if all { usize::MAX } else { 2 };
    for (file, line, text) in own.iter().filter(|(f, l, _)| !go_lines.contains(&(*f, *l))).take(limit) {
        println!("  ours {file}:{line}: {text}");
    }
    for (file, line, text) in go.iter().filter(|(f, l, _)| !own_lines.contains(&(*f, *l))).take(limit) {
        println!("  go   {file}:{line}: {text}");
    }
}

/// The files of the test data: each alone, and those of a folder together.
fn cases(root: &Path) -> io::Result<Vec<Vec<PathBuf>>> {
    let mut cases = Vec::new();
    let sorted = |folder: &Path| -> io::Result<Vec<PathBuf>> {
        let mut paths: Vec<PathBuf> =
            fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
        paths.sort();
        Ok(paths)
    };
    for folder in sorted(root)? {
        for path in sorted(&folder)? {
            if path.is_dir() {
                cases.push(
                    sorted(&path)?.into_iter().filter(|path| path.extension().is_some_and(|e| e == "go")).collect(),
                );
            } else if path.extension().is_some_and(|extension| extension == "go") {
                cases.push(vec![path]);
            }
        }
    }
    Ok(cases)
}

/// The test data calls `assert`, which is declared for Go's own tests only.
fn add_assert(sources: &mut Sources) {
    let has = |text: &str| sources.iter().any(|(_, source)| String::from_utf8_lossy(source).contains(text));
    if !has("assert(") || has("func assert") {
        return;
    }
    let first = String::from_utf8_lossy(&sources[0].1).into_owned();
    let Some(package) = first.lines().find_map(|line| line.strip_prefix("package ")) else { return };
    let package = package.split_whitespace().next().unwrap_or("p").to_owned();
    sources.push(("assert.go".into(), format!("package {package}\n\nfunc assert(bool) {{}}\n").into_bytes()));
}
