//! C compiler of the machine: compiles a program against the header and the library under test.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Folder of this crate.
pub(crate) fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Folder in which cargo left the library, shared and static, beside this very test.
pub(crate) fn library_folder() -> PathBuf {
    let test = std::env::current_exe().expect("a test has a path");
    let folder = test.parent().expect("a test is in a folder").to_owned();
    assert!(folder.join("liballod_ffi.so").is_file(), "{} has no liballod_ffi.so", folder.display());
    folder
}

/// Compiles the C program `source`, a path from this crate, to `program`, with `flags` more.
///
/// # Panics
/// A missing C compiler, and anything that it has to say.
#[allow(dead_code)] // Go compiles its programs itself.
pub(crate) fn compile(source: &str, program: &Path, flags: &[&str]) {
    let folder = library_folder();
    let compiler = std::env::var_os("CC").unwrap_or_else(|| "cc".into());
    let mut command = Command::new(&compiler);
    command.args(["-std=c11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-O1", "-g"]).args(flags);
    command.arg("-I").arg(here().join("include")).arg(here().join(source)).arg("-o").arg(program);
    command.arg("-L").arg(&folder).arg("-lallod_ffi").arg("-lpthread");
    command.arg(format!("-Wl,-rpath,{}", folder.display()));
    let output = command.output().unwrap_or_else(|error| panic!("{}: {error}", compiler.display()));
    assert!(output.status.success(), "{source}:\n{}", String::from_utf8_lossy(&output.stderr));
}

/// Runs `command`, and gives what it printed.
///
/// # Panics
/// A program that fails.
pub(crate) fn run(command: &mut Command) -> String {
    let Output { status, stdout, stderr } = command.output().expect("a program starts");
    let (out, err) = (String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    assert!(status.success(), "{command:?}: {status}\n{out}\n{err}");
    out.into_owned()
}
