//! Blocks: many transactions, one journal, one write.

use allod_core::{Hash, ObjectId, Status, Value, args};
use allod_testing::world::{ALICE, BOB, block, by, call, memory_engine, puppet};
use allod_vm::{DeployTerms, Engine, Payload, Transaction};

fn calls(engine: &Engine, contract: allod_core::Address, function: &str, args: allod_core::Args) -> Transaction {
    let input = args.encode(engine.abi(contract).unwrap().function(function).unwrap()).unwrap();
    let payload = Payload::Call { contract, function: function.into(), input, value: 0, objects: vec![] };
    Transaction { from: ALICE, nonce: 0, chain_id: 1, gas_limit: 10_000_000, gas_price: 0, payload }
}

#[test]
fn a_block_runs_in_order_and_each_transaction_sees_the_ones_before() {
    let engine = memory_engine();
    let contract = puppet(&engine);
    let object: ObjectId = call(&engine, ALICE, contract, "Create", args![]).decode().unwrap();
    let write = |n: u64| calls(&engine, contract, "Write", args![object, n]);
    let read = calls(&engine, contract, "Value", args![object]);
    let block = block(10, 1000);
    let receipts = engine.execute_block(&block, vec![write(1), read.clone(), write(2), read]).unwrap();
    assert_eq!(receipts[1].decode::<u64>().unwrap(), 1);
    assert_eq!(receipts[3].decode::<u64>().unwrap(), 2);
    assert!(receipts.iter().all(|r| r.block == block));
    let height: u64 = engine.query(contract, "Height", args![], by(ALICE)).unwrap().decode().unwrap();
    assert_eq!(height, 10, "a query sees the last block");
}

#[test]
fn no_two_transactions_of_a_block_share_an_object_or_a_name() {
    let engine = memory_engine();
    let contract = puppet(&engine);
    let create = calls(&engine, contract, "Create", args![]);
    let receipts = engine.execute_block(&block(5, 5), vec![create.clone(), create.clone(), create]).unwrap();
    let ids: std::collections::BTreeSet<ObjectId> = receipts.iter().map(|r| r.decode().unwrap()).collect();
    let hashes: std::collections::BTreeSet<Hash> = receipts.iter().map(|r| r.hash).collect();
    assert_eq!((ids.len(), hashes.len()), (3, 3));
    let owned = engine.objects_of(contract, None, 10).unwrap();
    assert_eq!(owned[1..], ids.into_iter().collect::<Vec<_>>(), "by age, after the default object");
}

#[test]
fn a_transaction_that_fails_or_cannot_begin_has_a_receipt_and_stops_nobody() {
    let engine = memory_engine();
    let contract = puppet(&engine);
    let object: ObjectId = call(&engine, ALICE, contract, "Create", args![]).decode().unwrap();
    let mut nobody = calls(&engine, contract, "Sender", args![]);
    if let Payload::Call { contract, .. } = &mut nobody.payload {
        *contract = BOB;
    }
    let bad = Payload::Deploy { module: b"\0asm\x01\0\0\0\xff".to_vec(), terms: DeployTerms::default() };
    let transactions = vec![
        calls(&engine, contract, "FailRevert", args![object]),
        nobody,
        Transaction { from: ALICE, nonce: 0, chain_id: 1, gas_limit: 1_000_000, gas_price: 0, payload: bad },
        calls(&engine, contract, "Write", args![object, 3u64]),
    ];
    let receipts = engine.execute_block(&block(2000, 2000), transactions).unwrap();
    assert!(matches!(receipts[0].status, Status::Reverted { .. }));
    assert!(matches!(receipts[1].status, Status::Refused { .. }));
    assert!(matches!(receipts[2].status, Status::Refused { .. }));
    assert_eq!(receipts[3].status, Status::Success);
    for receipt in receipts {
        assert_eq!(engine.receipt(receipt.hash).unwrap().unwrap().status, receipt.status);
    }
    let fields = engine.object(object).unwrap().unwrap().fields;
    assert_eq!(fields, [("v".to_owned(), Value::U64(3))]);
}

#[test]
fn a_block_must_follow_the_last_one() {
    let engine = memory_engine();
    engine.execute_block(&block(10, 100), vec![]).unwrap();
    for (height, time) in [(10, 100), (9, 200), (11, 99)] {
        assert!(engine.execute_block(&block(height, time), vec![]).is_err(), "{height} {time}");
    }
    engine.execute_block(&block(11, 100), vec![]).unwrap();
}

#[test]
fn a_later_call_sees_its_own_block_and_not_the_first_one() {
    let engine = memory_engine();
    let contract = puppet(&engine);
    let height = |at: u64| {
        let options = allod_vm::ExecuteOptions { block: Some(block(at, at as i64)), ..by(ALICE) };
        engine.execute(contract, "Height", args![], options).unwrap().decode::<u64>().unwrap()
    };
    assert_eq!([height(100), height(200), height(12_345)], [100, 200, 12_345]);
}

#[test]
fn the_same_blocks_on_two_engines_leave_the_same_bytes() {
    let run = || {
        let engine = memory_engine();
        let contract = puppet(&engine);
        let create = calls(&engine, contract, "Create", args![]);
        let receipts = engine.execute_block(&block(7, 7), vec![create.clone(), create]).unwrap();
        let object: ObjectId = receipts[0].decode().unwrap();
        engine.execute_block(&block(8, 8), vec![calls(&engine, contract, "Write", args![object, 5u64])]).unwrap();
        engine.storage().scan(b"", usize::MAX).unwrap()
    };
    assert_eq!(run(), run());
}

#[test]
fn a_transaction_that_cannot_begin_takes_no_call_depth_from_the_next() {
    let engine = memory_engine();
    let (relay, callee) = (puppet(&engine), puppet(&engine));
    let mut nobody = calls(&engine, relay, "Sender", args![]);
    if let Payload::Call { contract, .. } = &mut nobody.payload {
        *contract = BOB;
    }
    let inner = allod_core::tagged_value::encode(&[]);
    let relayed = calls(&engine, relay, "Relay", args![callee, 0u64, "Sender", inner]);
    let receipts = engine.execute_block(&block(50, 50), vec![nobody, relayed]).unwrap();
    assert!(matches!(receipts[0].status, Status::Refused { .. }));
    assert_eq!(receipts[1].decode::<(u32, Vec<u8>)>().unwrap(), (0, relay.0.to_vec()));
}
