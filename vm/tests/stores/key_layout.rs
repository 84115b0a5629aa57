//! What stands in RocksDB after the counter's story, byte for byte, put together by hand.

use allod_core::{Address, args};
use allod_testing::world::{ALICE, CAROL, call};
use allod_vm::{DeployOptions, Engine, EngineConfig};

/// The id of `contract`'s object number `index` of transaction `transaction`, as the design lays it out.
fn id(contract: &Address, transaction: u64, index: u32) -> Vec<u8> {
    let digest = blake3::derive_key("allod 2026 object id", &contract.0);
    [&digest[..20], &transaction.to_be_bytes(), &index.to_be_bytes()].concat()
}

#[test]
fn objects_fields_and_owners_stand_under_o_f_and_w_exactly_as_laid_down() {
    let folder = tempfile::tempdir().unwrap();
    let engine = Engine::open(EngineConfig::default().with_path(folder.path())).unwrap();
    let source = include_bytes!("../../../examples/counter/counter.go");
    let options = DeployOptions { from: CAROL, name: Some("counter.go".into()), ..Default::default() };
    let counter = engine.deploy_with_options(source, options).unwrap().address;
    call(&engine, ALICE, counter, "Initialize", args![]);
    call(&engine, ALICE, counter, "Increment", args![5u64]);
    drop(engine);

    let engine = Engine::open(EngineConfig::default().with_path(folder.path())).unwrap();
    let dump = |prefix: &[u8]| engine.storage().scan(prefix, usize::MAX).unwrap();
    let object = id(&counter, 0, 0);

    let record = [&[0u8, 0][..], &ALICE.0, &counter.0].concat(); // owned by an address, not sealed
    assert_eq!(dump(b"o"), [([b"o", object.as_slice()].concat(), record)]);

    let field = [&[1u8, 0][..], &[5], &5u64.to_le_bytes()].concat(); // descriptor of one byte, u64, 5
    assert_eq!(dump(b"f"), [([b"f", object.as_slice(), b"value"].concat(), field)]);

    assert_eq!(dump(b"w"), [([b"w", &ALICE.0[..], object.as_slice()].concat(), vec![])]);

    let prefixes: std::collections::BTreeSet<u8> = dump(b"").iter().map(|(key, _)| key[0]).collect();
    assert_eq!(
        prefixes,
        b"cfgmnorw".iter().copied().collect(),
        "contract, field, figure, module, nonce, object, receipt, owner"
    );
}
