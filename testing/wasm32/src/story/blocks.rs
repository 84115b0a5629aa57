//! Blocks: several transactions in one, built, undone, held to a root; a state exported and imported.

use super::teller::{ACTOR, ALICE, BOB, COUNTER, Teller};
use allod_vm::{
    Address, BlockOptions, DeployOptions, Engine, EngineConfig, EngineError, ExecuteOptions, FeeTerms, Hash,
    MemoryStorage, Transaction, args, import,
};
use std::sync::Arc;

const COLLECTOR: Address = Address([0xFE; 20]);

/// Transactions of a block: counting, paying, failing, running out of gas, one that is not the next, one that can't pay.
fn transactions(engine: &Engine, counter: Address, actor: Address) -> Result<Vec<Transaction>, EngineError> {
    let terms =
        |from, gas_limit, value| ExecuteOptions { from, gas_limit: Some(gas_limit), value, ..Default::default() };
    let calls = [
        engine.call_transaction(counter, "Increment", args![5u64], terms(ALICE, 100_000, 0))?,
        engine.call_transaction(actor, "Take", args![9u64], terms(BOB, 100_000, 10))?,
        engine.call_transaction(actor, "Revert", args![], terms(ALICE, 100_000, 0))?,
        engine.call_transaction(actor, "Spin", args![], terms(ALICE, 90_000, 0))?,
        engine.call_transaction(actor, "Deep", args![12u64], terms(BOB, 10_000_000, 0))?,
        engine.call_transaction(counter, "Increment", args![1u64 << 40], terms(BOB, 100_000, 0))?,
        engine.call_transaction(actor, "Pay", args![COLLECTOR, 4u64], terms(ALICE, 100_000, 0))?,
        engine.call_transaction(counter, "Increment", args![1u64], terms(Address([0xC0; 20]), 100_000, 0))?,
        engine.call_transaction(counter, "Increment", args![1u64], terms(ALICE, 100_000, 0))?,
    ];
    // The nonces of each count up; that of the last is one too high.
    let (mut next, mut all) = (std::collections::BTreeMap::new(), Vec::new());
    for call in calls {
        let nonce: &mut u64 = next.entry(call.from).or_default();
        all.push(Transaction { nonce: engine.nonce(call.from)? + *nonce, gas_price: 3, ..call });
        *nonce += 1;
    }
    if let Some(last) = all.last_mut() {
        last.nonce += 1;
    }
    Ok(all)
}

pub(super) fn blocks(config: EngineConfig, say: &mut dyn FnMut(String)) -> Result<(), EngineError> {
    let terms = FeeTerms { base_price: 2, burned_price: 1, ..FeeTerms::to(COLLECTOR) };
    let mut teller = Teller::open(config.with_fees(terms), say)?;
    for account in [ALICE, BOB] {
        teller.engine.fund(account, 100_000_000)?;
    }
    // By salts, so that Alice's and Bob's nonces are those of their blocks alone.
    let deploy = |engine: &Engine, code: &str, salt, reentrant| {
        let options = DeployOptions { salt: Some(Hash([salt; 32])), reentrant, ..Default::default() };
        engine.deploy_with_options(code, options).map(|deployed| deployed.address)
    };
    let counter = deploy(&teller.engine, COUNTER, 1, false)?;
    let actor = deploy(&teller.engine, ACTOR, 2, true)?;
    let transactions = Arc::new(transactions(&teller.engine, counter, actor)?);
    for transaction in transactions.iter() {
        teller.say(format!("signed {}", transaction.digest()));
    }
    let next = teller.engine.last_block()?.next();
    let tried = teller.engine.execute_block_with(
        &next,
        transactions.clone(),
        BlockOptions { dry_run: true, ..Default::default() },
    )?;
    teller.root()?;
    let options = BlockOptions { expected_root: Some(Hash([0; 32])), ..Default::default() };
    let error = teller.engine.execute_block_with(&next, transactions.clone(), options).err();
    teller.say(format!("held to another root: {}", error.map_or_else(String::new, |error| error.to_string())));
    let options = BlockOptions { expected_root: Some(tried.state_root), ..Default::default() };
    let committed = teller.engine.execute_block_with(&next, transactions.clone(), options)?;
    for receipt in &committed.receipts {
        teller.receipt(receipt);
    }
    teller.say(format!("{} {} {} gas", committed.state_root, committed.receipts_root, committed.gas_used));

    let mut block = teller.engine.begin_block(next.next())?;
    block.put(b"epoch", b"7")?;
    block.credit(BOB, 5)?;
    let before = block.root()?;
    let first = Transaction { nonce: block.nonce(ALICE)?, ..transactions[0].clone() };
    let alone = block.run(&first)?.clone();
    let (after, undone) = (block.root()?, block.undo_last()?);
    let again = block.root()?;
    let pending = block.seal()?;
    let child = teller.engine.begin_block_on(&pending, pending.block().next())?.seal()?;
    teller.receipt(&alone);
    teller.say(format!("built {before} {after} {undone} {again} {} {}", pending.state_root(), child.state_root()));
    teller.engine.commit(&pending)?;
    teller.engine.commit(&child)?;
    let balances = [ALICE, BOB, COLLECTOR, actor].map(|account| teller.engine.balance(account));
    teller.say(format!("{balances:?}"));
    teller.root()
}

pub(super) fn moved(mut teller: Teller<'_>) -> Result<(), EngineError> {
    teller.engine.fund(ALICE, 1_000)?;
    let counter = teller.engine.deploy(COUNTER)?.address;
    for step in 1..=20u64 {
        teller.call(counter, "Increment", args![step])?;
    }
    let (export, mut bytes) = (teller.engine.export()?.with_receipts(), Vec::new());
    export.write_to(&mut bytes)?;
    let (root, length) = (export.root(), bytes.len());
    teller.say(format!("{length} bytes, {}, of {root}", Hash::of("allod 2026 story export", &bytes)));
    let store = Arc::new(MemoryStorage::new());
    let imported = import(store.clone(), &bytes[..], root)?;
    teller.say(format!("{imported:?}"));
    let engine = Engine::open(EngineConfig::default().with_chain_id(32).with_storage(store))?;
    let audit = engine.verify()?;
    teller.say(format!("{audit:?}"));
    let (block, mut gone) = (engine.last_block()?.next(), Vec::new());
    for engine in [&engine, &teller.engine] {
        let options = ExecuteOptions { block: Some(block), ..Default::default() };
        let receipt = engine.execute(counter, "Increment", args![7u64], options)?;
        gone.push((receipt.digest(), engine.state_root()?));
    }
    teller.say(format!("gone on to {gone:?}"));
    // A row that was changed is found.
    bytes[length / 2] ^= 1;
    let error = import(Arc::new(MemoryStorage::new()), &bytes[..], root).err();
    teller.say(error.map_or_else(|| "imported".to_owned(), |error| error.to_string()));
    teller.root()
}
