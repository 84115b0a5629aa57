//! A contract's default object is there as long as the contract is.

use allod_core::{HostStatus, ObjectId, Reason, Status, Value, args};
use allod_testing::world::{self, ALICE, BOB, call, memory_engine, puppet, relayed, told};

#[test]
fn nobody_deletes_a_default_object_and_the_contract_goes_on() {
    let engine = memory_engine();
    let contract = puppet(&engine);
    let default = ObjectId::default_of(&contract);
    call(&engine, ALICE, contract, "Write", args![ObjectId::ZERO, 7u64]);
    for id in [ObjectId::ZERO, default] {
        let receipt = call(&engine, ALICE, contract, "Delete", args![id]);
        assert_eq!(receipt.decode::<u32>().unwrap(), HostStatus::Denied as u32);
        let wanted = Reason::DefaultObject { operation: "delete".into(), object: default, asked_by: contract };
        assert_eq!(receipt.trace.denials, [wanted]);
        assert_eq!(receipt.gas.refunded, 0);
    }
    assert_eq!(call(&engine, BOB, contract, "Value", args![ObjectId::ZERO]).decode::<u64>().unwrap(), 7);
}

#[test]
fn neither_its_owner_nor_whoever_brings_it_along_deletes_it() {
    let engine = memory_engine();
    let [contract, relay] = [(); 2].map(|()| puppet(&engine));
    let default = ObjectId::default_of(&contract);
    assert_eq!(told(&engine, ALICE, contract, "Give", args![ObjectId::ZERO, ALICE]), HostStatus::Ok);
    assert_eq!(told(&engine, ALICE, contract, "Delete", args![default]), HostStatus::Denied);
    let (_, answer) = relayed(&engine, ALICE, relay, contract, "Delete", &[Value::ObjectId(default)], vec![default]);
    assert_eq!(answer, (HostStatus::Denied as u32).to_le_bytes());
    // Given away it is the contract's all the same: the zero id is its way in.
    call(&engine, BOB, contract, "Write", args![ObjectId::ZERO, 8u64]);
    assert_eq!(call(&engine, BOB, contract, "Value", args![default]).decode::<u64>().unwrap(), 8);
}

#[test]
fn another_contract_is_told_that_it_is_not_its_own_first() {
    let engine = memory_engine();
    let [contract, other] = [(); 2].map(|()| puppet(&engine));
    let default = ObjectId::default_of(&contract);
    let receipt = call(&engine, ALICE, other, "Delete", args![default]);
    assert!(matches!(receipt.trace.denials[..], [Reason::ForeignContract { .. }]), "{:?}", receipt.trace.denials);
}

#[test]
fn an_object_that_is_no_default_object_is_deleted_as_ever() {
    let engine = memory_engine();
    let contract = puppet(&engine);
    let object: ObjectId = call(&engine, contract, contract, "Create", args![]).decode().unwrap();
    assert_eq!(told(&engine, ALICE, contract, "Delete", args![object]), HostStatus::Ok);
    let receipt = engine.execute(contract, "Delete", args![object], world::by(ALICE)).unwrap();
    assert!(matches!(receipt.status, Status::Reverted { .. }));
}
