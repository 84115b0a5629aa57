//! A failed call is explained: file, line and stack of each contract, at the same gas, and nothing of it is in a receipt.

use allod_compiler::{CompileOptions, GoCompiler, compile};
use allod_testing::world::{ALICE, by, memory_engine};
use allod_vm::{
    Address, Args, BlockContext, Engine, EngineConfig, ExecuteOptions, Explanation, Payload, Status, Transaction, args,
};
use std::sync::LazyLock;

/// The contract, compiled once.
static TILL: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let options = CompileOptions { name: "till.go".into(), go: GoCompiler::BuiltIn, ..Default::default() };
    compile(include_bytes!("../contracts/till.go"), &options).unwrap_or_else(|e| panic!("{e}")).wasm
});

/// Executes a call, which fails, and explains it.
fn explained(engine: &Engine, contract: Address, function: &str, args: Args) -> Explanation {
    let options = ExecuteOptions { gas_limit: Some(3_000_000), ..by(ALICE) };
    let receipt = engine.execute(contract, function, args.clone(), options.clone()).unwrap();
    assert!(!receipt.is_success(), "{function}");
    let options = ExecuteOptions { block: Some(receipt.block), ..options };
    let explanation = engine.explain(contract, function, args, options).unwrap();
    assert!(explanation.agrees_with(&receipt), "{function}: {:?} {:?}", explanation.receipt, receipt);
    assert_eq!(explanation.receipt.events, receipt.events);
    explanation
}

#[test]
fn ten_failing_calls_have_their_lines_and_stacks() {
    let engine = memory_engine();
    let till = engine.deploy(&*TILL).unwrap().address;
    let other = engine.deploy(&*TILL).unwrap().address;
    let cases: [(&str, Args, String); 9] = [
        (
            "Transfer",
            args![101u64],
            "till.go:24: insufficient balance\n  take, till.go:24\n  Transfer, till.go:19".into(),
        ),
        (
            "Coin",
            args![3u64],
            "till.go:36: runtime error: index out of range [3] with length 3\n  (*drawer).coin, till.go:36\n  Coin, till.go:32"
                .into(),
        ),
        (
            "Empty",
            args![false],
            "till.go:45: runtime error: invalid memory address or nil pointer dereference\n  Empty, till.go:45".into(),
        ),
        ("Share", args![0u64], "till.go:50: runtime error: integer divide by zero\n  Share, till.go:50".into()),
        ("Count", args![2u64], "till.go:68: out of gas\n  Count, till.go:68".into()),
        ("Pay", args![11u64], "till.go:80: more than there is\n  Pay.func1, till.go:80\n  Pay, till.go:82".into()),
        ("Close", args![], "till.go:95: the till is closed\n  lock, till.go:95\n  Close, till.go:88".into()),
        ("Wrap", args![7u64], "till.go:103: wrap 7: the till is closed\n  Wrap, till.go:103".into()),
        (
            "Careless",
            args![other, 200u64],
            "till.go:50: runtime error: integer divide by zero\n  Share, till.go:50\n  Careless, till.go:122".into(),
        ),
    ];
    for (function, args, wanted) in cases {
        assert_eq!(explained(&engine, till, function, args).to_string(), wanted, "{function}");
    }
    let forward = explained(&engine, till, "Forward", args![other, 200u64]);
    assert_eq!(
        forward.to_string(),
        format!(
            "till.go:24: insufficient balance\n  take, till.go:24\n  Transfer, till.go:19\n\
             called by {till}.Forward: till.go:115: contract {other} (panic): insufficient balance\n  \
             forward, till.go:115\n  Forward, till.go:110"
        )
    );
    let contracts: Vec<_> = forward.failures.iter().map(|failure| failure.contract).collect();
    assert_eq!(contracts, [other, till]);
}

#[test]
fn a_deep_recursion_shows_both_its_ends() {
    let engine = memory_engine();
    let till = engine.deploy(&*TILL).unwrap().address;
    let explanation = explained(&engine, till, "Deep", args![1u64]);
    let [failure] = &explanation.failures[..] else { panic!("{explanation}") };
    assert!(matches!(failure.status, Status::Trapped { .. }), "{}", failure.status);
    assert_eq!(failure.line().map(ToString::to_string).as_deref(), Some("till.go:62"));
    assert_eq!(failure.frames.len(), 32);
    assert!(failure.left_out > 1_000, "{}", failure.left_out);
    let outermost: Vec<_> = failure.frames.iter().rev().take(2).map(ToString::to_string).collect();
    assert_eq!(outermost, ["Deep, till.go:55", "deeper, till.go:62"]);
    assert!(explanation.to_string().contains(&format!("\n  … {} more\n", failure.left_out)));
}

