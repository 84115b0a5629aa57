//! Contracts, read from source with the packages that come with the compiler.

use allod_go::contract::{Contract, Source, imports, read};
use allod_go::diagnostic::Diagnostic;
use allod_go::syntax::{files::Files, parse, tree::Tree};
use allod_go::types::{Checked, Version, check, check_embedded, store::Store};
use std::fs;
use std::path::{Path, PathBuf};

/// Folders of the packages that contracts of these tests import, each behind what it imports itself.
fn packages(core: &str) -> Vec<(String, Vec<&'static str>)> {
    let rows: [(&str, &[&str]); 11] = [
        ("runtime/sys", &["runtime/sys"]),
        ("internal/view", &["std/internal/view"]),
        ("internal/rtype", &["std/internal/rtype"]),
        ("strings", &[]),
        ("unicode/utf8", &["std/unicode/utf8"]),
        ("errors", &["std/errors"]),
        ("allod.dev/core/internal/host", &["core/host"]),
        ("allod.dev/core/internal/wire", &["core/wire"]),
        (core, &["core/contract", "core/targets"]),
        ("allod.dev/core/internal/entry", &["core/entry"]),
        ("math/big", &[]),
    ];
    rows.into_iter().map(|(path, folders)| (path.to_owned(), folders.to_vec())).collect()
}

/// Files of folders of the crate, in order.
fn sources(folders: &[&str]) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in folders {
        let entries = fs::read_dir(root.join(folder)).unwrap().map(|entry| entry.unwrap().path());
        files.extend(entries.filter(|path| path.extension().is_some_and(|ending| ending == "go")));
    }
    files.sort();
    files
}

/// Source that was read, and what it is or why it is no contract.
pub(crate) struct Read {
    pub(crate) files: Files,
    pub(crate) result: Result<Contract, Vec<Diagnostic>>,
}

/// Reads a contract of one file.
pub(crate) fn contract(text: &str) -> Read {
    let (mut files, mut store) = (Files::new(), Store::new());
    let core = if text.contains(imports::CORE[1]) { imports::CORE[1] } else { imports::CORE[0] };
    for (path, folders) in packages(core) {
        let mut tree = Tree::new();
        for source in sources(&folders) {
            let text = fs::read(&source).unwrap();
            let file = files.add(source.display().to_string(), text).unwrap();
            assert_eq!(parse(&files, file, &mut store.names, &mut tree), []);
        }
        if folders.is_empty() {
            let name = path.rsplit('/').next().unwrap_or_default();
            let text = format!(
                "package {name}\ntype Int struct{{ a int }}\ntype Builder struct{{ s string }}\nfunc NewInt(a int) *Int {{ return &Int{{a}} }}\n\
                 func (n *Int) Add(a, b *Int) *Int {{ return n }}\nfunc (n *Int) String() string {{ return \"\" }}\n\
                 func (b *Builder) WriteString(s string) (int, error) {{ b.s += s; return len(s), nil }}\nfunc (b *Builder) String() string {{ return b.s }}\n"
            );
            let file = files.add(name, text.as_bytes()).unwrap();
            assert_eq!(parse(&files, file, &mut store.names, &mut tree), []);
        }
        assert_eq!(check_embedded(&mut store, &files, &tree, &path).diagnostics, [], "{path}");
    }
    let mut tree = Tree::new();
    let file = files.add("bad.go", text.as_bytes()).unwrap();
    assert_eq!(parse(&files, file, &mut store.names, &mut tree), [], "{text}");
    let refusals = imports::check(&files, &tree, &|_| false);
    if !refusals.is_empty() {
        return Read { files, result: Err(refusals) };
    }
    let Checked { package, info, diagnostics } = check(&mut store, &files, &tree, "contract", Version::Go26);
    if !diagnostics.is_empty() {
        return Read { files, result: Err(diagnostics) };
    }
    let result = read(&mut store, Source { files: &files, tree: &tree, info: &info, package });
    Read { files, result }
}

impl Read {
    /// Places and texts of diagnostics: line, column, message, advice.
    pub(crate) fn told(&self, diagnostics: &[Diagnostic]) -> Vec<(u32, u32, String, String)> {
        let told = |diagnostic: &Diagnostic| {
            let place = self.files.place(diagnostic.span.start).unwrap();
            let advice = diagnostic.advice.clone().unwrap_or_default();
            (place.line, place.column, diagnostic.message.clone(), advice)
        };
        diagnostics.iter().map(told).collect()
    }

    /// The contract, which it is.
    pub(crate) fn right(self) -> Contract {
        match &self.result {
            Ok(_) => {}
            Err(diagnostics) => panic!("{:?}", self.told(diagnostics)),
        }
        self.result.unwrap_or_else(|_| unreachable!())
    }

    /// All that keeps it from being a contract.
    pub(crate) fn wrong(&self) -> Vec<(u32, u32, String, String)> {
        match &self.result {
            Ok(contract) => panic!("{:?}", contract.abi),
            Err(diagnostics) => self.told(diagnostics),
        }
    }
}
