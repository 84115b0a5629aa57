//! Native contracts at an address: called in every way that a module is, with the same rules, traces and ends.

use allod_core::{
    CallTerms, Context, HostOp, HostStatus, Object, ObjectId, Ownership, Price, Reason, RevertCode, Status, Type,
    Value, args, tagged_value,
};
use allod_testing::world::{ALICE, BOB, CAROL, by, call, config, puppet, relayed, state, status};
use allod_vm::{
    Address, BlockContext, CallLimits, DeployOptions, Engine, EngineConfig, EngineError, ExecuteOptions, GasSchedule,
    NativeContract, NativeError, Payload, Salt, Tier, Transaction,
};

const AT: Address = Address([0x77; 20]);

/// A native contract with a function for each thing that a contract does.
fn native() -> NativeContract {
    let two = [("a", Type::U64), ("b", Type::U64)];
    NativeContract::new("all", AT, 1)
        .with_function("Add", &two, &[Type::U64], 300, |_, args| {
            let (a, b): (u64, u64) = args.decode()?;
            assert_eq!(args.values()?, [Value::U64(a), Value::U64(b)]);
            Ok(vec![a.wrapping_add(b).into()])
        })
        .with_function("Who", &[], &[Type::Address, Type::Address, Type::Address, Type::U64], 10, |chain, _| {
            let who = [chain.contract_address()?, chain.sender()?, chain.origin()?].map(Value::from);
            Ok(who.into_iter().chain([chain.attached()?.into()]).collect())
        })
        .with_function("Keep", &[("amount", Type::U64)], &[], 10, |chain, args| {
            let (amount,): (u64,) = args.decode()?;
            chain.receive(amount)?;
            chain.log("Kept", &[("amount", amount.into())])?;
            chain.get_object(&ObjectId::ZERO)?.set("kept", amount.into())?;
            Ok(vec![])
        })
        .with_function("Make", &[], &[Type::ObjectId], 10, |chain, _| {
            let object = chain.create_object()?;
            object.set_owner(&chain.sender()?)?;
            Ok(vec![object.id()?.into()])
        })
        .with_function("Give", &[("to", Type::Address)], &[], 10, |chain, args| {
            let (to,): (Address,) = args.decode()?;
            chain.get_object_with_owner(&ALICE)?.set_owner(&to).map(|()| vec![])
        })
        .with_function("Work", &[("gas", Type::U64)], &[], 10, |chain, args| {
            let (gas,): (u64,) = args.decode()?;
            let _ = chain.charge_gas(gas);
            Ok(vec![])
        })
        .with_function(
            "Call",
            &[("contract", Type::Address), ("name", Type::String)],
            &[Type::Bytes],
            10,
            |chain, args| {
                let (contract, name): (Address, String) = args.decode()?;
                chain.call(&contract, &name, args![]).map(|output| vec![output.into()])
            },
        )
        .with_function("Fail", &[], &[], 10, |chain, _| {
            chain.get_object(&ObjectId::ZERO)?.set("kept", 9u64.into())?;
            Err(NativeError::RevertWith { code: RevertCode(77), message: "as it was told".into() })
        })
        .with_function("Fault", &[], &[], 10, |_, _| Err(NativeError::Fault("no table for it".into())))
        .with_function("Wrong", &[], &[Type::U64], 10, |_, _| Ok(vec!["no number".into()]))
        .with_function("Panic", &[], &[], 10, |chain, _| {
            let _ = chain.get_object(&ObjectId::ZERO)?.set("kept", 9u64.into());
            panic!("by mistake")
        })
        .with_function("PanicOutOfGas", &[], &[], 10, |chain, _| {
            chain.charge_gas(u64::MAX).expect("there is never as much");
            Ok(vec![])
        })
}

fn engine() -> Engine {
    Engine::open(config().with_native(native())).unwrap()
}

