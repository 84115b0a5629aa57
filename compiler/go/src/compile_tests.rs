//! The driver of tests: a contract's files and those that end in `_test.go` in, a module that runs tests or all that is wrong
//! out.
//!
//! As the `go` command has it, a test of package `p` is compiled with the files of `p`, and one of package `p_test` is a package
//! of its own that imports `p` by its path. A package that is written here imports both, and has a function without parameters
//! for each test, which the module exports.

use crate::compile::{Failure, imports_formats};
use crate::compile_contract::{core_path, module_path};
use crate::contract::imports;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir;
use crate::limits;
use crate::lower::{self, Lowered, lower};
use crate::packages::{Loaded, Packages, Source, base, for_tests, interfaces, load_packages, packages};
use crate::syntax::files::{FileId, Files, Span};
use crate::syntax::names::Names;
use crate::syntax::parse;
use crate::syntax::tree::{Decl, Field, SourceFile, Tree};
use std::collections::HashSet;

/// The ending of files with tests.
const ENDING: &str = "_test.go";

/// The path and the file of the package that is written here.
const MAIN: &str = "allod.dev/core/internal/tests";
const MAIN_FILE: &str = "$tests.go";

/// Tests of one folder, at most: the gate lets in some thousand exports.
const TESTS: usize = 2_000;

/// A test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Test {
    /// The name of its function.
    pub name: String,
    /// The export that runs it.
    pub export: String,
    /// The file that it is in.
    pub file: String,
    /// The line of its name.
    pub line: u32,
}

/// Tests as a WebAssembly module.
#[derive(Debug)]
pub struct CompiledTests {
    /// The module, and the lines of its operators.
    pub module: Lowered,
    /// The tests in the order of files and of the source.
    pub tests: Vec<Test>,
    /// The files that spans and lines speak of.
    pub files: Files,
}

/// The tests of a folder, by what their files say before anything is checked.
#[derive(Default)]
struct Found<'s> {
    /// Files of the contract's own package, and of the package beside it.
    internal: Vec<&'s Source>,
    external: Vec<&'s Source>,
    tests: Vec<(Test, bool)>,
    diagnostics: Vec<Diagnostic>,
    files: Files,
}

/// Compiles the tests of a folder, which may be none: then there is nothing to run, and the module is empty of exports.
///
/// # Errors
/// Everything that is wrong, in the order of the source.
pub fn compile_tests(sources: &[Source], options: &lower::Options) -> Result<CompiledTests, Failure> {
    let found = find(sources);
    if !found.diagnostics.is_empty() {
        return Err(failure(found.diagnostics, found.files));
    }
    let module = module_path(sources);
    let outside = format!("{module}_test");
    let main = Source::new(MAIN_FILE, main_package(&found.tests, &module, &outside).into_bytes());
    let mut own: Packages<'_> = packages(sources, &module);
    own.entry(module).or_default().extend(&found.internal);
    own.entry(outside).or_default().extend(&found.external);
    own.retain(|_, files| !files.is_empty());
    own.insert(MAIN.to_owned(), vec![&main]);

    let mut loaded = checked(sources, &own, 0);
    if !loaded.diagnostics.is_empty() {
        let other = checked(sources, &own, 1);
        if other.diagnostics.is_empty() {
            loaded = other;
        }
    }
    let Loaded { files, mut store, units, diagnostics } = loaded;
    let root = units.last().filter(|unit| unit.path == MAIN && diagnostics.is_empty());
    let Some(root) = root else { return Err(failure(diagnostics, files)) };
    let scope = store.package(root.package).scope;
    let function = |name: &str| store.names.get(name).and_then(|name| store.lookup_in(scope, name));
    let tests: Vec<Test> = found.tests.into_iter().map(|(test, _)| test).collect();
    let exports: Vec<_> =
        tests.iter().filter_map(|test| Some((test.export.clone(), function(&test.export)?))).collect();
    let program = match ir::build(&mut store, &files, &units, &exports, &[]) {
        Ok(program) => program,
        Err(diagnostics) => return Err(failure(diagnostics, files)),
    };
    match lower(&program, &files, options) {
        Ok(module) => Ok(CompiledTests { module, tests, files }),
        Err(diagnostic) => Err(failure(vec![diagnostic], files)),
    }
}

fn failure(mut diagnostics: Vec<Diagnostic>, files: Files) -> Failure {
    if diagnostics.is_empty() {
        diagnostics.push(Diagnostic::new(Code::Internal, Span::default(), "internal: tests without a package"));
    }
    diagnostics.truncate(limits::DIAGNOSTICS);
    Failure { diagnostics, files }
}

