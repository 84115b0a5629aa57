//! Access sets: the differences of a block's transactions lead from the state before it to the one after it, and a transaction
//! needs no row but those that it has read. They are the same on any number of threads.

use allod_core::{Address, args};
use allod_state::{MemoryStorage, Reader, Storage, WriteBatch, keys};
use allod_testing::differential::blocks::kinds::{Stage, any};
use allod_testing::hostile::calling;
use allod_testing::rng::SplitMix64;
use allod_testing::world::{ALICE, BOB, CAROL, block, by, config, memory_engine, puppet};
use allod_vm::{
    AccessSet, BlockContext, BlockOptions, Committed, Engine, EngineConfig, ExecuteOptions, FeeTerms, Receipt,
    Recording, RowKey, RowRange, RowValue, Transaction,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

type Rows = BTreeMap<Vec<u8>, Vec<u8>>;

const COLLECTOR: Address = Address([0xC0; 20]);

/// Settings of an engine that charges fees and counts nonces.
fn charging(threads: usize, window: Option<usize>) -> EngineConfig {
    let terms =
        FeeTerms { base_price: 2, burned_price: 1, transaction_gas: 500, byte_gas: 3, ..FeeTerms::to(COLLECTOR) };
    let config = EngineConfig::default().with_fees(terms).with_threads(threads);
    window.map_or(config.clone(), |window| config.with_batch_size(window))
}

fn over(config: EngineConfig, store: &Arc<MemoryStorage>) -> Engine {
    Engine::open(config.with_storage(store.clone())).unwrap()
}

fn rows(store: &MemoryStorage) -> Rows {
    store.scan(b"", usize::MAX).unwrap().into_iter().collect()
}

/// Rows that no transaction reads or writes by itself: receipts, their indexes, and metadata.
fn is_of_the_store(key: &[u8]) -> bool {
    matches!(RowKey::of(key), RowKey::Other(_))
}

fn recorded() -> BlockOptions {
    BlockOptions { recording: Some(Recording::default()), ..BlockOptions::default() }
}

/// Applies the writes of `access` to `rows`, which hold what was there before.
fn apply(rows: &mut Rows, access: &AccessSet) {
    for change in &access.writes {
        let key = change.key.to_key().to_vec();
        assert_eq!(rows.get(&key), change.before.as_ref(), "{} before", change.key);
        // Each is a value that it can be.
        RowValue::before(change).unwrap();
        RowValue::after(change).unwrap();
        match &change.after {
            Some(after) => drop(rows.insert(key, after.clone())),
            None => drop(rows.remove(&key)),
        }
    }
}

/// A store with those of `rows` that `access` says were read, and with transaction `number` as the next.
fn only_read(rows: &Rows, access: &AccessSet, number: u64) -> Arc<MemoryStorage> {
    let reads: BTreeSet<&RowKey> = access.reads.iter().collect();
    let mut batch = WriteBatch::new();
    for (key, value) in rows {
        let row = RowKey::of(key);
        let is_metadata = key[0] == b'g' && key[..] != *keys::metadata(keys::ROOT_NAME);
        if is_metadata || reads.contains(&row) || access.ranges.iter().any(|range| range.contains(&row)) {
            batch.put(key, value);
        }
    }
    batch.put(keys::metadata(keys::TRANSACTION_NAME), (number - 1).to_le_bytes());
    let store = Arc::new(MemoryStorage::new());
    store.write(&batch).unwrap();
    store
}

/// Engines on 1, 2 and 8 threads with the same beginning, their stores, and a stage for random transactions.
fn engines() -> (Vec<(Engine, Arc<MemoryStorage>)>, Stage) {
    let shapes = [(1, None), (2, Some(5)), (8, Some(9))];
    let mut puppets = Vec::new();
    let open = |(threads, window)| {
        let store = Arc::new(MemoryStorage::new());
        let engine = over(charging(threads, window), &store);
        puppets = vec![puppet(&engine), puppet(&engine)];
        for account in [ALICE, BOB, CAROL, puppets[0]] {
            engine.fund(account, 1_000_000_000_000).unwrap();
        }
        (engine, store)
    };
    let engines: Vec<_> = shapes.into_iter().map(open).collect();
    let stage = Stage::new(&engines[0].0, puppets).unwrap();
    (engines, stage)
}

/// Gives each transaction a price, and its account's next nonce unless it has a wrong one.
fn signed(engine: &Engine, transactions: &mut [Transaction]) {
    let mut next: BTreeMap<Address, u64> = BTreeMap::new();
    for transaction in transactions {
        transaction.gas_price = 2;
        if transaction.nonce == 0 && transaction.chain_id == 1 {
            let nonce = next.entry(transaction.from).or_insert_with(|| engine.nonce(transaction.from).unwrap());
            transaction.nonce = *nonce;
            *nonce += 1;
        }
    }
}

/// Runs a block on every engine; the access sets are the same on each.
fn run(engines: &[(Engine, Arc<MemoryStorage>)], context: &BlockContext, sent: &[Transaction]) -> Committed {
    let run = |(engine, _): &(Engine, _)| engine.execute_block_with(context, sent.to_vec(), recorded()).unwrap();
    let all: Vec<Committed> = engines.iter().map(run).collect();
    for other in &all[1..] {
        assert_eq!(other.receipts, all[0].receipts);
        for (at, (one, other)) in all[0].accesses.iter().zip(&other.accesses).enumerate() {
            assert_eq!(one, other, "transaction {at}: {:?}", sent[at].payload);
        }
        assert_eq!(other, &all[0]);
    }
    all.into_iter().next().unwrap()
}

#[test]
fn differences_lead_to_the_state_after_and_reads_are_all_that_is_needed() {
    let (engines, mut stage) = engines();
    let (engine, store) = &engines[0];
    let (mut kinds, mut rerun): (BTreeSet<String>, usize) = (BTreeSet::new(), 0);
    for number in 0..40 {
        let mut dice = SplitMix64::new(number ^ 0xACCE55);
        let objects = stage.some_objects(&mut dice);
        let count = dice.within(1..16);
        let mut sent: Vec<Transaction> = match number {
            0 => stage.beginning(),
            _ => (0..count).map(|_| any(&stage, &mut dice, &objects)).collect(),
        };
        signed(engine, &mut sent);
        let context = block(100 + number, 100 + number as i64);
        let before = rows(store);
        let committed = run(&engines, &context, &sent);
        assert_eq!(committed.accesses.len(), sent.len());
        let mut now = before;
        for ((transaction, receipt), access) in sent.iter().zip(&committed.receipts).zip(&committed.accesses) {
            assert!(!access.cut);
            assert!(access.reads.is_sorted_by(|one, other| one.to_key() < other.to_key()));
            assert!(access.ranges.is_sorted_by(|one, other| one < other));
            assert!(access.writes.is_sorted_by(|one, other| one.key.to_key() < other.key.to_key()));
            let alone = over(charging(1, None), &only_read(&now, access, receipt.transaction));
            let again = alone.execute_block(&context, vec![transaction.clone()]).unwrap();
            assert_eq!(again, std::slice::from_ref(receipt), "{access:#?}");
            rerun += 1;
            apply(&mut now, access);
            kinds.extend(access.writes.iter().map(|change| format!("{:?}", change.key)));
            stage.learn(receipt);
        }
        let mut after = rows(store);
        for rows in [&mut now, &mut after] {
            rows.retain(|key, _| !is_of_the_store(key));
        }
        assert_eq!(now, after, "block {number}");
    }
    assert!(rerun > 200, "{rerun}");
    for kind in ["Object(", "Field {", "Owned {", "Contract(", "Code(", "Balance(", "Nonce("] {
        assert!(kinds.iter().any(|seen| seen.starts_with(kind)), "no {kind} was written");
    }
}

#[test]
fn every_row_that_is_read_is_needed_or_its_absence_is() {
    // The other direction, for one call: it fails in another way without any of them.
    let store = Arc::new(MemoryStorage::new());
    let engine = over(charging(1, None), &store);
    let contract = puppet(&engine);
    engine.fund(ALICE, 1_000_000_000).unwrap();
    let mut sent = vec![calling(ALICE, contract, "Create", vec![], 1_000_000)];
    signed(&engine, &mut sent);
    let made = engine.execute_block(&block(5, 5), sent).unwrap().remove(0).decode::<allod_vm::ObjectId>().unwrap();
    let write =
        allod_vm::Payload::call(contract, engine.abi(contract).unwrap().function("Write").unwrap(), args![made, 7u64]);
    let mut sent = vec![Transaction { payload: write.unwrap(), ..calling(ALICE, contract, "", vec![], 1_000_000) }];
    signed(&engine, &mut sent);
    let before = rows(&store);
    let committed = engine.execute_block_with(&block(6, 6), sent.clone(), recorded()).unwrap();
    let access = &committed.accesses[0];
    assert!(committed.receipts[0].is_success());
    let mut needed = 0;
    for left_out in access.reads.iter().filter(|row| before.contains_key(&row.to_key().to_vec())) {
        let mut reads = access.clone();
        reads.reads.retain(|row| row != left_out);
        let alone = over(charging(1, None), &only_read(&before, &reads, committed.receipts[0].transaction));
        let again = alone.execute_block(&block(6, 6), sent.clone());
        assert_ne!(again.ok().as_deref(), Some(&committed.receipts[..]), "without {left_out}");
        needed += 1;
    }
    // Its contract, module, balance, nonce, object; the field was not there.
    assert!(needed >= 5, "{access:#?}");
}

#[test]
fn a_record_has_a_bound_and_says_where_it_is_cut() {
    let (engines, stage) = engines();
    let mut sent = stage.beginning();
    signed(&engines[0].0, &mut sent);
    let context = block(100, 100);
    let run = |engine: &Engine, max_bytes| {
        let options =
            BlockOptions { dry_run: true, recording: Some(Recording::within(max_bytes)), ..Default::default() };
        engine.execute_block_with(&context, sent.clone(), options).unwrap()
    };
    let whole = run(&engines[0].0, usize::MAX);
    assert!(whole.accesses.iter().all(|access| !access.cut));
    for max_bytes in [0, 1, 200, 1_000, 10_000] {
        let cut: Vec<Committed> = engines.iter().map(|(engine, _)| run(engine, max_bytes)).collect();
        assert!(cut.iter().all(|other| other == &cut[0]), "on any number of threads");
        assert_eq!((&cut[0].receipts, cut[0].state_root), (&whole.receipts, whole.state_root));
        assert_eq!(cut[0].accesses.len(), sent.len());
        let mut rows = 0;
        for (part, all) in cut[0].accesses.iter().zip(&whole.accesses) {
            assert!(all.writes.starts_with(&part.writes));
            assert!(all.ranges.starts_with(&part.ranges) && all.reads.starts_with(&part.reads));
            assert_eq!(part.cut, part != all, "never silently");
            rows += part.writes.len() + part.ranges.len() + part.reads.len();
        }
        assert!(rows * 128 <= max_bytes, "{rows} rows in {max_bytes} bytes");
        assert!(cut[0].accesses.last().unwrap().cut);
    }
}

#[test]
fn a_simulation_tells_what_a_block_will_do() {
    let engine = memory_engine();
    let contract = puppet(&engine);
    let options = || ExecuteOptions { gas_limit: Some(1_000_000), ..by(ALICE) };
    let view = engine.view().unwrap();
    let (tried, access) = view.simulate_recorded(contract, "Create", args![], options(), Recording::default()).unwrap();
    assert_eq!(view.simulate(contract, "Create", args![], options()).unwrap(), tried);
    let sent = vec![calling(ALICE, contract, "Create", vec![], 1_000_000)];
    let committed = engine.execute_block_with(&engine.last_block().unwrap().next(), sent, recorded()).unwrap();
    assert_eq!(committed.accesses, [access]);
    let find = engine.simulate_recorded(contract, "Find", args![ALICE], options(), Recording::default()).unwrap().1;
    assert_eq!(find.ranges, [RowRange::Owned { owner: ALICE, contract: Some(contract) }]);
    let none = engine.simulate_recorded(contract, "Find", args![ALICE], options(), Recording::within(0)).unwrap();
    assert!(none.1.cut && none.1.ranges.is_empty());
    assert_eq!(none.0, engine.simulate(contract, "Find", args![ALICE], options()).unwrap());
}

#[test]
fn a_block_that_is_built_records_natives_and_forgets_what_is_undone() {
    use allod_vm::{Context, Object, Ownership, Value};
    let engine = Engine::open(config().with_threads(2).with_batch_size(3)).unwrap();
    let contract = puppet(&engine);
    let create = || calling(BOB, contract, "Create", vec![], 1_000_000);
    let mut built = engine.begin_block(block(9, 9)).unwrap();
    built.run(&create()).unwrap();
    let mut built = built.with_recording(Recording::default());
    assert!(built.accesses()[0].cut && built.accesses()[0].writes.is_empty(), "it was not recorded");
    built.run(&create()).unwrap();
    let before = built.accesses().to_vec();
    built.run(&create()).unwrap();
    assert!(built.undo_last().unwrap());
    assert_eq!(built.accesses(), before);
    let native = built.native(Address([7; 20]), "Make", by(ALICE), |context| {
        let object = context.create_object()?;
        object.set("count", Value::from(4u64))?;
        object.set_owner(&context.sender()?)?;
        Ok(vec![])
    });
    assert!(native.unwrap().is_success());
    let fails = built.native(Address([7; 20]), "Fail", by(ALICE), |context| {
        context.create_object()?;
        Err(allod_vm::NativeError::Revert("no".into()))
    });
    assert!(!fails.unwrap().is_success());
    built.credit(ALICE, 5).unwrap();
    built.run_all((0..7).map(|_| create()).collect::<Vec<_>>()).unwrap();
    assert_eq!(built.accesses().len(), built.receipts().len());
    let values = |access: &AccessSet| -> Vec<RowValue> {
        access.writes.iter().filter_map(|change| RowValue::after(change).unwrap()).collect()
    };
    let accesses = built.accesses().to_vec();
    let made = values(&accesses[2]);
    assert!(made.contains(&RowValue::Field(Value::from(4u64))) && made.contains(&RowValue::Owned), "{made:?}");
    assert!(
        made.iter().any(|value| matches!(value, RowValue::Object(made) if made.ownership == Ownership::Address(ALICE)))
    );
    assert!(accesses[3].writes.is_empty(), "what fails writes nothing");
    let sealed = built.seal().unwrap();
    assert_eq!(sealed.accesses(), accesses);
    let root = sealed.state_root();
    engine.commit(&sealed).unwrap();
    assert_eq!(engine.verify().unwrap().root, root);
    // The same without a record.
    let receipts: Vec<Receipt> = engine.receipts_at(9).unwrap();
    assert_eq!(receipts, sealed.receipts());
}
