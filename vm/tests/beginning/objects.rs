//! Objects of a genesis: fields and owners from the document, by the same rules as any other from then on.

use allod_core::{Address, ObjectId, Ownership, Value, args};
use allod_testing::world::{ALICE, BOB, CAROL, by, config};
use allod_vm::{CallLimits, DeployOptions, Engine, EngineError, Genesis};

/// Makes an object when it begins; reads the number `n` of an object, and adds to that of its own default object.
const KEEPER: &str = r#"(module
    (import "allod" "input" (func $input (param i32 i32) (result i32)))
    (import "allod" "output" (func $output (param i32 i32)))
    (import "allod" "revert" (func $revert (param i32 i32 i32)))
    (import "allod" "last_error" (func $last_error (param i32 i32) (result i32)))
    (import "allod" "create_object" (func $create_object (result i64)))
    (import "allod" "get_object" (func $get_object (param i32) (result i64)))
    (import "allod" "object_get" (func $object_get (param i32 i32 i32 i32 i32 i32 i32) (result i64)))
    (import "allod" "object_set" (func $object_set (param i32 i32 i32 i32 i32 i32 i32) (result i32)))
    (memory (export "memory") 1)
    (data (i32.const 64) "n")
    (data (i32.const 72) "\05")
    (func $check (param i32) (if (local.get 0) (then
      (call $revert (i32.const 1) (i32.const 1024) (call $last_error (i32.const 1024) (i32.const 1024))))))
    (func (export "Begin") (drop (call $create_object)))
    (func (export "Add") (local $handle i64)
      (drop (call $input (i32.const 0) (i32.const 64)))
      (local.set $handle (call $get_object (i32.const 0)))
      (call $check (i32.wrap_i64 (i64.shr_u (local.get $handle) (i64.const 32))))
      (call $check (i32.wrap_i64 (i64.shr_u (call $object_get (i32.wrap_i64 (local.get $handle)) (i32.const 64) (i32.const 1)
        (i32.const 72) (i32.const 1) (i32.const 80) (i32.const 8)) (i64.const 32))))
      (i64.store (i32.const 80) (i64.add (i64.load (i32.const 80)) (i64.const 1)))
      (call $check (call $object_set (i32.wrap_i64 (local.get $handle)) (i32.const 64) (i32.const 1)
        (i32.const 72) (i32.const 1) (i32.const 80) (i32.const 8)))
      (call $output (i32.const 80) (i32.const 8)))
    (@custom "allod.abi" "{\"package_name\": \"keeper\", \"functions\": [{\"name\": \"Begin\"},"
      "{\"name\": \"Add\", \"inputs\": [{\"name\": \"object\", \"type\": \"object_id\"}], \"outputs\": [{\"name\": \"\", \"type\": \"u64\"}]}]}"))"#;

const OBJECTS: &str = r#"
[[objects]]
contract = 1
owner = "BOB"
sealed = true
fields = { n = { type = "u64", value = "18446744073709551614" } }

[[objects]]
contract = 1
default = true
[objects.fields]
n = { type = "u64", value = 41 }
"a long name, with spaces" = { type = "[string?]", value = ["x", "y"] }

[[objects]]
contract = "KEEPER"
owner = "immutable"
fields.of = { type = "Pair{to:address,part:u8}", value = { to = "BOB", part = 7 } }

[[objects]]
contract = 1
owner = "shared"

[[objects]]
contract = 0
"#;

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("keeper.wat"), KEEPER).unwrap();
    std::fs::write(folder.path().join("empty.wat"), "(module (func (export \"f\")))").unwrap();
    folder
}

/// The address of the keeper: Alice's, by a salt.
fn keeper() -> Address {
    let options = DeployOptions { from: ALICE, salt: Some(allod_core::Hash([5; 32])), ..Default::default() };
    Engine::open(config()).unwrap().deploy_with_options(KEEPER, options).unwrap().address
}

fn with(objects: &str) -> String {
    let objects = objects.replace("BOB", &BOB.to_string()).replace("KEEPER", &keeper().to_string());
    format!(
        "chain_id = 1\ntime = 5\n[[contracts]]\ncode = \"empty.wat\"\n[[contracts]]\ncode = \"keeper.wat\"\n\
         deployer = \"{ALICE}\"\nsalt = \"{}\"\nconstructor = {{ function = \"Begin\" }}\n{objects}",
        "05".repeat(32)
    )
}

