//! Attacks on objects: names that alias, handles that outlive, authority that leaks, ids that come twice.

use allod_core::{Address, HostStatus, ObjectId, Ownership, Status, Value, args, tagged_value};
use allod_testing::hostile::{deploy, gas_of, module, with_gas};
use allod_testing::world::{
    ALICE, BOB, CAROL, by, call, config, contract, memory_engine, puppet, puppet_with, relayed, state, status, told,
};
use allod_vm::{DeployOptions, Engine, ExecuteOptions, GasSchedule};

fn object_of(engine: &Engine, contract: Address) -> ObjectId {
    call(engine, ALICE, contract, "Create", args![]).decode().unwrap()
}

/// A contract whose `Put` and `Take` write and read a u64 under any name, on any object.
const SHELF: &str = r#"
    (func $object (result i32) (drop (call $input (i32.const 0) (i32.const 131072)))
      (i32.wrap_i64 (call $get_object (i32.const 0))))
    (func $answer (param i32) (i32.store (i32.const 200000) (local.get 0)) (call $output (i32.const 200000) (i32.const 4)))
    (data (i32.const 199000) "\05")
    (func (export "Put") (local $o i32) (local.set $o (call $object))
      (call $answer (call $object_set (local.get $o) (i32.const 48) (i32.load (i32.const 40))
        (i32.const 199000) (i32.const 1) (i32.const 32) (i32.const 8))))
    (func (export "Take") (local $o i32) (local.set $o (call $object))
      (if (i64.ne (i64.const 8) (call $object_get (local.get $o) (i32.const 48) (i32.load (i32.const 40))
        (i32.const 199000) (i32.const 1) (i32.const 199100) (i32.const 8))) (then (unreachable)))
      (call $output (i32.const 199100) (i32.const 8)))
    (func (export "Drop") (local $o i32) (local.set $o (call $object))
      (call $answer (call $delete_object (local.get $o))))
    (func (export "New") (local $o i32) (local.set $o (i32.wrap_i64 (call $create_object)))
      (drop (call $object_id (local.get $o) (i32.const 0))) (call $output (i32.const 0) (i32.const 32)))"#;

fn shelf(engine: &Engine) -> Address {
    let wat = module(
        &["input", "output", "get_object", "create_object", "delete_object", "object_id", "object_get", "object_set"],
        SHELF,
    );
    let put = [("id", "object_id"), ("value", "u64"), ("name", "bytes")];
    contract(
        engine,
        &wat,
        &[
            ("New", &[], "object_id"),
            ("Put", &put, "u32"),
            ("Take", &put, "u64"),
            ("Drop", &[("id", "object_id")], "u32"),
        ],
    )
}

#[test]
fn key_alias_no_two_field_names_meet_and_a_deletion_takes_its_own_fields_alone() {
    let engine = memory_engine();
    let shelf = shelf(&engine);
    let objects: Vec<ObjectId> =
        (0..3).map(|_| call(&engine, ALICE, shelf, "New", args![]).decode().unwrap()).collect();
    let mut names: Vec<Vec<u8>> = ["", "\0", "\0\0", "o", "f", "w", "v"].map(|n| n.as_bytes().to_vec()).to_vec();
    names.extend([vec![0xFF], vec![0xFF; 32], vec![0xFF; 4096], vec![0; 65_536], vec![0xFF; 65_536]]);
    names.push(objects[1].0.to_vec());
    names.push([b"f".as_slice(), &objects[1].0].concat());
    let value = |object: usize, name: usize| (object * 1000 + name) as u64;
    let all = || (0..objects.len()).flat_map(|o| (0..names.len()).map(move |n| (o, n)));
    for (o, n) in all() {
        let put = call(&engine, ALICE, shelf, "Put", args![objects[o], value(o, n), names[n].as_slice()]);
        assert_eq!(status(put.decode().unwrap()), HostStatus::Ok);
    }
    let take = |o: usize, n: usize| {
        let receipt = engine.query(shelf, "Take", args![objects[o], 0u64, names[n].as_slice()], by(ALICE)).unwrap();
        receipt.decode::<u64>().ok()
    };
    for (o, n) in all() {
        assert_eq!(take(o, n), Some(value(o, n)), "object {o}, name {n}");
    }
    assert_eq!(status(call(&engine, ALICE, shelf, "Drop", args![objects[1]]).decode().unwrap()), HostStatus::Ok);
    for (o, n) in all() {
        assert_eq!(take(o, n), (o != 1).then(|| value(o, n)), "object {o}, name {n}, after object 1 went");
    }
}

