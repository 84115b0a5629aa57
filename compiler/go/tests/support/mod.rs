//! What several tests and the conformance command share.

pub mod lines;
pub mod machine;
pub mod mutants;
pub mod programs;

use allod_go::diagnostic::Diagnostic;
use allod_go::syntax::{files::Files, names::Names, parse, tree::Tree};

/// The mistakes of a text, with the files they are in.
pub fn mistakes(text: &[u8]) -> (Files, Vec<Diagnostic>) {
    let (mut files, mut names, mut tree) = (Files::new(), Names::new(), Tree::new());
    let file = files.add("x.go", text).expect("the text is short");
    let mistakes = parse(&files, file, &mut names, &mut tree);
    (files, mistakes)
}

/// Line and message of the first mistake.
pub fn first_mistake(text: &[u8]) -> Option<(u32, String)> {
    let (files, mistakes) = mistakes(text);
    let first = mistakes.first()?;
    Some((files.place(first.span.start).map_or(0, |place| place.line), first.message.clone()))
}

/// The mutants of a source that verdicts are kept of: for each number its own dice.
pub fn numbered(text: &[u8], number: u64) -> Vec<u8> {
    mutants::mutate(text, &mut mutants::Dice::new(number))
}

/// A package that has been checked, with all that its diagnostics and numbers speak of.
pub struct Package {
    pub files: Files,
    pub store: allod_go::types::store::Store,
    pub tree: Tree,
    pub checked: allod_go::types::Checked,
}

/// Checks a package of one file, which has no mistakes of syntax.
pub fn check(text: &str) -> Package {
    use allod_go::types::{Version, check, store::Store};
    let (mut files, mut store, mut tree) = (Files::new(), Store::new(), Tree::new());
    let file = files.add("x.go", text.as_bytes()).expect("the text is short");
    assert_eq!(parse(&files, file, &mut store.names, &mut tree), [], "{text}");
    let checked = check(&mut store, &files, &tree, "p", Version::Go26);
    Package { files, store, tree, checked }
}

impl Package {
    /// The mistakes as `line: message`, first lines of messages only.
    pub fn found(&self) -> Vec<String> {
        let line = |diagnostic: &Diagnostic| self.files.place(diagnostic.span.start).map_or(0, |place| place.line);
        let text = |diagnostic: &Diagnostic| diagnostic.message.lines().next().unwrap_or("").to_owned();
        self.checked.diagnostics.iter().map(|d| format!("{}: {}", line(d), text(d))).collect()
    }
}

/// The reason why a program was not compiled.
pub struct Refused {
    /// The rule, where a mistake is the use of what a contract can't use. Others may follow from it.
    pub rule: Option<String>,
    /// The first mistake and its line.
    pub message: String,
}

/// Compiles a program of package main and runs it.
pub fn execute(text: &str) -> Result<machine::Ran, String> {
    execute_or_refused(text).map_err(|refused| refused.message)
}

/// Compiles a program of package main and runs it.
pub fn execute_or_refused(text: &str) -> Result<machine::Ran, Refused> {
    let lowered = lowered(text)?;
    Ok(machine::run(&lines::with_line(&lowered.wasm, &lowered.lines), machine::FUEL))
}

/// Compiles a program of package main.
pub fn lowered(text: &str) -> Result<allod_go::lower::Lowered, Refused> {
    use allod_go::diagnostic::Code;
    let source = allod_go::packages::Source::new("main.go", text.as_bytes());
    let options = allod_go::compile::Options::program();
    let (files, mistakes) = match allod_go::compile::build(&[source], &options) {
        Ok(built) => match allod_go::lower::lower(&built.program, &built.files, &Default::default()) {
            Ok(lowered) => return Ok(lowered),
            Err(mistake) => (built.files, vec![mistake]),
        },
        Err(failure) => (failure.files, failure.diagnostics),
    };
    let rule = mistakes.iter().find(|mistake| matches!(mistake.code, Code::Refused | Code::Import | Code::Limit));
    let line = |mistake: &Diagnostic| files.place(mistake.span.start).map_or(0, |place| place.line);
    let first = mistakes.first();
    Err(Refused {
        rule: rule.map(|mistake| mistake.message.lines().next().unwrap_or("").to_owned()),
        message: first.map_or(String::new(), |mistake| format!("{}: {}", line(mistake), mistake.message)),
    })
}
