//! Engines, a contract, transactions, and the rows of a store.

use allod_core::{Address, Args, ObjectId, args};
use allod_state::{LtHash, MemoryStorage, Pair, Reader, Storage};
use allod_testing::world::{ALICE, BOB, CAROL, call, puppet};
use allod_vm::{BlockContext, Engine, EngineConfig, Hash, Payload, Transaction};
use std::sync::Arc;

/// Engine over a store that the test can look at, with a puppet and an object of it.
pub(crate) struct Stage {
    pub(crate) engine: Engine,
    pub(crate) store: Arc<MemoryStorage>,
    pub(crate) puppet: Address,
    pub(crate) object: ObjectId,
}

/// Settings of an engine with so many threads, which counts nonces.
pub(crate) fn config(threads: usize) -> EngineConfig {
    EngineConfig::default().with_threads(threads).with_batch_size(7)
}

impl Stage {
    /// Stage of an engine with so many threads.
    pub(crate) fn new(threads: usize) -> Self {
        Self::of(config(threads))
    }

    /// Stage of an engine that is set up so.
    pub(crate) fn of(config: EngineConfig) -> Self {
        let store = Arc::new(MemoryStorage::new());
        let engine = Engine::open(config.with_storage(store.clone())).unwrap();
        let puppet = puppet(&engine);
        let object = call(&engine, CAROL, puppet, "Create", args![]).decode().unwrap();
        for account in [ALICE, BOB, puppet] {
            engine.fund(account, 1_000_000).unwrap();
        }
        engine.state_root().unwrap();
        Self { engine, store, puppet, object }
    }

    /// The block after the last.
    pub(crate) fn next(&self) -> BlockContext {
        self.engine.last_block().unwrap().next()
    }

    /// A call of the puppet, which may take 50 of money from the signer.
    pub(crate) fn call(&self, from: Address, nonce: u64, function: &str, args: Args) -> Transaction {
        let input = args.encode(self.engine.abi(self.puppet).unwrap().function(function).unwrap()).unwrap();
        let payload =
            Payload::Call { contract: self.puppet, function: function.into(), input, value: 50, objects: vec![] };
        Transaction { from, nonce, chain_id: 1, gas_limit: 1_000_000, gas_price: 0, payload }
    }

    /// Transactions of all kinds by `ALICE` from nonce `first` on: `count` of them.
    pub(crate) fn mixed(&self, first: u64, count: u64) -> Vec<Transaction> {
        let one = |number: u64| {
            let (nonce, object) = (first + number, self.object);
            match number % 6 {
                0 => self.call(ALICE, nonce, "Write", args![object, number]),
                1 => self.call(ALICE, nonce, "Take", args![number]),
                2 => self.call(ALICE, nonce, "Create", args![]),
                3 => self.call(ALICE, nonce, "FailRevert", args![object]),
                4 => self.call(ALICE, nonce, "Pay", args![BOB, number]),
                _ => self.call(ALICE, nonce, "Tell", args![]),
            }
        };
        (0..count).map(one).collect()
    }

    /// Every row of the store.
    pub(crate) fn rows(&self) -> Vec<Pair> {
        self.store.scan(b"", usize::MAX).unwrap()
    }

    /// The root of the rows, worked out one by one.
    pub(crate) fn root_of_rows(&self) -> Hash {
        LtHash::recomputed(&*self.store.snapshot()).unwrap().root()
    }
}
