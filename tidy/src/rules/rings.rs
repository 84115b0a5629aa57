//! Rings of modules: files of one crate that need each other in a circle.
//!
//! A file needs another where a path, in a `use` or in code, leads to an item that is defined there; re-exports are followed
//! to the file that defines the item. A module is made of those below it, so what it takes from them is no arrow.

use crate::Breach;
use crate::repository::Member;
use crate::tokens::tokens;
use proc_macro2::{Delimiter, TokenTree};
use std::collections::{BTreeMap, BTreeSet};

/// The one ring there may be: a contract call, which runs a module, whose host functions call contracts. All of its files
/// are below this folder.
pub const CONTRACT_CALL: &str = "vm/src/execution/";

/// Files whose types are the rules of a recursive grammar: a statement holds expressions, and a function literal, which is an
/// expression, holds statements. Each list is one grammar and has nothing but types in it; what walks them is not in the ring.
const GRAMMARS: &[&[&str]] = &[
    &["compiler/go/src/syntax/tree/"],
    &["compiler/go/src/ir/expression.rs", "compiler/go/src/ir/function.rs", "compiler/go/src/ir/program.rs"],
];

/// Checks the files below each member's `src`. A breach is a file that is in a ring.
pub fn rings(members: &[Member]) -> Vec<Breach> {
    members.iter().flat_map(rings_of).collect()
}

fn rings_of(member: &Member) -> Vec<Breach> {
    let files = Files::of(member);
    let needs: Vec<BTreeSet<usize>> = (0..files.files.len()).map(|file| files.needs(file)).collect();
    let reach: Vec<BTreeSet<usize>> = (0..needs.len()).map(|file| reachable(&needs, file)).collect();
    let mut breaches = Vec::new();
    for (file, own) in reach.iter().enumerate().filter(|(file, own)| own.contains(file)) {
        let ring: Vec<&str> =
            own.iter().filter(|other| reach[**other].contains(&file)).map(|n| files.path(*n)).collect();
        if !is_allowed(&ring) {
            breaches.push(Breach {
                rule: "rings",
                place: files.path(file).to_owned(),
                message: format!("is in a ring of {}: {}", ring.len(), ring.join(", ")),
            });
        }
    }
    breaches
}

/// True if the ring is the contract call, or the types of one grammar.
fn is_allowed(ring: &[&str]) -> bool {
    let within = |places: &[&str]| ring.iter().all(|path| places.iter().any(|place| path.starts_with(place)));
    within(&[CONTRACT_CALL]) || GRAMMARS.iter().any(|places| within(places))
}

/// The files that `from` leads to, itself only by way of others.
fn reachable(needs: &[BTreeSet<usize>], from: usize) -> BTreeSet<usize> {
    let mut seen = BTreeSet::new();
    let mut left: Vec<usize> = needs[from].iter().copied().collect();
    while let Some(next) = left.pop() {
        if seen.insert(next) {
            left.extend(&needs[next]);
        }
    }
    seen
}

/// A path of a module or an item, from the crate's root.
type Path = Vec<String>;

/// A module: a file, or one that is written out in a file.
#[derive(Default)]
struct Module {
    file: usize,
    /// The items defined in it.
    items: BTreeSet<String>,
    /// Names that a `use` brings in, with what they stand for.
    uses: BTreeMap<String, Path>,
    /// Modules of which a `use` brings in everything.
    globs: Vec<Path>,
}

struct File {
    path: String,
    module: Path,
    /// The paths that it names, each from the crate's root.
    named: Vec<Path>,
}

#[derive(Default)]
struct Files {
    files: Vec<File>,
    modules: BTreeMap<Path, Module>,
}

impl Files {
    fn of(member: &Member) -> Self {
        let mut files = Self::default();
        for (path, text) in member.sources() {
            let module = module_path(path);
            let number = files.files.len();
            files.files.push(File { path: path.to_owned(), module: module.clone(), named: Vec::new() });
            files.read(number, &module, &tokens(text));
        }
        files
    }

    fn path(&self, file: usize) -> &str {
        &self.files[file].path
    }

