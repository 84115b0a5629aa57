//! Random blocks with fees are those of a serial model, on any number of threads; and money is neither made nor lost.

use crate::model::{Act, Model};
use crate::stage::{COLLECTOR, Stage, signer};
use allod_core::{Address, args};
use allod_testing::rng::SplitMix64;
use allod_vm::{EngineConfig, FeeTerms, Payload, Transaction};
use std::collections::BTreeMap;

/// Accounts that sign.
const SIGNERS: u64 = 24;

/// Stages on 1, 2 and 8 threads with the same money, and the model of them.
struct Trial {
    stages: Vec<Stage>,
    model: Model,
    /// Accounts that are paid and looked at.
    accounts: Vec<Address>,
}

impl Trial {
    fn new(dice: &mut SplitMix64) -> Self {
        let puppet = Stage::on(EngineConfig::default()).puppet;
        let base_price = dice.below(4);
        let terms = FeeTerms {
            collector: dice.pick(&[COLLECTOR, COLLECTOR, signer(3), puppet]),
            base_price,
            burned_price: dice.below(base_price + 1),
            transaction_gas: dice.below(3_000),
            byte_gas: dice.below(40),
        };
        let signers = (0..SIGNERS).map(signer);
        let funds: BTreeMap<_, _> =
            signers.map(|account| (account, dice.size(1, 1 << 32) as u64)).chain([(puppet, 1_000)]).collect();
        let shapes = [(1, None), (2, Some(24)), (8, None)];
        let stage = |(threads, batch): (usize, Option<usize>)| {
            let config = EngineConfig::default().with_fees(terms).with_threads(threads);
            let config = match batch {
                Some(batch) => config.with_batch_size(batch),
                None => config,
            };
            Stage::on(config).with(&funds.clone().into_iter().collect::<Vec<_>>())
        };
        let accounts = funds.keys().copied().chain([terms.collector]).collect();
        let model = Model { terms, puppet, balances: funds.clone(), nonces: BTreeMap::new(), burned: 0 };
        Self { stages: shapes.map(stage).into(), model, accounts }
    }

    /// A transaction, its value, and what it does. `nonces` are those that the signers have used by then.
    fn any(&self, dice: &mut SplitMix64, nonces: &mut BTreeMap<Address, u64>) -> (Transaction, u64, Act) {
        let (stage, puppet) = (&self.stages[0], self.model.puppet);
        let from = signer(dice.below(SIGNERS));
        let to = dice.pick(&self.accounts);
        let (amount, mut value) = (dice.below(200), dice.below(200));
        let (contract, function, args, act) = match dice.below(8) {
            0..3 => (stage.looker, "Look", args![to], Act::Look(to)),
            3 => (stage.looker, "Look", args![self.model.terms.collector], Act::Look(self.model.terms.collector)),
            4 => (puppet, "Take", args![amount], Act::Take(amount)),
            5 => (puppet, "TakeThenFail", args![amount], Act::TakeThenFail),
            6 => (puppet, "Pay", args![to, amount], Act::Pay(to, amount)),
            _ => (puppet, "Height", args![], Act::Nothing),
        };
        if dice.once_in(3) {
            value = 0;
        }
        let mut transaction = stage.call(from, contract, function, args, value);
        if let (Act::Nothing, Payload::Call { function, .. }) = (&act, &mut transaction.payload) {
            *function = "NoSuchFunction".into();
        }
        transaction.gas_price += dice.below(3);
        match dice.below(16) {
            0 => transaction.gas_price = dice.below(4),
            1 => transaction.gas_limit = dice.below(30_000),
            2 => transaction.chain_id = 2,
            3 => transaction.gas_limit = u64::MAX,
            4 => transaction.gas_price = dice.next_u64(),
            _ => {}
        }
        let next = nonces.entry(from).or_default();
        transaction.nonce = *next;
        if dice.once_in(20) {
            transaction.nonce = dice.below(9);
        }
        *next += u64::from(transaction.chain_id == 1 && transaction.nonce == *next);
        (transaction, value, act)
    }

    fn block(&mut self, dice: &mut SplitMix64, size: u64) {
        let mut nonces = self.model.nonces.clone();
        let planned: Vec<_> = (0..size).map(|_| self.any(dice, &mut nonces)).collect();
        let transactions: Vec<_> = planned.iter().map(|(transaction, ..)| transaction.clone()).collect();
        let mut blocks: Vec<_> = self.stages.iter().map(|stage| stage.block(transactions.clone())).collect();
        let receipts = blocks.remove(0);
        for others in blocks {
            for (at, (one, other)) in receipts.iter().zip(&others).enumerate() {
                assert_eq!(one, other, "transaction {at}");
            }
        }
        let before = self.model.total() + self.model.burned;
        for ((transaction, value, act), receipt) in planned.iter().zip(&receipts) {
            self.model.check(transaction, *value, act, receipt);
        }
        assert_eq!(self.model.total() + self.model.burned, before, "none made, none lost");
        let mut roots = self.stages.iter().map(|stage| stage.engine.state_root().unwrap());
        let root = roots.next().unwrap();
        assert!(roots.all(|other| other == root));
        for account in &self.accounts {
            assert_eq!(self.stages[0].balance(*account), self.model.balance(*account), "{account}");
            assert_eq!(
                self.stages[0].engine.nonce(*account).unwrap(),
                self.model.nonces.get(account).copied().unwrap_or(0)
            );
        }
    }
}

fn random_blocks(seed: u64, blocks: u64) {
    let mut dice = SplitMix64::new(seed);
    let mut trial = Trial::new(&mut dice);
    for _ in 0..blocks {
        let size = 1 + dice.below(200);
        trial.block(&mut dice, size);
    }
    // All rows of balances, and not those of known accounts alone.
    let rows = trial.stages[0].engine.storage().snapshot().scan_after(b"b", None, usize::MAX).unwrap();
    let sum = |bytes: &Vec<u8>| u128::from(u64::from_le_bytes(bytes[..].try_into().unwrap()));
    assert_eq!(rows.iter().map(|(_, value)| sum(value)).sum::<u128>(), trial.model.total());
}

#[test]
fn random_blocks_with_fees_are_those_of_the_model_on_any_number_of_threads() {
    for seed in 0..6 {
        random_blocks(seed, 6);
    }
}

/// `ALLOD_FEE_SEEDS=from,count` says which seeds; each is a chain of twenty blocks.
#[test]
#[ignore = "minutes: ten thousand random blocks"]
fn ten_thousand_random_blocks_with_fees_are_those_of_the_model() {
    let range = std::env::var("ALLOD_FEE_SEEDS").unwrap_or_else(|_| "1000,500".into());
    let (from, count) = range.split_once(',').expect("from,count");
    let (from, count): (u64, u64) = (from.parse().unwrap(), count.parse().unwrap());
    for seed in from..from + count {
        random_blocks(seed, 20);
    }
}
