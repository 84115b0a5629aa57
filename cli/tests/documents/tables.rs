//! The tables in `docs/` say what the code says. With `UPDATE_DOCS=1` a table that does not is written anew.

use allod_core::PRIMITIVES;
use allod_core::{GasSchedule, HostOp, HostStatus, IMPORTS, InstructionPrices, WasmType};
use std::fmt::Write;
use std::path::PathBuf;
use std::process::Command;

#[test]
fn the_host_interface_lists_every_import_by_its_type() {
    let mut table = String::from("| import | takes | returns | parameters and result |\n|---|---|---|---|\n");
    for import in IMPORTS {
        let word = |ty: &WasmType| match ty {
            WasmType::I32 => "i32",
            WasmType::I64 => "i64",
        };
        let params = import.params.iter().map(word).collect::<Vec<_>>().join(", ");
        let result = import.result.as_ref().map_or("", word);
        writeln!(table, "| `{}` | {params} | {result} | {} |", import.name, import.doc).unwrap();
    }
    assert_table("host-interface.md", "imports", &table);
}

#[test]
fn the_host_interface_lists_every_status() {
    let mut table = String::from("| number | status |\n|---|---|\n");
    for status in HostStatus::ALL {
        writeln!(table, "| {} | {status:?} |", status as u32).unwrap();
    }
    assert_table("host-interface.md", "status", &table);
}

#[test]
fn the_host_interface_lists_every_plain_type() {
    let mut table = String::from("| byte | type |\n|---|---|\n");
    for (tag, name, _) in PRIMITIVES {
        writeln!(table, "| {tag} | {name} |").unwrap();
    }
    assert_table("host-interface.md", "types", &table);
}

/// Where the documents put each operation; an operation in no block fails the test.
const BLOCKS: [(&str, &[HostOp]); 4] = [
    (
        "Context and Object",
        &[
            HostOp::Sender,
            HostOp::BlockHeight,
            HostOp::BlockTime,
            HostOp::ContractAddress,
            HostOp::Balance,
            HostOp::Transfer,
            HostOp::Call,
            HostOp::CreateObject,
            HostOp::GetObject,
            HostOp::GetObjectWithOwner,
            HostOp::DeleteObject,
            HostOp::Log,
            HostOp::ObjectId,
            HostOp::ObjectContract,
            HostOp::ObjectOwner,
            HostOp::ObjectSetOwner,
            HostOp::ObjectGet,
            HostOp::ObjectSet,
        ],
    ),
    (
        "of the same kind",
        &[
            HostOp::Deployer,
            HostOp::Origin,
            HostOp::ChainId,
            HostOp::GasLeft,
            HostOp::Attached,
            HostOp::Receive,
            HostOp::CallWith,
            HostOp::ObjectShare,
            HostOp::ObjectFreeze,
            HostOp::ObjectSeal,
            HostOp::Input,
            HostOp::Output,
            HostOp::Revert,
            HostOp::Fetch,
            HostOp::LastError,
            HostOp::Debug,
            HostOp::Wasi,
            HostOp::HostModule,
        ],
    ),
    (
        "measured",
        &[
            HostOp::Sha256,
            HostOp::Keccak256,
            HostOp::Blake3,
            HostOp::Ed25519Verify,
            HostOp::Secp256k1Verify,
            HostOp::Secp256k1Recover,
        ],
    ),
    ("setting up", &[HostOp::Entry, HostOp::Instantiate, HostOp::Deploy]),
];

#[test]
fn the_gas_page_has_the_price_of_every_host_operation() {
    let schedule = GasSchedule::standard();
    let mut table = String::from("| block | operation | gas | for each unit | gives back |\n|---|---|---|---|---|\n");
    let mut listed = Vec::new();
    for (block, ops) in BLOCKS {
        for op in ops {
            let price = schedule.price(*op);
            let unit = if price.per_unit == 0 { String::new() } else { format!("+ {}", price.per_unit) };
            let back = if *op == HostOp::DeleteObject { schedule.delete_refund.to_string() } else { String::new() };
            writeln!(table, "| {block} | `{}` | {} | {unit} | {back} |", op.name(), price.base).unwrap();
            listed.push(*op);
        }
    }
    listed.sort();
    let mut all = HostOp::ALL.to_vec();
    all.sort();
    assert_eq!(listed, all);
    assert_table("gas.md", "host operations", &table);
}

#[test]
fn the_gas_page_has_the_price_of_every_class_of_instructions() {
    // Taken apart in full, so that a new class does not go unmentioned.
    let InstructionPrices {
        control_free,
        simple,
        arithmetic,
        multiply,
        divide,
        global,
        memory,
        branch,
        branch_table,
        call,
        call_indirect,
        float,
        float_multiply,
        float_divide,
        float_convert,
        local,
        bulk,
        grow,
        bulk_per_64_bytes,
        grow_page,
        vector,
        atomic,
    } = GasSchedule::standard().instructions;
    let rows = [
        ("`block`, `loop`, `end`, `else`, `nop`, `drop`", control_free),
        ("constants, reading and writing locals", simple),
        ("integer and bit operators, comparisons, `select`, conversions between integers", arithmetic),
        ("integer multiplication", multiply),
        ("integer division and remainder", divide),
        ("reading and writing globals", global),
        ("loads and stores", memory),
        ("`br`, `br_if`, `if`, `return`, `unreachable`", branch),
        ("`br_table`", branch_table),
        ("`call`", call),
        ("`call_indirect`", call_indirect),
        ("floating-point operators", float),
        ("floating-point multiplication, changes of precision", float_multiply),
        ("floating-point division and square root", float_divide),
        ("conversions to and from floating point", float_convert),
        ("each local a function declares", local),
        ("`memory.size`, and the fixed part of `memory.copy` and `memory.fill`", bulk),
        ("the fixed part of `memory.grow`", grow),
        ("each 64 bytes begun of `memory.copy` and `memory.fill`", bulk_per_64_bytes),
        ("each page asked of `memory.grow`", grow_page),
        ("vector operators, where a module may use them", vector),
        ("atomic operators, where a module may use them", atomic),
    ];
    let mut table = String::from("| instructions | gas |\n|---|---|\n");
    for (class, gas) in rows {
        writeln!(table, "| {class} | {gas} |").unwrap();
    }
    assert_table("gas.md", "instructions", &table);
}

#[test]
fn the_exit_codes_are_those_of_help() {
    let help = Command::new(env!("CARGO_BIN_EXE_allod")).arg("--help").output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let codes = &help[help.find("Exit codes:").unwrap()..];
    let page = std::fs::read_to_string(document("getting-started.md")).unwrap();
    assert!(page.contains(&format!("```text\n{}\n```", codes.trim_end())), "{codes}");
}

fn document(file: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "..", "docs", file].iter().collect()
}

/// The text between the markers `<!-- name -->` and `<!-- end -->` of a document is `table`.
fn assert_table(file: &str, name: &str, table: &str) {
    let page = std::fs::read_to_string(document(file)).unwrap();
    let marker = format!("<!-- {name} -->\n");
    let start = page.find(&marker).unwrap_or_else(|| panic!("{file} has no {marker}")) + marker.len();
    let end = start + page[start..].find("<!-- end -->").unwrap_or_else(|| panic!("{file}: {name} has no end"));
    if page[start..end] != *table && std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(document(file), format!("{}{table}{}", &page[..start], &page[end..])).unwrap();
        return;
    }
    assert_eq!(&page[start..end], table, "docs/{file}: {name}; UPDATE_DOCS=1 writes it anew");
}
