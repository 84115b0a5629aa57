//! One contract calls another and attaches a value, which the callee receives as it does an account's.

use allod_core::{Address, Args, HostOp, HostStatus, Reason, Status, Value, args, tagged_value};
use allod_testing::world::{ALICE, BOB, block, by, call, config, memory_engine, puppet, status};
use allod_vm::{Engine, EngineConfig, ExecuteOptions, Payload, Receipt, Transaction};

/// Tagged values, and input as it is.
const TAGGED: u64 = 0;
const ENCODED: u64 = 1;

fn balance(engine: &Engine, account: Address) -> u64 {
    engine.balance(account).unwrap()
}

fn with(contract: Address, value: u64, function: &str, values: &[Value]) -> Args {
    args![contract, 0u64, value, TAGGED, function, tagged_value::encode(values)]
}

/// What the relay was told: the status and the result.
fn told(receipt: &Receipt) -> (HostStatus, Vec<u8>) {
    let (number, result): (u32, Vec<u8>) = receipt.decode().unwrap();
    (status(number), result)
}

/// Two puppets, the first with 100.
fn two(engine: &Engine) -> [Address; 2] {
    let [payer, callee] = [(); 2].map(|()| puppet(engine));
    engine.fund(payer, 100).unwrap();
    [payer, callee]
}

#[test]
fn a_callee_takes_what_it_likes_of_the_value_and_the_rest_stays_with_the_caller() {
    let engine = memory_engine();
    let [payer, callee] = two(&engine);
    let receipt = call(&engine, ALICE, payer, "RelayWith", with(callee, 60, "Take", &[Value::U64(25)]));
    assert_eq!(told(&receipt), (HostStatus::Ok, 0u32.to_le_bytes().to_vec()));
    assert_eq!([payer, callee, ALICE].map(|account| balance(&engine, account)), [75, 25, 0]);
    let seen = call(&engine, ALICE, payer, "RelayWith", with(callee, 60, "Attached", &[]));
    assert_eq!(told(&seen).1, 60u64.to_le_bytes(), "as an account's");
    let options = ExecuteOptions { value: 7, ..by(BOB) };
    engine.fund(BOB, 7).unwrap();
    assert_eq!(engine.query(callee, "Attached", args![], options).unwrap().decode::<u64>().unwrap(), 7);
}

#[test]
fn a_callee_takes_no_more_than_was_attached_and_none_without() {
    let engine = memory_engine();
    let [payer, callee] = two(&engine);
    for (value, amount) in [(60, 61u64), (0, 1), (100, u64::MAX)] {
        let receipt = call(&engine, ALICE, payer, "RelayWith", with(callee, value, "Take", &[Value::U64(amount)]));
        let refused = (HostStatus::InsufficientBalance as u32).to_le_bytes().to_vec();
        assert_eq!(told(&receipt), (HostStatus::Ok, refused), "{value} {amount}");
    }
    assert_eq!([payer, callee].map(|account| balance(&engine, account)), [100, 0]);
}

#[test]
fn more_than_the_caller_has_is_refused_before_the_call_begins_and_the_trace_says_so() {
    let engine = memory_engine();
    let [payer, callee] = two(&engine);
    for value in [101, u64::MAX] {
        let receipt = call(&engine, ALICE, payer, "RelayWith", with(callee, value, "Sender", &[]));
        assert_eq!(told(&receipt).0, HostStatus::InsufficientBalance);
        let [refused] = &receipt.trace.children[..] else { panic!("{:?}", receipt.trace) };
        let reason = Reason::Balance { account: payer, has: 100, wanted: value };
        assert_eq!(refused.status, Status::Refused { reason: Box::new(reason) });
        assert_eq!((refused.contract, &*refused.function, refused.sender), (callee, "Sender", payer));
        assert_eq!((refused.value, refused.gas_used), (value, 0));
    }
}

