//! Mock host: the functions that a module may import, over a world small enough to see through. A module runs in wasmi.
//!
//! It checks no permissions, keeps no gas and answers questions about the chain with fixed numbers.

use allod_core::{HostOp, HostStatus, IMPORT_MODULE, IMPORTS, Type, Value, WasmType};
use std::collections::BTreeMap;
use wasmi::{Caller, Extern, Func, Linker, Memory, Store, Val};

/// The caller of every call.
pub const SENDER: [u8; 20] = [0xaa; 20];
/// The contract that is called.
pub const CONTRACT: [u8; 20] = [0xcc; 20];

/// The end of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It returned these bytes.
    Returned(Vec<u8>),
    /// It reverted with a code and a reason.
    Reverted(u32, String),
    /// It trapped, which the interpreter says in these words.
    Trapped(String),
}

/// An object.
#[derive(Clone, Debug, Default)]
pub struct Stored {
    id: [u8; 32],
    owner: [u8; 20],
    fields: BTreeMap<String, (Vec<u8>, Vec<u8>)>,
}

/// The host's memory between two calls, and all that happened in the last.
#[derive(Clone, Debug, Default)]
pub struct World {
    /// Objects by their handles.
    pub objects: Vec<Stored>,
    /// Events that the last call has logged.
    pub events: Vec<(String, Vec<Value>)>,
    /// The debug log.
    pub debug: String,
    /// Every host function called, in order.
    pub calls: Vec<&'static str>,
    /// Gas that the instructions of the last call took.
    pub instructions: u64,
    /// The answer of the next cross-contract calls.
    pub answer: Option<(HostStatus, Vec<u8>)>,
    /// The arguments of the last cross-contract call.
    pub called: Vec<Value>,
    /// The terms of the last one: gas, value and kind, 8 bytes each.
    pub terms: Vec<u8>,
    /// The input of the call.
    pub input: Vec<u8>,
    /// The result of the call.
    pub output: Vec<u8>,
    kept: Vec<u8>,
    /// The host's words for its last refusal.
    pub failure: String,
    /// Code and reason of a revert.
    pub reverted: Option<(u32, String)>,
}

/// A linker with every function of the host.
///
/// # Panics
/// Never, but for a table of imports that names one twice.
pub fn linker(store: &mut Store<World>) -> Linker<World> {
    let mut linker = Linker::new(store.engine());
    for import in IMPORTS {
        let kind = |ty: &WasmType| match ty {
            WasmType::I32 => wasmi::ValType::I32,
            WasmType::I64 => wasmi::ValType::I64,
        };
        let ty = wasmi::FuncType::new(import.params.iter().map(kind), import.result.iter().map(kind));
        let op = import.op;
        let func = Func::new(&mut *store, ty, move |caller: Caller<'_, World>, args: &[Val], results: &mut [Val]| {
            serve(op, caller, args, results)
        });
        linker.define(IMPORT_MODULE, import.name, func).unwrap();
    }
    linker
}

