//! A transaction of a block runs once: its nonce is the next of its account, and its chain is this one.

use allod_core::address::Salt;
use allod_core::{Address, Args, Hash, ObjectId, Status, args};
use allod_testing::world::{ALICE, BOB, CAROL, block, by, call, puppet};
use allod_vm::{DeployTerms, Engine, EngineConfig, Payload, Receipt, Transaction};

/// An engine that counts nonces, as engines do unless they are told otherwise.
fn counting() -> Engine {
    Engine::open(EngineConfig::default()).unwrap()
}

fn calling(engine: &Engine, from: Address, nonce: u64, contract: Address, function: &str, args: Args) -> Transaction {
    let input = args.encode(engine.abi(contract).unwrap().function(function).unwrap()).unwrap();
    let payload = Payload::Call { contract, function: function.into(), input, value: 0, objects: vec![] };
    Transaction { from, nonce, chain_id: 1, gas_limit: 3_000_000, gas_price: 0, payload }
}

fn creating(engine: &Engine, from: Address, nonce: u64, contract: Address) -> Transaction {
    calling(engine, from, nonce, contract, "Create", args![])
}

fn run(engine: &Engine, height: u64, transactions: Vec<Transaction>) -> Vec<Receipt> {
    engine.execute_block(&block(height, 1_000 + height as i64), transactions).unwrap()
}

fn refusal(receipt: &Receipt) -> String {
    match &receipt.status {
        Status::Refused { reason } => reason.to_string(),
        other => panic!("{other}"),
    }
}

#[test]
fn the_same_transaction_runs_once_however_often_it_is_in_blocks() {
    let engine = counting();
    let contract = puppet(&engine);
    let once = creating(&engine, ALICE, 0, contract);
    let receipts = run(&engine, 10, vec![once.clone(), once.clone(), once.clone()]);
    assert!(receipts[0].is_success());
    for again in &receipts[1..] {
        assert_eq!(refusal(again), format!("the transaction has nonce 0, the next of {ALICE} is 1"));
        assert_eq!(again.gas.used, 0);
    }
    let root = engine.state_root().unwrap();
    assert!(!run(&engine, 11, vec![once])[0].is_success());
    assert_eq!(engine.nonce(ALICE).unwrap(), 1, "a refused one does not count");
    assert_ne!(engine.state_root().unwrap(), root, "its number is counted, as every transaction's is");
    assert_eq!(engine.objects_of(contract, None, 9).unwrap().len(), 2, "the default object, and one that was made");
}

#[test]
fn nonces_of_an_account_have_no_gaps_and_each_account_has_its_own() {
    let engine = counting();
    let contract = puppet(&engine);
    let of = |from, nonce| creating(&engine, from, nonce, contract);
    let receipts = run(&engine, 10, vec![of(ALICE, 1), of(ALICE, 0), of(BOB, 0), of(ALICE, 1), of(BOB, 2), of(BOB, 1)]);
    let ran: Vec<_> = receipts.iter().map(Receipt::is_success).collect();
    assert_eq!(ran, [false, true, true, true, false, true]);
    assert_eq!([ALICE, BOB, CAROL].map(|account| engine.nonce(account).unwrap()), [2, 2, 1], "Carol has deployed");
    assert!(run(&engine, 11, vec![of(ALICE, 2)])[0].is_success());
}

#[test]
fn a_transaction_of_another_chain_is_refused_by_name_and_does_not_count() {
    let engine = counting();
    let contract = puppet(&engine);
    let here = creating(&engine, ALICE, 0, contract);
    let elsewhere = Transaction { chain_id: 7, ..here.clone() };
    let receipts = run(&engine, 10, vec![elsewhere.clone(), here, elsewhere]);
    assert_eq!(refusal(&receipts[0]), "the transaction is for chain 7, this is chain 1");
    assert!(receipts[1].is_success());
    assert!(!receipts[2].is_success());
    assert_eq!(engine.nonce(ALICE).unwrap(), 1);
    let own = Engine::open(EngineConfig::default().with_own_nonces()).unwrap();
    let contract = puppet(&own);
    let elsewhere = Transaction { chain_id: 0, ..creating(&own, ALICE, 0, contract) };
    assert_eq!(refusal(&run(&own, 10, vec![elsewhere])[0]), "the transaction is for chain 0, this is chain 1");
}

