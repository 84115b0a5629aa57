//! A program with the whole vocabulary prints what stock Go prints.

use allod_go::compile::{Options, compile};
use allod_go::packages::Source;
use wasmi::{Caller, Engine, Linker, Module, Store};

/// Output of a program, and the message with which it ended if it panicked.
#[derive(Default)]
struct Output {
    printed: Vec<u8>,
    message: Option<String>,
}

fn text(caller: &Caller<'_, Output>, at: u32, length: u32) -> Vec<u8> {
    let memory = caller.get_export("memory").and_then(|export| export.into_memory()).expect("a memory");
    memory.data(caller)[at as usize..][..length as usize].to_vec()
}

fn run(wasm: &[u8]) -> Output {
    let engine = Engine::default();
    let module = Module::new(&engine, wasm).expect("the module is valid");
    let mut linker = Linker::new(&engine);
    let debug = |mut caller: Caller<'_, Output>, at: u32, length: u32| {
        let bytes = text(&caller, at, length);
        caller.data_mut().printed.extend(bytes);
    };
    let revert = |mut caller: Caller<'_, Output>, _code: u32, at: u32, length: u32| {
        let bytes = text(&caller, at, length);
        caller.data_mut().message = Some(String::from_utf8_lossy(&bytes).into_owned());
    };
    linker.func_wrap("allod", "debug", debug).unwrap();
    linker.func_wrap("allod", "revert", revert).unwrap();
    let mut store = Store::new(&engine, Output::default());
    let instance = linker.instantiate_and_start(&mut store, &module).expect("the module starts");
    let mut ended = Ok(());
    for name in ["_initialize", "main"] {
        if let Ok(function) = instance.get_typed_func::<(), ()>(&store, name) {
            ended = ended.and_then(|()| function.call(&mut store, ()));
        }
    }
    let mut output = store.into_data();
    if let Err(error) = ended {
        output.message.get_or_insert_with(|| error.to_string());
    }
    output
}

#[test]
fn the_vocabulary_prints_what_stock_go_prints() {
    let source = Source::new("main.go", &include_bytes!("../sources/vocabulary.go")[..]);
    let compiled = match compile(&[source], &Options::program()) {
        Ok(compiled) => compiled,
        Err(failure) => panic!("{failure}"),
    };
    let output = run(&compiled.module.wasm);
    let printed = String::from_utf8_lossy(&output.printed);
    assert_eq!(output.message, None, "{printed}");
    assert_eq!(printed, include_str!("../sources/vocabulary.out"));
}