fn serve(op: HostOp, mut caller: Caller<'_, World>, args: &[Val], results: &mut [Val]) -> Result<(), wasmi::Error> {
    let memory = caller.get_export("memory").and_then(Extern::into_memory).unwrap();
    let word = |i: usize| match &args[i] {
        Val::I32(n) => u64::from(*n as u32),
        Val::I64(n) => *n as u64,
        other => panic!("{other:?}"),
    };
    let read = |caller: &Caller<'_, World>, at: usize, size: usize| memory.data(caller)[at..at + size].to_vec();
    let bytes = |caller: &Caller<'_, World>, i: usize| read(caller, word(i) as usize, word(i + 1) as usize);
    let text = |caller: &Caller<'_, World>, i: usize| String::from_utf8(bytes(caller, i)).unwrap();
    caller.data_mut().calls.push(op.name());
    let (mut status, mut low) = (HostStatus::Ok, 0u64);
    match op {
        HostOp::Input => {
            let input = caller.data().input.clone();
            low = give(&mut caller, memory, word(0), word(1), &input, false);
        }
        HostOp::Output => caller.data_mut().output = bytes(&caller, 0),
        HostOp::Revert => {
            let reason = text(&caller, 1);
            caller.data_mut().reverted = Some((word(0) as u32, reason));
            return Err(wasmi::Error::new("reverted"));
        }
        HostOp::Fetch => {
            let kept = caller.data().kept.clone();
            low = give(&mut caller, memory, word(0), word(1), &kept, true);
        }
        HostOp::LastError => {
            let failure = caller.data().failure.clone().into_bytes();
            low = give(&mut caller, memory, word(0), word(1), &failure, true);
        }
        HostOp::Debug => {
            let words = text(&caller, 0);
            caller.data_mut().debug.push_str(&words);
        }
        HostOp::BlockHeight => low = 7,
        HostOp::BlockTime => low = 1_700_000_000,
        HostOp::ChainId => low = 3,
        HostOp::GasLeft => low = 1 << 40,
        HostOp::Balance => low = 1_000,
        HostOp::Attached => low = 50,
        HostOp::Sender | HostOp::Origin | HostOp::Deployer => {
            memory.write(&mut caller, word(0) as usize, &SENDER).unwrap()
        }
        HostOp::ContractAddress => memory.write(&mut caller, word(0) as usize, &CONTRACT).unwrap(),
        HostOp::Transfer if word(1) > 1_000 => status = HostStatus::InsufficientBalance,
        HostOp::Transfer | HostOp::Receive => {}
        HostOp::Call | HostOp::CallWith => {
            let given = bytes(&caller, 3);
            let terms = if op == HostOp::Call { vec![0; 24] } else { read(&caller, word(5) as usize, 24) };
            match terms[16] {
                0 => caller.data_mut().called = allod_core::tagged_value::decode(&given).unwrap(),
                _ => caller.data_mut().called = vec![Value::Bytes(given)],
            }
            caller.data_mut().terms = terms;
            let (answer, result) = caller.data().answer.clone().unwrap();
            status = answer;
            low = give(&mut caller, memory, word(6), word(7), &result, false);
            caller.data_mut().kept = result;
        }
        HostOp::Log => {
            let (name, tagged) = (text(&caller, 0), bytes(&caller, 2));
            caller.data_mut().events.push((name, allod_core::tagged_value::decode(&tagged).unwrap()));
        }
        HostOp::CreateObject => {
            let objects = &mut caller.data_mut().objects;
            let mut id = [0; 32];
            id[0] = objects.len() as u8 + 1;
            objects.push(Stored { id, owner: CONTRACT, fields: BTreeMap::new() });
            low = objects.len() as u64 - 1;
        }
        HostOp::GetObject | HostOp::GetObjectWithOwner => {
            let key = read(&caller, word(0) as usize, if op == HostOp::GetObject { 32 } else { 20 });
            let found = caller.data().objects.iter().position(|o| o.id[..] == key[..] || o.owner[..] == key[..]);
            match found {
                Some(handle) => low = handle as u64,
                None => {
                    status = HostStatus::NotFound;
                    caller.data_mut().failure = "there is no such object".into();
                }
            }
        }
        HostOp::ObjectId | HostOp::ObjectOwner | HostOp::ObjectContract => {
            let object = caller.data().objects[word(0) as usize].clone();
            let out: &[u8] = match op {
                HostOp::ObjectId => &object.id,
                HostOp::ObjectOwner => &object.owner,
                _ => &CONTRACT,
            };
            memory.write(&mut caller, word(1) as usize, out).unwrap();
        }
        HostOp::DeleteObject => caller.data_mut().objects[word(0) as usize] = Stored::default(),
        HostOp::ObjectSetOwner => {
            let owner = read(&caller, word(1) as usize, 20).try_into().unwrap();
            caller.data_mut().objects[word(0) as usize].owner = owner;
        }
        HostOp::ObjectSet => {
            let (field, ty, value) = (text(&caller, 1), bytes(&caller, 3), bytes(&caller, 5));
            Value::decode(&Type::from_descriptor(&ty).unwrap(), &value).unwrap();
            caller.data_mut().objects[word(0) as usize].fields.insert(field, (ty, value));
        }
        HostOp::ObjectGet => {
            let (field, ty) = (text(&caller, 1), bytes(&caller, 3));
            match caller.data().objects[word(0) as usize].fields.get(&field).cloned() {
                Some((stored, value)) if stored == ty => {
                    low = give(&mut caller, memory, word(5), word(6), &value, false);
                    caller.data_mut().kept = value;
                }
                Some(_) => status = HostStatus::TypeMismatch,
                None => status = HostStatus::NotFound,
            }
        }
        HostOp::Sha256 => memory.write(&mut caller, word(2) as usize, &[0x5a; 32]).unwrap(),
        other => panic!("the contract called {}", other.name()),
    }
    let import = IMPORTS.iter().find(|import| import.op == op).unwrap();
    let answers_alone = import.doc.contains("→ status, ");
    match results {
        [Val::I32(n)] if import.doc.contains("→ status") => *n = status as i32,
        [Val::I32(n)] => *n = low as i32,
        [Val::I64(n)] => *n = if answers_alone { status.with(low as u32) } else { low as i64 },
        _ => {}
    }
    Ok(())
}

/// Writes `value` if it fits (or as far as it does) and answers with its length.
fn give(caller: &mut Caller<'_, World>, memory: Memory, at: u64, room: u64, value: &[u8], cut: bool) -> u64 {
    if value.len() as u64 <= room || cut {
        let size = value.len().min(room as usize);
        memory.write(caller, at as usize, &value[..size]).unwrap();
    }
    value.len() as u64
}
