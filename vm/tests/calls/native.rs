//! Rust code in the place of a contract: the same interfaces, the same rules, the same gas.

use allod_core::{
    Args, CallTerms, Context, HostStatus, Object, ObjectId, Ownership, RevertCode, Status, Type, Value, args,
};
use allod_testing::world::{ALICE, BOB, by, call, memory_engine, puppet, state};
use allod_vm::{Address, ExecuteOptions, NativeContext, NativeError};

const NATIVE: Address = Address([0x17; 20]);

/// A token's heart, written against the interfaces and no engine.
fn mint<C: Context>(chain: &C, amount: u64) -> Result<ObjectId, C::Error> {
    let purse = chain.create_object()?;
    purse.set("balance", Value::U64(amount))?;
    purse.set_owner(&chain.sender()?)?;
    chain.log("Mint", &[("to", chain.sender()?.into()), ("amount", amount.into())])?;
    purse.id()
}

fn balance<C: Context>(chain: &C, owner: &Address) -> Result<Value, C::Error> {
    chain.get_object_with_owner(owner)?.get("balance", &Type::U64)
}

#[test]
fn a_contract_written_against_the_two_interfaces_runs_under_the_host() {
    let engine = memory_engine();
    let receipt = engine
        .execute_native(NATIVE, "Mint", by(ALICE), |chain| {
            assert_eq!((chain.contract_address()?, chain.sender()?), (NATIVE, ALICE));
            Ok(vec![mint(chain, 5)?.into()])
        })
        .unwrap();
    let id: ObjectId = receipt.decode().unwrap();
    let view = engine.object(id).unwrap().unwrap();
    assert_eq!((view.owner, view.contract), (Ownership::Address(ALICE), NATIVE));
    assert_eq!(view.fields, [("balance".to_owned(), Value::U64(5))]);
    assert_eq!(receipt.events[0].name, "Mint");
    let receipt = engine.execute_native(NATIVE, "Balance", by(BOB), |chain| Ok(vec![balance(chain, &ALICE)?])).unwrap();
    assert_eq!(receipt.decode::<u64>().unwrap(), 5);
}

#[test]
fn the_rules_of_consent_hold_for_it_too() {
    let engine = memory_engine();
    let give = |chain: &NativeContext, to: Address| {
        let purse = chain.get_object_with_owner(&ALICE)?;
        purse.set_owner(&to).map(|()| vec![])
    };
    engine.execute_native(NATIVE, "Mint", by(ALICE), |chain| Ok(vec![mint(chain, 5)?.into()])).unwrap();
    let before = state(&engine);
    let receipt = engine.execute_native(NATIVE, "Give", by(BOB), |chain| give(chain, BOB)).unwrap();
    assert!(
        matches!(&receipt.status, Status::Reverted { code: RevertCode::ERROR, message } if message.contains("not consented")),
        "{}",
        receipt.status
    );
    assert_eq!(state(&engine), before);
    assert!(engine.execute_native(NATIVE, "Give", by(ALICE), |chain| give(chain, BOB)).unwrap().is_success());
}

#[test]
fn every_operation_has_the_price_it_has_for_a_module() {
    let engine = memory_engine();
    let contract = puppet(&engine);
    let receipt = engine
        .execute_native(NATIVE, "Queries", by(ALICE), |chain| {
            let _ = (chain.block_height()?, chain.block_time()?, chain.contract_address()?);
            let sender = chain.sender()?;
            chain.balance(&sender)?;
            Ok(vec![])
        })
        .unwrap();
    assert_eq!(receipt.gas.host_total(), 90);
    assert_eq!((receipt.gas.instructions, receipt.gas.used), (0, 90));
    let queries = call(&engine, ALICE, contract, "FiveQueries", args![]);
    for row in &receipt.gas.host {
        assert!(queries.gas.host.contains(row), "{row:?}");
    }
}

#[test]
fn it_calls_contracts_and_handles_their_failures() {
    let engine = memory_engine();
    let contract = puppet(&engine);
    let receipt = engine
        .execute_native(NATIVE, "Ask", by(ALICE), |chain| {
            let sender = chain.call(&contract, "Sender", args![])?;
            assert_eq!(sender, NATIVE.0);
            let failed = chain.call(&contract, "FailRevert", args![ObjectId::default_of(&contract)]);
            let Err(NativeError::Refused { status, why }) = failed else { panic!("{failed:?}") };
            assert_eq!(status, HostStatus::CallReverted);
            Ok(vec![why.into()])
        })
        .unwrap();
    assert_eq!(receipt.decode::<String>().unwrap(), format!("contract {contract}: as it was told"));
    assert_eq!(receipt.trace.children.len(), 2);
}

