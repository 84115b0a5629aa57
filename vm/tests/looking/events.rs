//! Events of the past by contract, name, signer and height: with an index and without the answer is the same, page by page.

use allod_core::{Address, Context};
use allod_state::{MemoryStorage, Reader, Storage, keys};
use allod_testing::rng::SplitMix64;
use allod_testing::world::{ALICE, BOB, by, config};
use allod_vm::{Engine, EngineConfig, EventCursor, EventFilter, EventPage, ExecuteOptions, NativeError, PastEvent};
use std::sync::Arc;

const TILL: Address = Address([7; 20]);
const SHOP: Address = Address([8; 20]);
const NAMES: [&str; 3] = ["Sold", "Counted", "Emptied"];

/// Blocks in each of which some native code logs some events, and some of it fails.
fn blocks(engine: &Engine, count: u64) {
    let first = engine.last_block().unwrap().height + 1;
    for height in first..first + count {
        let mut dice = SplitMix64::new(height);
        let mut built = engine.begin_block(engine.last_block().unwrap().next()).unwrap();
        for _ in 0..dice.below(5) {
            let (contract, from) = (dice.pick(&[TILL, SHOP]), dice.pick(&[ALICE, BOB]));
            let (names, fails) = ((0..dice.below(4)).map(|_| dice.pick(&NAMES)).collect::<Vec<_>>(), dice.once_in(6));
            let receipt = built.native(contract, "Log", by(from), |context| {
                names.iter().try_for_each(|name| context.log(name, &[("height", height.into())]))?;
                if fails { Err(NativeError::Revert("as it was told".into())) } else { Ok(vec![]) }
            });
            assert_eq!(receipt.unwrap().is_success(), !fails);
        }
        if dice.once_in(3) {
            built.native(TILL, "Undone", by(ALICE), |context| context.log("Sold", &[]).map(|()| vec![])).unwrap();
            assert!(built.undo_last().unwrap());
        }
        built.commit().unwrap();
    }
}

/// The answer by hand, from all receipts.
fn wanted(engine: &Engine, filter: &EventFilter) -> Vec<(EventCursor, u64)> {
    let mut found = Vec::new();
    for receipt in engine.receipts(0, usize::MAX).unwrap() {
        for (events, event) in (1..).zip(&receipt.events) {
            let height = receipt.block.height;
            if filter.contract.is_none_or(|contract| contract == event.contract)
                && filter.name.as_deref().is_none_or(|name| name == event.name)
                && filter.sender.is_none_or(|sender| sender == receipt.sender)
                && (filter.from_height..=filter.to_height).contains(&height)
            {
                found.push((EventCursor { transaction: receipt.transaction, events }, height));
            }
        }
    }
    found
}

/// All events that a filter takes, in pages of `limit`.
fn all(engine: &Engine, filter: &EventFilter, limit: usize) -> Vec<PastEvent> {
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let EventPage { events, next, .. } = engine.events(filter, after, limit).unwrap();
        assert!(events.len() <= limit);
        assert!(next.is_none() || events.len() == limit, "so few receipts are read at once");
        seen.extend(events);
        match next {
            Some(next) => after = Some(next),
            None => return seen,
        }
    }
}

fn filters() -> Vec<EventFilter> {
    let mut filters = Vec::new();
    for contract in [None, Some(TILL), Some(SHOP), Some(Address([9; 20]))] {
        for name in [None, Some("Sold"), Some("None")] {
            for (sender, from_height, to_height) in
                [(None, 0, u64::MAX), (Some(BOB), 0, u64::MAX), (None, 10, 20), (Some(ALICE), 25, 25), (None, 30, 29)]
            {
                let name = name.map(str::to_owned);
                filters.push(EventFilter { contract, name, sender, from_height, to_height });
            }
        }
    }
    filters
}

fn check(engine: &Engine) {
    let mut found = 0;
    for filter in filters() {
        let wanted = wanted(engine, &filter);
        for limit in [1, 7, 1_000] {
            let seen = all(engine, &filter, limit);
            assert_eq!(
                seen.iter().map(|event| (event.place, event.block.height)).collect::<Vec<_>>(),
                wanted,
                "{filter:?}"
            );
            found += seen.len();
        }
        assert_eq!(engine.events(&filter, None, 0).unwrap(), EventPage::default());
    }
    assert!(found > 500, "{found}");
}

fn over(store: &Arc<MemoryStorage>, index: bool) -> Engine {
    let config = config().with_storage(store.clone());
    Engine::open(if index { config.with_event_index() } else { config }).unwrap()
}

/// Rows of the index in a store.
fn entries(store: &MemoryStorage) -> Vec<Vec<u8>> {
    store.scan(b"e", usize::MAX).unwrap().into_iter().map(|(key, _)| key).collect()
}

#[test]
fn events_are_found_with_an_index_and_without() {
    let (plain, indexed) = (Arc::new(MemoryStorage::new()), Arc::new(MemoryStorage::new()));
    let engines = [over(&plain, false), over(&indexed, true)];
    for engine in &engines {
        blocks(engine, 60);
        check(engine);
    }
    assert!(entries(&plain).is_empty() && !entries(&indexed).is_empty());
    assert_eq!(engines[0].state_root().unwrap(), engines[1].state_root().unwrap(), "it is in no root");
    assert_eq!(engines[1].verify().unwrap().root, engines[1].state_root().unwrap());
}