fn read(objects: &str) -> Genesis {
    Genesis::from_toml(&with(objects), folder().path()).unwrap()
}

/// The words by which a document with these objects is refused, when it is read or when it is written.
fn refused(objects: &str) -> String {
    let read = Genesis::from_toml(&with(objects), folder().path());
    let engine = Engine::open(config()).unwrap();
    let error = read.map_err(EngineError::from).and_then(|genesis| engine.genesis(&genesis)).unwrap_err().to_string();
    assert_eq!(engine.last_block().unwrap().time, 0, "nothing is written");
    error
}

#[test]
fn objects_have_their_fields_and_owners_and_obey_the_rules_from_then_on() {
    let engine = Engine::open(config()).unwrap();
    let root = engine.genesis(&read(OBJECTS)).unwrap();
    let contract = keeper();
    // The keeper's deploy is transaction 2, and its constructor made object 0.
    let made = |index| engine.object(ObjectId::new(&contract, 2, index)).unwrap().unwrap();
    assert!(made(0).fields.is_empty());
    let sealed = made(1);
    assert_eq!((sealed.owner, sealed.sealed, sealed.contract), (Ownership::Address(BOB), true, contract));
    assert_eq!(sealed.fields, [("n".to_owned(), Value::U64(u64::MAX - 1))]);
    assert_eq!(engine.objects_of(BOB, None, 9).unwrap(), [sealed.id]);
    let frozen = made(2);
    assert_eq!((frozen.owner, frozen.fields[0].1.to_string().contains('7')), (Ownership::Immutable, true));
    assert_eq!((made(3).owner, made(3).fields.len()), (Ownership::Shared, 0));
    let default = engine.object(ObjectId::default_of(&contract)).unwrap().unwrap();
    assert_eq!((default.owner, default.fields.len()), (Ownership::Address(contract), 2));
    let audit = engine.verify().unwrap();
    assert_eq!(
        (audit.root, audit.objects),
        (root, 7),
        "two default objects, one of a constructor, four of the document"
    );

    let add = |from, object: ObjectId| engine.execute(contract, "Add", args![object], by(from)).unwrap();
    assert_eq!(add(CAROL, default.id).decode::<u64>().unwrap(), 42);
    assert!(!add(CAROL, sealed.id).is_success(), "sealed: its owner has to consent");
    assert_eq!(add(BOB, sealed.id).decode::<u64>().unwrap(), u64::MAX);
    assert!(!add(CAROL, frozen.id).is_success());
}

#[test]
fn the_root_is_the_same_on_each_node_in_both_formats_and_after_a_move() {
    let root = |config: allod_vm::EngineConfig| Engine::open(config).unwrap().genesis(&read(OBJECTS)).unwrap();
    let disk = tempfile::tempdir().unwrap();
    assert_eq!(root(config().with_threads(2)), root(config().with_path(disk.path())));
    let document: toml::Value = toml::from_str(&with(OBJECTS)).unwrap();
    let json = Genesis::from_json(&serde_json::to_string_pretty(&document).unwrap(), folder().path()).unwrap();
    assert_eq!((json.digest(), json.counts().objects), (read(OBJECTS).digest(), 5));

    let engine = Engine::open(config()).unwrap();
    let root = engine.genesis(&json).unwrap();
    let (mut bytes, store) = (Vec::new(), std::sync::Arc::new(allod_state::MemoryStorage::new()));
    engine.export().unwrap().write_to(&mut bytes).unwrap();
    allod_vm::import(store.clone(), &bytes[..], root).unwrap();
    let moved = Engine::open(config().with_storage(store)).unwrap();
    assert_eq!(moved.genesis(&read(OBJECTS)).unwrap(), root, "the moved state knows what it began with");
    let id = ObjectId::new(&keeper(), 2, 1);
    assert_eq!(moved.object(id).unwrap(), engine.object(id).unwrap());
}