#[test]
fn zero_id_means_each_contracts_own_default_object() {
    let engine = memory_engine();
    let (a, b) = (puppet(&engine), puppet(&engine));
    for (contract, value) in [(a, 1u64), (b, 2)] {
        assert_eq!(told(&engine, ALICE, contract, "Write", args![ObjectId::ZERO, value]), HostStatus::Ok);
    }
    for (contract, value) in [(a, 1u64), (b, 2)] {
        let receipt = call(&engine, ALICE, contract, "Value", args![ObjectId::ZERO]);
        assert_eq!(receipt.decode::<u64>().unwrap(), value);
    }
    assert!(engine.object(ObjectId::ZERO).unwrap().is_none(), "nobody's object is called zero");
    // Also within one transaction, one contract calling the other.
    let (answer, _) = relayed(&engine, ALICE, a, b, "Write", &[Value::from(ObjectId::ZERO), Value::U64(3)], vec![]);
    assert_eq!(answer, HostStatus::Ok);
    assert_eq!(call(&engine, ALICE, a, "Value", args![ObjectId::ZERO]).decode::<u64>().unwrap(), 1);
    assert_eq!(told(&engine, ALICE, a, "Write", args![ObjectId::default_of(&b), 9u64]), HostStatus::Denied);
}

#[test]
fn scope_leak_what_a_callee_held_is_not_the_callers_to_touch() {
    let engine = memory_engine();
    let victim = puppet(&engine);
    // Calls the victim, which makes an object and holds it as handle 0; then tries handle 0 and the id itself.
    let body = format!(
        r#"(data (i32.const 0) "{}") (data (i32.const 32) "Create") (data (i32.const 48) "\00") (data (i32.const 56) "v\05")
        (func (export "ByHandle") (result i32) (call $create)
          (call $object_set (i32.const 0) (i32.const 56) (i32.const 1) (i32.const 57) (i32.const 1) (i32.const 64) (i32.const 8)))
        (func (export "ById") (result i32) (call $create)
          (call $object_set (i32.wrap_i64 (call $get_object (i32.const 100))) (i32.const 56) (i32.const 1) (i32.const 57) (i32.const 1) (i32.const 64) (i32.const 8)))
        (func (export "Delete") (result i32) (call $create)
          (call $delete_object (i32.wrap_i64 (call $get_object (i32.const 100)))))
        (func $create (if (i64.ne (i64.const 32) (call $call (i32.const 0) (i32.const 32) (i32.const 6)
          (i32.const 48) (i32.const 1) (i64.const 0) (i32.const 100) (i32.const 32))) (then (unreachable))))"#,
        victim.0.iter().map(|b| format!("\\{b:02x}")).collect::<String>()
    );
    let thief = deploy(&engine, &module(&["call", "get_object", "object_set", "delete_object"], &body));
    let tell = |function| status(call(&engine, ALICE, thief, function, args![]).decode().unwrap());
    assert_eq!(tell("ByHandle"), HostStatus::Invalid, "the caller's own handles are none");
    assert_eq!(tell("ById"), HostStatus::Denied);
    assert_eq!(tell("Delete"), HostStatus::Denied);
}

#[test]
fn authority_a_callee_inherits_nothing_that_was_not_passed() {
    let engine = memory_engine();
    let (registry, evil) = (puppet(&engine), puppet(&engine));
    let mine = object_of(&engine, registry);
    let other = object_of(&engine, registry);
    for object in [mine, other] {
        assert_eq!(told(&engine, BOB, registry, "Give", args![object, ALICE]), HostStatus::Ok);
    }
    let give = |object: ObjectId, brought: Vec<ObjectId>| {
        let values = [Value::from(object), Value::from(BOB)];
        let (called, told) = relayed(&engine, ALICE, evil, registry, "Give", &values, brought);
        assert_eq!(called, HostStatus::Ok);
        status(u32::from_le_bytes(told.try_into().unwrap()))
    };
    assert_eq!(give(mine, vec![]), HostStatus::Denied, "the signer called evil, not the registry");
    assert_eq!(give(mine, vec![other]), HostStatus::Denied, "what was brought is another");
    assert_eq!(give(mine, vec![mine]), HostStatus::Ok, "what was brought may be moved");
    assert_eq!(engine.object(other).unwrap().unwrap().owner, Ownership::Address(ALICE));
    // Money goes the same way: the callee takes from its sender, the relay, which attached nothing.
    engine.fund(ALICE, 100).unwrap();
    let options = ExecuteOptions { value: 100, ..by(ALICE) };
    let relay = args![registry, 0u64, "Take", tagged_value::encode(&[Value::U64(1)])];
    let (called, told): (u32, Vec<u8>) = engine.execute(evil, "Relay", relay, options).unwrap().decode().unwrap();
    assert_eq!(status(called), HostStatus::Ok);
    assert_eq!(told, (HostStatus::InsufficientBalance as u32).to_le_bytes());
    assert_eq!((engine.balance(registry).unwrap(), engine.balance(ALICE).unwrap()), (0, 100));
}

