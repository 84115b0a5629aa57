//! Loading: from sources to checked packages, each after those it imports.

use super::{EMBEDDED, NUMBER_TEXTS, RUNTIME, find_embedded};
use crate::diagnostic::{Code, Diagnostic};
use crate::limits;
use crate::syntax::files::{Files, Span};
use crate::syntax::parse;
use crate::syntax::quoted::string_value;
use crate::syntax::tree::{Decl, Tree};
use crate::types::info::Info;
use crate::types::store::{PkgId, Store};
use crate::types::{Checked, Version, check, check_embedded};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A file of a program: its path inside the program's folder, with `/` between folders, and its text.
#[derive(Debug, Clone)]
pub struct Source {
    /// The path, which diagnostics and stacks show.
    pub name: String,
    /// The text.
    pub text: Arc<[u8]>,
}

impl Source {
    /// A file.
    pub fn new(name: impl Into<String>, text: impl Into<Arc<[u8]>>) -> Self {
        Source { name: name.into(), text: text.into() }
    }
}

/// A package that has been parsed and checked.
#[derive(Debug)]
pub struct Unit {
    /// Its number in the store.
    pub package: PkgId,
    /// The path it is imported by.
    pub path: String,
    /// Its tree.
    pub tree: Tree,
    /// The checker's findings about the tree.
    pub info: Info,
    /// It comes with the compiler.
    pub embedded: bool,
}

/// All packages of a program.
pub(crate) struct Loaded {
    pub(crate) files: Files,
    pub(crate) store: Store,
    /// Each after those it imports; the program's own is the last.
    pub(crate) units: Vec<Arc<Unit>>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// A package that has been parsed.
struct Parsed {
    path: String,
    tree: Tree,
    imports: Vec<(String, Span)>,
    embedded: bool,
    /// It has mistakes of syntax.
    broken: bool,
}

pub(super) struct Loader<'a> {
    files: Files,
    store: Store,
    units: Vec<Arc<Unit>>,
    diagnostics: Vec<Diagnostic>,
    /// The program's own packages: files by import path.
    own: Packages<'a>,
    /// The path of the program's first package.
    root: &'a str,
    aliases: &'a [(String, Vec<String>)],
    host: &'a [Source],
    prints: bool,
}

/// Packages that have been checked before all others.
#[derive(Clone, Default)]
pub(crate) struct Base {
    pub(super) files: Files,
    pub(super) store: Store,
    pub(super) units: Vec<Arc<Unit>>,
    /// Their mistakes.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Files of packages by import path.
pub(crate) type Packages<'a> = BTreeMap<String, Vec<&'a Source>>;

/// The packages of a program's files: each folder is one, under the path of the module. Tests are left out.
pub(crate) fn packages<'a>(sources: &'a [Source], module: &str) -> Packages<'a> {
    let mut own = Packages::new();
    for source in sources.iter().filter(|source| source.name.ends_with(".go") && !source.name.ends_with("_test.go")) {
        let path = match source.name.rsplit_once('/') {
            Some((folder, _)) => format!("{module}/{folder}"),
            None => module.to_owned(),
        };
        own.entry(path).or_default().push(source);
    }
    own
}

/// Loads a program on a base. `module` is the path that sub-packages are imported under; `aliases` are further import paths of
/// embedded packages, each with the folders it consists of; `host` are packages of an embedder, each a file that is named by
/// its import path, whose functions without a body are the host's; with `prints` the program's own packages may print; `parsed`
/// is told once the program's own package has been.
pub(crate) fn load(
    base: Base,
    sources: &[Source],
    module: &str,
    aliases: &[(String, Vec<String>)],
    host: &[Source],
    prints: bool,
    parsed: &dyn Fn(),
) -> Loaded {
    load_packages(base, packages(sources, module), module, aliases, host, prints, parsed)
}

/// As [`load`], of packages by their import paths, of which `root` comes last.
pub(crate) fn load_packages(
    base: Base,
    mut own: Packages<'_>,
    root: &str,
    aliases: &[(String, Vec<String>)],
    host: &[Source],
    prints: bool,
    parsed: &dyn Fn(),
) -> Loaded {
    for files in own.values_mut() {
        files.sort_by(|a, b| a.name.cmp(&b.name));
    }
    let mut loader = Loader { own, host, prints, ..Loader::new(base, root, aliases) };
    loader.run(parsed);
    let Loader { files, store, units, diagnostics, .. } = loader;
    Loaded { files, store, units, diagnostics }
}

impl<'a> Loader<'a> {
    /// A loader without sources, on a base.
    pub(super) fn new(base: Base, root: &'a str, aliases: &'a [(String, Vec<String>)]) -> Self {
        let Base { files, store, units, diagnostics } = base;
        let (own, host) = (Packages::new(), &[][..]);
        Loader { files, store, units, diagnostics, own, root, aliases, host, prints: false }
    }

    /// Loads packages that come with the compiler, and those that they import.
    pub(super) fn load_embedded(&mut self, paths: &[&str]) {
        for path in paths {
            if let Some(parsed) = self.find(path) {
                self.walk(parsed);
            }
        }
    }

    /// All that has been loaded.
    pub(super) fn into_base(self) -> Base {
        Base { files: self.files, store: self.store, units: self.units, diagnostics: self.diagnostics }
    }

