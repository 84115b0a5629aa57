//! Packages that a contract may import, and what to use in the place of others.

use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::files::{Files, Span};
use crate::syntax::quoted::string_value;
use crate::syntax::tree::{Decl, Tree};

/// The paths under which package `core` may be imported. Both are the same package.
pub const CORE: [&str; 2] = ["allod.dev/core", "github.com/govm-net/vm/core"];

/// Packages of the standard library that come with the compiler and are a function of their arguments alone.
pub const ALLOWED: &[&str] = &[
    "bytes",
    "cmp",
    "encoding/base64",
    "encoding/binary",
    "encoding/hex",
    "errors",
    "fmt",
    "iter",
    "maps",
    "math",
    "math/big",
    "math/bits",
    "slices",
    "sort",
    "strconv",
    "strings",
    "unicode",
    "unicode/utf8",
];

/// Packages that a contract may import besides where stock Go compiles it.
pub const STOCK: &[&str] = &["encoding/json"];

/// The package by which a test acts on a chain.
pub const CHAIN: &str = "allod.dev/core/chain";

/// Packages that tests may import besides.
pub const FOR_TESTS: &[&str] = &["testing", CHAIN];

/// Packages that are asked for most, and what a contract uses instead. A row ending in `/` is all below it.
const INSTEAD: &[(&str, &str)] = &[
    ("C", "write it in Go: a contract has no C"),
    ("unsafe", "use encoding/binary to take bytes apart"),
    ("reflect", "use a type switch"),
    ("testing", "write the test in a file that ends in _test.go: allod test runs it"),
    (CHAIN, "write the test in a file that ends in _test.go: allod test runs it"),
    ("time", "use core.BlockTime(), the block's time in Unix seconds"),
    ("math/rand", "derive a number with core.GetHash from what every node knows"),
    ("math/rand/", "derive a number with core.GetHash from what every node knows"),
    ("crypto/", "use core.GetHash, core.Keccak256, core.Blake3 or the core verify functions: the host computes them"),
    ("hash/", "use core.GetHash, core.Keccak256 or core.Blake3: the host computes them"),
    ("encoding/json", "store and return structs: their fields keep names and types for whoever reads them"),
    ("os", "keep state in objects, and take what is needed as parameters"),
    ("os/", "keep state in objects, and take what is needed as parameters"),
    ("net", "take what is needed as parameters"),
    ("net/", "take what is needed as parameters"),
    ("io", "work on strings and []byte"),
    ("io/", "work on strings and []byte"),
    ("sync", "remove it: a contract runs on one thread"),
    ("sync/", "remove it: a contract runs on one thread"),
    ("context", "use core.Context"),
    ("log", "use core.Log for events, core.Debug for the debug log"),
    ("log/", "use core.Log for events, core.Debug for the debug log"),
];

/// The path is one of package `core`'s.
pub fn is_core(path: &str) -> bool {
    CORE.contains(&path)
}

/// Import paths of a tree in the order of the source, each with the place of its literal. Those that are no string are
/// left out: the parser has reported them.
pub fn paths(files: &Files, tree: &Tree) -> Vec<(String, Span)> {
    let specs = tree.files.iter().flat_map(|file| &file.declarations).filter_map(|declaration| match declaration {
        Decl::Import(specs) => Some(specs),
        Decl::Bad(_) | Decl::Const(_) | Decl::Var(_) | Decl::Type(_) | Decl::Func(_) => None,
    });
    let path = |span| string_value(files.text(span)).and_then(|bytes| String::from_utf8(bytes).ok());
    specs.flatten().filter_map(|spec| Some((path(spec.path)?, spec.path))).collect()
}

/// Refusals of the imports of a contract's package. `own` tells the paths of the contract's own packages, and of others that
/// it may import.
pub fn check(files: &Files, tree: &Tree, own: &dyn Fn(&str) -> bool) -> Vec<Diagnostic> {
    let mut refusals = Vec::new();
    let mut core: Option<String> = None;
    let mut listed = false;
    for (path, span) in paths(files, tree) {
        if is_core(&path) {
            if core.as_ref().is_some_and(|seen| *seen != path) {
                let found = "package core under two paths: they are one package";
                refusals.push(Diagnostic::new(Code::Refused, span, found).advise("import one of them"));
            }
            core = Some(path);
        } else if !ALLOWED.contains(&path.as_str()) && !own(&path) {
            let found = format!("import \"{path}\" is not allowed in a contract");
            let remedy = match instead(&path) {
                Some(instead) => instead.to_owned(),
                // Once is enough for a contract that imports several.
                None if listed => "use package core, or a package of the list above".to_owned(),
                None => any_allowed(),
            };
            listed |= instead(&path).is_none();
            refusals.push(Diagnostic::new(Code::Refused, span, found).advise(remedy));
        }
    }
    refusals
}

/// The remedy for a package that is asked for often.
fn instead(path: &str) -> Option<&'static str> {
    let known = INSTEAD.iter().find(|(row, _)| path == *row || (row.ends_with('/') && path.starts_with(row)));
    known.map(|(_, instead)| *instead)
}

/// The remedy for any other: what a contract may import.
fn any_allowed() -> String {
    format!("use package core, or one of {}", ALLOWED.join(", "))
}
