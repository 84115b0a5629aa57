//! Where there is no compiler for Go, the error says how to get one.
//!
//! A program of its own, because it runs itself again with another PATH, which is everybody's in a process.

use allod_compiler::toolchain::default_cache;
use allod_compiler::{CompileError, CompileOptions, GoCompiler, compile};
use std::process::Command;

const HERE: &str = "ALLOD_TEST_NO_TOOLCHAIN";

#[test]
fn without_a_toolchain_the_error_names_the_command_that_installs_one() {
    if std::env::var_os(HERE).is_some() {
        let options = CompileOptions { go: GoCompiler::Go, ..CompileOptions::default() };
        let error = compile(b"package p\nfunc F() {}\n", &options).unwrap_err();
        assert!(matches!(error, CompileError::NoToolchain { .. }), "{error:?}");
        let text = error.to_string();
        assert!(text.contains("run setup/go.sh") && text.contains("/nowhere/go"), "{text}");
        assert_eq!(default_cache().to_str(), Some("/nowhere"));
        return;
    }
    let this = std::env::current_exe().unwrap();
    let mut command = Command::new(this);
    command.args(["--exact", "without_a_toolchain_the_error_names_the_command_that_installs_one"]);
    let ran = command.env(HERE, "1").env("PATH", "/nowhere").env("ALLOD_CACHE", "/nowhere").output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stdout));
}

#[test]
#[cfg(unix)]
fn a_toolchain_where_everybody_may_write_is_not_run() {
    use std::os::unix::fs::PermissionsExt;
    let cache = tempfile::tempdir().unwrap();
    let options =
        CompileOptions { go_cache: Some(cache.path().to_path_buf()), go: GoCompiler::Go, ..CompileOptions::default() };
    for part in ["", "go", "go/bin"] {
        let open = cache.path().join(part);
        std::fs::create_dir_all(&open).unwrap();
        std::fs::set_permissions(&open, std::fs::Permissions::from_mode(0o777)).unwrap();
        let error = compile(b"package p\nfunc F() {}\n", &options).unwrap_err();
        assert!(matches!(&error, CompileError::OpenCache { path } if *path == open), "{error}");
        assert!(error.to_string().contains("chmod o-w"), "{error}");
        std::fs::set_permissions(&open, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
}

#[test]
fn without_a_place_for_temporary_files_the_error_names_it() {
    const ROLE: &str = "ALLOD_TEST_NO_TEMPORARY_FILES";
    if std::env::var_os(ROLE).is_some() {
        let options = CompileOptions { go: GoCompiler::Go, ..CompileOptions::default() };
        let error = compile(b"package p\nfunc F() {}\n", &options).unwrap_err();
        assert!(!error.to_string().contains("contract"), "{error}");
        assert!(matches!(&error, CompileError::Scratch(_)) && error.to_string().contains("/nowhere/temp"), "{error:?}");
        println!("it was refused");
        return;
    }
    let this = std::env::current_exe().unwrap();
    let mut command = Command::new(this);
    command.args(["--exact", "without_a_place_for_temporary_files_the_error_names_it", "--nocapture"]);
    let cache = default_cache();
    command.env(ROLE, "1").env("HOME", "/nonexistent").env("TMPDIR", "/nowhere/temp").env("ALLOD_CACHE", cache);
    let ran = command.output().unwrap();
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success() && said.contains("it was refused"), "{ran:?}");
}
