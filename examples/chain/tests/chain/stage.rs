//! Nodes, accounts, and payments between them.

use allod_example_chain::block::SignedBlock;
use allod_example_chain::key::Key;
use allod_example_chain::node::Node;
use allod_example_chain::rules::Rules;
use allod_example_chain::signed::SignedTransaction;
use allod_vm::{
    Address, Args, Compiler, EngineConfig, ExecuteOptions, Genesis, MemoryStorage, Pair, Reader, Tiers, args,
};
use std::fmt::Write;
use std::sync::Arc;

/// Accounts of the genesis. Alice, the first of them, has all tokens.
pub(crate) const CROWD: usize = 24;

pub(crate) const RULES: Rules = Rules { chain_id: 7, collector: Address([9; 20]), upgrade: 4 };

/// The key of an account: every other one is of the other scheme.
pub(crate) fn key(number: usize) -> Key {
    let secret = [number as u8 + 1; 32];
    match number % 2 {
        0 => Key::ed25519(secret),
        _ => Key::secp256k1(secret).unwrap(),
    }
}

pub(crate) fn genesis() -> Genesis {
    let mut text = "chain_id = 7\ntime = 1_700_000_000\n".to_owned();
    for number in 0..CROWD {
        let address = key(number).address();
        write!(text, "[[accounts]]\naddress = \"{address}\"\nbalance = 1_000_000_000\n").unwrap();
    }
    let alice = key(0).address();
    write!(
        text,
        "[[contracts]]\ncode = \"../token/token.go\"\ndeployer = \"{alice}\"\n\
         constructor = {{ function = \"InitializeToken\", args = [\"Test\", \"TST\", 2, 1_000_000] }}\n"
    )
    .unwrap();
    Genesis::from_toml(&text, env!("CARGO_MANIFEST_DIR")).unwrap()
}

/// Node whose store can be looked at.
pub(crate) struct Stage {
    pub(crate) node: Node,
    pub(crate) store: Arc<MemoryStorage>,
}

/// Settings of a machine under the rules: threads, and machine code or the interpreter.
pub(crate) fn machine(rules: Rules, threads: usize, compiled: bool) -> EngineConfig {
    let config = rules.config().with_threads(threads).with_tiers(Tiers::COMPILED);
    match compiled {
        true => config,
        false => config.with_compiler(Compiler::Interpreter),
    }
}

impl Stage {
    pub(crate) fn new() -> Self {
        Self::on(machine(RULES, 1, true))
    }

    pub(crate) fn on(config: EngineConfig) -> Self {
        let store = Arc::new(MemoryStorage::new());
        Self { node: Node::open(config, store.clone(), &genesis()).unwrap(), store }
    }

    pub(crate) fn rows(&self) -> Vec<Pair> {
        self.store.scan(b"", usize::MAX).unwrap()
    }

    /// Call of the token by account `from`, with this nonce.
    pub(crate) fn call(&self, from: usize, nonce: u64, function: &str, args: Args) -> SignedTransaction {
        let signer = key(from);
        let options =
            ExecuteOptions { from: signer.address(), gas_limit: Some(1_000_000), ..ExecuteOptions::default() };
        let token = token(&self.node);
        let mut transaction = self.node.engine().call_transaction(token, function, args, options).unwrap();
        transaction.nonce = nonce;
        signer.sign(transaction)
    }

    /// Payment of tokens.
    pub(crate) fn pay(&self, from: usize, nonce: u64, to: usize, amount: u64) -> SignedTransaction {
        self.call(from, nonce, "Transfer", args![key(to).address(), amount])
    }

    pub(crate) fn submit(&mut self, signed: &SignedTransaction) {
        self.node.submit(&signed.to_bytes().unwrap()).unwrap();
    }

    /// The reason for which the pool does not take `bytes`. Nothing may have changed.
    pub(crate) fn refuses(&mut self, bytes: &[u8]) -> String {
        let (rows, waiting) = (self.rows(), self.node.pool().len());
        let error = self.node.submit(bytes).unwrap_err().to_string();
        assert_eq!((self.rows() == rows, self.node.pool().len()), (true, waiting), "{error}");
        error
    }

    /// A block with payments of Alice to everybody else. Her first nonce went with the contract of the genesis.
    pub(crate) fn begun(&mut self) -> SignedBlock {
        for to in 1..CROWD {
            self.submit(&self.pay(0, to as u64, to, 1_000));
        }
        self.propose()
    }

    pub(crate) fn propose(&mut self) -> SignedBlock {
        let time = self.node.head().time + 2;
        self.node.propose(time).unwrap()
    }
}

/// The one contract of the genesis.
pub(crate) fn token(node: &Node) -> Address {
    node.engine().contracts(None, 1).unwrap()[0].address
}
