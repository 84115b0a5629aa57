//! An observer is told of what was committed, in the order of the chain, on any number of threads; it changes nothing, and its
//! panics are its own.

use allod_core::{Address, Context, Event, args};
use allod_testing::hostile::calling;
use allod_testing::world::{ALICE, BOB, block, by, call, config, puppet};
use allod_vm::{
    BlockContext, BlockFigures, BlockOptions, Compilation, Engine, EngineConfig, EngineError, NativeError, Observer,
    Receipt, SeenFrame, Transaction, Transfer,
};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Observer that writes everything down, and panics when it is told of the transaction with that number.
#[derive(Default)]
struct Diary {
    lines: Mutex<Vec<String>>,
    figures: Mutex<Vec<BlockFigures>>,
    compiled: Mutex<Vec<(Compilation, bool)>>,
    panics_at: Option<u64>,
}

impl Diary {
    fn write(&self, line: String) {
        self.lines.lock().unwrap().push(line);
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.lines.lock().unwrap())
    }
}

impl Observer for Diary {
    fn block_begun(&self, block: &BlockContext) {
        self.write(format!("begun {}", block.height));
    }
    fn frame_entered(&self, seen: &SeenFrame<'_>) {
        let SeenFrame { frame, depth, position, .. } = seen;
        self.write(format!(
            "{position}: {}> {} of {}, {} gas",
            " ".repeat(*depth),
            frame.function,
            frame.contract,
            frame.gas_limit
        ));
    }
    fn frame_left(&self, seen: &SeenFrame<'_>) {
        self.write(format!("{}: {}< {} gas", seen.position, " ".repeat(seen.depth), seen.frame.gas_used));
    }
    fn transfer(&self, _: &Receipt, transfer: &Transfer) {
        self.write(format!("{} from {} to {}", transfer.amount, transfer.from, transfer.to));
    }
    fn event(&self, receipt: &Receipt, event: &Event) {
        self.write(format!("{} in {}", event.name, receipt.transaction));
    }
    fn transaction(&self, receipt: &Receipt) {
        assert_ne!(Some(receipt.transaction), self.panics_at, "as it was told");
        self.write(format!("{} {:?}", receipt.hash, receipt.status));
    }
    fn block_committed(&self, figures: &BlockFigures) {
        self.figures.lock().unwrap().push(figures.clone());
        self.write(format!("committed {}: {} gas", figures.block.height, figures.gas_used));
    }
    fn compile_begun(&self, compilation: &Compilation) {
        self.compiled.lock().unwrap().push((*compilation, false));
    }
    fn compile_ended(&self, compilation: &Compilation, _: Duration) {
        self.compiled.lock().unwrap().push((*compilation, true));
    }
}

fn observed(config: EngineConfig) -> (Engine, Arc<Diary>) {
    let diary = Arc::new(Diary::default());
    (Engine::open(config.with_observer(diary.clone())).unwrap(), diary)
}