#[test]
fn everything_about_an_object_is_in_the_digest_and_a_document_without_has_the_one_it_had() {
    let without = "chain_id = 7\ntime = 0\n";
    let digest = Genesis::from_toml(without, "").unwrap().digest().to_string();
    assert_eq!(digest, WITHOUT_OBJECTS);
    let changes = [
        ("contract = 1\nowner = \"BOB\"", "contract = 0\nowner = \"BOB\""),
        ("sealed = true", "sealed = false"),
        ("owner = \"shared\"", "owner = \"immutable\""),
        ("owner = \"shared\"", ""),
        ("value = 41", "value = 42"),
        ("type = \"u64\", value = 41", "type = \"i64\", value = 41"),
        ("default = true", "default = false"),
        ("fields.of", "fields.off"),
    ];
    let mut digests: Vec<_> = changes.iter().map(|(from, to)| read(&OBJECTS.replacen(from, to, 1)).digest()).collect();
    digests.push(read(OBJECTS).digest());
    digests.sort();
    digests.dedup();
    assert_eq!(digests.len(), changes.len() + 1);
}

/// The digest of the chain with nothing in it, from before there were objects.
const WITHOUT_OBJECTS: &str = "2b4cda07ea04e2ea38d9b380ca055b6e6d6e120f29645d660bd8e3beea3a5daa";

#[test]
fn what_is_wrong_with_an_object_has_its_line_its_entry_and_its_value() {
    let entry = "genesis, line 10, objects[0]: ";
    let one = |object: &str| refused(&format!("[[objects]]\n{object}\n"));
    let wanted = "wanted the number of one of 2 contracts, from 0, or its address";
    for contract in ["2", "-1", "\"x\"", "true"] {
        assert_eq!(one(&format!("contract = {contract}")), format!("{entry}contract: {contract}: {wanted}"));
    }
    assert_eq!(one(&format!("contract = \"{BOB}\"")), format!("{entry}contract: the document deploys none at {BOB}"));
    assert_eq!(
        one("contract = 0\nowner = \"nobody\""),
        format!("{entry}owner: \"nobody\": wanted an address, \"shared\" or \"immutable\"")
    );
    assert!(one("owner = \"shared\"").starts_with(&format!("{entry}missing field `contract`")));
    assert!(one("contract = 0\nowned = 1").starts_with(&format!("{entry}unknown field `owned`")));
    let field = |ty: &str, value: &str| {
        one(&format!("contract = 0\nfields = {{ f = {{ type = \"{ty}\", value = {value} }} }}"))
    };
    assert!(field("u65", "1").starts_with(&format!("{entry}field \"f\": type: ")), "{}", field("u65", "1"));
    for (ty, value) in
        [("u8", "256"), ("u64", "-1"), ("u64", "1.5"), ("address", "\"x\""), ("[u8]", "3"), ("bool", "1")]
    {
        let error = field(ty, value);
        assert!(error.starts_with(&format!("{entry}field \"f\": ")) && error.contains(ty), "{error}");
    }
    let twice = "[[objects]]\ncontract = 0\ndefault = true\n".repeat(2);
    let error = refused(&twice);
    assert!(error.starts_with("genesis, line 13, objects[1]: another entry has the default object of "), "{error}");
}

#[test]
fn fields_are_within_what_contracts_of_the_chain_may_write() {
    let limits = CallLimits { field_name: 4, field_value: 12, ..Default::default() };
    let tried = |field: &str| {
        let engine = Engine::open(config().with_limits(limits.clone())).unwrap();
        engine.genesis(&read(&format!("[[objects]]\ncontract = 0\nfields = {{ {field} }}\n"))).map(drop)
    };
    // A text is its length in 8 bytes, and its own.
    assert!(tried("four = { type = \"string\", value = \"four\" }").is_ok());
    let error = tried("fives = { type = \"u8\", value = 1 }").unwrap_err().to_string();
    assert!(error.starts_with("genesis, line 10, objects[0]: field \"fives\": ") && error.contains('4'), "{error}");
    let error = tried("four = { type = \"string\", value = \"fives\" }").unwrap_err().to_string();
    assert!(error.contains("field \"four\": ") && error.contains("13") && error.contains("12"), "{error}");
}
