//! Engines of different tiers, threads and budgets, which are given the same blocks.

use super::kinds::{self, CHAIN, Stage};
use crate::rng::SplitMix64;
use crate::world::{ALICE, BOB, CAROL, block, puppet};
use allod_core::Status;
use allod_vm::{BUDGETS, Budgets, Compiler, Engine, EngineConfig, EngineError, Receipt, Tiers, Transaction};
use std::collections::BTreeMap;

/// Blocks that follow each other in one fleet. A block is what it is by its seed and by those before it in its fleet.
pub const TOGETHER: u64 = 200;

/// Threads of the engines; which of them has which changes from fleet to fleet.
const THREADS: [usize; 3] = [1, 2, 8];
/// Transactions that run side by side at a time; small ones, so that small blocks have some.
const WINDOWS: [Option<usize>; 4] = [Some(4), Some(37), None, Some(9)];
/// Everything is compiled behind the calls, after the first that is interpreted.
const AT_FIRST_SIGHT: Tiers = Tiers { eager_max_bytes: 0, tier_up_gas_per_byte: 0 };

/// Counts of what was seen, so that a test can tell that it looked at something.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// Blocks.
    pub blocks: u64,
    /// Ends of transactions, by the kind of end.
    pub ends: BTreeMap<String, u64>,
}

impl Seen {
    /// Counts a receipt.
    fn note(&mut self, receipt: &Receipt) {
        let end = match &receipt.status {
            Status::Success if receipt.gas.refunded > 0 => "success with a refund".to_owned(),
            Status::Success if receipt.function.is_empty() => "deployed".to_owned(),
            Status::Success => "success".to_owned(),
            Status::Reverted { .. } => "reverted".to_owned(),
            Status::OutOfGas => "out of gas".to_owned(),
            Status::Trapped { trap, .. } => format!("trapped: {trap}"),
            _ => "refused".to_owned(),
        };
        *self.ends.entry(end).or_default() += 1;
    }

    /// The number of transactions that ended so.
    pub fn ended(&self, end: &str) -> u64 {
        self.ends.get(end).copied().unwrap_or_default()
    }
}

/// Engines that are given the same blocks.
pub struct Fleet {
    engines: Vec<(String, Engine)>,
    stage: Stage,
    height: u64,
    /// True if the engines count nonces.
    counts: bool,
}

impl Fleet {
    /// The engines of fleet `number`: one as usual, one that compiles every module before its first call, one that
    /// interprets.
    ///
    /// # Errors
    /// An engine's.
    pub fn open(number: u64) -> Result<Self, EngineError> {
        let usual = if number.is_multiple_of(2) { Tiers::default() } else { AT_FIRST_SIGHT };
        let tiers = [
            ("usual", EngineConfig::default().with_tiers(usual)),
            ("compiled", EngineConfig::default().with_tiers(Tiers::COMPILED)),
            ("interpreted", EngineConfig::default().with_compiler(Compiler::Interpreter)),
        ];
        let mut engines = Vec::new();
        for (at, (name, config)) in tiers.into_iter().enumerate() {
            let threads = THREADS[(at + number as usize) % THREADS.len()];
            let config = config.with_threads(threads);
            let mut config = if counts(number) { config } else { config.with_own_nonces() };
            if let (2.., Some(window)) = (threads, WINDOWS[(number / 3) as usize % WINDOWS.len()]) {
                config = config.with_batch_size(window);
            }
            if at as u64 == number / 4 % 3 {
                config = config.with_budgets(budgets(number));
            }
            engines.push((format!("{name}, {threads} threads"), Engine::open(config)?));
        }
        let mut puppets = Vec::new();
        for (_, engine) in &engines {
            puppets = vec![puppet(engine), puppet(engine)];
            for account in [ALICE, BOB, CAROL, puppets[0]] {
                engine.fund(account, 1_000_000)?;
            }
        }
        let stage = Stage::new(&engines[0].1, puppets)?;
        Ok(Self { engines, stage, height: 100, counts: counts(number) })
    }