#[test]
fn an_index_is_the_same_whenever_and_on_however_many_threads_it_is_made() {
    let grown = Arc::new(MemoryStorage::new());
    blocks(&over(&grown, true), 40);
    // None at first, then for all, then none for a while, and then for those that came meanwhile.
    let mended = Arc::new(MemoryStorage::new());
    for (index, count) in [(false, 13), (true, 9), (false, 8), (true, 10)] {
        blocks(&over(&mended, index), count);
    }
    assert_eq!(entries(&grown), entries(&mended));
    let mark = keys::metadata(keys::EVENT_INDEX_NAME);
    assert_eq!(grown.get(&mark).unwrap(), mended.get(&mark).unwrap());
    check(&over(&mended, true));
    // A reader uses it as long as nothing is missing, and answers all the same.
    let reader =
        || Engine::open(config().with_storage(mended.clone()).with_event_index().with_read_only(true)).unwrap();
    check(&reader());
    blocks(&over(&mended, false), 5);
    check(&reader());
}

#[test]
fn events_of_transactions_in_parallel_and_of_single_calls_are_indexed_too() {
    use allod_testing::hostile::calling;
    const LOGS: &str = r#"(module
        (import "allod" "log" (func $log (param i32 i32 i32 i32) (result i32)))
        (memory (export "memory") 1) (data (i32.const 0) "Sold")
        (func (export "Sell") (drop (call $log (i32.const 0) (i32.const 4) (i32.const 16) (i32.const 1)))))"#;
    let mut rows = Vec::new();
    for threads in [1, 2, 8] {
        let config = config().with_event_index().with_threads(threads).with_batch_size(7);
        let engine = Engine::open(config).unwrap();
        let contract = engine.deploy(LOGS).unwrap().address;
        let sold = EventFilter { contract: Some(contract), name: Some("Sold".into()), ..EventFilter::default() };
        for signer in 0..3 {
            let options = ExecuteOptions { from: Address([signer; 20]), ..Default::default() };
            let receipt = engine.execute_with_args(contract, "Sell", allod_vm::args![]).unwrap();
            assert!(receipt.is_success() && receipt.events.len() == 1, "{:?} {options:?}", receipt.status);
            assert_eq!(engine.events(&sold, None, 99).unwrap().events.len(), usize::from(signer) + 1);
        }
        let sent = (0..40).map(|n| calling(Address([n; 20]), contract, "Sell", vec![], 1_000_000)).collect();
        engine.execute_block(&engine.last_block().unwrap().next(), sent).unwrap();
        assert_eq!(all(&engine, &sold, 10).len(), 43);
        rows.push(engine.storage().scan(b"e", usize::MAX).unwrap());
    }
    assert_eq!(rows[0].len(), 2 * 43);
    assert!(rows.iter().all(|other| *other == rows[0]));
}

#[test]
fn pruning_takes_the_entries_along() {
    let store = Arc::new(MemoryStorage::new());
    let engine = over(&store, true);
    blocks(&engine, 40);
    let view = engine.view().unwrap();
    let before = wanted(&engine, &EventFilter::default()).len();
    assert!(engine.prune_receipts(20).unwrap() > 0);
    let left = wanted(&engine, &EventFilter::default());
    assert!(!left.is_empty() && left.len() < before && left[0].1 >= 20);
    check_left(&engine);
    assert_eq!(view.events(&EventFilter::default(), None, 1_000).unwrap().events.len(), before, "a view keeps them");
    engine.prune_receipts(u64::MAX).unwrap();
    assert!(entries(&store).is_empty() && all(&engine, &EventFilter::default(), 9).is_empty());
    // An engine without the index leaves entries of receipts that are not there.
    blocks(&engine, 30);
    drop(engine);
    over(&store, false).prune_receipts(55).unwrap();
    check_left(&over(&store, true));
}

fn check_left(engine: &Engine) {
    for filter in filters() {
        let places: Vec<_> = all(engine, &filter, 7).iter().map(|event| (event.place, event.block.height)).collect();
        assert_eq!(places, wanted(engine, &filter), "{filter:?}");
    }
}

#[test]
fn a_question_reads_so_many_receipts_and_says_where_to_go_on() {
    let engine = Engine::open(EngineConfig::default()).unwrap();
    let log = |name: &'static str, times: usize| {
        let mut built = engine.begin_block(engine.last_block().unwrap().next()).unwrap();
        for _ in 0..times {
            built.native(TILL, "Log", by(ALICE), |context| context.log(name, &[]).map(|()| vec![])).unwrap();
        }
        built.commit().unwrap();
    };
    log("Counted", allod_vm::EVENT_SCAN_RECEIPTS);
    log("Sold", 1);
    let sold = EventFilter { name: Some("Sold".into()), ..EventFilter::default() };
    let first = engine.events(&sold, None, 10).unwrap();
    assert!(first.events.is_empty());
    let on = first.next.expect("it has not seen all");
    assert_eq!(on.transaction as usize, allod_vm::EVENT_SCAN_RECEIPTS);
    let second = engine.events(&sold, Some(on), 10).unwrap();
    assert_eq!((second.events.len(), second.next), (1, None));
}

#[test]
fn a_damaged_entry_of_the_index_is_an_error() {
    let store = Arc::new(MemoryStorage::new());
    let engine = over(&store, true);
    blocks(&engine, 5);
    let mut entry = entries(&store).remove(0);
    let contract = Address::try_from(&entry[1..21]).unwrap();
    entry.push(0);
    store.set(&entry, b"").unwrap();
    let filter = EventFilter { contract: Some(contract), ..EventFilter::default() };
    let error = engine.events(&filter, None, 1_000).unwrap_err().to_string();
    assert!(error.contains("corrupt event index entry") && error.contains("38 bytes of a key"), "{error}");
}