    fn run(&mut self, parsed: &dyn Fn()) {
        let Some(own) = self.own.get(self.root).cloned() else {
            let diagnostic = Diagnostic::new(Code::Import, Span::default(), "there is no Go file");
            self.diagnostics.push(diagnostic.advise("give a file, or a folder with files, that end in .go"));
            return;
        };
        let own = self.parse_sources(self.root.to_owned(), &own);
        parsed();
        self.load_embedded(&[RUNTIME]);
        if self.prints {
            self.load_embedded(&[NUMBER_TEXTS]);
        }
        self.walk(own);
    }

    /// Goes through imports, deepest first, without recursion: a chain of packages may be long.
    fn walk(&mut self, root: Parsed) {
        let mut open = vec![(root, 0)];
        while let Some((parsed, at)) = open.last_mut() {
            let Some((path, span)) = parsed.imports.get(*at).cloned() else {
                if let Some((parsed, _)) = open.pop() {
                    self.check(parsed);
                }
                continue;
            };
            *at += 1;
            if !parsed.embedded && is_internal(&path) {
                let diagnostic = Diagnostic::new(Code::Refused, span, format!("a contract can't import {path}"));
                self.diagnostics.push(diagnostic.advise("it is a part of the compiler; use the language instead"));
                continue;
            }
            if open.iter().any(|(parsed, _)| parsed.path == path) {
                let message = format!("import cycle not allowed: {path} imports itself, maybe through others");
                self.diagnostics.push(Diagnostic::new(Code::Cycle, span, message));
                return;
            }
            if open.len() > limits::IMPORT_DEPTH {
                let message = format!("packages import each other more than {} deep", limits::IMPORT_DEPTH);
                self.diagnostics.push(Diagnostic::new(Code::Limit, span, message));
                return;
            }
            if let Some(parsed) = self.find(&path) {
                open.push((parsed, 0));
            }
        }
    }

    /// The package with an import path, parsed, if it is one that has not been checked yet.
    fn find(&mut self, path: &str) -> Option<Parsed> {
        if self.store.find_package(path).is_some() {
            return None;
        }
        if let Some(sources) = self.own.get(path).cloned() {
            return Some(self.parse_sources(path.to_owned(), &sources));
        }
        if let Some(package) = self.host.iter().find(|package| package.name == path) {
            let source = Source::new(format!("{EMBEDDED}{path}.go"), package.text.clone());
            let parsed = self.parse_sources(path.to_owned(), &[&source]);
            return Some(Parsed { embedded: true, ..parsed });
        }
        let own = [path.to_owned()];
        let folders = self.aliases.iter().find(|(alias, _)| alias == path).map_or(&own[..], |(_, folders)| folders);
        let files = folders.iter().filter_map(|folder| find_embedded(folder)).flatten();
        let sources: Vec<Source> =
            files.map(|(name, text)| Source::new(format!("{EMBEDDED}{path}/{name}"), *text)).collect();
        if sources.is_empty() {
            return None;
        }
        let parsed = self.parse_sources(path.to_owned(), &sources.iter().collect::<Vec<_>>());
        Some(Parsed { embedded: true, ..parsed })
    }

    fn parse_sources(&mut self, path: String, sources: &[&Source]) -> Parsed {
        let (mut tree, mut broken) = (Tree::new(), false);
        for source in sources {
            match self.files.add(&source.name, source.text.clone()) {
                Ok(file) => {
                    let mistakes = parse(&self.files, file, &mut self.store.names, &mut tree);
                    broken |= !mistakes.is_empty();
                    self.diagnostics.extend(mistakes);
                }
                Err(long) => {
                    self.diagnostics.push(Diagnostic::new(Code::Limit, Span::default(), long.to_string()));
                }
            }
        }
        let mut imports = Vec::new();
        for declaration in tree.files.iter().flat_map(|file| &file.declarations) {
            let Decl::Import(specs) = declaration else { continue };
            for spec in specs {
                let path = string_value(self.files.text(spec.path)).and_then(|path| String::from_utf8(path).ok());
                imports.extend(path.map(|path| (path, spec.path)));
            }
        }
        Parsed { path, tree, imports, embedded: false, broken }
    }

    fn check(&mut self, parsed: Parsed) {
        let Parsed { path, tree, embedded, broken, .. } = parsed;
        let checked = match embedded {
            true => check_embedded(&mut self.store, &self.files, &tree, &path),
            false => check(&mut self.store, &self.files, &tree, &path, Version::Go26),
        };
        let Checked { package, info, mut diagnostics } = checked;
        if broken {
            diagnostics.retain(|diagnostic| diagnostic.message != crate::types::BODY_WANTED);
        }
        if self.prints {
            diagnostics.retain(|diagnostic| diagnostic.message != crate::types::PRINT_REFUSED);
        }
        self.diagnostics.append(&mut diagnostics);
        self.units.push(Arc::new(Unit { package, path, tree, info, embedded }));
    }
}

/// The package is only for those that come with the compiler.
fn is_internal(path: &str) -> bool {
    path == RUNTIME
        || path.starts_with("runtime/")
        || path.split('/').any(|part| part == "internal") && is_embedded(path)
}

fn is_embedded(path: &str) -> bool {
    find_embedded(path).is_some()
}
