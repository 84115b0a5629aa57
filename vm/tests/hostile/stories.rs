//! Random stories of host calls: whatever a contract does to the host, in whatever order, the laws hold.

use allod_core::{Address, IMPORTS, Import, ObjectId, Ownership, WasmType, args};
use allod_testing::hostile::{parameters, signature};
use allod_testing::rng::noise;
use allod_testing::world::{ALICE, BOB, by, memory_engine, puppet, state};
use allod_vm::{DeployOptions, Engine, ExecuteOptions};

const STORIES: u64 = 340;
/// Host calls in one story, at most.
const CALLS: usize = 40;

/// What stands where in the memory of a story's contract.
const LAYOUT: [(u32, &[u8]); 6] = [
    (64, &BOB.0),
    (96, &ALICE.0),
    (160, b"Tell"),
    (256, b"vw\0\0\x05"),
    (288, b"E"),
    (292, b"\x02\x0c\x01\0\0\0\0\0\0\0v\x05\x2a\0\0\0\0\0\0\0"),
];

/// Where, or how much, the parameter called `name` of `import` says, by the fall of two dice.
fn argument(import: &Import, name: &str, [dice, wild]: [u8; 2]) -> u64 {
    if wild < 6 {
        return u64::from(dice) << (wild * 4);
    }
    let pick = |choices: &[u64]| choices[usize::from(dice) % choices.len()];
    match (name.split(' ').next().unwrap_or_default(), import.name) {
        ("handle", _) => u64::from(dice % 5),
        ("id", _) => pick(&[0, 192, 192]),
        ("address" | "owner" | "to" | "contract", "call" | "call_with") => pick(&[128, 128, 128, 64, 2048]),
        ("address" | "owner" | "to" | "contract", _) => pick(&[64, 96, 128, 2048]),
        ("out", "object_id") => pick(&[192, 192, 512]),
        ("out", "contract_address") => 2048,
        ("out", _) => 512,
        ("name", "call" | "call_with") => 160,
        ("name_len", "call" | "call_with") => 4,
        ("name", _) => 288,
        ("name_len", _) => 1,
        ("args", _) => 176,
        ("args_len" | "type_len", _) => 1,
        ("attributes", _) => 292,
        ("attributes_len", _) => 20,
        ("field", _) => 256,
        ("field_len", _) => u64::from(dice % 3),
        ("type", _) => 260,
        ("value" | "ptr" | "public_key" | "digest" | "signature", _) => 264,
        ("value_len" | "len", _) => 8,
        ("terms", _) => 2048,
        ("capacity", _) => pick(&[0, 8, 64]),
        ("amount", _) => u64::from(dice % 40),
        ("gas", _) => pick(&[0, 500, 20_000]),
        _ => u64::from(dice % 4),
    }
}

/// The contract that follows from `seed`: its `f` calls the host many times, and then returns, traps or reverts.
fn story(seed: u64, friend: Address) -> String {
    let dice = noise(seed, CALLS * 20);
    let data = |(at, bytes): &(u32, &[u8])| {
        let text: String = bytes.iter().map(|b| format!("\\{b:02x}")).collect();
        format!("(data (i32.const {at}) \"{text}\")")
    };
    let places = LAYOUT.iter().chain(&[(128, &friend.0[..])]).map(data).collect::<String>();
    let calls = dice.chunks_exact(20).take(1 + (seed as usize * 7) % CALLS).map(|dice| {
        // Objects and money are drawn as often as all else together; a revert would end the story.
        let import = match dice[0] % 2 {
            0 => &IMPORTS[usize::from(dice[1]) % IMPORTS.len()],
            _ => IMPORTS.iter().filter(|i| i.name.contains("object")).cycle().nth(usize::from(dice[1])).unwrap(),
        };
        let import = if import.name == "revert" { &IMPORTS[0] } else { import };
        let number = |(i, (name, ty)): (usize, (&str, &WasmType))| {
            let value = argument(import, name, [dice[2 + i * 2], dice[3 + i * 2]]);
            match ty {
                WasmType::I32 => format!("(i32.const {})", value as u32 as i32),
                WasmType::I64 => format!("(i64.const {})", value as i64),
            }
        };
        let passed: String = parameters(import).into_iter().zip(import.params).enumerate().map(number).collect();
        let call = format!("(call ${} {passed})", import.name);
        if import.result.is_some() { format!("(drop {call})") } else { call }
    });
    let end = ["", "(call $revert (i32.const 1) (i32.const 160) (i32.const 4))", "unreachable", ""];
    format!(
        "(module {} (memory (export \"memory\") 1) {places} (func (export \"f\") {} {}))",
        IMPORTS
            .iter()
            .map(|i| format!("(import \"allod\" \"{0}\" (func ${0} {1}))", i.name, signature(i)))
            .collect::<String>(),
        calls.collect::<String>(),
        end[seed as usize % end.len()]
    )
}