    /// Notes the items, uses and paths of the module at `module`.
    fn read(&mut self, file: usize, module: &Path, tokens: &[TokenTree]) {
        self.modules.entry(module.clone()).or_default().file = file;
        let mut at = 0;
        while at < tokens.len() {
            let word = ident(&tokens[at]);
            let next = tokens.get(at + 1).and_then(ident);
            match (word.as_deref(), next) {
                (Some("use"), _) => {
                    let end = (at..tokens.len()).find(|n| is_punct(&tokens[*n], ';')).unwrap_or(tokens.len());
                    self.read_use(file, module, &Path::new(), &tokens[at + 1..end]);
                    at = end;
                }
                (Some("mod"), Some(name)) => {
                    self.define(module, &name);
                    if let Some(TokenTree::Group(body)) = tokens.get(at + 2) {
                        let inner = [module.as_slice(), &[name]].concat();
                        self.read(file, &inner, &body.stream().into_iter().collect::<Vec<_>>());
                    }
                    at += 2;
                }
                (Some("struct" | "enum" | "trait" | "type" | "union" | "fn" | "const" | "static"), Some(name)) => {
                    self.define(module, &name);
                    at += 1;
                }
                (Some("macro_rules"), _) => {
                    if let Some(name) = tokens.get(at + 2).and_then(ident) {
                        self.define(module, &name);
                    }
                    at += 2;
                }
                (Some("crate" | "super"), _) => {
                    let (path, end) = path_at(tokens, at);
                    self.name(file, module, &path);
                    at = end;
                }
                (Some("pub"), _) => at += visibility_len(tokens, at),
                _ => {
                    if let TokenTree::Group(group) = &tokens[at] {
                        self.read_code(file, module, &group.stream().into_iter().collect::<Vec<_>>());
                    }
                    at += 1;
                }
            }
        }
    }

    /// Notes the paths in code, which defines nothing that others can name.
    fn read_code(&mut self, file: usize, module: &Path, tokens: &[TokenTree]) {
        let mut at = 0;
        while at < tokens.len() {
            match (&tokens[at], ident(&tokens[at]).as_deref()) {
                (_, Some("pub")) => at += visibility_len(tokens, at),
                (_, Some("crate" | "super")) => {
                    let (path, end) = path_at(tokens, at);
                    self.name(file, module, &path);
                    at = end;
                }
                (TokenTree::Group(group), _) => {
                    self.read_code(file, module, &group.stream().into_iter().collect::<Vec<_>>());
                    at += 1;
                }
                _ => at += 1,
            }
        }
    }

