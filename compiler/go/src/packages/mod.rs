//! Packages: found by their import paths, parsed, and checked after those they import.
//!
//! A program consists of one folder with its sub-folders, and of packages that come with the compiler. Nothing else can
//! be imported, and nothing is read from any disk here.

mod base;
mod core;
mod embedded;
mod load;

pub(crate) use self::core::{for_tests, interfaces};
pub(crate) use base::{base, program_base};
pub use embedded::{EmbeddedFiles, embedded_paths, find_embedded};
pub(crate) use load::Packages;
pub(crate) use load::{Base, Loaded, load, load_packages, packages};
pub use load::{Source, Unit};

/// The beginning of the names of files that come with the compiler, in diagnostics. They have no lines in modules.
pub const EMBEDDED: &str = "$";

/// The path of the package that the compiler calls for the language itself.
pub const RUNTIME: &str = "runtime";

/// The path of the package that entry points are written against.
pub(crate) const ENTRY: &str = "allod.dev/core/internal/entry";

/// The path of the package whose functions the backend writes.
pub const INTRINSICS: &str = "runtime/sys";

/// The path of the package by which programs that are no contracts print floats.
pub const NUMBER_TEXTS: &str = "strconv";

/// The path of the package by which contracts write texts.
pub(crate) const FORMATS: &str = "fmt";
