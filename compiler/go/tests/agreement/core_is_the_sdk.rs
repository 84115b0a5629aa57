//! Package `core` is one interface in two implementations: over reflection for stock Go and TinyGo, in `sdk/go`, and by types
//! that the compiler knows, in `core`. What contracts may name is the same in both, by the same types, and documented alike.

use allod_go::syntax::files::{Files, Pos, Span};
use allod_go::syntax::tree::{Decl, Field, FuncDecl, Tree};
use allod_go::syntax::{names::Names, parse};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// An exported name: what it is documented and declared as.
type Interface = BTreeMap<String, [String; 2]>;

/// Files of one package.
struct Package {
    files: Files,
    names: Names,
    tree: Tree,
}

impl Package {
    /// The package whose files are in folders of the repository.
    fn of(folders: &[&str]) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let mut package = Package { files: Files::new(), names: Names::default(), tree: Tree::new() };
        for folder in folders {
            for entry in fs::read_dir(root.join(folder)).unwrap() {
                let path = entry.unwrap().path();
                if path.extension().is_some_and(|extension| extension == "go") {
                    let file = package.files.add(path.display().to_string(), fs::read(&path).unwrap()).unwrap();
                    assert_eq!(parse(&package.files, file, &mut package.names, &mut package.tree), []);
                }
            }
        }
        package
    }

    fn text(&self, span: Span) -> String {
        let text = String::from_utf8_lossy(self.files.text(span)).into_owned();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The remark in front of a place, without its line ends.
    fn remark(&self, at: Pos) -> String {
        let file = self.files.file(self.files.find(at).unwrap());
        let before = self.files.text(Span::new(file.start(), at));
        let before = String::from_utf8_lossy(before).into_owned();
        let (above, _) = before.rsplit_once('\n').unwrap();
        let lines: Vec<&str> = above.lines().rev().map_while(|line| line.trim().strip_prefix("//")).collect();
        lines.into_iter().rev().map(str::trim).collect::<Vec<_>>().join(" ").trim().to_owned()
    }

    /// Types of parameters with their names, and of results without.
    fn fields(&self, fields: &[Field], named: bool) -> String {
        let one = |field: &Field| {
            let ty = self.text(self.tree.span(field.ty));
            let names: Vec<String> = field.names.iter().map(|name| self.text(name.span)).collect();
            match (named, names.len()) {
                (true, _) => format!("{} {ty}", names.join(", ")),
                (false, count) => vec![ty; count.max(1)].join(", "),
            }
        };
        fields.iter().map(one).collect::<Vec<_>>().join(", ")
    }

    fn function(&self, function: &FuncDecl) -> (String, String) {
        let receiver = function.receiver.as_ref().map(|receiver| self.fields(receiver, false)).unwrap_or_default();
        let signature = &function.signature;
        let declared = format!(
            "func[{}]({}) ({})",
            self.fields(&signature.type_params, true),
            self.fields(&signature.params, true),
            self.fields(&signature.results, false)
        );
        (format!("{receiver} {}", self.text(function.name.span)).trim().to_owned(), declared)
    }

    fn interface(&self) -> Interface {
        let mut found = Interface::new();
        let mut add = |name: String, at: Pos, declared: String| _ = found.insert(name, [self.remark(at), declared]);
        for declaration in self.tree.files.iter().flat_map(|file| &file.declarations) {
            match declaration {
                Decl::Func(function) => {
                    let (name, declared) = self.function(function);
                    add(name, function.span.start, declared);
                }
                Decl::Type(specs) => {
                    for spec in specs {
                        add(self.text(spec.name.span), spec.span.start, self.text(spec.span));
                    }
                }
                Decl::Var(specs) | Decl::Const(specs) => {
                    for spec in specs {
                        let ty = spec.ty.map(|ty| self.text(self.tree.span(ty)));
                        let declared = ty.unwrap_or_else(|| "of its value".to_owned());
                        for name in &*spec.names {
                            add(self.text(name.span), spec.span.start, declared.clone());
                        }
                    }
                }
                Decl::Import(_) | Decl::Bad(_) => {}
            }
        }
        found.retain(|name, _| name.split(' ').all(|part| part.starts_with(char::is_uppercase)));
        found
    }
}

#[test]
fn contracts_are_offered_the_same_by_both() {
    let ours = Package::of(&["compiler/go/core/contract", "compiler/go/core/targets"]).interface();
    let theirs = Package::of(&["sdk/go"]).interface();
    assert!(ours.len() > 60, "{}", ours.len());
    let mut differences = Vec::new();
    for name in ours.keys().chain(theirs.keys()) {
        let (ours, theirs) = (ours.get(name), theirs.get(name));
        if ours != theirs {
            differences.push(format!("{name}\n  compiler/go/core: {ours:?}\n  sdk/go:           {theirs:?}"));
        }
    }
    differences.dedup();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
