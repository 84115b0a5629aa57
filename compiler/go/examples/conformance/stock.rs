//! Stock Go as a machine for programs: many of them in one process, some in each package.
//!
//! Go's compiler and linker are called directly, since the go command costs as much again, and without optimisation, which
//! costs as much once more and changes nothing of what a program does.

use crate::oracle::Go;
use crate::support::machine::{End, Ran};
use crate::support::mutants::tokens;
use allod_go::syntax::token::Token;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::{Command, Output};
use std::{fs, io};

/// Programs of one process. Linking them costs half a second.
pub(crate) const BATCH: usize = 250;

/// Programs of one package: starting the compiler costs 10 ms, as much as a program of 300 lines.
const PACKED: usize = 10;

/// The library's packages that programs and what runs them import.
const IMPORTS: [&str; 20] = [
    "bytes",
    "errors",
    "fmt",
    "maps",
    "math",
    "math/bits",
    "os",
    "path/filepath",
    "reflect",
    "runtime",
    "runtime/debug",
    "slices",
    "sort",
    "strconv",
    "strings",
    "sync/atomic",
    "syscall",
    "time",
    "unicode",
    "unicode/utf8",
];

/// The name of a program's package, as long as `main`.
const PACKAGE: &str = "m41n";

/// The end of a program by stock Go.
#[derive(Debug)]
pub(crate) enum Theirs {
    /// It ran.
    Ran(Ran),
    /// It is no program: the compiler's first line.
    Refused(String),
    /// It takes longer or more memory than a program may.
    Late,
    /// It ended the process, as a stack does that has grown too large.
    Died(#[expect(dead_code, reason = "shown where it differs")] String),
}

/// A folder in which programs are built.
pub(crate) struct Stock {
    folder: PathBuf,
    tools: PathBuf,
}

impl Stock {
    /// Builds what every process has: the library, and the package that parts programs.
    pub(crate) fn new(go: &Go) -> io::Result<Self> {
        let folder = std::env::temp_dir().join(format!("allod-conformance-{}", std::process::id()));
        fs::create_dir_all(&folder)?;
        let command = |args: &[&str]| -> io::Result<String> {
            let output = Command::new(&go.command).args(args).env("GOTOOLCHAIN", "local").output()?;
            Ok(String::from_utf8_lossy(&done(output)?.stdout).trim().to_owned())
        };
        let tools = PathBuf::from(command(&["env", "GOTOOLDIR"])?);
        let list = ["list", "-export", "-deps", "-f", "{{if .Export}}packagefile {{.ImportPath}}={{.Export}}{{end}}"];
        let library = command(&[&list[..], &IMPORTS[..]].concat())?;
        let stock = Stock { folder, tools };
        fs::write(stock.folder.join("mark.go"), include_str!("../../oracle/mark.go.txt"))?;
        fs::write(stock.folder.join("imports"), format!("{library}\npackagefile programs/mark=mark.a\n"))?;
        done(stock.compile("programs/mark", "mark.a", &["mark.go"])?)?;
        Ok(stock)
    }

    fn compile(&self, path: &str, out: &str, files: &[&str]) -> io::Result<Output> {
        let mut command = Command::new(self.tools.join("compile"));
        command.current_dir(&self.folder).env("GOGC", "off").env("GOMAXPROCS", "1");
        command.args(["-N", "-l", "-c=1", "-dwarf=false", "-lang=go1.26", "-importcfg", "imports"]);
        command.args(["-p", path, "-o", out]).args(files).output()
    }

    /// Outcomes of programs of package main.
    pub(crate) fn run(&self, texts: &[String]) -> io::Result<Vec<Theirs>> {
        let mut found: Vec<Option<Theirs>> = texts.iter().map(|_| None).collect();
        let mut packages: Vec<Vec<usize>> = Vec::new();
        for members in (0..texts.len()).collect::<Vec<_>>().chunks(PACKED) {
            if self.package(packages.len(), members, texts)?.is_none() {
                packages.push(members.to_vec());
                continue;
            }
            // One of them is no program.
            for at in members {
                match self.package(packages.len(), &[*at], texts)? {
                    Some(why) => found[*at] = Some(Theirs::Refused(why)),
                    None => packages.push(vec![*at]),
                }
            }
        }
        let mut linked = false;
        while let Some(first) = found.iter().position(Option::is_none) {
            if !linked {
                self.link(&packages)?;
            }
            let ran = Command::new(self.folder.join("programs")).arg(first.to_string()).output()?;
            let ends = ends(&ran.stderr);
            if ends.is_empty() {
                let text = String::from_utf8_lossy(&ran.stderr);
                return Err(io::Error::other(format!("the programs' process says nothing of them: {text}")));
            }
            linked = true;
            for (at, (theirs, in_main)) in ends {
                if !in_main {
                    // It would end every process that it is part of.
                    self.drop_from(&mut packages, at, texts)?;
                    linked = false;
                }
                if let Some(place @ None) = found.get_mut(at) {
                    *place = Some(theirs);
                }
            }
        }
        Ok(found.into_iter().flatten().collect())
    }

