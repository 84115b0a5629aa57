//! A machine for compiled programs: the interpreter wasmi, and the two imports that a program has.

use super::lines;
use wasmi::{Caller, CompilationMode, Config, Engine, Error, Extern, Global, Linker, Module, Store};

/// Fuel of a run, some seconds of the interpreter: enough for Go's own tests, and an end for a loop without one.
pub const FUEL: u64 = 3_000_000_000;

/// The output of a run, and its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ran {
    /// All that was printed.
    pub output: Vec<u8>,
    /// Its end.
    pub end: End,
    /// The line of its panic, or of what ended it, if it is known.
    pub line: Option<u32>,
}

/// The end of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// `main` returned.
    Returned,
    /// It panicked with this text.
    Panicked(Vec<u8>),
    /// It ended in a way that no program should, or asked for more than the machine has.
    Failed(String),
}

#[derive(Default)]
struct State {
    output: Vec<u8>,
    panic: Option<Vec<u8>>,
}

/// Runs a module's `main`, after `_initialize` if it has one.
pub fn run(wasm: &[u8], fuel: u64) -> Ran {
    let mut config = Config::default();
    config.consume_fuel(true);
    config.set_max_recursion_depth(20_000);
    config.compilation_mode(CompilationMode::Lazy);
    config.set_max_stack_height(1 << 22);
    let engine = Engine::new(&config);
    let mut store = Store::new(&engine, State::default());
    let mut line = None;
    let end = match start(&engine, &mut store, wasm, fuel, &mut line) {
        Ok(()) => End::Returned,
        Err(error) => match store.data_mut().panic.take() {
            Some(text) => End::Panicked(text),
            None => End::Failed(error.to_string()),
        },
    };
    let line = line.filter(|_| end != End::Returned).and_then(|global| global.get(&store).i32());
    let line = line.and_then(|line| u32::try_from(line).ok()).filter(|line| *line > 0);
    Ran { output: std::mem::take(&mut store.data_mut().output), end, line }
}

fn start(
    engine: &Engine,
    store: &mut Store<State>,
    wasm: &[u8],
    fuel: u64,
    line: &mut Option<Global>,
) -> Result<(), Error> {
    store.set_fuel(fuel)?;
    let module = Module::new(engine, wasm)?;
    let mut linker = Linker::<State>::new(engine);
    linker.func_wrap("allod", "debug", |mut caller: Caller<'_, State>, at: u32, len: u32| -> Result<(), Error> {
        let text = bytes(&caller, at, len)?;
        caller.data_mut().output.extend(text);
        Ok(())
    })?;
    let revert = |mut caller: Caller<'_, State>, _code: u32, at: u32, len: u32| -> Result<(), Error> {
        let text = bytes(&caller, at, len)?;
        caller.data_mut().panic = Some(text);
        Err(Error::new("reverted"))
    };
    linker.func_wrap("allod", "revert", revert)?;
    let instance = linker.instantiate_and_start(&mut *store, &module)?;
    *line = instance.get_global(&*store, lines::GLOBAL);
    for name in ["_initialize", "main"] {
        if let Ok(function) = instance.get_typed_func::<(), ()>(&*store, name) {
            function.call(&mut *store, ())?;
        } else if name == "main" {
            return Err(Error::new("no export main"));
        }
    }
    Ok(())
}

fn bytes(caller: &Caller<'_, State>, at: u32, len: u32) -> Result<Vec<u8>, Error> {
    let memory = caller.get_export("memory").and_then(Extern::into_memory).ok_or_else(|| Error::new("no memory"))?;
    let end = (at as usize).checked_add(len as usize);
    let found = end.and_then(|end| memory.data(caller).get(at as usize..end));
    found.map(<[u8]>::to_vec).ok_or_else(|| Error::new("a range outside the memory"))
}

/// A number for the output of a run, its end and the line of that, FNV-1a of 64 bits.
pub fn digest(ran: &Ran) -> String {
    let end: &[u8] = match &ran.end {
        End::Returned => b"",
        End::Panicked(text) => text,
        End::Failed(_) => b"failed",
    };
    let line = ran.line.unwrap_or(0).to_le_bytes();
    let bytes = ran.output.iter().chain(b"\0").chain(end).chain(&line);
    let hash =
        bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3));
    format!("{hash:016x}")
}