/// Every index entry of the store as owner and object, beside what the records say.
fn indexes(engine: &Engine) -> (Vec<Vec<u8>>, Vec<Vec<u8>>) {
    let keys = |prefix: &[u8]| engine.storage().scan(prefix, usize::MAX).unwrap();
    let index = keys(b"w").into_iter().map(|(key, _)| key[1..].to_vec()).collect();
    let mut wanted: Vec<Vec<u8>> = keys(b"o")
        .into_iter()
        .filter_map(|(key, _)| {
            let id = ObjectId(key[1..].try_into().unwrap());
            match engine.object(id).unwrap().unwrap().owner {
                Ownership::Address(owner) => Some([&owner.0[..], &id.0].concat()),
                Ownership::Shared | Ownership::Immutable => None,
            }
        })
        .collect();
    wanted.sort();
    (index, wanted)
}

#[test]
fn owner_index_is_exact_after_gifts_deletions_shares_and_failures() {
    let engine = memory_engine();
    let a = puppet(&engine);
    let relay = puppet(&engine);
    let objects: Vec<ObjectId> = (0..6).map(|_| object_of(&engine, a)).collect();
    let check = |what: &str| {
        let (index, wanted) = indexes(&engine);
        assert_eq!(index, wanted, "{what}");
    };
    check("made");
    for (object, to) in [(0, ALICE), (1, BOB), (2, ALICE), (3, ALICE)] {
        assert_eq!(told(&engine, ALICE, a, "Give", args![objects[object], to]), HostStatus::Ok);
        check("given");
    }
    assert_eq!(told(&engine, ALICE, a, "Give", args![objects[0], ALICE]), HostStatus::Ok);
    check("given to who has it");
    assert_eq!(told(&engine, ALICE, a, "Delete", args![objects[2]]), HostStatus::Ok);
    check("deleted");
    assert_eq!(told(&engine, ALICE, a, "Share", args![objects[4]]), HostStatus::Ok);
    assert_eq!(told(&engine, ALICE, a, "Freeze", args![objects[5]]), HostStatus::Ok);
    check("shared and frozen");
    assert_eq!(told(&engine, BOB, a, "Give", args![objects[0], BOB]), HostStatus::Denied);
    check("denied");
    for function in ["FailRevert", "FailTrap", "FailLoop", "FailDepth"] {
        let options = with_gas(ALICE, 1_000_000);
        assert!(!engine.execute(a, function, args![objects[0]], options).unwrap().is_success());
        check(function);
        let (answer, _) = relayed(&engine, ALICE, relay, a, "FailRevert", &[Value::from(objects[0])], vec![]);
        assert_eq!(answer, HostStatus::CallReverted);
        check("a failing callee");
    }
}

