//! The packages a contract may use, and what they are called in its file.

use super::literal;
use super::refusals::Refusals;
use gosyn::ast::File;
use std::collections::BTreeMap;

/// The paths under which the SDK may be imported.
pub(super) const SDK_PATHS: [&str; 2] = ["allod.dev/core", "github.com/govm-net/vm/core"];

/// Packages of the standard library that are a function of their arguments alone.
const ALLOWED: &[&str] = &[
    "bytes",
    "cmp",
    "encoding/base64",
    "encoding/binary",
    "encoding/hex",
    "encoding/json",
    "errors",
    "fmt",
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

/// Packages that are asked for most, and what a contract uses instead. A row ending in `/` is all below it.
const INSTEAD: &[(&str, &str)] = &[
    ("C", "write it in Go: a contract has no C"),
    ("unsafe", "use encoding/binary to take bytes apart"),
    ("reflect", "use a type switch"),
    ("time", "use core.BlockTime(), the block's time in Unix seconds"),
    ("math/rand", "derive a number with core.GetHash from what every node knows"),
    ("math/rand/", "derive a number with core.GetHash from what every node knows"),
    ("crypto/", "use core.GetHash, core.Keccak256, core.Blake3 or the core verify functions: the host computes them"),
    ("hash/", "use core.GetHash, core.Keccak256 or core.Blake3: the host computes them"),
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

/// Imports of the file.
pub(super) struct Imports {
    /// Path by the name it has in the file.
    by_name: BTreeMap<String, String>,
    paths: Vec<String>,
    sdk: &'static str,
}

impl Imports {
    pub(super) fn read(tree: &File, refusals: &mut Refusals) -> Self {
        let mut imports = Self { by_name: BTreeMap::new(), paths: Vec::new(), sdk: SDK_PATHS[0] };
        let mut sdk_seen = None;
        for import in &tree.imports {
            let path = literal::unquote(&import.path.value).unwrap_or_default();
            let at = import.path.pos;
            let sdk = SDK_PATHS.iter().find(|sdk| **sdk == path);
            if let Some(name) = import.name.as_ref().filter(|name| name.name == ".") {
                let found = format!("dot import of \"{path}\": it hides where names come from");
                refusals.add(name.pos, found, "import it by name");
            }
            match sdk {
                Some(sdk) => {
                    if sdk_seen.is_some_and(|seen| seen != *sdk) {
                        refusals.add(
                            at,
                            "the SDK under two paths: their types would not be the same",
                            "import one of them",
                        );
                    }
                    sdk_seen = Some(*sdk);
                    imports.sdk = sdk;
                }
                None if !ALLOWED.contains(&path.as_str()) => {
                    refusals.add(at, format!("import \"{path}\" is not allowed in a contract"), advice(&path));
                }
                None => {}
            }
            let last = path.rsplit('/').next().unwrap_or_default().to_owned();
            let name = import.name.as_ref().map_or(last, |name| name.name.clone());
            imports.by_name.insert(name, path.clone());
            imports.paths.push(path);
        }
        imports
    }

    /// The path of what the file calls `name`.
    pub(super) fn path(&self, name: &str) -> Option<&str> {
        self.by_name.get(name).map(String::as_str)
    }

    /// True where the file calls the SDK `name`.
    pub(super) fn is_sdk(&self, name: &str) -> bool {
        self.path(name) == Some(self.sdk)
    }

    /// The path by which the file imports the SDK; the first of [`SDK_PATHS`] where it does not.
    pub(super) fn sdk_path(&self) -> &'static str {
        self.sdk
    }

    /// Every path, in the order of the file.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.paths.iter().map(String::as_str)
    }
}

fn advice(path: &str) -> String {
    let known = INSTEAD.iter().find(|(row, _)| path == *row || (row.ends_with('/') && path.starts_with(row)));
    known.map_or_else(|| format!("use the SDK, or one of {}", ALLOWED.join(", ")), |(_, instead)| (*instead).to_owned())
}