#[test]
fn the_host_calls_it_in_every_way_and_gas_is_the_same() {
    let engine = engine();
    let args = || args![40, 2];
    let receipt = engine.execute(AT, "Add", args(), by(ALICE)).unwrap();
    assert_eq!(receipt.decode::<u64>().unwrap(), 42);
    assert_eq!((receipt.trace.contract, receipt.trace.function.as_str()), (AT, "Add"));
    let price = |op| GasSchedule::standard().price(op);
    let (entry, output) = (price(HostOp::Entry).of(16), price(HostOp::Output).of(8));
    assert_eq!(receipt.gas.host, [(HostOp::Output, output), (HostOp::Entry, entry), (HostOp::HostModule, 300)]);
    assert_eq!((receipt.gas.instructions, receipt.gas.used), (0, entry + output + 300));
    let used = receipt.gas.used;
    for other in [
        engine.query(AT, "Add", args(), by(ALICE)).unwrap(),
        engine.simulate(AT, "Add", args(), by(ALICE)).unwrap(),
        engine.explain(AT, "Add", args(), by(ALICE)).unwrap().receipt,
    ] {
        assert_eq!((other.decode::<u64>().unwrap(), other.gas.used), (42, used));
    }
    let (profiled, profile) = engine.profile(AT, "Add", args(), by(ALICE)).unwrap();
    assert_eq!((profile.total(), profiled.gas.used), (used, used));
    let transaction = engine.call_transaction(AT, "Add", args(), by(BOB)).unwrap();
    let receipts = engine.execute_block(&engine.last_block().unwrap().next(), vec![transaction]).unwrap();
    assert_eq!((receipts[0].decode::<u64>().unwrap(), receipts[0].gas.used), (42, used));
    assert_eq!(engine.receipt(receipt.hash).unwrap().unwrap(), receipt);
}

#[test]
fn it_has_an_abi_a_tier_and_a_place_in_the_rules_and_none_among_deployed_contracts() {
    let engine = engine();
    assert_eq!(engine.abi(AT).unwrap(), native().abi());
    assert_eq!(engine.abi(AT).unwrap().function("Add").unwrap().to_string(), "Add(a u64, b u64) u64");
    assert_eq!(engine.tier(AT).unwrap(), Tier::Native);
    assert_eq!(engine.contracts(None, 9).unwrap(), []);
    let rules = engine.rules_at(5);
    let listed: Vec<_> =
        rules.native_contracts().map(|(native, from)| (native.name(), native.address(), from)).collect();
    assert_eq!(listed, [("all", AT, 0)]);
}

#[test]
fn arguments_that_do_not_fit_are_refused_before_it_runs() {
    let engine = engine();
    let error = engine.execute_with_args(AT, "Add", args![1]).unwrap_err();
    assert_eq!(error.to_string(), "Add takes 2 arguments, given 1: Add(a u64, b u64) u64");
    assert!(matches!(engine.execute_with_args(AT, "Nothing", args![]), Err(EngineError::Abi(_))));
    let payload = Payload::Call { contract: AT, function: "Add".into(), input: vec![1; 9], value: 0, objects: vec![] };
    let transaction = Transaction { from: ALICE, nonce: 0, chain_id: 1, gas_limit: 9_999, gas_price: 0, payload };
    let receipts = engine.execute_block(&engine.last_block().unwrap().next(), vec![transaction]).unwrap();
    let Status::Refused { reason } = &receipts[0].status else { panic!("{}", receipts[0].status) };
    assert!(matches!(**reason, Reason::Input { position: 2, .. }), "{reason}");
}

#[test]
fn contracts_call_it_and_it_calls_contracts_with_their_own_names_on_the_chain() {
    let engine = engine();
    let relay = puppet(&engine);
    engine.fund(relay, 100).unwrap();
    let (told, who) = relayed(&engine, ALICE, relay, AT, "Who", &[], vec![]);
    assert_eq!(told, HostStatus::Ok);
    let wanted = [AT.0, relay.0, ALICE.0].concat().into_iter().chain(0u64.to_le_bytes()).collect::<Vec<_>>();
    assert_eq!(who, wanted);
    let receipt = call(&engine, ALICE, AT, "Call", args![relay, "Sender"]);
    assert_eq!(receipt.decode::<Vec<u8>>().unwrap(), AT.0);
    assert_eq!((receipt.trace.children.len(), receipt.trace.children[0].contract), (1, relay));
    let (told, _) = relayed(&engine, ALICE, relay, AT, "Fail", &[], vec![]);
    assert_eq!(told, HostStatus::CallReverted);
    let (told, _) = relayed(&engine, ALICE, relay, AT, "Add", &[Value::Bool(true)], vec![]);
    assert_eq!(told, HostStatus::CallRefused);
}

