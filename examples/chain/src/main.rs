//! Story of a chain: two nodes, three accounts, a token, in a few lines of output. With a folder as its argument the first node
//! keeps its state on disk there, and without in memory.

use allod_example_chain::error::ChainError;
use allod_example_chain::key::Key;
use allod_example_chain::node::Node;
use allod_example_chain::rules::Rules;
use allod_vm::{
    Address, BlockContext, Compiler, EngineConfig, ExecuteOptions, Genesis, Hash, MemoryStorage, RocksStorage, Storage,
    Tiers, args,
};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

fn main() -> ExitCode {
    match story() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn story() -> Result<(), Box<dyn std::error::Error>> {
    let (alice, bob, carol) = (Key::ed25519([1; 32]), Key::secp256k1([2; 32])?, Key::ed25519([3; 32]));
    let genesis = Path::new(env!("CARGO_MANIFEST_DIR")).join("genesis.toml");
    let genesis = Genesis::from_file(genesis)?;
    let rules = Rules { chain_id: genesis.chain_id(), collector: Address([9; 20]), upgrade: 4 };
    let store: Arc<dyn Storage> = match std::env::args_os().nth(1) {
        Some(folder) => Arc::new(RocksStorage::open(folder)?.with_sync(true)),
        None => Arc::new(MemoryStorage::new()),
    };

    // Two nodes that have nothing in common but the rules: machine code on two threads, and the interpreter on one.
    let mut node = Node::open(fast(rules), store.clone(), &genesis)?;
    let slow = rules.config().with_compiler(Compiler::Interpreter);
    let mut other = Node::open(slow.clone(), Arc::new(MemoryStorage::new()), &genesis)?;
    let token = node.engine().contracts(None, 1)?[0].address;
    if node.head().height > 0 {
        return Err(format!("the chain there is at height {} already: name a new folder", node.head().height).into());
    }
    println!("chain {} begins at height 0", rules.chain_id);

    pay(&mut node, token, &alice, bob.address(), 300)?;
    let block = node.propose(time(&node))?;
    other.accept(&block)?;
    println!("block {}: alice has signed a payment to bob, and both nodes agree", block.header.height);

    pay(&mut node, token, &bob, carol.address(), 100)?;
    let block = node.propose(time(&node))?;
    let mut forged = block.clone();
    forged.header.state_root = Hash([7; 32]);
    let refused = other.accept(&forged).err().map(|error| error.to_string()).unwrap_or_default();
    println!("block {}: with another state root it is refused", forged.header.height);
    assert!(refused.contains("state root"), "{refused}");
    other.accept(&block)?;

    drop(node);
    let mut node = Node::open(fast(rules), store, &genesis)?;
    println!("block {}: the first node was started again, and has come as far", node.head().height);
    let before = fee_of_a_payment(&mut node, &mut other, token, &alice, bob.address())?;
    let after = fee_of_a_payment(&mut node, &mut other, token, &alice, bob.address())?;
    assert!(after > before);
    println!("block {}: the upgrade is in force on both, and a payment costs more", node.head().height);

    let mut file = Vec::new();
    let trusted = node.export(&mut file)?;
    let mut third = Node::import(slow, Arc::new(MemoryStorage::new()), &genesis, trusted, &file[..])?;
    pay(&mut node, token, &alice, carol.address(), 5)?;
    let block = node.propose(time(&node))?;
    third.accept(&block)?;
    println!("block {}: a third node took the state over from a file, and agrees", third.head().height);

    for (name, key) in [("alice", &alice), ("bob", &bob), ("carol", &carol)] {
        let holds = third.engine().query(token, "BalanceOf", args![key.address()], ExecuteOptions::default())?;
        println!("{name} has {} tokens", holds.decode::<u64>()?);
    }
    Ok(())
}

/// Settings of a node that has two threads.
fn fast(rules: Rules) -> EngineConfig {
    rules.config().with_threads(2).with_tiers(Tiers::COMPILED)
}

/// The time of the next block. A node asks its clock; a story has none.
fn time(node: &Node) -> i64 {
    let BlockContext { time, .. } = node.head().context().next();
    time
}

/// Signs a payment, as a wallet does, and submits it.
fn pay(node: &mut Node, token: Address, from: &Key, to: Address, amount: u64) -> Result<(), ChainError> {
    let options = ExecuteOptions { from: from.address(), gas_limit: Some(1_000_000), ..ExecuteOptions::default() };
    let transaction = node.engine().call_transaction(token, "Transfer", args![to, amount], options)?;
    node.submit(&from.sign(transaction).to_bytes()?).map(drop)
}

/// The fee that a payment costs in the next block.
fn fee_of_a_payment(
    node: &mut Node,
    other: &mut Node,
    token: Address,
    from: &Key,
    to: Address,
) -> Result<u64, ChainError> {
    let before = node.engine().balance(from.address())?;
    pay(node, token, from, to, 1)?;
    other.accept(&node.propose(time(node))?)?;
    Ok(before - node.engine().balance(from.address())?)
}