#[test]
fn a_callee_that_fails_gives_back_what_it_took_and_so_does_a_caller_that_fails_after_it() {
    let engine = memory_engine();
    let [payer, callee] = two(&engine);
    let receipt = call(&engine, ALICE, payer, "RelayWith", with(callee, 60, "TakeThenFail", &[Value::U64(60)]));
    assert_eq!(told(&receipt), (HostStatus::CallReverted, b"as it was told".to_vec()));
    assert_eq!([payer, callee].map(|account| balance(&engine, account)), [100, 0]);
    let args = with(callee, 60, "Take", &[Value::U64(60)]);
    let receipt = engine.execute(payer, "RelayWithOrTrap", args, by(ALICE)).unwrap();
    assert!(matches!(receipt.status, Status::Trapped { .. }), "{}", receipt.status);
    assert_eq!(receipt.trace.children[0].status, Status::Success, "it was the caller that failed");
    assert_eq!([payer, callee].map(|account| balance(&engine, account)), [100, 0]);
}

#[test]
fn the_trace_has_the_value_of_each_call_and_comes_back_from_the_store_with_it() {
    let engine = memory_engine();
    let [payer, callee] = two(&engine);
    engine.fund(ALICE, 9).unwrap();
    let options = ExecuteOptions { value: 9, ..by(ALICE) };
    let args = with(callee, 60, "Take", &[Value::U64(1)]);
    let receipt = engine.execute(payer, "RelayWith", args, options).unwrap();
    assert_eq!(receipt.trace.walk().map(|frame| frame.value).collect::<Vec<_>>(), [9, 60]);
    assert_eq!(engine.receipt(receipt.hash).unwrap().unwrap().trace, receipt.trace);
}

#[test]
fn a_call_with_a_value_costs_a_call_and_a_look_at_a_balance() {
    let engine = memory_engine();
    let [payer, callee] = two(&engine);
    let gas = |receipt: &Receipt, op| receipt.gas.host.iter().find(|row| row.0 == op).map_or(0, |row| row.1);
    let receipt = call(&engine, ALICE, payer, "RelayWith", with(callee, 60, "Sender", &[]));
    let schedule = allod_vm::GasSchedule::standard();
    let parts = [HostOp::Call, HostOp::Balance].map(|op| schedule.price(op).base);
    assert_eq!(gas(&receipt, HostOp::CallWith), parts.iter().sum::<u64>());
    assert_eq!(gas(&receipt, HostOp::Call), 0);
}

#[test]
fn input_as_it_is_reaches_the_callee_byte_for_byte_if_it_fits_also_with_a_value() {
    let engine = memory_engine();
    let [payer, callee] = two(&engine);
    let raw = |value: u64, function: &str, input: &[u8]| args![callee, 0u64, value, ENCODED, function, input.to_vec()];
    let number = 0x0807_0605_0403_0201_u64;
    let receipt = call(&engine, ALICE, payer, "RelayWith", raw(0, "Told", &number.to_le_bytes()));
    assert_eq!(told(&receipt), (HostStatus::Ok, number.to_le_bytes().to_vec()));
    let receipt = call(&engine, ALICE, payer, "RelayWith", raw(30, "Take", &30u64.to_le_bytes()));
    assert_eq!(told(&receipt).0, HostStatus::Ok);
    assert_eq!([payer, callee].map(|account| balance(&engine, account)), [70, 30]);
    // Tagged, the same value of another width is put into the form that the callee takes; as it is, it is not.
    let tagged_short = call(&engine, ALICE, payer, "RelayWith", with(callee, 0, "Told", &[Value::U8(1)]));
    assert_eq!(told(&tagged_short).1, 1u64.to_le_bytes());
    let frame = &call(&engine, ALICE, payer, "RelayWith", raw(0, "Sender", b"whatever it is")).trace;
    let Status::Refused { reason } = &frame.children[0].status else { panic!("{}", frame.children[0].status) };
    assert_eq!(reason.to_string(), "Sender: arguments: 14 bytes left over after the value");
}

