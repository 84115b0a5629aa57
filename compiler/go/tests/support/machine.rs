//! A machine for compiled programs: the interpreter wasmi, and the two imports that a program has.

use wasmi::{Caller, Config, Engine, Error, Extern, Linker, Module, Store};

/// Fuel of a run, some seconds of the interpreter: enough for Go's own tests, and an end for a loop without one.
const FUEL: u64 = 3_000_000_000;

/// The output of a run, and its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ran {
    /// All that was printed.
    pub output: Vec<u8>,
    /// Its end.
    pub end: End,
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
pub fn run(wasm: &[u8]) -> Ran {
    let mut config = Config::default();
    config.consume_fuel(true);
    config.set_max_recursion_depth(10_000);
    config.set_max_stack_height(1 << 22);
    let engine = Engine::new(&config);
    let mut store = Store::new(&engine, State::default());
    let end = match start(&engine, &mut store, wasm) {
        Ok(()) => End::Returned,
        Err(error) => match store.data_mut().panic.take() {
            Some(text) => End::Panicked(text),
            None => End::Failed(error.to_string()),
        },
    };
    Ran { output: std::mem::take(&mut store.data_mut().output), end }
}

fn start(engine: &Engine, store: &mut Store<State>, wasm: &[u8]) -> Result<(), Error> {
    store.set_fuel(FUEL)?;
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

/// A number for the output and the end of a run, FNV-1a of 64 bits.
pub fn digest(ran: &Ran) -> String {
    let end: &[u8] = match &ran.end {
        End::Returned => b"",
        End::Panicked(text) => text,
        End::Failed(_) => b"failed",
    };
    let bytes = ran.output.iter().chain(b"\0").chain(end);
    let hash =
        bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3));
    format!("{hash:016x}")
}