#[test]
fn out_of_gas_ends_it_whatever_it_does_with_the_error() {
    let engine = memory_engine();
    let before = state(&engine);
    let options = allod_vm::ExecuteOptions { gas_limit: Some(1_500), ..by(ALICE) };
    let receipt = engine
        .execute_native(NATIVE, "Mint", options, |chain| {
            let _ = mint(chain, 5);
            Ok(vec![])
        })
        .unwrap();
    assert_eq!((receipt.status, receipt.gas.used), (Status::OutOfGas, 1_500));
    assert_eq!(state(&engine), before);
}

#[test]
fn it_has_all_that_a_module_has_of_the_chain_and_of_objects() {
    let engine = memory_engine();
    let contract = puppet(&engine);
    engine.fund(ALICE, 50).unwrap();
    let options = allod_vm::ExecuteOptions { value: 50, ..by(ALICE) };
    let receipt = engine
        .execute_native(NATIVE, "All", options, |chain| {
            assert_eq!((chain.origin()?, chain.chain_id()?, chain.deployer()?), (ALICE, 1, Address::ZERO));
            assert!(chain.gas_left()? > 0);
            chain.receive(20)?;
            assert_eq!((chain.attached()?, chain.balance(&NATIVE)?), (30, 20));

            let terms = CallTerms { gas: 0, value: 20 };
            chain.call_with(terms, &contract, "Take", args![8u64])?;
            chain.call_with(terms, &contract, "Take", Args::Encoded(2u64.to_le_bytes().to_vec())).unwrap_err();
            let terms = CallTerms { gas: 50_000, value: 12 };
            chain.call_with(terms, &contract, "Take", Args::Encoded(2u64.to_le_bytes().to_vec()))?;
            assert_eq!([NATIVE, contract].map(|account| chain.balance(&account).unwrap()), [10, 10]);

            let object = chain.create_object()?;
            object.set("n", Value::U64(1))?;
            object.set("flag", Value::Bool(false))?;
            assert_eq!((object.has("n")?, object.has("flag")?, object.has("none")?), (true, true, false));
            object.seal(true)?;
            object.share()?;
            assert_eq!(object.owner()?, Ownership::Shared);
            let frozen = chain.create_object()?;
            frozen.freeze()?;
            assert_eq!(frozen.owner()?, Ownership::Immutable);
            Ok(vec![])
        })
        .unwrap();
    assert!(receipt.is_success(), "{}", receipt.status);
    let values: Vec<_> = receipt.trace.children.iter().map(|frame| frame.value).collect();
    assert_eq!(values, [20, 20, 12], "the second was refused: the contract had 12 left");
}

#[test]
fn a_native_contract_that_is_out_of_gas_is_told_so_at_every_question() {
    let engine = memory_engine();
    engine.fund(ALICE, 9).unwrap();
    let options = ExecuteOptions { gas_limit: Some(5), ..by(ALICE) };
    let receipt = engine.execute_native(NATIVE, "f", options, |chain| {
        assert_eq!(chain.sender(), Err(NativeError::Ended));
        assert_eq!(chain.block_height(), Err(NativeError::Ended));
        assert_eq!(chain.block_time(), Err(NativeError::Ended));
        assert_eq!(chain.contract_address(), Err(NativeError::Ended));
        assert_eq!(chain.balance(&ALICE), Err(NativeError::Ended));
        Ok(vec![])
    });
    assert_eq!(receipt.unwrap().status, Status::OutOfGas);
}

#[test]
fn an_object_that_is_gone_has_no_name_and_no_owner() {
    let engine = memory_engine();
    let receipt = engine.execute_native(NATIVE, "f", by(ALICE), |chain| {
        let object = chain.create_object()?;
        let id = object.id()?;
        chain.delete_object(&id)?;
        for gone in [object.id().map(drop), object.owner().map(drop), object.contract().map(drop)] {
            assert!(matches!(gone, Err(NativeError::Refused { .. })), "{gone:?}");
        }
        Ok(vec![])
    });
    assert!(receipt.unwrap().is_success());
}

#[test]
fn what_a_native_contract_returns_is_in_its_receipt_with_its_types() {
    let engine = memory_engine();
    let receipt = engine.execute_native(NATIVE, "f", by(ALICE), |_| Ok(vec![7u64.into(), "seven".into()])).unwrap();
    assert_eq!(receipt.decode::<(u64, String)>().unwrap(), (7, "seven".to_owned()));
    assert_eq!(receipt.values().unwrap(), [7u64.into(), "seven".into()]);
    assert_eq!(receipt.result_json(), serde_json::json!([7, "seven"]));
    assert_eq!(receipt.outputs[0].ty, Type::U64);
    assert_eq!(engine.receipt(receipt.hash).unwrap().unwrap(), receipt);
}
