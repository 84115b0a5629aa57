//! Blocks with fees and nonces beside the same blocks without: what charging takes. Not of Criterion's: the settings take
//! turns, so that a machine that is busy for a while is busy for all of them.
//!
//! `cargo bench -p allod-bench-parts --bench fees`, or with a token's name behind `--` for that one alone.

use allod_vm::{Address, Engine, EngineConfig, FeeTerms, Hash, Payload, Receipt, Tiers, Transaction, args};
use std::time::{Duration, Instant};

/// Transactions of a block, each by another signer to another receiver.
const SIZE: usize = 500;
/// Runs, of which the median counts.
const RUNS: usize = 5;
/// Blocks of a run for each setting; the fastest counts.
const ROUNDS: usize = 40;
/// Tokens that each account has.
const ENDOWMENT: u64 = 1 << 32;

/// The tokens that are measured.
const TOKENS: [Token; 3] = [
    Token { name: "token.wat", code: include_str!("../../peers/allod/contracts/token.wat"), begins: None },
    Token {
        name: "simple_token.go",
        code: include_str!("../../../examples/simple_token/simple_token.go"),
        begins: Some(Begin { function: "Initialize", is_short: true }),
    },
    Token {
        name: "token.go",
        code: include_str!("../../../examples/token/token.go"),
        begins: Some(Begin { function: "InitializeToken", is_short: false }),
    },
];

/// Token of which `Transfer(to, amount)` is measured.
struct Token {
    name: &'static str,
    code: &'static str,
    /// The function that issues it to its caller; without, anybody may `Mint`.
    begins: Option<Begin>,
}

/// Function that issues a token.
struct Begin {
    function: &'static str,
    /// True if it takes a name and a supply alone.
    is_short: bool,
}

/// Setting of a run: what of a transaction the engine checks and charges.
#[derive(Clone, Copy, PartialEq)]
enum Setting {
    Nothing,
    Nonces,
    NoncesAndFees,
}

/// Chain under one setting.
struct Chain {
    engine: Engine,
    token: Address,
    accounts: Vec<Address>,
    setting: Setting,
    blocks: u64,
    best: Duration,
}

fn account(number: usize) -> Address {
    let hash = Hash::of("allod bench signer", &number.to_be_bytes());
    Address(hash.0[..20].try_into().expect("a hash has more than twenty bytes"))
}

fn succeeded(receipt: &Receipt) {
    assert!(receipt.is_success(), "{}", receipt.status);
}

impl Chain {
    /// Chain with two accounts for each transaction of a block, all of which have tokens and money.
    fn new(token: &Token, setting: Setting, threads: usize) -> Self {
        let config = EngineConfig::default().with_threads(threads).with_tiers(Tiers::COMPILED);
        let config = match setting {
            Setting::Nothing => config.with_own_nonces(),
            Setting::Nonces => config,
            Setting::NoncesAndFees => config.with_fees(FeeTerms::to(Address([9; 20]))),
        };
        let engine = Engine::open(config).expect("an engine opens");
        let address = engine.deploy(token.code).expect("the token deploys").address;
        let accounts: Vec<Address> = (0..2 * SIZE).map(account).collect();
        if let Some(Begin { function, is_short }) = &token.begins {
            let supply = ENDOWMENT * 4 * SIZE as u64;
            let args = match is_short {
                true => args!["Bench", supply],
                false => args!["Bench", "BEN", 2u8, supply],
            };
            succeeded(&engine.execute_with_args(address, function, args).expect("the token begins"));
        }
        for account in &accounts {
            engine.fund(*account, 1 << 60).expect("money");
            let endow = if token.begins.is_some() { "Transfer" } else { "Mint" };
            succeeded(&engine.execute_with_args(address, endow, args![*account, ENDOWMENT]).expect("tokens"));
        }
        Self { engine, token: address, accounts, setting, blocks: 0, best: Duration::MAX }
    }

    /// Payment from the first of pair `number` to the second, and back in every other block.
    fn transaction(&self, number: usize) -> Transaction {
        let back = (self.blocks % 2) as usize;
        let (from, to) = (self.accounts[2 * number + back], self.accounts[2 * number + 1 - back]);
        let input = [&to.0[..], &1u64.to_le_bytes()].concat();
        let payload =
            Payload::Call { contract: self.token, function: "Transfer".into(), input, value: 0, objects: Vec::new() };
        let gas_price = u64::from(self.setting == Setting::NoncesAndFees);
        Transaction { from, nonce: self.blocks / 2, chain_id: 1, gas_limit: 1_000_000, gas_price, payload }
    }

    fn block(&mut self) {
        let transactions = (0..SIZE).map(|number| self.transaction(number)).collect();
        let block = self.engine.last_block().expect("the store reads").next();
        let begun = Instant::now();
        let receipts = self.engine.execute_block(&block, transactions).expect("the block executes");
        self.best = self.best.min(begun.elapsed());
        receipts.iter().for_each(succeeded);
        self.blocks += 1;
    }
}

/// Median of `values`, with the least and the greatest.
fn spread(mut values: Vec<f64>) -> String {
    values.sort_by(f64::total_cmp);
    let (least, most) = (values.first().copied().unwrap_or(0.0), values.last().copied().unwrap_or(0.0));
    format!("{:.2} ({least:.2} to {most:.2})", values.get(values.len() / 2).copied().unwrap_or(0.0))
}

fn measure(token: &Token, threads: usize) {
    let settings = [Setting::Nothing, Setting::Nonces, Setting::NoncesAndFees];
    let mut chains = settings.map(|setting| Chain::new(token, setting, threads));
    let (mut bare, mut nonces, mut both) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        chains.iter_mut().for_each(|chain| chain.best = Duration::MAX);
        for round in 0..ROUNDS {
            // Each comes first in its turn.
            (0..chains.len()).for_each(|at| chains[(round + at) % settings.len()].block());
        }
        let [without, counted, charged] = chains.each_ref().map(|chain| chain.best.as_secs_f64() * 1e3);
        bare.push(without);
        nonces.push(counted / without);
        both.push(charged / without);
    }
    println!(
        "{}, {threads} thread(s): {} ms without either; {} of it with nonces; {} of it with nonces and fees",
        token.name,
        spread(bare),
        spread(nonces),
        spread(both)
    );
}

fn main() {
    let named: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    println!(
        "blocks of {SIZE} transfers by as many signers, in memory: the fastest of {ROUNDS}, median of {RUNS} (range):"
    );
    for token in TOKENS.iter().filter(|token| named.is_empty() || named.iter().any(|name| name == token.name)) {
        for threads in [1, 2] {
            measure(token, threads);
        }
    }
}
