//! Compiled modules on disk: whatever is done to them, they are never run unless they are whole and ours.

use allod_core::{GasSchedule, HostOp, Price, args};
use allod_vm::{Address, Engine, EngineConfig};
use std::path::{Path, PathBuf};

const SEVEN: &str = r#"(module (func (export "f") (result i32) (i32.const 7)))"#;
const EIGHT: &str = r#"(module (func (export "f") (result i32) (i32.const 8)))"#;

fn open(folder: &Path) -> Engine {
    Engine::open(EngineConfig::default().with_path(folder)).unwrap()
}

fn ask(engine: &Engine, contract: Address) -> i32 {
    engine.query(contract, "f", args![], Default::default()).unwrap().decode().unwrap()
}

fn artefacts(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder.join("artefacts")).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = entries.filter(|path| path.extension().is_some_and(|e| e == "artefact")).collect();
    files.sort();
    files
}

/// Deploys one module and closes the engine again.
fn deployed(code: &str) -> (tempfile::TempDir, Address, PathBuf, Vec<u8>) {
    let folder = tempfile::tempdir().unwrap();
    let address = open(folder.path()).deploy(code).unwrap().address;
    let [file] = artefacts(folder.path()).try_into().unwrap();
    let bytes = std::fs::read(&file).unwrap();
    (folder, address, file, bytes)
}

/// Puts `bytes` where the artefact was, calls, and checks that the right one stands there again.
fn mended(folder: &Path, address: Address, file: &Path, whole: &[u8], bytes: &[u8], what: &str) {
    std::fs::write(file, bytes).unwrap();
    assert_eq!(ask(&open(folder), address), 7, "{what}");
    assert_eq!(std::fs::read(file).unwrap().len(), whole.len(), "{what}: made again");
}

#[test]
fn a_flipped_byte_anywhere_is_found_and_the_module_compiled_again() {
    let (folder, address, file, whole) = deployed(SEVEN);
    for at in (0..whole.len()).step_by(97) {
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << (at % 8);
        mended(folder.path(), address, &file, &whole, &bytes, &format!("byte {at}"));
    }
}

#[test]
fn a_cut_or_lengthened_artefact_is_found() {
    let (folder, address, file, whole) = deployed(SEVEN);
    for len in [0, 1, 31, 32, 33, whole.len() / 2, whole.len() - 1] {
        mended(folder.path(), address, &file, &whole, &whole[..len], &format!("cut to {len}"));
    }
    mended(folder.path(), address, &file, &whole, &[&whole[..], b"x"].concat(), "one byte more");
}

#[test]
fn two_artefacts_that_change_places_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let engine = open(folder.path());
    let (seven, eight) = (engine.deploy(SEVEN).unwrap().address, engine.deploy(EIGHT).unwrap().address);
    drop(engine);
    let [a, b] = artefacts(folder.path()).try_into().unwrap();
    let between = folder.path().join("between");
    for (from, to) in [(&a, &between), (&b, &a), (&between, &b)] {
        std::fs::rename(from, to).unwrap();
    }
    let engine = open(folder.path());
    assert_eq!((ask(&engine, seven), ask(&engine, eight)), (7, 8));
}

#[test]
fn an_artefact_from_another_machine_is_not_believed() {
    let (folder, address, file, whole) = deployed(SEVEN);
    let (_elsewhere, _, _, foreign) = deployed(SEVEN);
    assert_ne!(whole[..32], foreign[..32], "the secrets differ");
    mended(folder.path(), address, &file, &whole, &foreign, "another folder's");
}

#[test]
fn a_lost_secret_costs_a_compile_and_nothing_else() {
    let (folder, address, ..) = deployed(SEVEN);
    std::fs::write(folder.path().join("artefacts/secret"), b"short").unwrap();
    assert_eq!(ask(&open(folder.path()), address), 7);
    std::fs::remove_file(folder.path().join("artefacts/secret")).unwrap();
    assert_eq!(ask(&open(folder.path()), address), 7);
}

#[test]
fn a_changed_schedule_never_meets_an_old_artefact() {
    let (folder, address, ..) = deployed(SEVEN);
    let dear = GasSchedule::standard().with_price(HostOp::Entry, Price { base: 1000, per_unit: 1 });
    let config = EngineConfig::default().with_path(folder.path()).with_schedule(dear).with_rules_adopted();
    let engine = Engine::open(config).unwrap();
    assert_eq!(ask(&engine, address), 7);
    assert_eq!(artefacts(folder.path()).len(), 2, "one for each schedule");
}

#[test]
fn another_table_of_limits_has_an_artefact_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let engine = open(folder.path());
    for stack_size in [64 << 10, 128 << 10] {
        let wasi = allod_vm::WasiOptions { stack_size, ..Default::default() };
        engine.deploy_with_options(SEVEN, allod_vm::DeployOptions { wasi, ..Default::default() }).unwrap();
    }
    assert_eq!(artefacts(folder.path()).len(), 2);
}

#[test]
fn a_folder_that_takes_no_artefacts_fails_no_block() {
    let folder = tempfile::tempdir().unwrap();
    let engine = open(folder.path());
    std::fs::remove_dir_all(folder.path().join("artefacts")).unwrap();
    let address = engine.deploy(SEVEN).unwrap().address;
    assert_eq!(ask(&engine, address), 7);
}
