//! The driver: sources in, a program or all that is wrong out.

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{self, Profile, Program};
use crate::limits;
use crate::lower::{self, Lowered, lower};
use crate::packages::{Base, FORMATS, Loaded, Source, Unit, load, program_base};
use crate::syntax::files::{Files, Span};
use crate::types::store::{ObjId, ObjectKind, Store};
use std::sync::Arc;

/// A request to the compiler, beside the sources.
#[derive(Debug, Clone)]
pub struct Options {
    /// The path of the program's own package, under which its sub-packages are imported.
    pub module: String,
    /// The use of the program.
    pub profile: Profile,
    /// Further import paths of embedded packages, each with the folders whose files make the package.
    pub aliases: Vec<(String, Vec<String>)>,
    /// Choices of what the module has besides its code.
    pub lower: lower::Options,
}

impl Options {
    /// Options of a program with a `main`.
    pub fn program() -> Self {
        Options {
            module: "main".into(),
            profile: Profile::Program,
            aliases: Vec::new(),
            lower: lower::Options::default(),
        }
    }
}

/// A program as a WebAssembly module, with the files that its lines speak of.
#[derive(Debug)]
pub struct Compiled {
    /// The module, and the lines of its operators.
    pub module: Lowered,
    /// The files.
    pub files: Files,
}

/// A program that could be built, with the files that its spans speak of.
#[derive(Debug)]
pub struct Built {
    /// The program.
    pub program: Program,
    /// The files.
    pub files: Files,
}

/// All that is wrong with a program, with the files that its spans speak of.
#[derive(Debug)]
pub struct Failure {
    /// The mistakes in the order of the source; one at least.
    pub diagnostics: Vec<Diagnostic>,
    /// The files.
    pub files: Files,
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for diagnostic in &self.diagnostics {
            match self.files.place(diagnostic.span.start) {
                Some(place) => writeln!(f, "{place}: {}", diagnostic.message)?,
                None => writeln!(f, "{}", diagnostic.message)?,
            }
        }
        Ok(())
    }
}

impl std::error::Error for Failure {}

/// Builds the program of a folder's files.
pub fn build(sources: &[Source], options: &Options) -> Result<Built, Failure> {
    let prints = options.profile == Profile::Program;
    let base = if prints { program_base(imports_formats(sources)) } else { Base::default() };
    let Loaded { files, mut store, units, mut diagnostics } =
        load(base, sources, &options.module, &options.aliases, &[], prints, &|| {});
    if diagnostics.is_empty() {
        match exports(&store, &units, options) {
            Ok(exports) => match ir::build(&mut store, &files, &units, &exports, &[]) {
                Ok(program) => return Ok(Built { program, files }),
                Err(found) => diagnostics = found,
            },
            Err(diagnostic) => diagnostics.push(*diagnostic),
        }
    }
    diagnostics.truncate(limits::DIAGNOSTICS);
    Err(Failure { diagnostics, files })
}

/// Compiles a folder's files to a module.
pub fn compile(sources: &[Source], options: &Options) -> Result<Compiled, Failure> {
    let Built { program, files } = build(sources, options)?;
    match lower(&program, &files, &options.lower) {
        Ok(module) => Ok(Compiled { module, files }),
        Err(diagnostic) => Err(Failure { diagnostics: vec![diagnostic], files }),
    }
}

/// The sources seem to import package `fmt`. If they do not, it is there for nothing.
pub(crate) fn imports_formats(sources: &[Source]) -> bool {
    has(sources, &format!("\"{FORMATS}\""))
}

/// A text stands in one of the sources.
pub(crate) fn has(sources: &[Source], text: &str) -> bool {
    sources.iter().any(|source| source.text.windows(text.len()).any(|part| part == text.as_bytes()))
}

/// The functions that the host calls.
fn exports(store: &Store, units: &[Arc<Unit>], options: &Options) -> Result<Vec<(String, ObjId)>, Box<Diagnostic>> {
    let unit = units.last().filter(|unit| !unit.embedded);
    let scope = unit.map(|unit| store.package(unit.package).scope);
    let named = |name: &str| store.lookup_in(scope?, store.names.get(name)?);
    match options.profile {
        Profile::Program => match named("main").filter(|obj| is_function(store, *obj)) {
            Some(main) => Ok(vec![("main".into(), main)]),
            None => {
                let diagnostic = Diagnostic::new(Code::Undeclared, Span::default(), "function main is undeclared");
                Err(Box::new(diagnostic.advise("write func main() in package main")))
            }
        },
        Profile::Contract => Ok(Vec::new()),
    }
}

fn is_function(store: &Store, obj: ObjId) -> bool {
    matches!(store.object(obj).kind, ObjectKind::Func { method: false, .. })
}
