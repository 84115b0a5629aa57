//! Package `core` and what stands under it: import paths, and the embedded folders that are the package together.

use crate::contract::imports::CHAIN;

/// Packages that both interfaces share: the import path and the folder.
const SHARED: [(&str, &str); 3] = [
    ("allod.dev/core/internal/entry", "core/entry"),
    ("allod.dev/core/internal/wire", "core/wire"),
    ("allod.dev/core/internal/host", "core/host"),
];

/// The folders of the interfaces of package `core`, in the order in which a contract is tried against them: objects that
/// read into variables, and objects that give values.
const INTERFACES: [&str; 2] = ["core/targets", "core/results"];

/// For each interface of package `core` the import paths, each with the folders that are the package.
pub(crate) fn interfaces() -> [Vec<(String, Vec<String>)>; 2] {
    INTERFACES.map(|interface| {
        let core = crate::contract::imports::CORE
            .map(|path| (path.to_owned(), vec!["core/contract".to_owned(), interface.to_owned()]));
        let shared = SHARED.map(|(path, folder)| (path.to_owned(), vec![folder.to_owned()]));
        core.into_iter().chain(shared).collect()
    })
}

/// Packages that only tests may import, and what these stand on: as [`interfaces`] has them.
pub(crate) fn for_tests() -> [(String, Vec<String>); 2] {
    [(CHAIN, "core/chain"), ("allod.dev/core/internal/harness", "core/harness")]
        .map(|(path, folder)| (path.to_owned(), vec![folder.to_owned()]))
}
