//! Allod's imports, as far as the two contracts need them, over a hash map.

use std::collections::HashMap;
use wasmi::{Caller, Engine, Linker, Memory};

/// The other half of a contract: who calls, with what, and what there is.
#[derive(Default)]
pub(crate) struct Host {
    pub(crate) fields: HashMap<Vec<u8>, [u8; 8]>,
    pub(crate) input: Vec<u8>,
    pub(crate) sender: [u8; 20],
    pub(crate) events: Vec<Vec<u8>>,
    /// The memory of the instance that is running.
    pub(crate) memory: Option<Memory>,
}

/// Not found, in the half of an answer where the status stands.
const NOT_FOUND: u64 = 1 << 32;

fn split<'a>(caller: &'a mut Caller<'_, Host>) -> (&'a mut [u8], &'a mut Host) {
    let memory = caller.data().memory.expect("the instance has a memory");
    memory.data_and_store_mut(caller)
}

fn range(at: u32, len: u32) -> std::ops::Range<usize> {
    at as usize..at as usize + len as usize
}

/// The eight imports, each as its documentation has it but for the price and the permissions.
pub(crate) fn imports(engine: &Engine) -> Linker<Host> {
    let mut linker = Linker::new(engine);
    let taken = "no import is defined twice";
    linker
        .func_wrap("allod", "input", |mut caller: Caller<'_, Host>, out: u32, capacity: u32| -> u32 {
            let (memory, host) = split(&mut caller);
            let len = host.input.len() as u32;
            if len <= capacity {
                memory[range(out, len)].copy_from_slice(&host.input);
            }
            len
        })
        .expect(taken);
    linker
        .func_wrap("allod", "sender", |mut caller: Caller<'_, Host>, out: u32| {
            let (memory, host) = split(&mut caller);
            memory[range(out, 20)].copy_from_slice(&host.sender);
        })
        .expect(taken);
    // There is one object, and its handle is zero.
    linker.func_wrap("allod", "get_object", |_: Caller<'_, Host>, _id: u32| -> u64 { 0 }).expect(taken);
    type Get = (u32, u32, u32, u32, u32, u32, u32);
    let get = |mut caller: Caller<'_, Host>, (_, field, len, _, _, out, _): Get| -> u64 {
        let (memory, host) = split(&mut caller);
        match host.fields.get(&memory[range(field, len)]) {
            Some(value) => {
                memory[range(out, 8)].copy_from_slice(value);
                8
            }
            None => NOT_FOUND,
        }
    };
    linker
        .func_wrap("allod", "object_get", move |caller: Caller<'_, Host>, a, b, c, d, e, f, g| {
            get(caller, (a, b, c, d, e, f, g))
        })
        .expect(taken);
    let set = |mut caller: Caller<'_, Host>, (_, field, len, _, _, value, _): Get| -> u32 {
        let (memory, host) = split(&mut caller);
        let value = memory[range(value, 8)].try_into().expect("eight bytes");
        match host.fields.get_mut(&memory[range(field, len)]) {
            Some(old) => *old = value,
            None => drop(host.fields.insert(memory[range(field, len)].to_vec(), value)),
        }
        0
    };
    linker
        .func_wrap("allod", "object_set", move |caller: Caller<'_, Host>, a, b, c, d, e, f, g| {
            set(caller, (a, b, c, d, e, f, g))
        })
        .expect(taken);
    linker
        .func_wrap("allod", "log", |mut caller: Caller<'_, Host>, _: u32, _: u32, data: u32, len: u32| -> u32 {
            let (memory, host) = split(&mut caller);
            host.events.push(memory[range(data, len)].to_vec());
            0
        })
        .expect(taken);
    linker.func_wrap("allod", "output", |_: Caller<'_, Host>, _: u32, _: u32| {}).expect(taken);
    linker.func_wrap("allod", "revert", |_: Caller<'_, Host>, _: u32, _: u32, _: u32| {}).expect(taken);
    linker
}