    fn drop_from(&self, packages: &mut [Vec<usize>], at: usize, texts: &[String]) -> io::Result<()> {
        for (number, members) in packages.iter_mut().enumerate().filter(|(_, members)| members.contains(&at)) {
            members.retain(|member| *member != at);
            if let Some(why) = self.package(number, members, texts)? {
                return Err(io::Error::other(why));
            }
        }
        Ok(())
    }

    /// Compiles programs as one package; the first line of what is wrong with them.
    fn package(&self, number: usize, members: &[usize], texts: &[String]) -> io::Result<Option<String>> {
        let mut files = Vec::new();
        for at in members {
            let (program, start) = (format!("p{at}.go"), format!("a{at}.go"));
            let mark = "the_mark_of_programs";
            let own = suffix(*at);
            let main = format!(
                "package {PACKAGE}\n\nimport {mark} \"programs/mark\"\n\nvar _ = {mark}.Init({at})\n\n\
                 func init() {{ {mark}.Init({at}) }}\n\nfunc MainOfProgram{at}() {{ {mark}.Run({at}, main{own}) }}\n"
            );
            fs::write(self.folder.join(&start), main)?;
            let text = texts[*at].replacen("package main", &format!("package {PACKAGE}"), 1);
            fs::write(self.folder.join(&program), with_suffix(&text, &own))?;
            files.extend([start, program]);
        }
        if files.is_empty() {
            return Ok(None);
        }
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        let output = self.compile(&format!("programs/q{number}"), &format!("q{number}.a"), &files)?;
        if output.status.success() {
            return Ok(None);
        }
        let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        Ok(Some(said.lines().next().unwrap_or("").to_owned()))
    }

