//! Every pointer and length of the host interface, at and past the end of memory.

use allod_core::{HostOp, HostStatus, IMPORTS, Import, Status, Trap, Value, WasmType};
use allod_testing::hostile::{deploy, gas_of, imports, parameters, signature, with_gas};
use allod_testing::world::{ALICE, memory_engine};
use allod_vm::{Address, Args, Engine, GasSchedule, Receipt};

/// Bytes of the one page that the contracts here have.
const END: u32 = 65_536;
const LIMIT: u64 = 100_000_000;

/// What a parameter means, by the name that the import's documentation gives it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// Points at this many bytes, or at as many as the next parameter says.
    Pointer(Option<u32>),
    Length,
    Number,
}

fn role(word: &str) -> Role {
    let (name, width) = word.split_once(' ').map_or((word, None), |(name, width)| (name, width.parse().ok()));
    match name {
        "address" | "to" | "contract" | "owner" => Role::Pointer(Some(20)),
        "id" | "digest" => Role::Pointer(Some(32)),
        "public_key" | "signature" | "terms" => Role::Pointer(width),
        "out" => Role::Pointer(width),
        "ptr" | "name" | "args" | "attributes" | "field" | "type" | "value" => Role::Pointer(None),
        "len" | "capacity" | "name_len" | "args_len" | "attributes_len" | "field_len" | "type_len" | "value_len" => {
            Role::Length
        }
        "handle" | "amount" | "gas" | "code" | "on" | "recovery_id" => Role::Number,
        other => panic!("say what the parameter \"{other}\" is"),
    }
}

fn roles(import: &Import) -> Vec<Role> {
    parameters(import).into_iter().map(role).collect()
}

/// A contract whose `f` holds the default object as handle 0 and then passes its own arguments on.
fn contract(engine: &Engine, import: &Import) -> Address {
    let passed: String = (0..import.params.len()).map(|i| format!("(local.get {i})")).collect();
    let others = if import.op == HostOp::GetObject { vec![] } else { vec!["get_object"] };
    let wat = format!(
        r#"(module {} (import "allod" "{name}" (func $op {ty})) (memory (export "memory") 1)
            (func (export "f") {ty} {hold} (call $op {passed})))"#,
        imports(&others),
        name = import.name,
        ty = signature(import),
        hold = if others.is_empty() { "" } else { "(drop (call $get_object (i32.const 1024)))" },
    );
    deploy(engine, &wat)
}

fn call(engine: &Engine, contract: Address, import: &Import, words: &[u64]) -> Receipt {
    let value = |(ty, word): (&WasmType, &u64)| match ty {
        WasmType::I32 => Value::I32(*word as u32 as i32),
        WasmType::I64 => Value::I64(*word as i64),
    };
    let args = Args::Positional(import.params.iter().zip(words).map(value).collect());
    let receipt = engine.execute(contract, "f", args, with_gas(ALICE, LIMIT)).unwrap();
    let base = GasSchedule::standard().price(import.op).base;
    assert!(gas_of(&receipt, import.op) >= base.min(LIMIT / 2), "{} {words:?} was not paid for", import.name);
    assert!(receipt.gas.used <= LIMIT);
    receipt
}

fn out_of_bounds(receipt: &Receipt) -> bool {
    matches!(receipt.status, Status::Trapped { trap: Trap::MemoryOutOfBounds, .. })
}

fn is_orderly(receipt: &Receipt) -> bool {
    match &receipt.status {
        Status::Success | Status::OutOfGas | Status::Reverted { .. } => true,
        Status::Trapped { trap, .. } => *trap == Trap::MemoryOutOfBounds,
        Status::Refused { .. } => false,
    }
}

#[test]
fn ptr_wrap_a_pointer_at_or_past_the_end_is_a_trap_or_a_status_at_every_host_function() {
    let engine = memory_engine();
    for import in IMPORTS {
        let (contract, roles) = (contract(&engine, import), roles(import));
        let benign: Vec<u64> = roles.iter().map(|role| u64::from(*role == Role::Length)).collect();
        assert!(is_orderly(&call(&engine, contract, import, &benign)), "{}", import.name);
        for (i, role) in roles.iter().enumerate() {
            let Role::Pointer(width) = role else { continue };
            for at in [END - 1, END, END + 1, u32::MAX - 31, u32::MAX] {
                let mut words = benign.clone();
                words[i] = at.into();
                let receipt = call(&engine, contract, import, &words);
                assert!(is_orderly(&receipt), "{} {words:?}: {}", import.name, receipt.status);
                if width.is_some() {
                    assert!(out_of_bounds(&receipt), "{} {words:?}: {}", import.name, receipt.status);
                }
            }
        }
    }
}

#[test]
fn ptr_wrap_a_length_of_four_gibibytes_moves_nothing_at_every_host_function() {
    let engine = memory_engine();
    for import in IMPORTS {
        let (contract, roles) = (contract(&engine, import), roles(import));
        for (i, role) in roles.iter().enumerate() {
            if *role != Role::Length {
                continue;
            }
            for len in [END, END + 1, 1 << 31, u32::MAX] {
                for at in [0, 1, END - 1, u32::MAX] {
                    let mut words = vec![0; roles.len()];
                    words[i] = len.into();
                    words[i - 1] = at.into();
                    let receipt = call(&engine, contract, import, &words);
                    assert!(is_orderly(&receipt), "{} {words:?}: {}", import.name, receipt.status);
                }
            }
        }
    }
}

#[test]
fn ptr_wrap_pointers_without_a_memory_are_refused_and_a_handle_nobody_gave_is_invalid() {
    let engine = memory_engine();
    let bare = r#"(module (import "allod" "sender" (func $sender (param i32)))
        (func (export "f") (param i32) (call $sender (local.get 0))))"#;
    let error = engine.deploy(bare).unwrap_err().to_string();
    assert!(error.starts_with("memory:"), "{error}");

    for import in IMPORTS.iter().filter(|i| i.doc.starts_with("(handle")) {
        let contract = contract(&engine, import);
        for handle in [1u64, 65_536, 1 << 31, u32::MAX.into()] {
            let mut words = vec![0; import.params.len()];
            words[0] = handle;
            let receipt = call(&engine, contract, import, &words);
            let answer = receipt.values().unwrap()[0].clone();
            let status = match answer {
                Value::I32(status) => status,
                Value::I64(answer) => (answer >> 32) as i32,
                other => panic!("{other:?}"),
            };
            assert_eq!(status, HostStatus::Invalid as i32, "{} {handle}", import.name);
        }
    }
}