#[test]
fn a_call_that_succeeds_has_no_failures_and_changes_nothing() {
    let engine = memory_engine();
    let till = engine.deploy(&*TILL).unwrap().address;
    let before = engine.last_block().unwrap();
    let explanation = engine.explain(till, "Transfer", args![1u64], by(ALICE)).unwrap();
    assert!(explanation.receipt.is_success() && explanation.failures.is_empty());
    assert_eq!(engine.last_block().unwrap(), before);
    assert_eq!(explanation.receipt, engine.simulate(till, "Transfer", args![1u64], by(ALICE)).unwrap());
}

#[test]
fn names_and_lines_that_were_stripped_are_missed_and_nothing_else() {
    let engine = memory_engine();
    let mut bare = without(&TILL, &["name", "allod.lines"]);
    let till = engine.deploy(&bare).unwrap().address;
    let explanation = explained(&engine, till, "Transfer", args![101u64]);
    let [failure] = &explanation.failures[..] else { panic!("{explanation}") };
    assert!(failure.line().is_none());
    let (exported, called) = failure.frames.split_last().unwrap();
    assert_eq!(exported.function, "Transfer");
    assert!(called.iter().all(|frame| frame.function.starts_with("function ")), "{explanation}");
    // A section that is none, and one whose operators are not there.
    bare.extend([0, 13, 11]);
    bare.extend(b"allod.lines");
    bare.push(0xff);
    let broken = engine.deploy(&bare).unwrap().address;
    assert!(explained(&engine, broken, "Transfer", args![101u64]).failures[0].line().is_none());
}

/// A module without its custom sections of these names, each of which has fewer than 128 letters.
fn without(wasm: &[u8], names: &[&str]) -> Vec<u8> {
    let (header, mut rest) = wasm.split_at(8);
    let mut bare = header.to_vec();
    while let Some((id, body)) = rest.split_first() {
        let (mut length, mut digits) = (0usize, 0);
        for byte in body {
            length |= usize::from(byte & 0x7f) << (7 * digits);
            digits += 1;
            if byte & 0x80 == 0 {
                break;
            }
        }
        let (section, behind) = rest.split_at(1 + digits + length);
        let content = &section[1 + digits..];
        let named = |name: &&str| content[1..].starts_with(name.as_bytes()) && usize::from(content[0]) == name.len();
        if *id != 0 || !names.iter().any(named) {
            bare.extend(section);
        }
        rest = behind;
    }
    bare
}

#[test]
fn a_transaction_of_a_block_is_explained_over_what_those_before_it_leave() {
    let engine = Engine::open(EngineConfig::default()).unwrap();
    let till = engine.deploy(&*TILL).unwrap().address;
    let call = |nonce, function: &str| {
        let (function, objects) = (function.to_owned(), Vec::new());
        let payload = Payload::Call { contract: till, function, input: Vec::new(), value: 0, objects };
        Transaction { from: ALICE, nonce, chain_id: engine.chain_id(), gas_limit: 100_000, gas_price: 0, payload }
    };
    let block = BlockContext { height: 9, ..engine.last_block().unwrap() };
    let both = vec![call(0, "Lock"), call(1, "Open")];
    let alone = engine.explain_in_block(&block, &[], &call(0, "Open")).unwrap();
    assert!(alone.receipt.is_success() && alone.failures.is_empty());
    let explained = engine.explain_in_block(&block, &both[..1], &both[1]).unwrap();
    assert_eq!(explained.to_string(), "till.go:140: locked\n  Open, till.go:140");
    let wrong_nonce = engine.explain_in_block(&block, &both[..1], &call(0, "Open")).unwrap();
    assert!(matches!(wrong_nonce.receipt.status, Status::Refused { .. }) && wrong_nonce.failures.is_empty());
    let receipts = engine.execute_block(&block, both).unwrap();
    assert_eq!(explained.receipt, receipts[1], "to the last byte");
}

#[test]
fn a_transaction_is_explained_like_the_call_it_makes() {
    let engine = memory_engine();
    let till = engine.deploy(&*TILL).unwrap().address;
    let input = args![101u64].encode(engine.abi(till).unwrap().function("Transfer").unwrap()).unwrap();
    let payload = Payload::Call { contract: till, function: "Transfer".into(), input, value: 0, objects: Vec::new() };
    let transaction =
        Transaction { from: ALICE, nonce: 0, chain_id: engine.chain_id(), gas_limit: 100_000, gas_price: 0, payload };
    let explanation = engine.explain_transaction(&transaction, None).unwrap();
    assert_eq!(explanation.failures[0].line().unwrap().line, 24);
}