#[test]
fn it_takes_value_logs_and_keeps_state_in_its_default_object() {
    let engine = engine();
    engine.fund(ALICE, 50).unwrap();
    let before = state(&engine);
    let options = |value| ExecuteOptions { value, ..by(ALICE) };
    assert!(!engine.execute(AT, "Keep", args![11], options(10)).unwrap().is_success());
    assert_eq!(state(&engine), before, "the default object went with the call that made it");
    let receipt = engine.execute(AT, "Keep", args![9], options(10)).unwrap();
    assert!(receipt.is_success(), "{}", receipt.status);
    assert_eq!((receipt.events[0].name.as_str(), receipt.events[0].contract), ("Kept", AT));
    assert_eq!((engine.balance(AT).unwrap(), engine.balance(ALICE).unwrap()), (9, 41));
    let object = engine.object(ObjectId::default_of(&AT)).unwrap().unwrap();
    assert_eq!((object.contract, object.fields), (AT, vec![("kept".to_owned(), Value::U64(9))]));
    let failed = engine.execute(AT, "Fail", args![], by(ALICE)).unwrap();
    assert_eq!(failed.status, Status::Reverted { code: RevertCode(77), message: "as it was told".into() });
    let object = engine.object(ObjectId::default_of(&AT)).unwrap().unwrap();
    assert_eq!(object.fields, [("kept".to_owned(), Value::U64(9))]);
    let query = engine.query(AT, "Keep", args![0], by(ALICE)).unwrap();
    assert!(matches!(&query.status, Status::Reverted { message, .. } if message.contains("query")), "{}", query.status);
}

#[test]
fn the_rules_of_consent_hold_for_it() {
    let engine = engine();
    let id: ObjectId = call(&engine, ALICE, AT, "Make", args![]).decode().unwrap();
    let given = engine.execute(AT, "Give", args![BOB], by(BOB)).unwrap();
    assert!(matches!(&given.status, Status::Reverted { message, .. } if message.contains("not consented")));
    assert_eq!(given.trace.denials.len(), 1);
    call(&engine, ALICE, AT, "Give", args![BOB]);
    assert_eq!(engine.object(id).unwrap().unwrap().owner, Ownership::Address(BOB));
}

#[test]
fn it_pays_for_what_it_charges_and_is_out_of_gas_whatever_it_does_then() {
    let engine = engine();
    let used = |gas: u64| engine.execute(AT, "Work", args![gas], by(ALICE)).unwrap().gas.used;
    assert_eq!(used(1_000) - used(0), 1_000);
    for (function, args) in [("Work", args![u64::MAX]), ("PanicOutOfGas", args![]), ("Add", args![1, 2])] {
        let gas_limit = Some(if function == "Add" { 350 } else { 5_000 });
        let receipt = engine.execute(AT, function, args, ExecuteOptions { gas_limit, ..by(ALICE) }).unwrap();
        assert_eq!((receipt.status, Some(receipt.gas.used)), (Status::OutOfGas, gas_limit), "{function}");
    }
    let relay = puppet(&engine);
    let receipt = call(&engine, ALICE, relay, "Relay", args![AT, 2_000u64, "PanicOutOfGas", tagged_value::encode(&[])]);
    let (told, _): (u32, Vec<u8>) = receipt.decode().unwrap();
    assert_eq!(status(told), HostStatus::CallOutOfGas);
}