#[test]
fn nested_revert_undoes_all_of_the_child_and_no_id_comes_twice() {
    let engine = memory_engine();
    let (a, relay) = (puppet(&engine), puppet(&engine));
    let object = object_of(&engine, a);
    assert_eq!(told(&engine, ALICE, a, "Write", args![object, 7u64]), HostStatus::Ok);
    let before = state(&engine);
    for function in ["FailRevert", "FailAssert", "FailTrap", "FailDivide", "FailMemory", "FailPointer", "FailIndirect"]
    {
        let relay_args = args![a, 5_000_000u64, function, tagged_value::encode(&[Value::from(object)])];
        let receipt = call(&engine, ALICE, relay, "Relay", relay_args);
        assert_eq!(state(&engine), before, "{function}");
        assert!(receipt.events.is_empty(), "{function} logged something that was undone");
        let child = &receipt.trace.children[0];
        assert!(child.gas_used > 2_000 && receipt.gas.used > child.gas_used, "{function}: its gas stays spent");
    }
    // Makes an object, has a callee fail after making one, makes another: two ids, and not the lost one's.
    let twice = format!(
        r#"(data (i32.const 0) "{}") (data (i32.const 32) "FailTrap") (data (i32.const 48) "\01\0f{}")
        (func (export "f")
          (drop (call $object_id (i32.wrap_i64 (call $create_object)) (i32.const 1000)))
          (drop (call $call (i32.const 0) (i32.const 32) (i32.const 8) (i32.const 48) (i32.const 34) (i64.const 0) (i32.const 0) (i32.const 0)))
          (drop (call $object_id (i32.wrap_i64 (call $create_object)) (i32.const 1032)))
          (call $output (i32.const 1000) (i32.const 64)))"#,
        escaped(&a.0),
        escaped(&object.0)
    );
    let maker = deploy(&engine, &module(&["create_object", "object_id", "call", "output"], &twice));
    let receipt = call(&engine, ALICE, maker, "f", args![]);
    let (first, second) = receipt.output.split_at(32);
    assert!(first < second, "the younger id sorts after the older");
    let counter = |id: &[u8]| u32::from_be_bytes(id[28..].try_into().unwrap());
    assert_eq!((counter(first), counter(second)), (0, 2), "number 1 was undone and is not used again");
}

fn escaped(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("\\{b:02x}")).collect()
}

#[test]
fn a_handle_of_a_deleted_object_is_good_for_nothing() {
    let engine = memory_engine();
    let names =
        ["create_object", "delete_object", "object_set", "object_get", "object_set_owner", "object_id", "object_seal"];
    let body = r#"(data (i32.const 56) "v\05")
        (func (export "f") (param $what i32) (result i32) (local $h i32)
          (local.set $h (i32.wrap_i64 (call $create_object)))
          (if (call $delete_object (local.get $h)) (then (unreachable)))
          (if (i32.eq (local.get $what) (i32.const 0)) (then (return (call $delete_object (local.get $h)))))
          (if (i32.eq (local.get $what) (i32.const 1)) (then (return (call $object_set (local.get $h)
            (i32.const 56) (i32.const 1) (i32.const 57) (i32.const 1) (i32.const 64) (i32.const 8)))))
          (if (i32.eq (local.get $what) (i32.const 2)) (then (return (call $object_set_owner (local.get $h) (i32.const 100)))))
          (if (i32.eq (local.get $what) (i32.const 3)) (then (return (call $object_id (local.get $h) (i32.const 100)))))
          (if (i32.eq (local.get $what) (i32.const 4)) (then (return (call $object_seal (local.get $h) (i32.const 1)))))
          (i32.wrap_i64 (i64.shr_u (call $object_get (local.get $h) (i32.const 56) (i32.const 1) (i32.const 57) (i32.const 1) (i32.const 64) (i32.const 8)) (i64.const 32))))"#;
    let contract = deploy(&engine, &module(&names, body));
    let before = state(&engine);
    for what in 0..6i32 {
        let receipt = call(&engine, ALICE, contract, "f", args![what]);
        assert_eq!(status(receipt.decode().unwrap()), HostStatus::NotFound, "{what}");
    }
    assert_eq!(state(&engine), before, "made and deleted leaves nothing, whatever is tried afterwards");
}

#[test]
fn a_refund_of_a_call_that_was_undone_is_not_given() {
    let engine = memory_engine();
    let names = ["create_object", "delete_object", "get_object", "get_object_with_owner", "contract_address"];
    let body = r#"(func (export "Own") (drop (call $delete_object (i32.wrap_i64 (call $get_object (i32.const 64))))))
        (func $find (result i32)
          (call $contract_address (i32.const 8)) (i32.wrap_i64 (call $get_object_with_owner (i32.const 8))))
        (func (export "Make") (drop (call $create_object)))
        (func (export "Keep") (drop (call $delete_object (call $find))))
        (func (export "Lose") (drop (call $delete_object (call $find))) (unreachable))"#;
    let deleter = deploy(&engine, &module(&names, body));
    let relay = puppet(&engine);
    let relayed = |function: &str| {
        call(&engine, ALICE, relay, "Relay", args![deleter, 0u64, function, tagged_value::encode(&[])]).gas
    };
    assert_eq!(relayed("Own").refunded, 0, "the default object cost nothing and gives nothing back");
    call(&engine, ALICE, deleter, "Make", args![]);
    assert_eq!(relayed("Keep").refunded, GasSchedule::standard().refund_of(0));
    call(&engine, ALICE, deleter, "Make", args![]);
    assert_eq!(relayed("Lose").refunded, 0);
    let alone = engine.execute(deleter, "Lose", args![], by(ALICE)).unwrap();
    assert_eq!((alone.gas.refunded, alone.gas.used), (0, alone.gas.instructions + alone.gas.host_total()));
}

