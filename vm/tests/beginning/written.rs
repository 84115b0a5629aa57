//! A genesis on an empty store.

use allod_core::{Address, Hash, Value, args};
use allod_state::{MemoryStorage, Pair, Reader, StateError, Storage, WriteBatch, keys};
use allod_testing::world::{ALICE, BOB, CAROL, by, config};
use allod_vm::{Engine, EngineError, Genesis, GenesisError};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A contract that keeps what its constructor is given, and takes money.
const VAULT: &str = r#"package vault

import core "github.com/govm-net/vm/core"

func Initialize(ctx core.Context, limit uint64) error {
	object, err := core.GetObject(core.ObjectID{})
	core.Assert(err)
	core.Assert(object.Set("limit", limit))
	return ctx.Receive(3)
}

func Limit() uint64 {
	object, err := core.GetObject(core.ObjectID{})
	core.Assert(err)
	var limit uint64
	core.Assert(object.Get("limit", &limit))
	return limit
}
"#;

/// A folder with the document and the files it names.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("vault.wat"), ADD).unwrap();
    folder
}

const ADD: &str = r#"(module (func (export "start") (param i64) (if (i64.eqz (local.get 0)) (then unreachable)))
    (func (export "add") (param i64 i64) (result i64) (i64.add (local.get 0) (local.get 1))))"#;

fn document() -> String {
    format!(
        r#"chain_id = 1
time = 1_700_000_000

[[accounts]]
address = "{ALICE}"
balance = 1_000

[[accounts]]
address = "{BOB}"
balance = "18446744073709551615"
nonce = 4

[[rows]]
key = "params/fee"
value = {{ hex = "2a00" }}

[[contracts]]
code = "vault.wat"
deployer = "{ALICE}"
salt = "{}"
reentrant = true
constructor = {{ function = "start", args = [7] }}
[contracts.limits]
memory_limit = 1048576
"#,
        Hash([5; 32])
    )
}

fn genesis() -> Genesis {
    Genesis::from_toml(&document(), folder().path()).unwrap()
}

/// Store that counts what is written, and may be told to refuse it.
#[derive(Default)]
struct Counted {
    store: MemoryStorage,
    writes: AtomicUsize,
    refuses_from: AtomicUsize,
}

impl Reader for Counted {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StateError> {
        self.store.get(key)
    }

    fn scan_after(&self, prefix: &[u8], after: Option<&[u8]>, limit: usize) -> Result<Vec<Pair>, StateError> {
        self.store.scan_after(prefix, after, limit)
    }
}

impl Storage for Counted {
    fn write(&self, batch: &WriteBatch) -> Result<(), StateError> {
        let number = self.writes.fetch_add(1, Ordering::Relaxed) + 1;
        match self.refuses_from.load(Ordering::Relaxed) {
            from if from > 0 && number >= from => {
                Err(StateError::Store { what: "write", why: "it is full".to_owned() })
            }
            _ => self.store.write(batch),
        }
    }

    fn snapshot(&self) -> Arc<dyn Reader> {
        self.store.snapshot()
    }
}

#[test]
fn a_genesis_is_one_write_at_height_0() {
    let store = Arc::new(Counted::default());
    let engine = Engine::open(config().with_storage(store.clone())).unwrap();
    let before = store.writes.load(Ordering::Relaxed);
    let root = engine.genesis(&genesis()).unwrap();
    assert_eq!(store.writes.load(Ordering::Relaxed) - before, 1);
    assert_eq!((engine.last_block().unwrap().height, engine.last_block().unwrap().time), (0, 1_700_000_000));
    assert_eq!((engine.balance(ALICE).unwrap(), engine.balance(BOB).unwrap()), (1_000, u64::MAX));
    assert_eq!((engine.nonce(ALICE).unwrap(), engine.nonce(BOB).unwrap()), (0, 4));
    let contracts = engine.contracts(None, 9).unwrap();
    assert_eq!(contracts.len(), 1);
    let record = &contracts[0].record;
    assert_eq!((record.deployer, record.height, record.reentrant, record.wasi.memory_limit), (ALICE, 0, true, 1 << 20));
    assert_eq!(engine.storage().get(&keys::application(b"params/fee")).unwrap(), Some(vec![0x2a, 0]));
    assert_eq!(engine.receipts(0, 9).unwrap().len(), 1);
    assert_eq!(engine.verify().unwrap().root, root);
    let sum = engine.execute(contracts[0].address, "add", args![1, 2], by(CAROL)).unwrap();
    assert_eq!((sum.decode::<i64>().unwrap(), sum.block.height), (3, 1));
}

#[test]
fn the_same_genesis_is_the_same_state_everywhere_and_once() {
    let folder = tempfile::tempdir().unwrap();
    let open = |threads| Engine::open(config().with_path(folder.path()).with_threads(threads)).unwrap();
    let engine = open(2);
    let root = engine.genesis(&genesis()).unwrap();
    assert_eq!(Engine::open(config()).unwrap().genesis(&genesis()).unwrap(), root);
    engine.fund(CAROL, 1).unwrap();
    let later = engine.state_root().unwrap();
    drop(engine);
    let engine = open(1);
    assert_eq!(engine.genesis(&genesis()).unwrap(), later, "a node says it at each start");
    assert_eq!(engine.genesis_digest().unwrap(), Some(genesis().digest()));
}

