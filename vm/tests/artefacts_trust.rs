//! Compiled modules on disk run only where nobody but this user decides what they are; and without the disk the engine
//! works all the same.
//!
//! A program of its own, because it runs itself again as another user.
#![cfg(unix)]

use allod_core::args;
use allod_vm::{Address, Budget, Budgets, CacheError, Engine, EngineConfig};
use std::fs::Permissions;
use std::os::unix::fs::{PermissionsExt, lchown, symlink};
use std::path::{Path, PathBuf};

/// The number of a user that is nobody else here.
const STRANGER: u32 = 54_321;

fn open(folder: &Path) -> Engine {
    Engine::open(EngineConfig::default().with_path(folder)).unwrap()
}

fn module(number: u32) -> String {
    format!("(module (func (export \"f\") (result i32) (i32.const {number})))")
}

fn ask(engine: &Engine, contract: Address) -> i32 {
    engine.query(contract, "f", args![], Default::default()).unwrap().decode().unwrap()
}

fn mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// A folder with one module, compiled, which answers 7, and where its artefacts are.
fn deployed() -> (tempfile::TempDir, Address, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let address = open(folder.path()).deploy(module(7)).unwrap().address;
    let artefacts = folder.path().join("artefacts");
    (folder, address, artefacts)
}

fn count(artefacts: &Path) -> usize {
    let entries = std::fs::read_dir(artefacts).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.extension().is_some_and(|extension| extension == "artefact")).count()
}

/// The engine works without artefacts, says why in `words`, and has changed no secret.
fn refused(folder: &Path, address: Address, words: &str) {
    let secret = folder.join("artefacts/secret");
    let before = std::fs::read(&secret).ok();
    let engine = open(folder);
    let why = engine.cache_error().unwrap_or_else(|| panic!("{words}")).to_string();
    assert!(why.contains(words), "{words} is not in: {why}");
    assert_eq!(ask(&engine, address), 7);
    assert_eq!(std::fs::read(secret).ok(), before, "{words}");
}

#[test]
fn the_folder_and_the_secret_are_for_their_owner_alone() {
    let (_folder, _, artefacts) = deployed();
    for (path, wanted) in [(artefacts.clone(), 0o700), (artefacts.join("secret"), 0o600)] {
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, wanted, "{}", path.display());
    }
}

#[test]
fn a_folder_that_others_may_write_is_not_used() {
    let (folder, address, artefacts) = deployed();
    for (open, words) in [(0o777, "mode 777"), (0o770, "mode 770"), (0o702, "mode 702")] {
        mode(&artefacts, open);
        refused(folder.path(), address, words);
    }
    mode(&artefacts, 0o700);
    assert!(open(folder.path()).cache_error().is_none());
}

#[test]
fn a_secret_that_others_may_know_is_not_believed() {
    let (folder, address, artefacts) = deployed();
    let secret = artefacts.join("secret");
    for wide in [0o644, 0o640, 0o666] {
        mode(&secret, wide);
        refused(folder.path(), address, "others may know it");
    }
    mode(&secret, 0o600);
    let elsewhere = folder.path().join("elsewhere");
    std::fs::rename(&secret, &elsewhere).unwrap();
    symlink(&elsewhere, &secret).unwrap();
    refused(folder.path(), address, "it is a link");
    std::fs::remove_file(&secret).unwrap();
    std::fs::hard_link(&elsewhere, &secret).unwrap();
    refused(folder.path(), address, "no file of its own");
    std::fs::remove_file(&secret).unwrap();
    std::fs::create_dir(&secret).unwrap();
    refused(folder.path(), address, "no file of its own");
}

#[test]
fn what_another_user_owns_is_not_believed() {
    let (folder, address, artefacts) = deployed();
    let secret = artefacts.join("secret");
    // Only the administrator can give files away.
    if lchown(&secret, Some(STRANGER), None).is_err() {
        return;
    }
    refused(folder.path(), address, "belongs to user 54321");
    lchown(&secret, Some(0), None).unwrap();
    lchown(&artefacts, Some(STRANGER), None).unwrap();
    refused(folder.path(), address, "belongs to user 54321");
}

#[test]
fn a_forged_artefact_under_a_planted_secret_never_runs() {
    let (folder, address, artefacts) = deployed();
    // Another engine's folder, whose secret somebody knows, with an artefact of the same name that answers 8.
    let (other, _, others) = deployed();
    let name = |artefacts: &Path| {
        let mut entries = std::fs::read_dir(artefacts).unwrap().map(|entry| entry.unwrap().path());
        entries.find(|path| path.extension().is_some_and(|extension| extension == "artefact")).unwrap()
    };
    let target = name(&artefacts);
    std::fs::remove_file(name(&others)).unwrap();
    open(other.path()).deploy(module(8)).unwrap();
    let eight = std::fs::read(name(&others)).unwrap();
    let key: [u8; 32] = std::fs::read(others.join("secret")).unwrap().try_into().unwrap();
    let stem = target.file_stem().unwrap().to_str().unwrap();
    let id: Vec<u8> = (0..32).map(|i| u8::from_str_radix(&stem[2 * i..2 * i + 2], 16).unwrap()).collect();
    let mut seal = blake3::Hasher::new_keyed(&key);
    seal.update(&id).update(&eight[32..]);
    let forged = [seal.finalize().as_bytes(), &eight[32..]].concat();
    let plant = || {
        std::fs::remove_file(artefacts.join("secret")).unwrap();
        std::fs::write(artefacts.join("secret"), key).unwrap();
        std::fs::write(&target, &forged).unwrap();
    };
    // It is a good forgery: with a secret that is believed it runs.
    plant();
    mode(&artefacts.join("secret"), 0o600);
    assert_eq!(ask(&open(folder.path()), address), 8);
    plant();
    mode(&artefacts.join("secret"), 0o644);
    refused(folder.path(), address, "others may know it");
    if lchown(artefacts.join("secret"), Some(STRANGER), None).is_ok() {
        mode(&artefacts.join("secret"), 0o600);
        refused(folder.path(), address, "belongs to user");
    }
}