#[test]
fn terms_of_an_unknown_kind_are_refused_by_name() {
    let engine = memory_engine();
    let [payer, callee] = two(&engine);
    let args = args![callee, 0u64, 0u64, 2u64, "Sender", vec![0u8]];
    let receipt = call(&engine, ALICE, payer, "RelayWith", args);
    assert_eq!(told(&receipt).0, HostStatus::CallRefused);
    let reason = Reason::CallTerms { given: 2 };
    assert_eq!(receipt.trace.children[0].status, Status::Refused { reason: Box::new(reason) });
}

#[test]
fn an_account_attaches_no_more_than_it_has() {
    let engine = memory_engine();
    let callee = puppet(&engine);
    engine.fund(ALICE, 5).unwrap();
    let options = |value| ExecuteOptions { value, ..by(ALICE) };
    assert!(engine.execute(callee, "Sender", args![], options(5)).unwrap().is_success());
    let error = engine.execute(callee, "Sender", args![], options(6)).unwrap_err();
    assert_eq!(error.to_string(), format!("account {ALICE} has 5, wanted 6"));
    let payload =
        Payload::Call { contract: callee, function: "Sender".into(), input: vec![], value: 6, objects: vec![] };
    let transaction = Transaction { from: ALICE, nonce: 0, chain_id: 1, gas_limit: 100_000, gas_price: 0, payload };
    let receipts = engine.execute_block(&block(10, 10), vec![transaction]).unwrap();
    let reason = Reason::Balance { account: ALICE, has: 5, wanted: 6 };
    assert_eq!(receipts[0].status, Status::Refused { reason: Box::new(reason) });
}

#[test]
fn payments_between_contracts_are_the_same_on_one_thread_and_on_several() {
    let run = |config: EngineConfig| {
        let engine = Engine::open(config).unwrap();
        let contracts = [(); 4].map(|()| puppet(&engine));
        engine.fund(contracts[0], 400).unwrap();
        let abi = engine.abi(contracts[0]).unwrap();
        // Each pays the next, so every transaction reads what one before it wrote, and some find too little.
        let transaction = |at: usize| {
            let (payer, callee) = (contracts[at % 4], contracts[(at + 1) % 4]);
            let value = (at as u64 * 37) % 150;
            let taken = if at.is_multiple_of(5) { value + 1 } else { value / 2 };
            let function = if at.is_multiple_of(7) { "TakeThenFail" } else { "Take" };
            let args = with(callee, value, function, &[Value::U64(taken)]);
            let input = args.encode(abi.function("RelayWith").unwrap()).unwrap();
            let payload =
                Payload::Call { contract: payer, function: "RelayWith".into(), input, value: 0, objects: vec![] };
            let from = if at.is_multiple_of(2) { ALICE } else { BOB };
            Transaction { from, nonce: 0, chain_id: 1, gas_limit: 1_000_000, gas_price: 0, payload }
        };
        let receipts = engine.execute_block(&block(100, 100), (0..120).map(transaction).collect()).unwrap();
        let held = contracts.map(|contract| balance(&engine, contract));
        (receipts, held, engine.state_root().unwrap())
    };
    let (receipts, held, root) = run(config());
    assert_eq!(held.iter().sum::<u64>(), 400, "none made and none lost: {held:?}");
    let answers: std::collections::BTreeSet<_> = receipts.iter().map(|receipt| told(receipt).0).collect();
    let wanted = [HostStatus::Ok, HostStatus::InsufficientBalance, HostStatus::CallReverted];
    assert!(wanted.iter().all(|status| answers.contains(status)), "{answers:?}");
    for threads in [2, 4] {
        let (others, others_held, others_root) = run(config().with_threads(threads).with_batch_size(8));
        assert_eq!((&others, others_held, others_root), (&receipts, held, root), "{threads} threads");
    }
}
