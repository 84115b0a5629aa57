//! Input of calls: what does not fit the ABI of a contract that brings one never reaches it, whoever made the bytes.

use allod_core::{Address, Args, HostStatus, Reason, Status, args};
use allod_testing::world::{self, ALICE, BOB, block, by, memory_engine};
use allod_vm::{
    CallTerms, Constructor, Context, DeployCall, DeployOptions, DeployTerms, Engine, EngineError, ExecuteOptions,
    NativeError, Payload, Receipt, Transaction,
};

/// A contract that trusts its ABI: it looks at no input.
const TRUSTING: &str = r#"(module (memory (export "memory") 1) (func (export "Send")) (func (export "Tell"))
    (func (export "Start")))"#;

/// The parameters of `Send` take 28 bytes.
fn trusting(engine: &Engine) -> Address {
    let send: &[_] = &[("to", "address"), ("amount", "u64")];
    let tell: &[_] = &[("words", "string"), ("loud", "bool"), ("times", "[u32]")];
    let abi = Some(world::abi(&[("Send", send, ""), ("Tell", tell, ""), ("Start", &[("n", "u64")], "")]));
    engine.deploy_with_options(TRUSTING, DeployOptions { abi, ..Default::default() }).unwrap().address
}

/// The receipt of a call of a block, with the input as it is.
fn sent(engine: &Engine, contract: Address, function: &str, input: &[u8]) -> Receipt {
    let payload =
        Payload::Call { contract, function: function.into(), input: input.to_vec(), value: 0, objects: vec![] };
    let transaction = Transaction { from: ALICE, nonce: 0, chain_id: 1, gas_limit: 1_000_000, gas_price: 0, payload };
    engine.execute_block(&engine.last_block().unwrap().next(), vec![transaction]).unwrap().remove(0)
}

#[test]
fn a_block_refuses_input_that_does_not_fit_the_abi_and_names_the_parameter() {
    let engine = memory_engine();
    let contract = trusting(&engine);
    assert!(sent(&engine, contract, "Send", &[7; 28]).is_success());
    let fit = [&2u64.to_le_bytes()[..], b"hi\x01", &1u64.to_le_bytes(), &[9; 4]].concat();
    assert!(sent(&engine, contract, "Tell", &fit).is_success());
    let no_text = [&2u64.to_le_bytes()[..], b"\xFF\xFF\x01", &0u64.to_le_bytes()].concat();
    let no_bool = [&0u64.to_le_bytes()[..], b"\x02", &0u64.to_le_bytes()].concat();
    let long_list = [&0u64.to_le_bytes()[..], b"\x00", &u64::MAX.to_le_bytes(), &[0; 64]].concat();
    for (function, input, words) in [
        ("Send", vec![], "Send: the input is no argument 1 (to address): cut short: 20 more bytes wanted, 0 left"),
        ("Send", vec![7; 23], "Send: the input is no argument 2 (amount u64): cut short: 8 more bytes wanted, 3 left"),
        ("Send", vec![7; 29], "Send: arguments: 1 bytes left over after the value"),
        ("Tell", no_text, "Tell: the input is no argument 1 (words string): a string that is not UTF-8"),
        ("Tell", no_bool, "Tell: the input is no argument 2 (loud bool): 2 is no type, no bool and no option's mark"),
        (
            "Tell",
            long_list,
            "Tell: the input is no argument 3 (times [u32]): cut short: 18446744073709551615 more bytes wanted, 64 left",
        ),
    ] {
        let receipt = sent(&engine, contract, function, &input);
        let Status::Refused { reason } = &receipt.status else { panic!("{function} {input:?}: {}", receipt.status) };
        assert_eq!(reason.to_string(), words);
        assert_eq!((receipt.gas.used, receipt.trace.children.len()), (0, 0));
    }
}

#[test]
fn a_module_without_an_abi_reads_any_input() {
    let engine = memory_engine();
    let contract = engine.deploy(TRUSTING).unwrap().address;
    for input in [vec![], vec![7; 28], vec![0xFF; 1000]] {
        assert!(sent(&engine, contract, "Send", &input).is_success());
    }
}