/// A chain of blocks of all sorts, and the roots after them.
fn chain(engine: &Engine) -> Vec<allod_core::Hash> {
    let mut roots = Vec::new();
    let contract = puppet(engine);
    engine.fund(ALICE, 100).unwrap();
    call(engine, BOB, contract, "Create", args![]);
    let pay = |amount: u64| -> Transaction {
        let abi = engine.abi(contract).unwrap();
        let input = args![BOB, amount].encode(abi.function("Pay").unwrap()).unwrap();
        calling(ALICE, contract, "Pay", input, 1_000_000)
    };
    let create = |n: u8| calling(Address([n; 20]), contract, "Create", vec![], 1_000_000);
    // Some conflict with each other, and are executed once more in parallel.
    let sent: Vec<Transaction> = (0..30).map(|n| if n % 3 == 0 { pay(1) } else { create(n) }).collect();
    engine.execute_block(&block(5, 5), sent.clone()).unwrap();
    roots.push(engine.state_root().unwrap());
    let tried = BlockOptions { dry_run: true, ..BlockOptions::default() };
    engine.execute_block_with(&block(6, 6), sent.clone(), tried).unwrap();
    roots.push(engine.execute_block_with(&block(6, 6), sent, BlockOptions::default()).unwrap().state_root);
    let mut built = engine.begin_block(block(7, 7)).unwrap();
    built.run(&create(1)).unwrap();
    built.run(&create(2)).unwrap();
    assert!(built.undo_last().unwrap());
    built.native(Address([9; 20]), "Log", by(ALICE), |chain| chain.log("Logged", &[]).map(|()| vec![])).unwrap();
    let fails = |chain: &allod_vm::NativeContext<'_>| {
        chain.log("Lost", &[])?;
        Err(NativeError::Revert("no".into()))
    };
    built.native(Address([9; 20]), "Fail", by(ALICE), fails).unwrap();
    let sealed = built.seal().unwrap();
    engine.commit(&sealed).unwrap();
    drop(engine.begin_block(block(8, 8)).unwrap());
    roots.push(sealed.state_root());
    roots
}

#[test]
fn an_observer_is_told_the_same_on_any_number_of_threads_and_changes_nothing() {
    let plain = chain(&Engine::open(config()).unwrap());
    let mut told: Vec<Vec<String>> = Vec::new();
    for threads in [1, 2, 8] {
        let (engine, diary) = observed(config().with_threads(threads).with_batch_size(8));
        assert_eq!(chain(&engine), plain);
        assert_eq!(engine.observer_failure(), None);
        told.push(diary.take());
        let figures = diary.figures.lock().unwrap();
        let seen: Vec<_> =
            figures.iter().map(|figures| (figures.block.height, figures.transactions, figures.calls)).collect();
        assert_eq!(seen, [(1, 1, 1), (2, 1, 1), (5, 30, 30), (6, 30, 30), (7, 3, 3)]);
        for (height, receipts) in [(5, 30), (7, 3)] {
            let all = engine.receipts_at(height).unwrap();
            let figures = figures.iter().find(|figures| figures.block.height == height).unwrap();
            assert_eq!((all.len(), all.iter().map(|receipt| receipt.gas.used).sum()), (receipts, figures.gas_used));
            assert!(figures.machine.rows_written > 0 && figures.machine.bytes_written > figures.machine.rows_written);
            assert!(figures.machine.execute > Duration::ZERO && figures.machine.commit > Duration::ZERO);
        }
        let reexecuted: u64 = figures.iter().map(|figures| figures.machine.reexecuted).sum();
        // On several threads it depends on who comes first.
        assert!(reexecuted <= if threads == 1 { 0 } else { 60 }, "{reexecuted}");
    }
    assert!(told.iter().all(|other| *other == told[0]));
    let all = told[0].join("\n");
    assert!(all.contains("Logged in") && !all.contains("Lost in") && all.contains("> Pay of"), "{all}");
    assert_eq!(all.matches("committed 6").count(), 1, "not when it was tried");
    assert!(all.ends_with("begun 8"), "it was dropped: {all}");
}

#[test]
fn calls_are_entered_and_left_in_their_order_with_depth_and_position() {
    use allod_core::tagged_value;
    let (engine, diary) = observed(config());
    let (one, other) = (puppet(&engine), puppet(&engine));
    engine.fund(ALICE, 10).unwrap();
    diary.take();
    let inner = args![other, 0u64, "Height", tagged_value::encode(&[])];
    let receipt = engine.execute(one, "Relay", inner, by(ALICE)).unwrap();
    assert_eq!(receipt.trace.children.len(), 1);
    let lines = diary.take();
    let order: Vec<&str> = lines.iter().filter_map(|line| line.split([' ', ',']).next()).collect();
    assert_eq!(order[..5], ["begun", "0:", "1:", "1:", "0:"], "{lines:?}");
    assert!(lines[2].starts_with(&format!("1:  > Height of {other}")), "{lines:?}");
    engine.query(one, "Height", args![], by(ALICE)).unwrap();
    engine.simulate(one, "Height", args![], by(ALICE)).unwrap();
    assert!(engine.execute(one, "None", args![], by(ALICE)).is_err());
    assert!(diary.take().is_empty(), "none of them was committed");
}

