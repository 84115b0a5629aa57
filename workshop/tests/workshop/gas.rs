//! Calls of a test cost what they cost in a block: every function of every example.

use crate::suite::{compiled, file};
use allod_core::{Address, Args, ObjectId, Type, Value};
use allod_vm::{DeployOptions, Engine, EngineConfig, ExecuteOptions};
use allod_workshop::{Contracts, GasTable, RunOptions, Suite, Verdict};
use std::fmt::Write;
use std::path::Path;

/// A value of a type, and as a test writes it in Go.
fn value(ty: &Type) -> Option<(Value, String)> {
    Some(match ty {
        Type::Bool => (Value::Bool(true), "true".into()),
        Type::U8 => (Value::U8(3), "uint8(3)".into()),
        Type::U32 => (Value::U32(3), "uint32(3)".into()),
        Type::U64 => (Value::U64(7), "uint64(7)".into()),
        Type::I64 => (Value::I64(-7), "int64(-7)".into()),
        Type::String => (Value::from("text"), "\"text\"".into()),
        Type::Address => (Value::Address(Address([5; 20])), format!("core.AddressFromString(\"{}\")", "05".repeat(20))),
        Type::ObjectId => (Value::ObjectId(ObjectId([5; 32])), format!("core.IDFromString(\"{}\")", "05".repeat(32))),
        Type::List(item) if **item == Type::ObjectId => {
            (Value::List(Type::ObjectId, Vec::new()), "[]core.ObjectID{}".into())
        }
        _ => return None,
    })
}

/// Gas of each function of a contract in blocks, called in order, each twice.
fn in_blocks(wasm: &[u8], calls: &[(String, Vec<Value>)]) -> Option<Vec<u64>> {
    let engine = Engine::open(EngineConfig::default()).unwrap();
    let contract = engine.deploy_with_options(wasm, DeployOptions::default()).ok()?;
    let mut gas = vec![contract.receipt.gas.used];
    for (function, args) in calls {
        let args = Args::Positional(args.clone());
        let call = engine.call_transaction(contract.address, function, args, ExecuteOptions::default()).unwrap();
        let block = engine.last_block().unwrap().next();
        gas.push(engine.execute_block(&block, vec![call]).unwrap()[0].gas.used);
    }
    Some(gas)
}

#[test]
fn every_function_of_every_example_costs_what_it_costs_in_a_block() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    let (mut contracts, mut functions, mut succeeded) = (0, 0, 0);
    for folder in std::fs::read_dir(examples).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        let Some(path) = [format!("{name}.go"), "counter.wat".into()]
            .map(|file| folder.join(file))
            .into_iter()
            .find(|path| path.exists())
        else {
            continue;
        };
        let source = std::fs::read_to_string(&path).unwrap();
        let Ok(module) = compiled(path.file_name().unwrap().to_str().unwrap(), &source) else { continue };
        let abi = allod_compiler::abi_section(&module.wasm).unwrap().unwrap();
        let mut calls = Vec::new();
        let mut body = String::new();
        for function in abi.functions.iter().chain(&abi.functions) {
            let values: Option<Vec<_>> = function.inputs.iter().map(|input| value(&input.ty)).collect();
            let values = values.unwrap_or_else(|| panic!("{name}.{function}: a type without a value"));
            let words: String = values.iter().map(|(_, text)| format!(", {text}")).collect();
            let _ = writeln!(body, "\tcontract.Call({:?}{words}).Status()", function.name);
            calls.push((function.name.clone(), values.into_iter().map(|(value, _)| value).collect()));
        }
        let Some(wanted) = in_blocks(&module.wasm, &calls) else { continue };
        let text = format!(
            "package gas_test\n\nimport (\n\t\"testing\"\n\n\t\"allod.dev/core\"\n\t\"allod.dev/core/chain\"\n)\n\nvar _ core.Address\n\nfunc TestGas(t *testing.T) {{\n\tcontract := chain.Deploy(t)\n{body}}}\n"
        );
        let suite = Suite::compile(&name, &[file("gas_test.go", &text)], Contracts::new(move |_| Ok(module.clone())));
        let report = suite.unwrap_or_else(|error| panic!("{name}: {error}")).run(&RunOptions::default(), &|_| {});
        assert_eq!(report.count(Verdict::Passed), 1, "{name}: {report:?}");
        let gas: Vec<u64> = report.tests[0].calls.iter().map(|call| call.gas).collect();
        assert_eq!(gas, wanted, "{name}");
        succeeded += report.tests[0].calls.iter().filter(|call| call.success).count();
        contracts += 1;
        functions += abi.functions.len();
    }
    assert!(contracts >= 8 && functions >= 40, "{contracts} contracts with {functions} functions");
    assert!(succeeded > functions / 2, "{succeeded} calls of {functions} functions succeeded");
}

#[test]
fn a_table_has_the_middle_and_the_ends() {
    let report = crate::suite::run(
        "func TestIt(t *testing.T) {
\tcounter := chain.Deploy(t)
\tfor _, n := range []int{1, 1, 5, 20} {
\t\tcounter.Call(\"Add\", n).Status()
\t}
}
",
    );
    let table = report.gas_table();
    let row = table.functions["counter.Add"];
    assert_eq!((row.calls, row.failed), (3, 1));
    assert!(row.min <= row.median && row.median <= row.max && row.min < row.max, "{row:?}");
    assert_eq!(table.changes(&table).count(), 0);
    let changes: Vec<_> = table.changes(&GasTable::default()).map(|(name, was, _)| (name.to_owned(), was)).collect();
    assert_eq!(changes, [("counter.(deploy)".to_owned(), None), ("counter.Add".to_owned(), None)]);
}
