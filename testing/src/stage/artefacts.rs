//! Artefacts: the folder in which the stages of one test program keep compiled modules.

use std::path::PathBuf;
use std::sync::LazyLock;

/// A folder beside the test program, empty when the program starts. Each stage has an engine of its own, and
/// all of them together compile a contract once; what an earlier build of the engine left is never met.
pub(super) static ARTEFACTS: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = std::env::current_exe().expect("a program knows where it is").with_extension("artefacts");
    match std::fs::remove_dir_all(&folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => panic!("{}: {error}", folder.display()),
        _ => folder,
    }
});