#[test]
fn a_constructor_is_refused_by_the_same_rule() {
    let engine = memory_engine();
    let abi = world::abi(&[("Start", &[("n", "u64")], "")]);
    let options = DeployOptions { from: BOB, abi: Some(abi), ..Default::default() };
    let start = |input: Vec<u8>| {
        let mut deploy = engine.deploy_transaction(TRUSTING, options.clone()).unwrap();
        if let Payload::Deploy { terms, .. } = &mut deploy.payload {
            let constructor = Constructor { function: "Start".into(), input, value: 0 };
            *terms = DeployTerms { constructor: Some(constructor), ..DeployTerms::default() };
        }
        engine.execute_block(&engine.last_block().unwrap().next(), vec![deploy]).unwrap().remove(0)
    };
    let receipt = start(vec![1; 7]);
    let words = "Start: the input is no argument 1 (n u64): cut short: 8 more bytes wanted, 7 left";
    assert!(receipt.status.to_string().contains(words), "{}", receipt.status);
    assert!(start(vec![1; 8]).is_success());
}

#[test]
fn the_host_and_other_contracts_are_held_to_it_too() {
    let engine = memory_engine();
    let contract = trusting(&engine);
    let error = engine.execute(contract, "Send", Args::Encoded(vec![7; 3]), by(ALICE)).unwrap_err();
    assert!(matches!(&error, EngineError::Refused(Reason::Input { position: 1, .. })), "{error}");
    assert!(engine.execute(contract, "Send", Args::Encoded(vec![7; 28]), by(ALICE)).unwrap().is_success());
    engine
        .execute_native(BOB, "pass on", ExecuteOptions::default(), |chain| {
            let call = |input| chain.call_with(CallTerms::default(), &contract, "Send", Args::Encoded(input));
            let refused = call(vec![7; 27]);
            assert!(
                matches!(refused, Err(NativeError::Refused { status: HostStatus::CallRefused, .. })),
                "{refused:?}"
            );
            call(vec![7; 28])?;
            Ok(Vec::new())
        })
        .unwrap();
}

#[test]
fn a_transaction_made_of_typed_arguments_does_what_the_single_call_does() {
    let code = r#"(module (func (export "double") (param i64) (result i64) (i64.mul (local.get 0) (i64.const 2)))
        (func (export "start") (param i64)))"#;
    let engines = [memory_engine(), memory_engine()];
    let options = DeployOptions { from: ALICE, ..Default::default() };
    let start = Some(DeployCall { function: "start".into(), args: args![7], value: 0 });
    let alone = engines[0].deploy_with_options(code, DeployOptions { constructor: start.clone(), ..options.clone() });
    let alone = alone.unwrap();
    let deploy = engines[1].deploy_transaction(code, DeployOptions { constructor: start, ..options }).unwrap();
    let made = engines[1].execute_block(&block(1, 1), vec![deploy]).unwrap().remove(0);
    assert_eq!((made.contract, made.gas.used), (alone.address, alone.receipt.gas.used));

    let call = engines[1].call_transaction(made.contract, "double", args![21], by(ALICE)).unwrap();
    assert_eq!((call.from, call.chain_id), (ALICE, 1));
    let function = alone.abi.function("double").unwrap();
    assert_eq!(call.payload, Payload::call(alone.address, function, args![21]).unwrap());
    let in_block = engines[1].execute_block(&block(2, 2), vec![call]).unwrap().remove(0);
    let single = engines[0].execute(alone.address, "double", args![21], by(ALICE)).unwrap();
    assert_eq!((in_block.output, in_block.gas), (single.output, single.gas));

    let wrong = engines[1].call_transaction(made.contract, "double", args!["two"], by(ALICE)).unwrap_err();
    assert!(wrong.to_string().contains("double"), "{wrong}");
    assert!(engines[1].call_transaction(made.contract, "triple", args![2], by(ALICE)).is_err());
    assert!(matches!(
        engines[1].call_transaction(BOB, "double", args![2], by(ALICE)),
        Err(EngineError::NoContract { address: BOB })
    ));
}
