//! Random blocks, with hooks, fees, native contracts and native code, undone transactions, pending blocks, panics and
//! refused roots, against the model. `ALLOD_SEEDS` is the number of blocks.

use crate::chain::{Chain, ENGINES, End, Step};
use crate::model::{ACCOUNTS, Account, Act, Call, SIGNERS, VALUE};
use allod_testing::rng::SplitMix64;
use std::collections::BTreeMap;

/// Random blocks that are run here.
const BLOCKS: u64 = 300;
/// Blocks of one chain.
const CHAIN: u64 = 50;

fn any_call(rng: &mut SplitMix64) -> Call {
    let from = rng.below(SIGNERS as u64) as Account;
    let nonce_off = if rng.once_in(12) { rng.within(1..3) } else { 0 };
    let tip = (!rng.once_in(30)).then(|| rng.below(3));
    let (to, fails) = (rng.below(ACCOUNTS as u64) as Account, rng.once_in(2));
    let act = match rng.below(26) {
        0..3 => Act::Take(rng.below(VALUE + 10)),
        3..5 => Act::Pay(to, rng.below(900)),
        5..7 => Act::Write(rng.next_u64()),
        7 => Act::Value,
        8 => Act::Fail,
        9..12 => Act::Deposit(rng.below(VALUE + 10)),
        12..14 => Act::Withdraw(rng.below(100)),
        14 => Act::BankPays(to, rng.below(900)),
        15..17 => Act::Count,
        17 => Act::CountThenFail,
        18 => Act::Through(fails),
        19 => Act::CountBy,
        20 => Act::FailBy,
        21 => Act::Starve,
        22 => Act::Spin,
        23 => Act::Missing,
        24 => Act::Unfit,
        _ => Act::Late,
    };
    Call { from, nonce_off, tip, act }
}

/// Calls with one among them that panics, if its signer can pay for it: the signer, the first one, makes no other.
fn with_panic(rng: &mut SplitMix64, mut calls: Vec<Call>) -> Vec<Call> {
    calls.iter_mut().filter(|call| call.from == 0).for_each(|call| call.from = 1);
    let at = rng.below(calls.len() as u64 + 1) as usize;
    calls.insert(at, Call { from: 0, nonce_off: 0, tip: Some(0), act: Act::Panic });
    calls
}

fn any_calls(rng: &mut SplitMix64, most: u64) -> Vec<Call> {
    (0..rng.within(1..most)).map(|_| any_call(rng)).collect()
}

fn any_step(rng: &mut SplitMix64) -> Step {
    let account = rng.below(ACCOUNTS as u64) as Account;
    let amount = rng.below(600);
    match rng.below(20) {
        0..6 => Step::Run(any_call(rng)),
        6..8 => Step::RunAll(any_calls(rng, 40)),
        8..10 => Step::Native(account, amount),
        10 => Step::Credit(account, amount),
        11 => Step::Debit(account, amount),
        12 => Step::Transfer(account, rng.below(ACCOUNTS as u64) as Account, amount),
        13 => Step::SetNonce(account % SIGNERS, rng.below(3)),
        14 => Step::Put(rng.below(6) as u8, rng.below(4) as u8),
        15 => Step::Delete(rng.below(6) as u8),
        16 => Step::Root,
        _ => Step::Undo,
    }
}

/// Number of blocks to run.
fn blocks() -> u64 {
    std::env::var("ALLOD_SEEDS").map_or(BLOCKS, |number| number.parse().expect("ALLOD_SEEDS is a number of blocks"))
}

#[test]
fn random_blocks_are_those_of_the_model_on_any_number_of_threads() {
    let mut ended = BTreeMap::new();
    for first in (0..blocks()).step_by(CHAIN as usize) {
        let (chain, mut model) = Chain::new(&mut SplitMix64::new(first));
        for seed in first..blocks().min(first + CHAIN) {
            let mut rng = SplitMix64::new(seed);
            let what = rng.below(6);
            let mut calls = any_calls(&mut rng, 60);
            let parts = if rng.once_in(3) { rng.within(2..4) } else { 1 };
            let parts: Vec<_> = (0..parts).map(|_| (0..rng.below(25)).map(|_| any_step(&mut rng)).collect()).collect();
            let end = [End::Commit, End::Seal, End::Drop][what as usize % 3];
            let may_panic = chain.transaction(&model, &with_panic(&mut rng, vec![])[0], 0);
            let what = if what == 5 && !model.can_pay(0, &may_panic) { 4 } else { what };
            let kind = match what {
                4 => "executed".to_owned(),
                5 => "panicked".to_owned(),
                _ => format!("{end:?}"),
            };
            if what == 5 {
                calls = with_panic(&mut rng, calls);
            }
            let mut built = [(); ENGINES.len()].into_iter().enumerate().map(|(at, ())| match what {
                4 => chain.execute(at, &model, &calls),
                5 => {
                    chain.break_off(at, &model, &calls);
                    (model.clone(), vec![])
                }
                _ => chain.build(at, &model, &parts, end),
            });
            let one = built.next().unwrap();
            built.for_each(|other| assert_eq!(one, other, "block {seed}: on other threads, or the other engine"));
            if kind != "Drop" {
                model = one.0;
            }
            (0..ENGINES.len()).for_each(|at| chain.check(at, &model));
            *ended.entry(kind).or_insert(0) += 1;
        }
        for engine in &chain.engines {
            engine.verify().unwrap();
        }
    }
    assert_eq!(ended.values().sum::<u64>(), blocks());
    assert_eq!(ended.len(), 5, "{ended:?}");
}