/// Reads the files with tests of the folder itself.
fn find(sources: &[Source]) -> Found<'_> {
    let mut found = Found::default();
    let (mut names, mut tree) = (Names::new(), Tree::new());
    let mut files: Vec<&Source> = sources.iter().filter(|source| is_test(&source.name)).collect();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    for source in files {
        let id = match found.files.add(&source.name, source.text.clone()) {
            Ok(id) => id,
            Err(long) => {
                found.diagnostics.push(Diagnostic::new(Code::Limit, Span::default(), long.to_string()));
                continue;
            }
        };
        found.diagnostics.extend(parse(&found.files, id, &mut names, &mut tree));
        let Some(file) = tree.files.last().filter(|file| file.id == id) else { continue };
        let outside = names.text(file.package.name).ends_with("_test");
        match outside {
            true => found.external.push(source),
            false => found.internal.push(source),
        }
        found.read(file, &tree, &names, id, outside);
    }
    found
}

impl Found<'_> {
    /// Adds the tests of a file.
    fn read(&mut self, file: &SourceFile, tree: &Tree, names: &Names, id: FileId, outside: bool) {
        for declaration in &file.declarations {
            let Decl::Func(function) = declaration else { continue };
            let name = names.text(function.name.name);
            if function.receiver.is_some() || !is_test_name(name) {
                continue;
            }
            let signature = &function.signature;
            let parameters: usize = signature.params.iter().map(|field| field.names.len().max(1)).sum();
            let takes_test = |field: &Field| {
                let ty = self.files.text(tree.span(field.ty));
                ty.starts_with(b"*") && ty.ends_with(b".T")
            };
            let plain = signature.results.is_empty() && signature.type_params.is_empty();
            if parameters != 1 || !signature.params.iter().all(takes_test) || !plain {
                let message = format!("wrong signature for {name}, must be: func {name}(t *testing.T)");
                self.diagnostics.push(Diagnostic::new(Code::Refused, function.name.span, message));
                continue;
            }
            if name == "TestMain" {
                let message = "TestMain is not supported: every test has a chain of its own";
                let diagnostic = Diagnostic::new(Code::Refused, function.name.span, message);
                self.diagnostics.push(diagnostic.advise("do what it does in a function that tests call"));
                continue;
            }
            if self.tests.len() == TESTS {
                let message = format!("more than {TESTS} tests in a folder");
                self.diagnostics.push(Diagnostic::new(Code::Limit, function.name.span, message));
                return;
            }
            let line = self.files.place(function.name.span.start).map_or(0, |place| place.line);
            let export = format!("Test{}", self.tests.len());
            let file = self.files.file(id).name().to_owned();
            self.tests.push((Test { name: name.to_owned(), export, file, line }, outside));
        }
    }
}

/// A file with tests of the folder itself.
fn is_test(name: &str) -> bool {
    name.ends_with(ENDING) && !name.contains('/')
}

/// A name by which the `go` command knows a test: what follows `Test` does not begin with a small letter.
fn is_test_name(name: &str) -> bool {
    name.strip_prefix("Test").is_some_and(|rest| !rest.chars().next().is_some_and(char::is_lowercase))
}

/// The text of the package that runs tests.
fn main_package(tests: &[(Test, bool)], module: &str, outside: &str) -> String {
    let mut text = String::from("package tests\n\n");
    for (wanted, name, path) in [(false, "internal", module), (true, "external", outside)] {
        if tests.iter().any(|(_, outside)| *outside == wanted) {
            text.push_str(&format!("import {name} {path:?}\n"));
        }
    }
    if !tests.is_empty() {
        text.push_str("import \"testing\"\n");
    }
    for (test, outside) in tests {
        let package = if *outside { "external" } else { "internal" };
        let Test { name, export, .. } = test;
        text.push_str(&format!("\nfunc {export}() {{ testing.Main({name:?}, {package}.{name}) }}\n"));
    }
    text
}

/// All packages, checked against an interface of package `core`, with the refusals of what they import.
fn checked(sources: &[Source], own: &Packages<'_>, interface: usize) -> Loaded {
    let mut aliases = interfaces().into_iter().nth(interface).unwrap_or_default();
    aliases.extend(for_tests());
    let base = base(interface, core_path(sources), imports_formats(sources));
    let mut loaded = load_packages(base, own.clone(), MAIN, &aliases, &[], false, &|| {});
    let mut refusals = Vec::new();
    for unit in loaded.units.iter().filter(|unit| !unit.embedded && unit.path != MAIN) {
        refusals.extend(imports::check(&loaded.files, &unit.tree, &|path| own.contains_key(path) && path != MAIN));
    }
    refusals.retain(|refusal| !is_for_tests(&loaded.files, refusal.span));
    let refused: HashSet<Span> = refusals.iter().map(|refusal| refusal.span).collect();
    loaded.diagnostics.retain(|diagnostic| !refused.contains(&diagnostic.span));
    loaded.diagnostics.extend(refusals);
    loaded.diagnostics.sort_by_key(|diagnostic| diagnostic.span.start);
    loaded
}

/// The import at a place is one that only tests may have, and stands in one.
fn is_for_tests(files: &Files, import: Span) -> bool {
    let path = files.text(import);
    let wanted = imports::FOR_TESTS.iter().any(|known| path == format!("{known:?}").as_bytes());
    wanted && files.place(import.start).is_some_and(|place| is_test(place.file))
}
