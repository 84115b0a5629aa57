//! Every package that comes with the compiler parses and type-checks.

use allod_go::ir::Intrinsic;
use allod_go::syntax::tree::Decl;
use allod_go::syntax::{files::Files, parse, tree::Tree};
use allod_go::types::{check_embedded, store::Store};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Folders of package `core` and of what stands under it, and the import path of each. Two folders of one path are one
/// package; the second is one of two interfaces that a contract may be written against.
fn core(interface: &str) -> Vec<(&'static str, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("core");
    let folders = [
        ("allod.dev/core/internal/host", "host"),
        ("allod.dev/core/internal/wire", "wire"),
        ("allod.dev/core", "contract"),
        ("allod.dev/core", interface),
        ("allod.dev/core/internal/entry", "entry"),
        ("allod.dev/core/internal/harness", "harness"),
        ("allod.dev/core/chain", "chain"),
    ];
    folders.into_iter().map(|(path, folder)| (path, root.join(folder))).collect()
}

/// Packages by import path, each with its files in order.
fn packages(interface: &str) -> BTreeMap<String, Vec<PathBuf>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = BTreeMap::new();
    for (folder, prefix) in [("runtime", "runtime"), ("std", "")] {
        let mut folders = vec![(root.join(folder), prefix.to_owned())];
        while let Some((folder, path)) = folders.pop() {
            let mut entries: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
            entries.sort();
            for entry in entries {
                let name = entry.file_name().unwrap().to_str().unwrap().to_owned();
                if entry.is_dir() && name != "oracle" {
                    folders.push((entry, if path.is_empty() { name } else { format!("{path}/{name}") }));
                } else if name.ends_with(".go") {
                    found.entry(path.clone()).or_insert_with(Vec::new).push(entry);
                }
            }
        }
    }
    for (path, folder) in core(interface) {
        let mut files: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        found.entry(path.to_owned()).or_insert_with(Vec::new).extend(files);
    }
    found
}

/// Checks packages after those they import.
#[derive(Default)]
struct Library {
    files: Files,
    store: Store,
    checked: BTreeMap<String, Vec<String>>,
    mistakes: Vec<String>,
}

impl Library {
    fn check(&mut self, path: &str, packages: &BTreeMap<String, Vec<PathBuf>>) {
        if self.checked.contains_key(path) {
            return;
        }
        let Some(sources) = packages.get(path) else {
            self.mistakes.push(format!("there is no package {path}"));
            return;
        };
        let mut tree = Tree::new();
        for source in sources {
            let text = fs::read(source).unwrap();
            let file = self.files.add(source.display().to_string(), text).unwrap();
            let mistakes = parse(&self.files, file, &mut self.store.names, &mut tree);
            self.report(&mistakes);
        }
        let specs = tree.files.iter().flat_map(|file| &file.declarations).filter_map(|decl| match decl {
            Decl::Import(specs) => Some(specs),
            _ => None,
        });
        let text = |span| String::from_utf8_lossy(self.files.text(span)).trim_matches('"').to_owned();
        let imports: Vec<String> = specs.flatten().map(|spec| text(spec.path)).collect();
        self.checked.insert(path.to_owned(), imports.clone());
        for import in &imports {
            self.check(import, packages);
        }
        let checked = check_embedded(&mut self.store, &self.files, &tree, path);
        self.report(&checked.diagnostics);
    }

    fn report(&mut self, mistakes: &[allod_go::diagnostic::Diagnostic]) {
        for mistake in mistakes {
            let place = self.files.place(mistake.span.start).map(|place| place.to_string()).unwrap_or_default();
            self.mistakes.push(format!("{place}: {}", mistake.message));
        }
    }
}

#[test]
fn every_embedded_package_parses_and_type_checks() {
    for interface in ["targets", "results"] {
        let packages = packages(interface);
        let mut library = Library::default();
        for path in packages.keys() {
            library.check(path, &packages);
        }
        assert_eq!(library.mistakes, [""; 0], "{interface}: {}", library.mistakes.join("\n"));
        assert!(library.checked.len() >= 7, "{:?}", library.checked.keys());
    }
}

#[test]
fn the_package_sys_declares_the_intrinsics_and_nothing_else() {
    let text = include_str!("../../runtime/sys/sys.go");
    let declared: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("func ")).collect();
    let wanted: Vec<String> =
        Intrinsic::ALL.iter().map(|(_, name, signature)| format!("{name}{}", &signature["func".len()..])).collect();
    assert_eq!(declared, wanted);
}

#[test]
fn kinds_of_descriptors_have_the_numbers_that_rtype_gives_them() {
    use allod_go::ir::descriptor::Kind;
    let text = include_str!("../../std/internal/rtype/type.go");
    let list = text.split("Bool Kind = iota + 1").nth(1).and_then(|rest| rest.split(')').next()).unwrap();
    let names: Vec<&str> = std::iter::once("Bool").chain(list.split_whitespace()).collect();
    assert_eq!(names.len(), Kind::Struct as usize);
    for kind in [Kind::Bool, Kind::Int8, Kind::Uint8, Kind::Float32, Kind::String, Kind::Slice, Kind::Struct] {
        assert_eq!(names[kind as usize - 1], format!("{kind:?}"));
    }
}