    fn link(&self, packages: &[Vec<usize>]) -> io::Result<()> {
        let (mut imports, mut calls, mut archives) = (String::new(), String::new(), String::new());
        for (number, members) in packages.iter().enumerate().filter(|(_, members)| !members.is_empty()) {
            imports.push_str(&format!("\tq{number} \"programs/q{number}\"\n"));
            archives.push_str(&format!("packagefile programs/q{number}=q{number}.a\n"));
            for at in members {
                calls.push_str(&format!("\tif from <= {at} {{\n\t\tq{number}.MainOfProgram{at}()\n\t}}\n"));
            }
        }
        let main = format!(
            "package main\n\nimport (\n\t\"os\"\n\t\"strconv\"\n{imports})\n\nfunc main() {{\n\
             \tfrom, _ := strconv.Atoi(os.Args[1])\n{calls}}}\n"
        );
        fs::write(self.folder.join("main.go"), main)?;
        let own = fs::read_to_string(self.folder.join("imports"))?;
        fs::write(self.folder.join("links"), own + &archives)?;
        let mut command = Command::new(self.tools.join("compile"));
        command.current_dir(&self.folder).args(["-p", "main", "-importcfg", "links", "-o", "main.a", "main.go"]);
        done(command.output()?)?;
        let mut command = Command::new(self.tools.join("link"));
        command.current_dir(&self.folder).args(["-s", "-w", "-importcfg", "links", "-o", "programs", "main.a"]);
        done(command.output()?).map(drop)
    }
}

/// The end of a program's names in a package with others.
fn suffix(at: usize) -> String {
    format!("_p{at}_")
}

/// A program whose own names end like this.
fn with_suffix(text: &str, suffix: &str) -> String {
    let names = declared(text);
    let mut out = text.to_owned();
    for (token, range) in tokens(text.as_bytes()).into_iter().rev() {
        if token == Token::Ident && names.contains(&text[range.clone()]) {
            out.insert_str(range.end, suffix);
        }
    }
    out
}

/// Names that declarations of a package give, in a text where these begin at the left margin and those of a group one tab
/// from it.
fn declared(text: &str) -> BTreeSet<&str> {
    let (mut names, mut group) = (BTreeSet::from(["main"]), false);
    for line in text.lines() {
        let head = ["func ", "type ", "var ", "const "].iter().find_map(|word| line.strip_prefix(word));
        match head {
            Some(rest) if rest.starts_with('(') && !line.starts_with("func") => group = true,
            Some(rest) => drop(names.insert(word(rest))),
            None if line.starts_with(')') => group = false,
            None if group => drop(line.strip_prefix('\t').map(|rest| names.insert(word(rest)))),
            None => {}
        }
    }
    names.retain(|name| !["", "_", "init"].contains(name));
    names
}

/// The name that a text begins with.
fn word(text: &str) -> &str {
    &text[..text.find(|char: char| char != '_' && !char.is_alphanumeric()).unwrap_or(text.len())]
}

impl Drop for Stock {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The output of a command that went well.
fn done(output: Output) -> io::Result<Output> {
    if output.status.success() {
        return Ok(output);
    }
    let said = [output.stdout, output.stderr].concat();
    Err(io::Error::other(String::from_utf8_lossy(&said).into_owned()))
}

/// Marks before a part of a program's output and behind it: longer than anything a program prints by chance.
const BEGIN: &[u8] = b"\x1e\x1e<";
const END: &[u8] = b"\x1f\x1f<end>";
const LATE: &[u8] = b"\x1f\x1f<late>";

/// The ends of programs in what a process has printed, by their numbers, and whether they came to their main.
fn ends(bytes: &[u8]) -> BTreeMap<usize, (Theirs, bool)> {
    let (mut begun, mut found) = (BTreeMap::<usize, Vec<u8>>::new(), BTreeMap::new());
    let parts: Vec<&[u8]> = split(bytes, BEGIN).collect();
    for (position, part) in parts.iter().enumerate().skip(1) {
        let Some(close) = part.iter().position(|byte| *byte == b'>') else { continue };
        let (head, body) = (String::from_utf8_lossy(&part[..close]).into_owned(), &part[close + 1..]);
        let Some((stage, number)) = head.split_once(' ') else { continue };
        let Ok(number) = number.parse::<usize>() else { continue };
        let last = position + 1 == parts.len();
        let output = begun.entry(number).or_default();
        if let Some(at) = find(body, LATE) {
            output.extend(&body[..at]);
            found.insert(number, (Theirs::Late, stage == "main"));
        } else if stage == "main"
            && let Some(at) = find(body, END)
        {
            output.extend(&body[..at]);
            let (end, line) = end(&body[at + END.len()..]);
            found.insert(number, (ran(number, output, end, line), true));
        } else if last {
            found.insert(number, (died(number, output, body), stage == "main"));
        } else {
            output.extend(body);
        }
    }
    found
}

/// The end behind its mark: a panic's line and text, or nothing.
fn end(bytes: &[u8]) -> (End, Option<u32>) {
    let [b'!', rest @ ..] = bytes else { return (End::Returned, None) };
    let space = rest.iter().position(|byte| *byte == b' ').unwrap_or(rest.len());
    let line = String::from_utf8_lossy(&rest[..space]).parse().ok().filter(|line| *line > 0);
    (End::Panicked(rest.get(space + 1..).unwrap_or_default().to_vec()), line)
}

fn ran(number: usize, output: &[u8], end: End, line: Option<u32>) -> Theirs {
    let end = match end {
        End::Panicked(text) => End::Panicked(named(number, &text)),
        other => other,
    };
    Theirs::Ran(Ran { output: named(number, output), end, line })
}

/// A text with the names that things have in package main.
fn named(number: usize, text: &[u8]) -> Vec<u8> {
    let mut text = text.to_vec();
    while let Some(at) = find(&text, b"programs/q") {
        let digits = text[at + 10..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        text.splice(at..at + 10 + digits, *b"main");
    }
    for (name, put) in [(format!("{PACKAGE}."), &b"main."[..]), (suffix(number), b"")] {
        while let Some(at) = find(&text, name.as_bytes()) {
            text.splice(at..at + name.len(), put.iter().copied());
        }
    }
    text
}

/// The end of a program that has ended the process: by a panic before its `main`, or by more than a panic.
fn died(number: usize, output: &[u8], body: &[u8]) -> Theirs {
    let text = String::from_utf8_lossy(body);
    let panic = if text.starts_with("panic: ") { Some(0) } else { text.find("\npanic: ").map(|at| at + 1) };
    let Some(at) = panic.filter(|_| !text.contains("\nfatal error: ") && !text.starts_with("fatal error: ")) else {
        let why = text.lines().find(|line| line.starts_with("fatal error: ") || line.starts_with("runtime: "));
        return Theirs::Died(why.unwrap_or("ended without a word").to_owned());
    };
    let said = &text[at + "panic: ".len()..];
    let said = &said[..said.find("\n\ngoroutine ").unwrap_or(said.len())];
    let said = said.split("\n[signal ").next().unwrap_or(said);
    let file = format!("/p{number}.go:");
    let line = text[at..].find(&file).map(|place| &text[at + place + file.len()..]);
    let line = line.map(|rest| rest.chars().take_while(char::is_ascii_digit).collect::<String>());
    let output = [output, &body[..at.min(body.len())]].concat();
    ran(number, &output, End::Panicked(said.as_bytes().to_vec()), line.and_then(|line| line.parse().ok()))
}

fn find(bytes: &[u8], mark: &[u8]) -> Option<usize> {
    let first = *mark.first()?;
    let mut from = 0;
    while let Some(at) = bytes[from..].iter().position(|byte| *byte == first) {
        if bytes[from + at..].starts_with(mark) {
            return Some(from + at);
        }
        from += at + 1;
    }
    None
}

/// Parts of bytes between marks.
fn split<'a>(bytes: &'a [u8], mark: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    let mut rest = Some(bytes);
    std::iter::from_fn(move || {
        let part = rest?;
        let at = find(part, mark);
        rest = at.map(|at| &part[at + mark.len()..]);
        Some(&part[..at.unwrap_or(part.len())])
    })
}
