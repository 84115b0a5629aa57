//! Digests and the root of receipts: the bytes that nodes agree on, put together by hand.

use crate::stage::Stage;
use allod_core::{Hash, args};
use allod_testing::world::{ALICE, BOB, by};
use allod_vm::{Receipt, Status, receipts_root};

fn hash(domain: &str, bytes: &[u8]) -> Hash {
    Hash(blake3::derive_key(domain, bytes))
}

fn long(bytes: &[u8]) -> Vec<u8> {
    [&(bytes.len() as u64).to_le_bytes()[..], bytes].concat()
}

/// The digest of `receipt`, whose status has these numbers.
fn by_hand(receipt: &Receipt, status: u8, code: u32) -> Hash {
    let mut bytes = vec![status];
    bytes.extend(code.to_le_bytes());
    bytes.extend(receipt.gas.used.to_le_bytes());
    bytes.extend(long(&receipt.output));
    bytes.extend((receipt.events.len() as u64).to_le_bytes());
    for event in &receipt.events {
        bytes.extend(event.contract.0);
        bytes.extend(long(event.name.as_bytes()));
        bytes.extend(long(event.attributes.as_tagged()));
    }
    hash("allod 2026 receipt", &bytes)
}

/// A receipt of each status, and what its digest says of that.
fn receipts(stage: &Stage) -> Vec<(Receipt, u8, u32)> {
    let call = |function: &str, args| stage.engine.execute(stage.puppet, function, args, by(ALICE)).unwrap();
    let out_of_gas = allod_vm::ExecuteOptions { gas_limit: Some(3_000), ..by(ALICE) };
    let replayed = stage.call(BOB, 7, "Tell", args![]);
    let refused = stage.engine.execute_block(&stage.next(), vec![replayed]).unwrap().remove(0);
    vec![
        (call("Tell", args![]), 0, 0),
        (call("Create", args![]), 0, 0),
        (call("FailRevert", args![stage.object]), 1, 1),
        (stage.engine.execute(stage.puppet, "FailLoop", args![stage.object], out_of_gas).unwrap(), 2, 0),
        (call("FailTrap", args![stage.object]), 3, 1),
        (call("FailMemory", args![stage.object]), 3, 2),
        (call("FailDivide", args![stage.object]), 3, 3),
        (call("FailIndirect", args![stage.object]), 3, 6),
        (call("FailDepth", args![stage.object]), 3, 7),
        (refused, 4, 31),
    ]
}

#[test]
fn the_digest_of_a_receipt_is_that_of_these_bytes() {
    let stage = Stage::new(1);
    let receipts = receipts(&stage);
    assert!(receipts.iter().any(|(receipt, ..)| !receipt.events.is_empty() && !receipt.output.is_empty()));
    for (receipt, status, code) in receipts {
        assert_eq!(receipt.digest(), by_hand(&receipt, status, code), "{}", receipt.status);
    }
}

#[test]
fn the_digest_of_the_first_receipts_is_this() {
    let stage = Stage::new(1);
    let digests: Vec<_> = receipts(&stage).iter().map(|(receipt, ..)| receipt.digest().to_string()).collect();
    // Another one here means that nodes with and without the change disagree over every block.
    assert_eq!(digests.iter().map(|digest| &digest[..16]).collect::<Vec<_>>(), GOLDEN);
}

const GOLDEN: [&str; 10] = [
    "11e11904d1eff667",
    "a80e30e344745e11",
    "2bafda5cfac704a9",
    "4ca5a6a6e95efb79",
    "8ef4c4fbf07377ad",
    "401b7871eac5521b",
    "7774de2f3793f643",
    "d7f9194224ec4e14",
    "03a54d115f6714af",
    "78ece584d687bbf6",
];

#[test]
fn words_abi_and_trace_are_not_in_the_digest_and_the_rest_is() {
    let stage = Stage::new(1);
    let all = receipts(&stage);
    let receipt = all[1].0.clone();
    let digest = receipt.digest();
    let with = |change: fn(&mut Receipt)| {
        let mut changed = receipt.clone();
        change(&mut changed);
        changed.digest()
    };
    assert_eq!(with(|receipt| receipt.outputs = [].into()), digest);
    assert_eq!(with(|receipt| receipt.trace.children.clear()), digest);
    assert_eq!(with(|receipt| receipt.debug = b"words".to_vec()), digest);
    assert_eq!(with(|receipt| receipt.gas.instructions += 1), digest);
    let mut reverted = all[2].0.clone();
    reverted.status = match reverted.status {
        Status::Reverted { code, .. } => Status::Reverted { code, message: "other words".into() },
        other => other,
    };
    assert_eq!(reverted.digest(), all[2].0.digest());
    assert_ne!(with(|receipt| receipt.status = Status::OutOfGas), digest);
    assert_ne!(with(|receipt| receipt.gas.used += 1), digest);
    assert_ne!(with(|receipt| receipt.output.push(0)), digest);
    let event = all[0].0.events[0].clone();
    let mut more = receipt.clone();
    more.events.push(event);
    assert_ne!(more.digest(), digest);
}

#[test]
fn the_root_is_a_tree_over_the_digests_in_their_order() {
    let stage = Stage::new(1);
    let all: Vec<Receipt> = receipts(&stage).into_iter().map(|(receipt, ..)| receipt).collect();
    let pair = |left: Hash, right: Hash| hash("allod 2026 receipts", &[left.0, right.0].concat());
    let digest = |at: usize| all[at].digest();
    let four = pair(pair(digest(0), digest(1)), pair(digest(2), digest(3)));
    assert_eq!(receipts_root(&[]), hash("allod 2026 receipts", b""));
    assert_eq!(receipts_root(&all[..1]), digest(0));
    assert_eq!(receipts_root(&all[..2]), pair(digest(0), digest(1)));
    assert_eq!(receipts_root(&all[..3]), pair(pair(digest(0), digest(1)), digest(2)));
    assert_eq!(receipts_root(&all[..5]), pair(four, digest(4)));
    assert_eq!(receipts_root(&all[..7]), pair(four, pair(pair(digest(4), digest(5)), digest(6))));
    let mut swapped = all.clone();
    swapped.swap(0, 9);
    assert_ne!(receipts_root(&swapped), receipts_root(&all));
}