    /// Notes the names that the tree of a `use` brings in, behind `prefix`.
    fn read_use(&mut self, file: usize, module: &Path, prefix: &Path, tree: &[TokenTree]) {
        let mut branches = vec![Vec::new()];
        for token in tree {
            match is_punct(token, ',') {
                true => branches.push(Vec::new()),
                false => branches.last_mut().expect("one at least").push(token.clone()),
            }
        }
        for branch in branches.iter().filter(|branch| !branch.is_empty()) {
            let mut path = prefix.clone();
            let mut alias = None;
            for (at, token) in branch.iter().enumerate() {
                match token {
                    TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                        let inner: Vec<_> = group.stream().into_iter().collect();
                        self.read_use(file, module, &path, &inner);
                        path.clear();
                    }
                    TokenTree::Ident(word) if word == "as" => {
                        alias = branch.get(at + 1).and_then(ident);
                        break;
                    }
                    TokenTree::Ident(word) => path.push(word.to_string()),
                    token if is_punct(token, '*') => path.push("*".to_owned()),
                    _ => {}
                }
            }
            if path.last().is_some_and(|last| last == "self") {
                path.pop();
            }
            if path.is_empty() {
                continue;
            }
            self.name(file, module, &path);
            let full = self.rooted(module, &path);
            let own = self.modules.entry(module.clone()).or_default();
            match full.split_last() {
                Some((last, of)) if last == "*" => own.globs.push(of.to_vec()),
                Some((last, _)) => {
                    own.uses.insert(alias.unwrap_or_else(|| last.clone()), full.clone());
                }
                None => {}
            }
        }
    }

    fn define(&mut self, module: &Path, name: &str) {
        self.modules.entry(module.clone()).or_default().items.insert(name.to_owned());
    }

    fn name(&mut self, file: usize, module: &Path, path: &Path) {
        let full = self.rooted(module, path);
        self.files[file].named.push(full);
    }

    /// A path as it is written in `module`, from the crate's root.
    fn rooted(&self, module: &Path, path: &Path) -> Path {
        let supers = path.iter().take_while(|segment| *segment == "super").count();
        let rest = &path[supers..];
        match rest.first().map(String::as_str) {
            Some("crate") if supers == 0 => rest[1..].to_vec(),
            Some("self") if supers == 0 => [module.as_slice(), &rest[1..]].concat(),
            _ if supers > 0 => [&module[..module.len().saturating_sub(supers)], rest].concat(),
            // A module below, or another crate, which leads to no file of this one.
            _ => [module.as_slice(), rest].concat(),
        }
    }

    /// The files that `file` needs.
    fn needs(&self, file: usize) -> BTreeSet<usize> {
        let own = &self.files[file];
        let needed = own.named.iter().filter_map(|path| self.defining_file(path, 0));
        needed.filter(|other| *other != file && !self.files[*other].module.starts_with(&own.module)).collect()
    }

    /// The file that defines what `path` leads to, through re-exports.
    fn defining_file(&self, path: &[String], followed: usize) -> Option<usize> {
        const RE_EXPORTS_MAX: usize = 16;
        let mut module = Path::new();
        for (at, segment) in path.iter().enumerate() {
            let inner = [module.as_slice(), std::slice::from_ref(segment)].concat();
            if self.modules.contains_key(&inner) {
                module = inner;
                continue;
            }
            let here = self.modules.get(&module)?;
            if here.items.contains(segment) || followed == RE_EXPORTS_MAX {
                break;
            }
            let rest = &path[at + 1..];
            if let Some(target) = here.uses.get(segment).filter(|target| target[..] != path[..=at]) {
                return self.defining_file(&[target.as_slice(), rest].concat(), followed + 1);
            }
            let glob =
                here.globs.iter().find(|glob| self.modules.get(*glob).is_some_and(|of| of.items.contains(segment)));
            return match glob {
                Some(glob) => self.defining_file(&[glob.as_slice(), &path[at..]].concat(), followed + 1),
                // Another crate's, or made by a macro.
                None if at == 0 => None,
                None => Some(here.file),
            };
        }
        self.modules.get(&module).map(|module| module.file)
    }
}

/// The module that a file is: `core/src/a/b.rs` and `core/src/a/b/mod.rs` are `a::b`.
fn module_path(path: &str) -> Path {
    let below = path.split_once("/src/").map_or(path, |(_, below)| below);
    let mut module: Path = below.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    if module.last().is_some_and(|last| ["mod", "lib", "main"].contains(&last.as_str())) {
        module.pop();
    }
    module
}

/// The path that begins at `at`, and the index behind it.
fn path_at(tokens: &[TokenTree], at: usize) -> (Path, usize) {
    let mut path = Path::new();
    let mut end = at;
    while let Some(segment) = tokens.get(end).and_then(ident) {
        path.push(segment);
        end += 1;
        match [end, end + 1].map(|n| tokens.get(n).is_some_and(|token| is_punct(token, ':'))) {
            [true, true] => end += 2,
            _ => break,
        }
    }
    (path, end.max(at + 1))
}

/// The tokens of the visibility at `at`: who may see an item is no need of its file's.
fn visibility_len(tokens: &[TokenTree], at: usize) -> usize {
    let group = tokens.get(at + 1);
    let is_restricted = matches!(group, Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis);
    1 + usize::from(is_restricted)
}

fn ident(token: &TokenTree) -> Option<String> {
    match token {
        TokenTree::Ident(word) => Some(word.to_string()),
        _ => None,
    }
}

fn is_punct(token: &TokenTree, mark: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == mark)
}