#[test]
fn recursion_by_way_of_each_other_ends_at_the_depth_limit() {
    let engine = memory_engine();
    let open = || DeployOptions { reentrant: true, ..DeployOptions::default() };
    // One calls whoever called it, the other calls that one: A → B → A → … with no end of their own.
    let body = r#"(data (i32.const 32) "f") (data (i32.const 48) "\00")
        (func (export "f") (result i64) (call $sender (i32.const 0))
          (call $call (i32.const 0) (i32.const 32) (i32.const 1) (i32.const 48) (i32.const 1) (i64.const 0) (i32.const 100) (i32.const 8)))"#;
    let back = engine.deploy_with_options(module(&["sender", "call"], body), open()).unwrap().address;
    let forth = format!(
        r#"(data (i32.const 0) "{}") (data (i32.const 32) "f") (data (i32.const 48) "\00")
        (func (export "f") (result i64)
          (call $call (i32.const 0) (i32.const 32) (i32.const 1) (i32.const 48) (i32.const 1) (i64.const 0) (i32.const 100) (i32.const 8)))"#,
        escaped(&back.0)
    );
    let forth = engine.deploy_with_options(module(&["call"], &forth), open()).unwrap().address;
    let receipt = engine.execute(forth, "f", args![], with_gas(ALICE, 10_000_000)).unwrap();
    assert_eq!(receipt.status, Status::Success);
    let begun = |frame: &&allod_vm::CallFrame| !matches!(frame.status, Status::Refused { .. });
    assert_eq!(receipt.trace.walk().filter(begun).count(), 64, "as deep as the limit");
    assert_eq!(receipt.trace.walk().count(), 65, "and the one that was refused");
    assert_eq!(gas_of(&receipt, allod_core::HostOp::Call), 64 * 10_000, "the one that was refused too");

    let strict = config().with_limits(allod_vm::CallLimits { call_depth: 1, ..Default::default() });
    let strict = Engine::open(strict).unwrap();
    let (a, b) = (puppet(&strict), puppet_with(&strict, open()));
    assert_eq!(relayed(&strict, ALICE, a, b, "Sender", &[], vec![]).0, HostStatus::CallRefused);
}

#[test]
fn alias_addr_the_ways_to_write_an_address_lead_to_one_key_or_to_an_error() {
    let engine = memory_engine();
    let contract = puppet(&engine);
    engine.fund(contract, 100).unwrap();
    let text = CAROL.to_string();
    let plain = text.trim_start_matches("0x").to_owned();
    let forms = [plain.clone(), format!("0x{plain}"), plain.to_uppercase(), format!("0X{plain}"), format!(" {plain}")];
    let mut paid = 0;
    for form in forms {
        let words = allod_core::Args::Cli(vec![form.clone(), "1".into()]);
        match engine.execute(contract, "Pay", words, by(ALICE)) {
            Ok(receipt) => {
                assert_eq!(status(receipt.decode().unwrap()), HostStatus::Ok, "{form}");
                paid += 1;
            }
            Err(error) => assert!(error.to_string().contains("address"), "{form}: {error}"),
        }
    }
    assert!(paid >= 2);
    assert_eq!(engine.balance(CAROL).unwrap(), paid, "every form that is one was Carol");
    let accounts = engine.storage().scan(b"b", usize::MAX).unwrap();
    assert!(accounts.len() <= 2, "no other account was paid: {accounts:?}");
}

#[test]
fn a_field_of_another_contract_is_read_by_tools_and_by_no_contract() {
    let engine = memory_engine();
    let shelf = shelf(&engine);
    let object: ObjectId = call(&engine, ALICE, shelf, "New", args![]).decode().unwrap();
    call(&engine, ALICE, shelf, "Put", args![object, 5u64, b"v".as_slice()]);
    let thief = puppet(&engine);
    assert_eq!(told(&engine, ALICE, thief, "Read", args![object]), HostStatus::Denied);
    assert_eq!(engine.object(object).unwrap().unwrap().fields, [("v".to_owned(), Value::U64(5))]);
}