#[test]
fn another_genesis_and_a_store_with_a_past_are_refused() {
    let engine = Engine::open(config()).unwrap();
    engine.genesis(&genesis()).unwrap();
    let root = engine.state_root().unwrap();
    let another = Genesis::from_toml(&document().replace("1_000", "1_001"), folder().path()).unwrap();
    let error = engine.genesis(&another).unwrap_err();
    let wanted = format!("the state began with genesis {}, genesis is {}", genesis().digest(), another.digest());
    assert_eq!(error.to_string(), wanted);
    assert!(matches!(error, EngineError::Genesis(GenesisError::Another { .. })));
    assert_eq!(engine.state_root().unwrap(), root);
    let engine = Engine::open(config()).unwrap();
    engine.fund(ALICE, 1).unwrap();
    let error = engine.genesis(&genesis()).unwrap_err().to_string();
    assert_eq!(error, "the state has come to block 0 and 1 changes since without a genesis: it needs an empty store");
    assert_eq!((engine.balance(ALICE).unwrap(), engine.genesis_digest().unwrap()), (1, None));
    let error = Engine::open(config().with_chain_id(9)).unwrap().genesis(&genesis()).unwrap_err().to_string();
    assert_eq!(error, "genesis is of chain 1, the engine was opened for chain 9");
}

#[test]
fn an_entry_that_can_not_be_written_is_named_and_nothing_is() {
    let refused = |change: &dyn Fn(String) -> String| {
        let store = Arc::new(MemoryStorage::new());
        let engine = Engine::open(config().with_storage(store.clone())).unwrap();
        let before = store.scan(&[], usize::MAX).unwrap();
        let genesis = Genesis::from_toml(&change(document()), folder().path()).unwrap();
        let error = engine.genesis(&genesis).unwrap_err().to_string();
        assert_eq!(store.scan(&[], usize::MAX).unwrap(), before);
        assert!(engine.genesis(&self::genesis()).is_ok(), "and the right one can follow");
        error
    };
    let error = refused(&|text| text.replace("args = [7]", "args = [0]"));
    assert_eq!(error, "genesis, line 17, contracts[0]: trapped (unreachable)");
    let error = refused(&|text| text.replace("args = [7]", "args = []"));
    assert!(error.starts_with("genesis, line 17, contracts[0]: start takes 1 argument, given 0"), "{error}");
    let error = refused(&|text| text.replace("\"start\"", "\"begin\""));
    assert!(
        error.starts_with("genesis, line 17, contracts[0]: no function \"begin\"; the contract offers start, add"),
        "{error}"
    );
    let error = refused(&|text| text.replace("reentrant", &format!("address = \"{CAROL}\"\nreentrant")));
    assert!(error.starts_with("genesis, line 17, contracts[0]: the contract is at "), "{error}");
    assert!(error.ends_with(&format!(", not at {CAROL}")), "{error}");
    let error = refused(&|text| text.replace("args = [7]", "args = [7], value = 1001"));
    assert!(error.starts_with("genesis, line 17, contracts[0]: "), "{error}");
}

#[test]
fn a_store_that_refuses_the_write_has_nothing() {
    let store = Arc::new(Counted::default());
    let engine = Engine::open(config().with_storage(store.clone())).unwrap();
    let before = store.store.scan(&[], usize::MAX).unwrap();
    store.refuses_from.store(1, Ordering::Relaxed);
    assert!(matches!(engine.genesis(&genesis()), Err(EngineError::State(_))));
    store.refuses_from.store(0, Ordering::Relaxed);
    assert_eq!(store.store.scan(&[], usize::MAX).unwrap(), before);
    engine.genesis(&genesis()).unwrap();
}

#[test]
fn a_contract_in_go_with_money_begins_as_its_constructor_says() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("vault.go"), VAULT).unwrap();
    let document = format!(
        "chain_id = 1\ntime = 5\n[[accounts]]\naddress = \"{ALICE}\"\nbalance = 10\n[[contracts]]\ncode = \"vault.go\"\n\
         deployer = \"{ALICE}\"\nconstructor = {{ function = \"Initialize\", args = {{ limit = 12 }}, value = 3 }}\n"
    );
    let genesis = Genesis::from_toml(&document, folder.path()).unwrap();
    let engine = Engine::open(config()).unwrap();
    engine.genesis(&genesis).unwrap();
    let vault = engine.contracts(None, 1).unwrap()[0].address;
    assert_eq!((engine.balance(ALICE).unwrap(), engine.balance(vault).unwrap()), (7, 3));
    let limit = engine.query(vault, "Limit", args![], by(BOB)).unwrap();
    assert_eq!(limit.values().unwrap(), [Value::from(12u64)]);
    assert_eq!(engine.nonce(ALICE).unwrap(), 1, "its address comes from the nonce");
    let key = keys::contract(&Address(vault.0));
    assert!(engine.storage().get(&key).unwrap().is_some());
}
