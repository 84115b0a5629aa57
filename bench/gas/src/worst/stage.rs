//! An engine that an attack is run on, and its figures.

use super::case::{Attack, Call, Case, Target};
use super::memory::Watch;
use super::store::CountingStore;
use super::text;
use crate::clock::{process_time, timed};
use allod_core::{Status, args, codec};
use allod_vm::{
    Address, BlockContext, Compiler, DeployOptions, DeployTerms, Engine, EngineConfig, ExecuteOptions, Payload,
    Receipt, Transaction,
};
use std::cell::Cell;
use std::sync::Arc;
use std::time::Duration;

/// Who deploys and who signs.
const AUTHOR: Address = Address([0xa1; 20]);
/// Where there is no contract.
pub const NOBODY: Address = Address([0x77; 20]);
/// Gas for what is not measured.
const PLENTY: u64 = 1 << 60;
/// Bytes of transactions in a block.
const MOST_SENT: usize = 16 << 20;
/// Rounds that show what one costs.
const TRIED: u32 = 5;

/// What an attack may use, so that trying many takes no ages.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    /// Gas it aims at.
    pub gas: u64,
    /// Time it aims at, if that is less.
    pub time: Duration,
    /// Bytes of heap it aims at, if that is less.
    pub heap: u64,
}

impl Scale {
    /// For the search.
    pub const SEARCH: Self = Self { gas: 3_000_000, time: Duration::from_millis(250), heap: 256 << 20 };
    /// For what was found: what is not in proportion shows.
    pub const CONFIRM: Self = Self { gas: 30_000_000, time: Duration::from_secs(2), heap: 1 << 30 };
}

/// What an attack took.
#[derive(Clone, Copy, Debug, Default)]
pub struct Figures {
    /// Gas that was used, what was given back taken off.
    pub gas: u64,
    /// Bytes of the transactions as they are sent.
    pub sent: u64,
    /// CPU time of the thread, of all threads for a deploy, in nanoseconds.
    pub ns: f64,
    /// Bytes by which the heap was larger at its peak.
    pub heap: u64,
    /// Bytes by which more was resident at the peak.
    pub resident: u64,
    /// Bytes written to the store.
    pub stored: u64,
    /// Bytes of the longest receipt beyond one for each gas of its transaction.
    pub receipt: u64,
}

/// Runs `case` on an engine of its own.
///
/// # Errors
/// In words, where the engine does not take the case.
pub fn measure(case: &Case, scale: Scale) -> Result<Figures, String> {
    let store = Arc::new(CountingStore::default());
    let config = EngineConfig::default().with_storage(store.clone());
    let config = if case.interpreted { config.with_compiler(Compiler::Interpreter) } else { config };
    let mut stage = Stage { engine: Engine::open(config).map_err(words)?, addresses: Vec::new(), nonce: Cell::new(0) };
    for contract in &case.contracts {
        let options = DeployOptions {
            from: AUTHOR,
            abi: contract.abi.clone(),
            wasi: contract.wasi.clone(),
            reentrant: contract.reentrant,
            gas_limit: Some(PLENTY),
            ..DeployOptions::default()
        };
        let code = text::linked(&contract.text, &stage.addresses);
        let deployed = stage.engine.deploy_with_options(code, options).map_err(words)?;
        stage.engine.fund(deployed.address, 1 << 40).map_err(words)?;
        stage.addresses.push(deployed.address);
        stage.nonce.set(stage.nonce.get() + 1);
    }
    for call in &case.before {
        let transaction = stage.transaction(call, PLENTY);
        match &stage.block(vec![transaction])?[0].status {
            Status::Success => {}
            failed => return Err(format!("{} beforehand: {failed}", call.function)),
        }
    }
    let attack = stage.attack(&case.attack, scale)?;
    let bytes: usize = attack.iter().map(|transaction| codec::encode(transaction).map_or(0, |bytes| bytes.len())).sum();
    let written = store.written();
    let watch = Watch::begin();
    let started = process_time();
    let (receipts, mut time) = timed(|| stage.block(attack));
    if let Attack::Deploy { .. } = case.attack {
        // A compiler has threads of its own. Only what is waited for counts: nothing was called that could be compiled
        // behind the calls.
        time = process_time() - started;
    }
    let (heap, resident) = (watch.heap(), watch.resident());
    let receipts = receipts?;
    let beyond = receipts.iter().map(|receipt| {
        let bytes = codec::encode(receipt).map_or(0, |bytes| bytes.len() as u64);
        bytes.saturating_sub(receipt.gas.used + receipt.gas.refunded)
    });
    Ok(Figures {
        gas: case.paid + receipts.iter().map(|receipt| receipt.gas.used).sum::<u64>(),
        sent: bytes as u64,
        ns: time.as_nanos() as f64,
        heap,
        resident,
        stored: store.written() - written,
        receipt: beyond.max().unwrap_or(0),
    })
}

