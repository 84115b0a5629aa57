//! Refusals that an engine says beforehand are those of the block.

use allod_core::{Address, ObjectId, Reason, Status, args};
use allod_testing::world::{ALICE, BOB, config, puppet, state};
use allod_vm::{Engine, EngineConfig, FeeTerms, Payload, Transaction};

const RICH: u64 = 1_000_000_000;

/// A call of the puppet that is let in, and what changes make of it that are not.
fn calls(engine: &Engine, contract: Address) -> (Transaction, Vec<Transaction>) {
    let input = args![7u64].encode(engine.abi(contract).unwrap().function("Told").unwrap()).unwrap();
    let payload = Payload::Call { contract, function: "Told".into(), input, value: 0, objects: vec![] };
    let good = Transaction { from: ALICE, nonce: 0, chain_id: 1, gas_limit: 1_000_000, gas_price: 1, payload };
    let with = |change: fn(&mut Address, &mut String, &mut Vec<u8>, &mut u64, &mut Vec<ObjectId>)| {
        let mut other = good.clone();
        if let Payload::Call { contract, function, input, value, objects } = &mut other.payload {
            change(contract, function, input, value, objects);
        }
        other
    };
    let bad = vec![
        Transaction { chain_id: 2, ..good.clone() },
        with(|contract, _, _, _, _| *contract = BOB),
        with(|_, function, _, _, _| function.push('s')),
        with(|_, function, _, _, _| *function = "f".repeat(100_000)),
        with(|_, _, input, _, _| input.truncate(7)),
        with(|_, _, input, _, _| input.push(0)),
        with(|_, _, input, _, _| *input = vec![0; 40 << 20]),
        with(|_, _, _, value, _| *value = RICH + 1),
        with(|_, _, _, _, objects| *objects = vec![ObjectId([1; 32]); 100_000]),
    ];
    (good, bad)
}

/// The reason that the receipt of a block with `transaction` alone has.
fn refused(engine: &Engine, transaction: Transaction) -> Option<Reason> {
    let mut block = engine.begin_block(engine.last_block().unwrap().next()).unwrap();
    match &block.run(&transaction).unwrap().status {
        Status::Refused { reason } => Some(*reason.clone()),
        _ => None,
    }
}

fn engine(config: EngineConfig) -> (Engine, Address) {
    let engine = Engine::open(config).unwrap();
    let contract = puppet(&engine);
    engine.fund(ALICE, RICH).unwrap();
    (engine, contract)
}

#[test]
fn what_is_said_beforehand_is_what_the_block_says_and_nothing_changes() {
    let terms = FeeTerms::to(BOB);
    for fees in [None, Some(terms)] {
        let config = EngineConfig::default();
        let (engine, contract) = engine(fees.iter().fold(config, |config, terms| config.with_fees(*terms)));
        let (good, mut bad) = calls(&engine, contract);
        if fees.is_some() {
            bad.extend([
                Transaction { gas_price: 0, ..good.clone() },
                Transaction { gas_limit: 20_999, ..good.clone() },
                Transaction { gas_limit: RICH + 1, ..good.clone() },
                Transaction { from: BOB, ..good.clone() },
            ]);
        }
        let before = state(&engine);
        assert_eq!((engine.refusal(&good).unwrap(), refused(&engine, good)), (None, None));
        for transaction in bad {
            let reason = engine.refusal(&transaction).unwrap().expect("it can't begin");
            assert_eq!(Some(reason), refused(&engine, transaction));
        }
        assert!(state(&engine) == before);
        assert_eq!(engine.nonce(ALICE).unwrap(), 0);
    }
}

#[test]
fn a_nonce_that_is_used_up_is_refused_and_a_later_one_may_wait() {
    let (engine, contract) = engine(EngineConfig::default());
    let (good, _) = calls(&engine, contract);
    engine.execute_block(&engine.last_block().unwrap().next(), vec![good.clone()]).unwrap();
    let of = |nonce| engine.refusal(&Transaction { nonce, ..good.clone() }).unwrap();
    assert_eq!(of(0), Some(Reason::Nonce { account: ALICE, given: 0, wanted: 1 }));
    assert_eq!([of(1), of(2), of(1_000)], [None, None, None]);
}

#[test]
fn nonces_of_the_hosts_own_are_not_looked_at() {
    let (engine, contract) = engine(config());
    let (good, _) = calls(&engine, contract);
    for nonce in [0, 7, 0] {
        let transaction = Transaction { nonce, ..good.clone() };
        assert_eq!(engine.refusal(&transaction).unwrap(), None);
        engine.execute_block(&engine.last_block().unwrap().next(), vec![transaction]).unwrap();
    }
}

#[test]
fn the_rules_are_those_of_the_next_block_and_a_deploy_is_judged_by_what_it_pays() {
    let terms = FeeTerms { base_price: 5, ..FeeTerms::to(BOB) };
    let (engine, contract) = engine(EngineConfig::default().with_fees_from(20, terms));
    let (good, _) = calls(&engine, contract);
    let deploy = Payload::Deploy { module: b"no module".to_vec(), terms: Default::default() };
    let deploy = Transaction { payload: deploy, ..good.clone() };
    let last = |height| {
        let block = allod_testing::world::block(height, 1_000);
        drop(engine.execute_block(&block, vec![]).unwrap());
    };
    last(18);
    assert_eq!([&good, &deploy].map(|transaction| engine.refusal(transaction).unwrap()), [None, None]);
    last(19);
    let dear = Some(Reason::GasPrice { given: 1, least: 5 });
    assert_eq!([&good, &deploy].map(|transaction| engine.refusal(transaction).unwrap()), [dear.clone(), dear]);
}