#[test]
fn a_cache_that_can_not_be_made_is_no_error() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("artefacts"), "a file").unwrap();
    let engine = open(folder.path());
    assert!(matches!(engine.cache_error(), Some(CacheError::Io { .. })));
    let address = engine.deploy(module(7)).unwrap().address;
    assert_eq!(ask(&engine, address), 7);
}

#[test]
fn what_a_killed_process_left_unfinished_is_removed() {
    let (folder, address, artefacts) = deployed();
    let left = artefacts.join("unfinished/.tmpKilled");
    std::fs::write(&left, [0; 1000]).unwrap();
    let busy = artefacts.join("unfinished/.tmpBusy");
    let held = std::fs::File::create(&busy).unwrap();
    held.lock().unwrap();
    assert_eq!(ask(&open(folder.path()), address), 7);
    assert!(!left.exists() && busy.exists());
}

#[test]
fn artefacts_have_a_budget_and_those_not_used_go_first() {
    let folder = tempfile::tempdir().unwrap();
    let artefacts = folder.path().join("artefacts");
    let engine = open(folder.path());
    let addresses: Vec<_> = (0..10).map(|i| engine.deploy(module(i)).unwrap().address).collect();
    drop(engine);
    assert_eq!(count(&artefacts), 10);
    let size = |path: PathBuf| path.metadata().unwrap().len();
    let all: u64 = std::fs::read_dir(&artefacts).unwrap().map(|entry| size(entry.unwrap().path())).max().unwrap();
    // Eight of the ten were used yesterday; the two that are called now are noted as used.
    for entry in std::fs::read_dir(&artefacts).unwrap().flatten().filter(|entry| entry.path().is_file()) {
        let yesterday = std::time::SystemTime::now() - std::time::Duration::from_secs(86_400);
        std::fs::File::options().append(true).open(entry.path()).unwrap().set_modified(yesterday).unwrap();
    }
    let budgets = Budgets::default().with(Budget::ArtefactBytes, 5 * all);
    let config = EngineConfig::default().with_path(folder.path()).with_budgets(budgets);
    let engine = Engine::open(config).unwrap();
    assert_eq!([ask(&engine, addresses[3]), ask(&engine, addresses[7])], [3, 7]);
    engine.deploy(module(99)).unwrap();
    drop(engine);
    assert!((3..=5).contains(&count(&artefacts)), "{}", count(&artefacts));
    // Both are read and not written anew, so nothing goes.
    let before = count(&artefacts);
    let engine = open(folder.path());
    assert_eq!([ask(&engine, addresses[3]), ask(&engine, addresses[7])], [3, 7]);
    assert_eq!(count(&artefacts), before);
    // The others are made again.
    assert!(addresses.iter().enumerate().all(|(i, address)| ask(&engine, *address) == i as i32));
    assert_eq!(count(&artefacts), 11);
}

/// Says to a process of this test where its engine is to be, and which contract to ask.
const HERE: &str = "ALLOD_TEST_ARTEFACTS_TRUST";

/// An engine in a process of its own; nothing by itself.
#[test]
fn an_engine_of_a_user_who_is_not_root() {
    let Ok(told) = std::env::var(HERE) else { return };
    let (address, folder) = told.split_once(' ').unwrap();
    refused(Path::new(folder), address.parse().unwrap(), "Permission denied");
    println!("it was refused");
}

#[test]
fn a_secret_of_ones_own_that_can_not_be_read_is_not_replaced() {
    use std::os::unix::fs::MetadataExt;
    use std::os::unix::process::CommandExt;
    const OTHER: u32 = 65534;
    let (folder, address, artefacts) = deployed();
    let secret = artefacts.join("secret");
    let before = (std::fs::read(&secret).unwrap(), secret.metadata().unwrap().ino());
    mode(&secret, 0o000);
    let around = tempfile::tempdir().unwrap();
    mode(around.path(), 0o755);
    mode(folder.path(), 0o755);
    let test = around.path().join("test");
    std::fs::copy(std::env::current_exe().unwrap(), &test).unwrap();
    let mut command = std::process::Command::new(&test);
    command.args(["--exact", "an_engine_of_a_user_who_is_not_root", "--nocapture"]);
    command.env(HERE, format!("{address} {}", folder.path().display()));
    // Root may read everything, so it has another user ask.
    if secret.metadata().unwrap().uid() == 0 {
        give(folder.path(), OTHER);
        command.uid(OTHER).gid(OTHER);
    }
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("it was refused"), "{output:?}");
    assert_eq!(secret.metadata().unwrap().permissions().mode() & 0o777, 0);
    mode(&secret, 0o600);
    assert_eq!((std::fs::read(&secret).unwrap(), secret.metadata().unwrap().ino()), before);
}

fn give(path: &Path, user: u32) {
    lchown(path, Some(user), Some(user)).unwrap();
    if path.is_dir() {
        path.read_dir().unwrap().for_each(|entry| give(&entry.unwrap().path(), user));
    }
}