fn words(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// A transaction of the author's, without its nonce.
fn sent(payload: Payload, gas_limit: u64) -> Transaction {
    Transaction { from: AUTHOR, nonce: 0, chain_id: 1, gas_limit, gas_price: 0, payload }
}

struct Stage {
    engine: Engine,
    addresses: Vec<Address>,
    /// The author's next.
    nonce: Cell<u64>,
}

impl Stage {
    fn address(&self, target: Target) -> Address {
        match target {
            Target::Contract(number) => self.addresses[number],
            Target::Nobody => NOBODY,
        }
    }

    fn transaction(&self, call: &Call, gas_limit: u64) -> Transaction {
        let payload = Payload::Call {
            contract: self.address(call.target),
            function: call.function.clone(),
            input: call.input.clone(),
            value: 0,
            objects: call.objects.clone(),
        };
        sent(payload, call.gas_limit.unwrap_or(gas_limit))
    }

    /// The next block, of these transactions, which get the nonces that come next.
    fn block(&self, mut transactions: Vec<Transaction>) -> Result<Vec<Receipt>, String> {
        for transaction in &mut transactions {
            transaction.nonce = self.nonce.replace(self.nonce.get() + 1);
        }
        let block: BlockContext = self.engine.last_block().map_err(words)?.next();
        self.engine.execute_block(&block, transactions).map_err(words)
    }

    /// The transactions of an attack that takes about what `scale` says.
    fn attack(&self, attack: &Attack, scale: Scale) -> Result<Vec<Transaction>, String> {
        let gas_limit = 10 * scale.gas;
        Ok(match attack {
            Attack::Rounds { contract, most } => {
                let rounds = self.rounds(*contract, *most, scale)?;
                let input = rounds.to_le_bytes().to_vec();
                vec![self.transaction(&Call { input, ..Call::of(*contract, "f") }, gas_limit)]
            }
            Attack::Copies { call, most } => {
                let one = self.transaction(call, gas_limit);
                let watch = Watch::begin();
                let (receipts, time) = timed(|| self.block(vec![one.clone()]));
                let taken =
                    Taken { gas: receipts?[0].gas.used as f64, time: time.as_secs_f64(), heap: watch.heap() as f64 };
                let bytes = codec::encode(&one).map_or(1, |bytes| bytes.len());
                let most = (MOST_SENT / bytes).clamp(1, *most as usize);
                let copies = scale.times(Taken { gas: taken.gas.max(100.0), ..taken }).clamp(1, most as u32);
                vec![one; copies as usize]
            }
            Attack::Block(calls) => calls.iter().map(|call| self.transaction(call, gas_limit)).collect(),
            Attack::Deploy { module, wasi } => {
                let terms = DeployTerms { wasi: wasi.clone(), ..DeployTerms::default() };
                let payload = Payload::Deploy { module: module.clone(), terms };
                vec![sent(payload, PLENTY)]
            }
        })
    }

    /// How many rounds of `f` fit.
    fn rounds(&self, contract: usize, most: u32, scale: Scale) -> Result<u32, String> {
        let run = |rounds: u32| {
            let options = ExecuteOptions { from: AUTHOR, gas_limit: Some(10 * scale.gas), ..Default::default() };
            let watch = Watch::begin();
            let (receipt, time) =
                timed(|| self.engine.simulate(self.addresses[contract], "f", args![rounds as i32], options));
            let (time, heap) = (time.as_secs_f64(), watch.heap() as f64);
            receipt.map(|receipt| Taken { gas: receipt.gas.used as f64, time, heap }).map_err(words)
        };
        run(1)?; // Caches are cold.
        let (one, few) = (run(1)?, run(1 + TRIED)?);
        let each = |less: f64, more: f64| (more - less).max(0.0) / f64::from(TRIED);
        let each =
            Taken { gas: each(one.gas, few.gas), time: each(one.time, few.time), heap: each(one.heap, few.heap) };
        let left = Scale { gas: scale.gas.saturating_sub(one.gas as u64), ..scale };
        Ok(if each.gas < 1.0 { 1 } else { left.times(each).clamp(1, most) })
    }
}

/// What a round or a transaction takes.
#[derive(Clone, Copy, Debug)]
struct Taken {
    gas: f64,
    time: f64,
    heap: f64,
}

impl Scale {
    /// How often something fits that takes so much.
    fn times(&self, each: Taken) -> u32 {
        let gas = self.gas as f64 / each.gas.max(1.0);
        let time = self.time.as_secs_f64() / each.time.max(1e-9);
        let heap = self.heap as f64 / each.heap.max(1.0);
        gas.min(time).min(heap) as u32
    }
}
