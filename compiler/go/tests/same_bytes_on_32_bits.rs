//! A source gives the same module on a machine of 32 bits, where no system is under the compiler: built for WebAssembly, it runs
//! in an interpreter.
//!
//! The compiler for that comes from `setup/wasm32.sh`, which `make test` runs. Where it is not there the test says so, and what
//! it would have compiled is compiled here alone.
//!
//! A program of its own, because a job of the checks runs it alone.

#[path = "guest/outcome.rs"]
mod outcome;
#[allow(dead_code, unreachable_pub)]
mod support;

use outcome::outcome;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use support::programs;
use wasmi::{Engine, Linker, Module, Store, TypedFunc};

/// Random programs that are compiled.
const PROGRAMS: u64 = 50;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The cargo that compiles to WebAssembly; none where there is none.
fn cargo() -> Option<PathBuf> {
    let found = Command::new(root().join("setup/wasm32.sh")).arg("--there").output().ok()?;
    let path = String::from_utf8(found.stdout).ok()?.trim().to_owned();
    (found.status.success() && !path.is_empty()).then(|| path.into())
}

/// The compiler as a module.
fn module(cargo: &Path) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("wasm32");
    fs::create_dir_all(&folder).unwrap();
    let (crates, guest) = (env!("CARGO_MANIFEST_DIR"), root().join("compiler/go/tests/guest/lib.rs"));
    let manifest = format!(
        "[workspace]\n[package]\nname = \"guest\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\
         [lib]\ncrate-type = [\"cdylib\"]\npath = {guest:?}\n[dependencies]\nallod-go.path = {crates:?}\n\
         [profile.release]\nopt-level = 2\ndebug = false\npanic = \"abort\"\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    // The versions that this compiler has.
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    let target = folder.join("target");
    let status = Command::new(cargo)
        .current_dir(&folder)
        .args(["build", "--quiet", "--offline", "--release", "--target", "wasm32-unknown-unknown", "--target-dir"])
        .arg(&target)
        .env_remove("RUSTFLAGS")
        .status();
    assert!(status.unwrap().success(), "the compiler does not build for wasm32-unknown-unknown");
    fs::read(target.join("wasm32-unknown-unknown/release/guest.wasm")).unwrap()
}

/// The compiler in an interpreter.
struct Guest {
    store: Store<()>,
    push: TypedFunc<u32, ()>,
    compile: TypedFunc<u32, u32>,
    byte: TypedFunc<u32, u32>,
    clear: TypedFunc<(), ()>,
}

impl Guest {
    fn new(wasm: &[u8]) -> Self {
        let engine = Engine::default();
        let module = Module::new(&engine, wasm).unwrap();
        let mut store = Store::new(&engine, ());
        // It imports nothing: there is no system.
        let instance = Linker::new(&engine).instantiate_and_start(&mut store, &module).unwrap();
        let (push, compile) = (instance.get_typed_func(&store, "push"), instance.get_typed_func(&store, "compile"));
        let (byte, clear) = (instance.get_typed_func(&store, "byte"), instance.get_typed_func(&store, "clear"));
        Guest { push: push.unwrap(), compile: compile.unwrap(), byte: byte.unwrap(), clear: clear.unwrap(), store }
    }

    fn outcome(&mut self, contract: bool, text: &[u8]) -> Vec<u8> {
        self.clear.call(&mut self.store, ()).unwrap();
        for byte in text {
            self.push.call(&mut self.store, u32::from(*byte)).unwrap();
        }
        let length = self.compile.call(&mut self.store, u32::from(contract)).unwrap();
        (0..length).map(|at| self.byte.call(&mut self.store, at).unwrap() as u8).collect()
    }
}

/// Sources by their names: all contracts of the repository, what is no contract, and random programs.
fn sources() -> Vec<(String, bool, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join("examples"), root().join("vm/tests/contracts")];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.to_str().is_some_and(|name| name.ends_with(".go") && !name.ends_with("_test.go")) {
                found.push((path.display().to_string(), true, fs::read(path).unwrap()));
            }
        }
    }
    found.sort();
    assert!(found.len() > 12, "{} contracts", found.len());
    let wrong: [&[u8]; 2] = [
        b"package p\n\nfunc F(a int) string { b := 1; return a }\n",
        b"package p\n\nfunc F() int { return 1 << 1 << 70 + 0x7fffffffffffffffff }\nfunc G() { var x [1 << 40]byte; _ = x }\n",
    ];
    found.extend(wrong.iter().map(|text| ("wrong".to_owned(), true, text.to_vec())));
    found.extend((0..PROGRAMS).map(|number| (format!("program {number}"), false, programs::program(number).into())));
    found
}

#[test]
fn a_source_gives_the_same_bytes_on_32_bits_as_on_64() {
    let mut guest = match cargo() {
        Some(cargo) => Some(Guest::new(&module(&cargo))),
        None => {
            // Past what the harness captures.
            let told = b"SKIPPED: no compiler for wasm32-unknown-unknown; setup/wasm32.sh installs one\n";
            std::io::stderr().write_all(told).unwrap();
            None
        }
    };
    let mut modules = 0;
    for (name, contract, text) in sources() {
        let here = outcome(contract, &text);
        modules += u64::from(here.starts_with(b"\0asm"));
        if let Some(guest) = &mut guest {
            assert!(guest.outcome(contract, &text) == here, "{name}: other bytes on 32 bits");
        }
    }
    assert!(modules > PROGRAMS + 12, "{modules} modules");
}