#[test]
fn a_panic_of_an_observer_is_kept_and_loses_no_block() {
    for threads in [1, 2] {
        let diary = Arc::new(Diary { panics_at: Some(6), ..Diary::default() });
        let config = config().with_threads(threads).with_batch_size(4).with_observer(diary.clone());
        let engine = Engine::open(config).unwrap();
        let contract = puppet(&engine);
        let sent =
            || (0..8).map(|n| calling(Address([n; 20]), contract, "Create", vec![], 1_000_000)).collect::<Vec<_>>();
        let receipts = engine.execute_block(&block(5, 5), sent()).unwrap();
        let failure = engine.observer_failure().expect("it panicked").to_owned();
        assert!(failure.contains("as it was told"), "{failure}");
        assert_eq!(engine.receipts_at(5).unwrap(), receipts);
        let told = diary.take();
        engine.execute_block(&block(6, 6), sent()).unwrap();
        call(&engine, ALICE, contract, "Create", args![]);
        assert!(diary.take().is_empty(), "it is not called again");
        assert_eq!(engine.observer_failure(), Some(&*failure), "the first panic is the one that is told");
        assert!(told.iter().all(|line| !line.starts_with("committed 5")));
        assert_eq!(engine.verify().unwrap().root, engine.state_root().unwrap());
    }
}

#[test]
fn compilations_are_told_as_they_begin_and_end() {
    let (engine, diary) = observed(EngineConfig::default());
    let deployed = engine.deploy(r#"(module (func (export "f")))"#).unwrap();
    let compiled = diary.compiled.lock().unwrap().clone();
    let [(begun, false), (ended, true)] = compiled[..] else { panic!("{compiled:?}") };
    assert_eq!((begun, begun.code_hash, begun.bytes), (ended, deployed.code_hash, deployed.module_size));
    engine.execute_with_args(deployed.address, "f", args![]).unwrap();
    assert_eq!(diary.compiled.lock().unwrap().len(), 2, "it is in memory");
    let figures = diary.figures.lock().unwrap();
    assert_eq!(figures.iter().map(|figures| figures.machine.modules_loaded).collect::<Vec<_>>(), [1, 0]);
}

#[test]
fn an_observer_may_look_at_a_view_and_a_write_from_within_is_busy() {
    use std::sync::OnceLock;
    #[derive(Default)]
    struct Asks {
        engine: OnceLock<std::sync::Weak<Engine>>,
        seen: Mutex<Vec<(u64, bool)>>,
    }
    impl Observer for Asks {
        fn block_committed(&self, _: &BlockFigures) {
            let Some(engine) = self.engine.get().and_then(std::sync::Weak::upgrade) else { return };
            let view = engine.view().unwrap();
            let busy = matches!(engine.fund(ALICE, 1), Err(EngineError::Busy));
            self.seen.lock().unwrap().push((view.last_block().unwrap().height, busy));
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let asks = Arc::new(Asks::default());
    let engine = Engine::open(config().with_path(folder.path()).with_observer(asks.clone())).unwrap();
    let engine = Arc::new(engine);
    asks.engine.set(Arc::downgrade(&engine)).unwrap();
    let contract = puppet(&engine);
    engine.execute_block(&block(5, 5), vec![calling(ALICE, contract, "Create", vec![], 1_000_000)]).unwrap();
    assert_eq!(*asks.seen.lock().unwrap(), [(1, true), (5, true)]);
    assert_eq!(engine.observer_failure(), None);
}
