//! Packages that come with the compiler.

/// The Go files of a folder: names and texts.
pub type EmbeddedFiles = &'static [(&'static str, &'static [u8])];

const TABLE: &[(&str, EmbeddedFiles)] = include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// The files of the package with an import path.
pub fn find_embedded(path: &str) -> Option<EmbeddedFiles> {
    TABLE.iter().find(|(own, _)| *own == path).map(|(_, files)| *files)
}

/// All import paths, in the order of the folders.
pub fn embedded_paths() -> impl Iterator<Item = &'static str> {
    TABLE.iter().map(|(path, _)| *path)
}