#[test]
fn re_entry_is_refused_unless_it_is_asked_for() {
    let own = [("name", Type::String)];
    let again = NativeContract::new("again", AT, 1)
        .with_function("Again", &own, &[], 10, |chain, args| {
            let (name,): (String,) = args.decode()?;
            chain.call(&AT, &name, args![]).map(|_| vec![])
        })
        .with_function("End", &[], &[], 10, |_, _| Ok(vec![]));
    let once = Engine::open(config().with_native(again.clone())).unwrap();
    let refused = once.execute(AT, "Again", args!["End"], by(ALICE)).unwrap();
    assert!(
        matches!(&refused.status, Status::Reverted { message, .. } if message.contains("re-entry")),
        "{}",
        refused.status
    );
    let often = Engine::open(config().with_native(again.with_reentry())).unwrap();
    assert!(often.execute(AT, "Again", args!["End"], by(ALICE)).unwrap().is_success());
}

#[test]
fn a_chain_of_natives_is_as_long_as_any_other_and_ends_at_the_same_depth() {
    let at = |byte| Address([byte; 20]);
    // Each calls the other, so both may be re-entered.
    let pair = |own: Address, other: Address| {
        NativeContract::new(own.to_string(), own, 1).with_reentry().with_function(
            "Deep",
            &[("left", Type::U32)],
            &[Type::U32],
            10,
            move |chain, args| {
                let (left,): (u32,) = args.decode()?;
                // As much stack as it may take.
                let mut room = std::hint::black_box([0u8; 16 << 10]);
                let deeper = match left.checked_sub(1) {
                    None => 0,
                    Some(left) => {
                        let input = allod_vm::Args::Encoded(left.to_le_bytes().to_vec());
                        let output = chain.call_with(CallTerms { gas: 0, value: 0 }, &other, "Deep", input)?;
                        u32::from_le_bytes(output.try_into().unwrap_or_default())
                    }
                };
                std::hint::black_box(&mut room);
                Ok(vec![(deeper + 1).into()])
            },
        )
    };
    let config = config().with_native(pair(at(1), at(2))).with_native(pair(at(2), at(1)));
    let limits = CallLimits { call_depth: 200, ..CallLimits::default() };
    for (config, most) in [(config.clone(), 64u32), (config.with_limits(limits), 200)] {
        let engine = Engine::open(config).unwrap();
        let deepest = call(&engine, ALICE, at(1), "Deep", args![most - 1]);
        assert_eq!(deepest.decode::<u32>().unwrap(), most);
        let deeper = engine.execute(at(1), "Deep", args![most], by(ALICE)).unwrap();
        assert!(matches!(deeper.status, Status::Reverted { .. }), "{}", deeper.status);
        let (mut frame, mut frames) = (&deeper.trace, 1);
        while let Some(child) = frame.children.first() {
            (frame, frames) = (child, frames + 1);
        }
        let Status::Refused { reason } = &frame.status else { panic!("{}", frame.status) };
        assert!(matches!(**reason, Reason::Depth { .. }), "{reason}");
        assert_eq!(frames, most + 1, "the last is the one that was refused");
    }
}

#[test]
fn a_panic_a_fault_and_a_wrong_result_end_the_call_with_an_error_and_keep_nothing() {
    for threads in [1, 2] {
        let engine = Engine::open(EngineConfig::default().with_threads(threads).with_native(native())).unwrap();
        let relay = puppet(&engine);
        let before = (state(&engine), engine.state_root().unwrap());
        for (function, words) in [
            ("Panic", "native contract \"all\" panicked in \"Panic\": by mistake"),
            ("Fault", "native code failed: no table for it"),
            (
                "Wrong",
                "native contract \"all\" has another result than its ABI promises in \"Wrong\": Wrong: argument 1 ()",
            ),
        ] {
            let relayed = args![AT, 0u64, function, tagged_value::encode(&[])];
            for result in [
                engine.execute(AT, function, args![], by(ALICE)),
                engine.execute(relay, "Relay", relayed.clone(), by(ALICE)),
                engine.query(AT, function, args![], by(ALICE)),
                engine.simulate(relay, "Relay", relayed.clone(), by(ALICE)),
            ] {
                let error = result.unwrap_err().to_string();
                assert!(error.starts_with(words), "{error}");
            }
            let mut transactions: Vec<_> = (0..9)
                .map(|number| engine.call_transaction(AT, "Add", args![1, 2], by(Address([number + 1; 20]))).unwrap())
                .collect();
            transactions.insert(5, engine.call_transaction(relay, "Relay", relayed, by(CAROL)).unwrap());
            let next = engine.last_block().unwrap().next();
            let error = engine.execute_block(&next, transactions.clone()).unwrap_err().to_string();
            assert!(error.starts_with(words), "{error}");
            assert_eq!((state(&engine), engine.state_root().unwrap()), before);
            transactions.remove(5);
            assert_eq!(engine.simulate(AT, "Add", args![1, 2], by(ALICE)).unwrap().decode::<u64>().unwrap(), 3);
        }
        let next = engine.last_block().unwrap().next();
        let sum = engine.call_transaction(AT, "Add", args![1, 2], by(ALICE)).unwrap();
        assert!(engine.execute_block(&next, vec![sum]).unwrap()[0].is_success(), "the engine goes on");
    }
}