#[test]
fn what_becomes_of_a_transaction_does_not_matter_to_its_nonce() {
    let engine = counting();
    let contract = puppet(&engine);
    let zero = ObjectId::default_of(&contract);
    let failing = |nonce, function| calling(&engine, ALICE, nonce, contract, function, args![zero]);
    let mut short = creating(&engine, ALICE, 2, contract);
    short.gas_limit = 10;
    let mut nobody = creating(&engine, ALICE, 3, contract);
    if let Payload::Call { contract, .. } = &mut nobody.payload {
        *contract = BOB;
    }
    let payload = Payload::Deploy { module: b"\0asm\x01\0\0\0\xff".to_vec(), terms: DeployTerms::default() };
    let junk = Transaction { from: ALICE, nonce: 4, chain_id: 1, gas_limit: 1_000_000, gas_price: 0, payload };
    let transactions = vec![failing(0, "FailRevert"), failing(1, "FailTrap"), short, nobody, junk];
    let receipts = run(&engine, 10, transactions.clone());
    assert!(receipts.iter().all(|receipt| !receipt.is_success()));
    assert_eq!(engine.nonce(ALICE).unwrap(), 5);
    for again in run(&engine, 11, transactions) {
        assert!(refusal(&again).ends_with(&format!("the next of {ALICE} is 5")), "{}", again.status);
    }
}

