//! A toolchain is taken from nowhere that another user decides about.
//!
//! A program of its own, because it runs itself again in another environment, which is everybody's in a process.
#![cfg(unix)]

use allod_compiler::toolchain::default_cache;
use allod_compiler::{CompileError, CompileOptions, GoCompiler, compile};
use std::os::unix::fs::{PermissionsExt, lchown, symlink};
use std::path::Path;
use std::process::Command;

/// Options of a compilation by stock Go.
fn stock() -> CompileOptions {
    CompileOptions { go: GoCompiler::Go, ..CompileOptions::default() }
}

const SOURCE: &[u8] = b"package p\nfunc F() {}\n";
const ROLE: &str = "ALLOD_TEST_TRUST";
/// The number of a user that is nobody else here.
const STRANGER: u32 = 54_321;

fn error(cache: &Path) -> CompileError {
    let options =
        CompileOptions { go_cache: Some(cache.to_path_buf()), go: GoCompiler::Go, ..CompileOptions::default() };
    compile(SOURCE, &options).unwrap_err()
}

/// A toolchain in `cache` that notes in `mark` that it was run.
fn plant(cache: &Path, mark: &Path) {
    let binary = cache.join("go/bin/go");
    std::fs::create_dir_all(binary.parent().unwrap()).unwrap();
    std::fs::write(&binary, format!("#!/bin/sh\necho run >> {}\necho go1.27.3\n", mark.display())).unwrap();
    std::fs::set_permissions(&binary, std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// Gives `path` and all in it to the stranger; false where only the administrator could.
fn give_away(path: &Path) -> bool {
    let inside = std::fs::read_dir(path).into_iter().flatten().flatten();
    inside
        .map(|entry| entry.path())
        .fold(lchown(path, Some(STRANGER), None).is_ok(), |all, path| give_away(&path) && all)
}

#[test]
fn a_toolchain_of_another_users_is_not_run() {
    let root = tempfile::tempdir().unwrap();
    let (cache, mark) = (root.path().join("cache"), root.path().join("mark"));
    plant(&cache, &mark);
    if !give_away(&cache) {
        return;
    }
    let refused = error(&cache);
    assert!(matches!(&refused, CompileError::ForeignCache { path, owner: STRANGER } if *path == cache), "{refused}");
    assert!(refused.to_string().contains("ALLOD_CACHE"), "{refused}");
    // Nor where the folder is ours and what is in it is not, or comes by a link of theirs.
    lchown(&cache, Some(0), None).unwrap();
    assert!(matches!(error(&cache), CompileError::ForeignCache { path, .. } if path == cache.join("go")));
    let link = root.path().join("link");
    symlink(&cache, &link).unwrap();
    lchown(&link, Some(STRANGER), None).unwrap();
    assert!(matches!(error(&link), CompileError::ForeignCache { path, .. } if path == link));
    assert!(!mark.exists());
}

#[test]
fn a_cache_in_a_folder_that_others_may_write_is_refused() {
    let root = tempfile::tempdir().unwrap();
    let (open, mark) = (root.path().join("open"), root.path().join("mark"));
    let cache = open.join("cache");
    plant(&cache, &mark);
    for mode in [0o777, 0o757] {
        std::fs::set_permissions(&open, std::fs::Permissions::from_mode(mode)).unwrap();
        let refused = error(&cache);
        assert!(matches!(&refused, CompileError::OpenCache { path } if *path == open), "{mode:o}: {refused}");
    }
    std::fs::set_permissions(&open, std::fs::Permissions::from_mode(0o755)).unwrap();
    std::fs::set_permissions(cache.join("go/bin/go"), std::fs::Permissions::from_mode(0o777)).unwrap();
    assert!(matches!(error(&cache), CompileError::OpenCache { path } if path == cache.join("go/bin/go")));
    assert!(!mark.exists());
}

#[test]
fn without_a_home_no_folder_is_used_that_others_can_make() {
    const TEST: &str = "without_a_home_no_folder_is_used_that_others_can_make";
    if std::env::var_os(ROLE).is_some() {
        // Whether there is a toolchain or not: the one that was planted is not run.
        let _ = compile(SOURCE, &stock());
        let cache = default_cache();
        assert!(!cache.starts_with(std::env::temp_dir().join("allod")), "{}", cache.display());
        return;
    }
    let root = tempfile::tempdir().unwrap();
    let (mark, names) = (root.path().join("mark"), ["allod".to_owned(), format!("allod-cache-{}", uid(root.path()))]);
    for name in &names {
        plant(&root.path().join(name), &mark);
        if !give_away(&root.path().join(name)) {
            return;
        }
    }
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args([TEST, "--exact"]).env(ROLE, "1").env("PATH", "/nowhere").env("TMPDIR", root.path());
    for name in ["HOME", "ALLOD_CACHE", "XDG_CACHE_HOME"] {
        command.env_remove(name);
    }
    let ran = command.output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stdout));
    assert!(!mark.exists());
}

fn uid(path: &Path) -> u32 {
    std::os::unix::fs::MetadataExt::uid(&path.metadata().unwrap())
}

#[test]
fn a_relative_cache_is_meant_from_where_the_command_runs() {
    const TEST: &str = "a_relative_cache_is_meant_from_where_the_command_runs";
    if std::env::var_os(ROLE).is_some() {
        assert!(default_cache().is_absolute());
        compile(SOURCE, &stock()).unwrap();
        return;
    }
    let root = tempfile::tempdir().unwrap();
    let (cache, temp) = (root.path().join("cache"), root.path().join("temp"));
    std::fs::create_dir(&cache).unwrap();
    std::fs::create_dir(&temp).unwrap();
    for part in ["go", "go-build"] {
        if default_cache().join(part).exists() {
            symlink(default_cache().join(part), cache.join(part)).unwrap();
        }
    }
    for (cache, temp) in [("cache", "temp"), ("./cache", "./temp"), ("temp/../cache", "cache/../temp")] {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args([TEST, "--exact"]).env(ROLE, "1").env("ALLOD_CACHE", cache).env("TMPDIR", temp);
        let ran = command.current_dir(root.path()).output().unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stdout));
    }
    assert_eq!(std::fs::read_dir(&temp).unwrap().count(), 0);
}

#[test]
fn a_disk_that_is_full_while_go_builds_is_blamed_and_not_the_contract() {
    const TEST: &str = "a_disk_that_is_full_while_go_builds_is_blamed_and_not_the_contract";
    if std::env::var_os(ROLE).is_some() {
        let error = compile(SOURCE, &stock()).unwrap_err();
        assert!(matches!(error, CompileError::Toolchain { .. } | CompileError::Io { .. }), "{error:?}");
        assert!(matches!(error, CompileError::Io { .. }) || error.to_string().contains("TMPDIR"), "{error}");
        return;
    }
    // A limit on the size of files cuts them as a full disk does. In blocks of 512 bytes: the module takes some 5,000.
    for blocks in [500, 1_000, 2_000, 3_000] {
        let this = std::env::current_exe().unwrap();
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" {TEST} --exact");
        let ran = Command::new("/bin/sh").args(["-c", &script]).arg(this).env(ROLE, "1").output().unwrap();
        assert!(ran.status.success(), "{blocks}: {}", String::from_utf8_lossy(&ran.stdout));
    }
}