    /// Fills the stage: objects of each puppet, and contracts that spill.
    ///
    /// # Errors
    /// As [`Fleet::check`].
    pub fn begin(&mut self, number: u64, seen: &mut Seen) -> Result<(), String> {
        let mut dice = SplitMix64::new(number ^ 0xf1ee7);
        let mut first = self.stage.beginning();
        first.extend((0..3).map(|_| self.stage.spilling_deploy(&mut dice)));
        self.run(first, seen).map_err(|why| format!("fleet {number}: {why}"))
    }

    /// Runs the block of `seed` on every engine.
    ///
    /// # Errors
    /// A difference of two engines: the transaction, and what each said.
    pub fn check(&mut self, seed: u64, seen: &mut Seen) -> Result<(), String> {
        let mut dice = SplitMix64::new(seed);
        // Mostly small; one in fifty has room for windows that the engine chooses itself.
        let count = if dice.once_in(50) { dice.within(64..200) } else { dice.within(1..21) };
        let among = self.stage.some_objects(&mut dice);
        let transactions = (0..count).map(|_| kinds::any(&self.stage, &mut dice, &among)).collect();
        self.run(transactions, seen).map_err(|why| format!("block {seed}: {why}"))?;
        seen.blocks += 1;
        Ok(())
    }

    /// Gives each transaction its account's next nonce, but for those that have a wrong one or are for another chain.
    fn count(&self, transactions: &mut [Transaction]) -> Result<(), String> {
        let mut next = BTreeMap::new();
        for transaction in transactions.iter_mut().filter(|made| made.nonce == 0 && made.chain_id == CHAIN) {
            let nonce = match next.get(&transaction.from) {
                Some(nonce) => *nonce,
                None => self.engines[0].1.nonce(transaction.from).map_err(|e| e.to_string())?,
            };
            transaction.nonce = nonce;
            next.insert(transaction.from, nonce + 1);
        }
        Ok(())
    }

    fn run(&mut self, mut transactions: Vec<Transaction>, seen: &mut Seen) -> Result<(), String> {
        self.height += 1;
        if self.counts {
            self.count(&mut transactions)?;
        }
        let context = block(self.height, self.height as i64);
        let mut wanted: Option<(Vec<Receipt>, allod_core::Hash)> = None;
        for (name, engine) in &self.engines {
            let receipts = engine.execute_block(&context, transactions.clone()).map_err(|e| format!("{name}: {e}"))?;
            let root = engine.state_root().map_err(|e| format!("{name}: {e}"))?;
            let Some((before, root_before)) = &wanted else {
                wanted = Some((receipts, root));
                continue;
            };
            let first = &self.engines[0].0;
            for (at, (one, other)) in before.iter().zip(&receipts).enumerate() {
                if one != other {
                    return Err(format!(
                        "transaction {at}, {:?}:\n  {first}: {one:?}\n  {name}: {other:?}",
                        transactions[at].payload
                    ));
                }
            }
            if before.len() != receipts.len() || *root_before != root {
                return Err(format!("{first}: root {root_before}, {name}: {root}"));
            }
        }
        for receipt in wanted.iter().flat_map(|wanted| &wanted.0) {
            seen.note(receipt);
            self.stage.learn(receipt);
        }
        Ok(())
    }
}

/// True if the engines of fleet `number` count nonces, or leave them to the host.
fn counts(number: u64) -> bool {
    number % 3 == 2
}

/// The budgets of one of the engines: as usual, as little of everything as can be set, or as little of one thing or of
/// some.
fn budgets(number: u64) -> Budgets {
    let mut dice = SplitMix64::new(number);
    let one = dice.below(BUDGETS.len() as u64) as usize;
    BUDGETS.iter().enumerate().fold(Budgets::default(), |budgets, (at, row)| {
        let least = match number % 4 {
            0 => false,
            1 => true,
            2 => at == one,
            _ => dice.once_in(2),
        };
        if least { budgets.with(row.budget, row.bounds.0) } else { budgets }
    })
}