#[test]
fn a_deploy_without_a_salt_has_the_address_of_its_own_nonce() {
    let engine = counting();
    let module = wat::parse_str(r#"(module (func (export "f")))"#).unwrap();
    let deploy = |nonce| {
        let payload = Payload::Deploy { module: module.clone(), terms: DeployTerms::default() };
        Transaction { from: ALICE, nonce, chain_id: 1, gas_limit: 1_000_000, gas_price: 0, payload }
    };
    let address = |nonce| Address::of_contract(&ALICE, Salt::Nonce(nonce), &Hash::of_code(&module));
    let receipts = run(&engine, 10, vec![deploy(0), deploy(1)]);
    assert_eq!([receipts[0].contract, receipts[1].contract], [address(0), address(1)]);
    // One that the host makes takes the next, and the account's own transactions go on behind it.
    let options = allod_vm::DeployOptions { from: ALICE, ..Default::default() };
    assert_eq!(engine.deploy_with_options(&module, options).unwrap().address, address(2));
    assert!(!run(&engine, 20, vec![deploy(2)])[0].is_success());
    assert_eq!(run(&engine, 21, vec![deploy(3)])[0].contract, address(3));
    assert_eq!(engine.nonce(ALICE).unwrap(), 4);
}

#[test]
fn the_hosts_own_calls_neither_look_at_nonces_nor_count() {
    let engine = counting();
    let contract = puppet(&engine);
    call(&engine, ALICE, contract, "Create", args![]);
    engine.simulate(contract, "Create", args![], by(ALICE)).unwrap();
    assert_eq!(engine.nonce(ALICE).unwrap(), 0);
    assert!(run(&engine, 10, vec![creating(&engine, ALICE, 0, contract)])[0].is_success());
    call(&engine, ALICE, contract, "Create", args![]);
    assert!(run(&engine, 20, vec![creating(&engine, ALICE, 1, contract)])[0].is_success());
}

#[test]
fn a_host_that_keeps_nonces_itself_is_left_alone() {
    let engine = Engine::open(EngineConfig::default().with_own_nonces()).unwrap();
    let contract = puppet(&engine);
    let transactions = [5, 5, 0, u64::MAX].map(|nonce| creating(&engine, ALICE, nonce, contract));
    assert!(run(&engine, 10, transactions.to_vec()).iter().all(Receipt::is_success));
    assert_eq!(engine.nonce(ALICE).unwrap(), 0);
}

#[test]
fn the_greatest_number_is_no_nonce() {
    let engine = counting();
    let contract = puppet(&engine);
    let store = engine.storage().clone();
    store.set(&allod_state::keys::nonce(&ALICE), &(u64::MAX - 1).to_le_bytes()).unwrap();
    let of = |nonce| creating(&engine, ALICE, nonce, contract);
    let receipts = run(&engine, 10, vec![of(u64::MAX - 1), of(u64::MAX), of(0)]);
    assert_eq!(receipts.iter().map(Receipt::is_success).collect::<Vec<_>>(), [true, false, false]);
    assert_eq!(engine.nonce(ALICE).unwrap(), u64::MAX);
}

#[test]
fn a_receipt_is_named_after_what_its_signer_signed() {
    let engine = counting();
    let contract = puppet(&engine);
    let transaction = creating(&engine, ALICE, 0, contract);
    let digest = transaction.digest();
    let receipts = run(&engine, 10, vec![transaction.clone()]);
    assert_eq!(receipts[0].hash.0[..24], digest.0[..24]);
    for other in [Transaction { nonce: 1, ..transaction.clone() }, Transaction { chain_id: 2, ..transaction }] {
        assert_ne!(other.digest(), digest);
    }
}

/// Accounts whose transactions come in every order, with the right nonce mostly, on engines of one thread and of several.
#[test]
fn blocks_side_by_side_count_as_blocks_one_after_another_do() {
    let configs = [
        EngineConfig::default(),
        EngineConfig::default().with_threads(3).with_batch_size(16),
        EngineConfig::default().with_threads(2).with_batch_size(300),
    ];
    let engines = configs.map(|config| Engine::open(config).unwrap());
    let contract = engines.each_ref().map(puppet)[0];
    let mut seed = 1u64;
    let mut below = |limit: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % limit
    };
    let module = wat::parse_str(r#"(module (func (export "f")))"#).unwrap();
    let mut next = [0u64; 20];
    let mut refused = 0;
    for height in 0..12 {
        let mut transactions = Vec::new();
        for _ in 0..200 {
            let at = below(20) as usize;
            let from = Address([at as u8 + 1; 20]);
            let (nonce, chain_id) = match below(10) {
                0 => (below(50), 1),
                1 => (next[at], 2),
                _ => (next[at], 1),
            };
            next[at] += u64::from(nonce == next[at] && chain_id == 1);
            let mut transaction = match below(8) {
                0 => {
                    let payload = Payload::Deploy { module: module.clone(), terms: DeployTerms::default() };
                    Transaction { from, nonce, chain_id, gas_limit: 1_000_000, gas_price: 0, payload }
                }
                1 => calling(&engines[0], from, nonce, contract, "FailTrap", args![ObjectId::default_of(&contract)]),
                _ => creating(&engines[0], from, nonce, contract),
            };
            transaction.chain_id = chain_id;
            transactions.push(transaction);
        }
        let receipts = engines.each_ref().map(|engine| run(engine, 1_000 + height, transactions.clone()));
        assert_eq!(receipts[0], receipts[1]);
        assert_eq!(receipts[0], receipts[2]);
        refused += receipts[0].iter().filter(|receipt| matches!(receipt.status, Status::Refused { .. })).count();
        let roots = engines.each_ref().map(|engine| engine.state_root().unwrap());
        assert!(roots.iter().all(|root| *root == roots[0]));
    }
    assert!(refused > 100, "{refused}");
    for (at, next) in next.into_iter().enumerate() {
        assert_eq!(engines[1].nonce(Address([at as u8 + 1; 20])).unwrap(), next);
    }
    let rows = engines.each_ref().map(|engine| engine.storage().scan(b"", usize::MAX).unwrap());
    assert!(rows.iter().all(|one| *one == rows[0]));
    let recomputed = allod_state::LtHash::recomputed(&**engines[2].storage()).unwrap();
    assert_eq!(recomputed.root(), engines[0].state_root().unwrap());
}