/// The index of owners says exactly what the records say.
fn index_is_exact(engine: &Engine) {
    let keys = |prefix: &[u8]| engine.storage().scan(prefix, usize::MAX).unwrap();
    let index: Vec<_> = keys(b"w").into_iter().map(|(key, _)| key[1..].to_vec()).collect();
    let mut wanted = Vec::new();
    for (key, _) in keys(b"o") {
        let id = ObjectId(key[1..].try_into().unwrap());
        if let Ownership::Address(owner) = engine.object(id).unwrap().unwrap().owner {
            wanted.push([&owner.0[..], &id.0].concat());
        }
    }
    wanted.sort();
    assert_eq!(index, wanted);
}

/// No field is left of an object that is gone.
fn no_field_outlives_its_object(engine: &Engine) {
    for (key, _) in engine.storage().scan(b"f", usize::MAX).unwrap() {
        let id = ObjectId(key[1..33].try_into().unwrap());
        assert!(engine.object(id).unwrap().is_some());
    }
}

#[test]
fn random_stories_of_host_calls_keep_every_law() {
    let engine = memory_engine();
    let friend = puppet(&engine);
    engine.fund(ALICE, 1_000_000).unwrap();
    let money = |contract: Address| -> u64 {
        [ALICE, BOB, friend, contract, Address::ZERO].iter().map(|a| engine.balance(*a).unwrap()).sum()
    };
    let (mut successes, mut failures) = (0, 0);
    for seed in 0..STORIES {
        let options = DeployOptions { from: BOB, reentrant: seed % 5 == 0, ..DeployOptions::default() };
        let wat = story(seed, friend);
        let contract = engine.deploy_with_options(&wat, options).unwrap_or_else(|e| panic!("seed {seed}: {e}")).address;
        for round in 0..2 {
            let options = || ExecuteOptions { value: 30, gas_limit: Some(3_000_000), ..by(ALICE) };
            let (before, sum) = (state(&engine), money(contract));
            let query = engine.query(contract, "f", args![], options()).unwrap();
            assert!(query.events.is_empty() && state(&engine) == before, "seed {seed}: a query wrote");
            let tried = engine.simulate(contract, "f", args![], options()).unwrap();
            assert!(state(&engine) == before, "seed {seed}: a simulation wrote");
            let receipt = engine.execute(contract, "f", args![], options()).unwrap();
            assert_eq!(tried, receipt, "seed {seed}, round {round}: a simulation is exact");

            let gas = &receipt.gas;
            assert_eq!(gas.used + gas.refunded, gas.instructions + gas.host_total(), "seed {seed}");
            assert_eq!(money(contract), sum, "seed {seed}: money was made or lost");
            if receipt.is_success() {
                successes += 1;
            } else {
                failures += 1;
                assert!(receipt.events.is_empty(), "seed {seed}");
                assert_eq!(state(&engine), before, "seed {seed}: {}", receipt.status);
            }
        }
    }
    index_is_exact(&engine);
    no_field_outlives_its_object(&engine);
    let left = |prefix: &[u8]| engine.storage().scan(prefix, usize::MAX).unwrap().len();
    assert!(
        left(b"o") > STORIES as usize + 100 && left(b"f") > 20,
        "{} objects and {} fields were made and kept",
        left(b"o"),
        left(b"f")
    );
    assert!(successes > 100 && failures > 100, "{successes} stories went well, {failures} did not");
}