#[test]
fn a_panic_over_a_state_that_no_block_has_does_not_count() {
    // Each call wants to find what the one before has left, as they do one after another. Run ahead they do not.
    let steps =
        NativeContract::new("steps", AT, 1).with_function("Step", &[("n", Type::U64)], &[], 10, |chain, args| {
            let (n,): (u64,) = args.decode()?;
            let object = chain.get_object(&ObjectId::ZERO)?;
            let found = if object.has("n")? { object.get("n", &Type::U64)? } else { Value::U64(0) };
            assert_eq!(found, Value::U64(n), "the steps are taken in order");
            object.set("n", (n + 1).into()).map(|()| vec![])
        });
    let roots = [1, 2, 8].map(|threads| {
        let config = EngineConfig::default().with_threads(threads).with_batch_size(40).with_native(steps.clone());
        let engine = Engine::open(config).unwrap();
        let step = |n: u64| engine.call_transaction(AT, "Step", args![n], by(Address([n as u8 + 1; 20]))).unwrap();
        let next = engine.last_block().unwrap().next();
        assert!(engine.execute_block(&next, (0..120).map(step).collect()).unwrap().iter().all(|r| r.is_success()));
        engine.state_root().unwrap()
    });
    assert_eq!(roots, [roots[0]; 3]);
}

#[test]
fn nothing_is_deployed_at_its_address() {
    let code = wat::parse_str(r#"(module (func (export "f")))"#).unwrap();
    let salt = allod_core::Hash([5; 32]);
    let address = Address::of_contract(&ALICE, Salt::Chosen(salt), &allod_core::Hash::of_code(&code));
    let native = NativeContract::new("first", address, 1);
    let engine = Engine::open(config().with_native(native)).unwrap();
    let options = DeployOptions { from: ALICE, salt: Some(salt), ..DeployOptions::default() };
    let error = engine.deploy_with_options(&code, options.clone()).unwrap_err();
    assert!(matches!(error, EngineError::AddressTaken { address: taken } if taken == address), "{error}");
    let deploy = engine.deploy_transaction(&code, options).unwrap();
    let block = BlockContext { height: 7, time: 7, chain_id: 1 };
    let receipts = engine.execute_block(&block, vec![deploy]).unwrap();
    assert!(
        matches!(&receipts[0].status, Status::Refused { reason } if matches!(**reason, Reason::AddressTaken { .. }))
    );
}

#[test]
fn a_native_contract_without_functions_and_prices_of_nothing_works() {
    let free = GasSchedule::standard().with_price(HostOp::Entry, Price { base: 0, per_unit: 0 });
    let native = NativeContract::new("nothing", AT, 1).with_function("Nothing", &[], &[], 0, |_, _| Ok(vec![]));
    let engine = Engine::open(config().with_schedule(free).with_native(native)).unwrap();
    let receipt = call(&engine, ALICE, AT, "Nothing", args![]);
    assert_eq!((receipt.gas.used, receipt.output.len()), (0, 0));
}
