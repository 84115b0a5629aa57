//! A chain on 32 bits has the receipts, gas and roots of one on 64: the engine with the interpreter alone, built for WebAssembly,
//! runs in node what it runs here, and both tell the same.
//!
//! The compiler for that comes from `setup/wasm32.sh`, which `make test` runs. Where it or node is not there the test says so, and
//! what is told here by machine code is compared with the interpreter's alone.
//!
//! A program of its own: it builds a module of its own crate, and a job of the checks runs it alone.

use allod_vm::{Compiler, EngineConfig};
use allod_wasm32::story::{Chapter, tell, tell_opening};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Settings of a build that takes a third of the time: a minute of processor time, once for each version of a crate.
const QUICK: [&str; 3] =
    ["profile.dev.opt-level=0", "profile.dev.debug=false", "profile.dev.package.\"*\".opt-level=0"];

/// Calls in each other at most, where the engine is WebAssembly.
const DEEPEST_IN_WASM: u64 = 64;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A contract in Go as a module, which no engine without the compiler for Go could make.
fn counter_in_go() -> Vec<u8> {
    let path = root().join("examples/counter/counter.go");
    let options = allod_compiler::CompileOptions { name: "counter.go".into(), ..Default::default() };
    allod_compiler::compile(&fs::read(path).unwrap(), &options).unwrap().wasm
}

/// All that is told here.
fn told_here(config: &dyn Fn() -> EngineConfig, module: &[u8]) -> Vec<String> {
    let mut lines = Vec::new();
    for chapter in Chapter::ALL {
        tell(chapter, config(), module, &mut |line| lines.push(line)).unwrap();
    }
    lines
}

/// The cargo that compiles to WebAssembly; none where there is none.
fn cargo() -> Option<PathBuf> {
    let found = Command::new(root().join("setup/wasm32.sh")).arg("--there").output().ok()?;
    let path = String::from_utf8(found.stdout).ok()?.trim().to_owned();
    (found.status.success() && !path.is_empty()).then(|| path.into())
}

/// The story as a module.
fn story(cargo: &Path) -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("wasm32-story");
    let status = Command::new(cargo)
        .current_dir(root())
        .args(["rustc", "--quiet", "--locked", "--offline", "-p", "allod-wasm32", "--lib", "--crate-type", "cdylib"])
        .args(QUICK.into_iter().flat_map(|setting| ["--config", setting]))
        .args(["--target", "wasm32-unknown-unknown", "--target-dir"])
        .arg(&target)
        .env_remove("RUSTFLAGS")
        .status();
    assert!(status.unwrap().success(), "the engine does not build for wasm32-unknown-unknown");
    target.join("wasm32-unknown-unknown/debug/allod_wasm32.wasm")
}

/// Output of node for the story.
fn told_by_node(story: &Path, module: &[u8], openings: &[(u64, usize)]) -> String {
    let contract = Path::new(env!("CARGO_TARGET_TMPDIR")).join("counter.wasm");
    fs::write(&contract, module).unwrap();
    let ran = Command::new("node")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("run.mjs"))
        .args([story, &contract])
        .args(openings.iter().map(|(depth, threads)| format!("{depth}:{threads}")))
        .output()
        .unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).unwrap()
}

/// Says what is left out, past what the harness captures.
fn left_out(what: &str) {
    std::io::stderr().write_all(format!("SKIPPED: the engine on 32 bits: {what}\n").as_bytes()).unwrap();
}

fn opened_with(depth: u64) -> String {
    let mut said = String::new();
    tell_opening(depth, 2, &mut |line| said.push_str(&line));
    said
}

#[test]
fn receipts_gas_and_roots_are_the_same_on_32_bits_as_on_64() {
    let module = counter_in_go();
    let here = told_here(&|| EngineConfig::default().with_compiler(Compiler::Interpreter), &module);
    assert_eq!(told_here(&EngineConfig::default, &module), here, "by machine code");
    assert!(here.len() > 90, "{} lines", here.len());
    let Some(cargo) = cargo() else {
        return left_out("no compiler for wasm32-unknown-unknown; setup/wasm32.sh installs one");
    };
    if Command::new("node").arg("--version").output().is_err() {
        return left_out("no node");
    }
    let openings = [(DEEPEST_IN_WASM, 1), (DEEPEST_IN_WASM + 1, 1), (DEEPEST_IN_WASM, 2)];
    let printed = told_by_node(&story(&cargo), &module, &openings);
    let (interface, told) = printed.split_once('\n').unwrap();
    let exports = ["memory memory", "function push", "function tell_chapter", "function tell_opening"];
    let exports = exports.into_iter().chain(["function length", "function byte"]);
    let interface: serde_json::Value = serde_json::from_str(interface).unwrap();
    assert_eq!(interface["imports"], serde_json::json!([]), "it needs no system");
    let exported: Vec<_> = interface["exports"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    for name in exports {
        assert!(exported.contains(&name), "{name} is not among {exported:?}");
    }
    let there: Vec<&str> = told.lines().collect();
    let (story, opened) = there.split_at(there.len().saturating_sub(openings.len()));
    for (number, (there, here)) in story.iter().zip(&here).enumerate() {
        assert_eq!(there, here, "line {}", number + 1);
    }
    assert_eq!(story.len(), here.len(), "the same number of lines");
    assert_eq!(opened[..2], ["open", "call_depth is 65 frames, wanted 1 to 64"]);
    assert!(opened[2].contains("2 threads"), "{}", opened[2]);
}

#[test]
fn a_chain_that_is_longer_than_a_program_has_stack_for_is_refused_when_the_engine_opens() {
    assert_eq!(opened_with(256), "open");
    assert_eq!(opened_with(257), "call_depth is 257 frames, wanted 1 to 256");
}
