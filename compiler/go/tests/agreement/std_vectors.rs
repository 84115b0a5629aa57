//! Programs over the library that comes with the compiler print what they print with Go's own library.

use allod_go::compile::{Options, build};
use allod_go::lower;
use allod_go::packages::Source;
use std::fs;
use std::path::{Path, PathBuf};
use wasmi::{Caller, Engine, Extern, Linker, Module, Store};

/// The programs that std/oracle runs with Go's library and ours.
fn vectors() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("std/oracle/vectors");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|it| it == "go")).collect();
    files.sort();
    files
}

fn compile(name: &str, text: Vec<u8>) -> Result<Vec<u8>, String> {
    let source = Source { name: name.to_owned(), text: text.into() };
    let built = build(&[source], &Options::program()).map_err(|failure| failure.to_string())?;
    let options = lower::Options { names: true, ..lower::Options::default() };
    let lowered = lower::lower(&built.program, &built.files, &options).map_err(|diagnostic| diagnostic.message)?;
    Ok(lowered.wasm)
}

/// Runs a program: its output, and the reason why it ended if it did not end by itself.
fn run(wasm: &[u8]) -> (Vec<u8>, Option<String>) {
    let engine = Engine::default();
    let module = Module::new(&engine, wasm).expect("a valid module");
    let mut store = Store::new(&engine, Vec::new());
    let mut linker = Linker::<Vec<u8>>::new(&engine);
    let read = |caller: &Caller<'_, Vec<u8>>, at: u32, length: u32| {
        let memory = caller.get_export("memory").and_then(Extern::into_memory).expect("a memory");
        memory.data(caller)[at as usize..][..length as usize].to_vec()
    };
    linker
        .func_wrap("allod", "debug", move |mut caller: Caller<'_, Vec<u8>>, at: u32, length: u32| {
            let text = read(&caller, at, length);
            caller.data_mut().extend(text);
        })
        .unwrap();
    linker
        .func_wrap("allod", "revert", move |mut caller: Caller<'_, Vec<u8>>, _code: u32, at: u32, length: u32| {
            let text = read(&caller, at, length);
            caller.data_mut().extend([b"panic: ".as_slice(), &text, b"\n"].concat());
        })
        .unwrap();
    let instance = linker.instantiate_and_start(&mut store, &module).expect("an instance");
    if let Some(initialize) = instance.get_func(&store, "_initialize") {
        initialize.call(&mut store, &[], &mut []).expect("package variables");
    }
    let main = instance.get_typed_func::<(), ()>(&store, "main").expect("a main");
    let end = main.call(&mut store, ()).err().map(|error| error.to_string());
    (store.into_data(), end)
}

/// The checksum that POSIX gives to the command cksum.
fn cksum(text: &[u8]) -> u32 {
    let mut crc = 0u32;
    let mut take = |byte: u8| {
        crc ^= u32::from(byte) << 24;
        for _ in 0..8 {
            crc = crc << 1 ^ if crc >> 31 == 1 { 0x04C1_1DB7 } else { 0 };
        }
    };
    text.iter().copied().for_each(&mut take);
    let mut length = text.len();
    while length > 0 {
        take(length as u8);
        length >>= 8;
    }
    !crc
}

/// Checksum and length of each 1,000 lines, as `split -l 1000 --filter=cksum` prints them.
fn sums(text: &[u8]) -> Vec<String> {
    let lines: Vec<&[u8]> = text.split_inclusive(|byte| *byte == b'\n').collect();
    lines.chunks(1000).map(|lines| lines.concat()).map(|part| format!("{} {}", cksum(&part), part.len())).collect()
}

#[test]
fn every_vector_prints_through_our_compiler_what_it_prints_with_stock_go() {
    let mut wrong = Vec::new();
    for path in vectors() {
        let name = path.file_name().unwrap().to_str().unwrap();
        let golden = fs::read_to_string(path.with_extension("golden")).unwrap();
        let wasm = match compile(name, fs::read(&path).unwrap()) {
            Ok(wasm) => wasm,
            Err(why) => {
                wrong.push(format!("{name}: {why}"));
                continue;
            }
        };
        let (out, end) = run(&wasm);
        if let Some(why) = end {
            let last = String::from_utf8_lossy(&out[out.len().saturating_sub(200)..]).into_owned();
            wrong.push(format!("{name}: {why} behind {last:?}"));
        }
        let (found, wanted) = (sums(&out), golden.lines().collect::<Vec<_>>());
        if let Some(part) =
            (0..found.len().max(wanted.len())).find(|at| found.get(*at).map(String::as_str) != wanted.get(*at).copied())
        {
            wrong.push(format!("{name}: differs in the 1,000 lines from line {} on", part * 1000 + 1));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn checksums_are_those_of_the_command() {
    assert_eq!(sums(b"123456789"), ["930766865 9"]);
}

#[test]
fn errors_as_finds_an_error_by_an_interface_whose_type_is_known() {
    let text = br#"package main

import "errors"

type busy struct{}

func (busy) Error() string   { return "busy" }
func (busy) Temporary() bool { return true }

func main() {
	var t interface{ Temporary() bool }
	println(errors.As(errors.Join(errors.New("x"), busy{}), &t), t.Temporary(), errors.As(errors.New("x"), &t))
}
"#;
    let wasm = compile("as.go", text.to_vec()).unwrap();
    assert_eq!(run(&wasm), (b"true true false\n".to_vec(), None));
}
