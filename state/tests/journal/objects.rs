//! An object's life: made, given away, sealed, removed, with an index that is exact.

use allod_core::{Address, ObjectId, Ownership, Type, Value};
use allod_state::{Journal, MemoryStorage, ObjectRecord, StateError, Storage, keys};
use std::sync::Arc;

const A: Address = Address([0xA; 20]);
const B: Address = Address([0xB; 20]);
const USER: Address = Address([1; 20]);
const OTHER: Address = Address([2; 20]);

fn journal() -> Journal {
    Journal::new(Arc::new(MemoryStorage::new()))
}

fn set(journal: &mut Journal, id: &ObjectId, name: &[u8], value: &Value) {
    journal.objects().set_field(id, name, &value.ty().descriptor(), &value.encode()).unwrap();
}

fn get(journal: &mut Journal, id: &ObjectId, name: &[u8]) -> Option<Value> {
    let key = keys::field(id, name);
    journal.objects().field(id, name).unwrap().map(|field| field.to_value(&key).unwrap())
}

#[test]
fn an_object_is_made_set_read_found_by_owner_and_gone_with_every_field() {
    let mut journal = journal();
    let id = ObjectId::new(&A, 1, 0);
    journal.objects().create(&id, &A).unwrap();
    let record = journal.objects().record(&id).unwrap().copied();
    assert_eq!(record, Some(ObjectRecord { ownership: Ownership::Address(A), contract: A, sealed: false }));
    for number in 0..200_u64 {
        set(&mut journal, &id, &number.to_be_bytes(), &Value::U64(number));
    }
    assert_eq!(get(&mut journal, &id, &7_u64.to_be_bytes()), Some(Value::U64(7)));
    assert_eq!(journal.objects().oldest_owned(&A, &A).unwrap(), Some(id));
    for affordable in [0, 1, 64, 199] {
        let mut seen = 0;
        let removed = journal.objects().delete_paid(&id, |bytes| {
            assert_eq!(bytes, 8 + 2 + 1 + 8, "its name, its type, its value");
            seen += 1;
            seen <= affordable
        });
        assert_eq!((removed.unwrap(), seen), (None, affordable + 1), "nobody looks further than is paid for");
        assert_eq!(get(&mut journal, &id, &199_u64.to_be_bytes()), Some(Value::U64(199)), "and nothing has changed");
    }
    assert_eq!(journal.objects().delete(&id).unwrap(), 200);
    assert_eq!(journal.objects().record(&id).unwrap().copied(), None);
    assert_eq!(get(&mut journal, &id, &7_u64.to_be_bytes()), None);
    assert_eq!(journal.objects().oldest_owned(&A, &A).unwrap(), None);
    assert_eq!(journal.objects().delete(&id), Err(StateError::NoObject(id)));
    assert!(journal.into_batch().unwrap().is_empty());
}

#[test]
fn deleting_removes_stored_and_unstored_fields_and_no_neighbours() {
    let store = Arc::new(MemoryStorage::new());
    let ids = [1, 2, 3].map(|transaction| ObjectId::new(&A, transaction, 0));
    let mut journal = Journal::new(Arc::clone(&store) as Arc<dyn allod_state::Reader>);
    for id in &ids {
        journal.objects().create(id, &A).unwrap();
        for name in 0..150_u8 {
            set(&mut journal, id, &[name], &Value::U8(name));
        }
    }
    store.write(&journal.into_batch().unwrap()).unwrap();
    let full = store.scan_len(b"f");
    let mut journal = Journal::new(Arc::clone(&store) as Arc<dyn allod_state::Reader>);
    for name in 140..160_u8 {
        set(&mut journal, &ids[1], &[name], &Value::U8(0));
    }
    assert_eq!(journal.objects().delete(&ids[1]).unwrap(), 160);
    store.write(&journal.into_batch().unwrap()).unwrap();
    assert_eq!(store.scan_len(b"f"), full - 150);
    assert_eq!((store.scan_len(b"o"), store.scan_len(b"w")), (2, 2));
}

trait ScanLen {
    fn scan_len(&self, prefix: &[u8]) -> usize;
}

impl ScanLen for MemoryStorage {
    fn scan_len(&self, prefix: &[u8]) -> usize {
        allod_state::Reader::scan(self, prefix, usize::MAX).unwrap().len()
    }
}

#[test]
fn an_id_is_given_once() {
    let mut journal = journal();
    let id = ObjectId::new(&A, 1, 0);
    journal.objects().create(&id, &A).unwrap();
    assert_eq!(journal.objects().create(&id, &B), Err(StateError::ObjectExists(id)));
    assert_eq!(journal.objects().record(&id).unwrap().copied().unwrap().contract, A);
}

#[test]
fn the_oldest_comes_first_and_each_contract_has_its_own() {
    let mut journal = journal();
    let at = |contract: &Address, transaction| ObjectId::new(contract, transaction, 0);
    for (contract, transaction) in [(A, 9), (A, 300), (B, 2), (A, 70_000)] {
        let id = at(&contract, transaction);
        journal.objects().create(&id, &contract).unwrap();
        journal.objects().set_ownership(&id, Ownership::Address(USER)).unwrap();
    }
    assert_eq!(journal.objects().oldest_owned(&USER, &A).unwrap(), Some(at(&A, 9)));
    assert_eq!(journal.objects().oldest_owned(&USER, &B).unwrap(), Some(at(&B, 2)));
    assert_eq!(journal.objects().oldest_owned(&A, &A).unwrap(), None);
    journal.objects().set_ownership(&at(&A, 9), Ownership::Address(OTHER)).unwrap();
    assert_eq!(journal.objects().oldest_owned(&USER, &A).unwrap(), Some(at(&A, 300)));
    assert_eq!(journal.objects().oldest_owned(&OTHER, &A).unwrap(), Some(at(&A, 9)));
}

#[test]
fn a_prefix_that_lies_is_passed_over() {
    let mut journal = journal();
    // Objects of B whose ids carry A's prefix, older than A's own.
    for transaction in 1..40 {
        let id = ObjectId::new(&A, transaction, 0);
        journal.objects().create(&id, &B).unwrap();
        journal.objects().set_ownership(&id, Ownership::Address(USER)).unwrap();
    }
    assert_eq!(journal.objects().oldest_owned(&USER, &A).unwrap(), None);
    let own = ObjectId::new(&A, 50, 0);
    journal.objects().create(&own, &A).unwrap();
    journal.objects().set_ownership(&own, Ownership::Address(USER)).unwrap();
    assert_eq!(journal.objects().oldest_owned(&USER, &A).unwrap(), Some(own));
}

#[test]
fn pages_of_an_owners_objects_follow_each_other_without_gap_or_repeat() {
    let mut journal = journal();
    let mut wanted: Vec<_> = (1..=20).map(|n| ObjectId::new(if n % 2 == 0 { &A } else { &B }, n, 0)).collect();
    for (number, id) in wanted.iter().enumerate() {
        journal.objects().create(id, if number % 2 == 1 { &A } else { &B }).unwrap();
        journal.objects().set_ownership(id, Ownership::Address(USER)).unwrap();
    }
    wanted.sort();
    let (mut given, mut after) = (Vec::new(), None);
    loop {
        let page = journal.objects().owned_by(&USER, after.as_ref(), 7).unwrap();
        let Some(last) = page.last() else { break };
        after = Some(*last);
        given.extend(page);
    }
    assert_eq!(given, wanted);
}

#[test]
fn shared_and_immutable_objects_are_in_nobodys_index() {
    let mut journal = journal();
    for (number, ownership) in [Ownership::Shared, Ownership::Immutable].into_iter().enumerate() {
        let id = ObjectId::new(&A, 1, number as u32);
        journal.objects().create(&id, &A).unwrap();
        journal.objects().set_ownership(&id, ownership).unwrap();
        assert_eq!(journal.objects().record(&id).unwrap().copied().unwrap().ownership, ownership);
    }
    assert!(journal.scan_after(b"w", None, 9).unwrap().is_empty());
}

#[test]
fn a_seal_survives_a_change_of_owner() {
    let mut journal = journal();
    let id = ObjectId::new(&A, 1, 0);
    journal.objects().create(&id, &A).unwrap();
    journal.objects().set_sealed(&id, true).unwrap();
    journal.objects().set_ownership(&id, Ownership::Address(USER)).unwrap();
    let record = journal.objects().record(&id).unwrap().copied();
    assert_eq!(record, Some(ObjectRecord { ownership: Ownership::Address(USER), contract: A, sealed: true }));
}

#[test]
fn two_contracts_default_objects_never_meet() {
    let mut journal = journal();
    for contract in [A, B] {
        let id = ObjectId::default_of(&contract);
        journal.objects().create(&id, &contract).unwrap();
        set(&mut journal, &id, b"who", &Value::Address(contract));
    }
    assert_eq!(get(&mut journal, &ObjectId::default_of(&A), b"who"), Some(Value::Address(A)));
    assert_eq!(get(&mut journal, &ObjectId::default_of(&B), b"who"), Some(Value::Address(B)));
}

#[test]
fn a_field_knows_its_type_and_any_name_is_a_name() {
    let mut journal = journal();
    let id = ObjectId::new(&A, 1, 0);
    assert_eq!(journal.objects().set_field(&id, b"x", &[1], &[1]), Err(StateError::NoObject(id)));
    journal.objects().create(&id, &A).unwrap();
    let long = vec![0xFF; 64 << 10];
    let names: [&[u8]; 6] = [b"", b"\0", b"\xFF", b"o", b"x", &long];
    let empty = Value::List(Type::U64, Vec::new());
    for (number, name) in names.iter().enumerate() {
        set(&mut journal, &id, name, &Value::U64(number as u64));
    }
    set(&mut journal, &id, b"list", &empty);
    for (number, name) in names.iter().enumerate() {
        assert_eq!(get(&mut journal, &id, name), Some(Value::U64(number as u64)));
    }
    let fields = journal.objects().fields(&id).unwrap();
    let shown: Vec<_> = fields.iter().map(|(name, _)| &name[..name.len().min(7)]).collect();
    assert_eq!(shown, ["", "\0", "list", "o", "x", "\\xff", "\\xff\\xf"]);
    assert_eq!(fields.len(), 7);
    assert_eq!(fields.iter().find(|(name, _)| name == "list").unwrap().1, empty);
    let too_long = journal.objects().set_field(&id, b"x", &vec![0; 65_536], b"");
    assert_eq!(too_long, Err(StateError::Descriptor { given: 65_536, limit: 65_535 }));
}

#[test]
fn bytes_that_are_no_record_or_field_are_reported_under_their_key() {
    let mut journal = journal();
    let id = ObjectId([7; 32]);
    for bytes in
        [&b""[..], &[0; 41], &[0; 43], &[[3].as_slice(), &[0; 41]].concat(), &[[0, 2].as_slice(), &[0; 40]].concat()]
    {
        journal.put(&keys::object(&id), bytes);
        let error = journal.objects().record(&id).unwrap_err();
        assert!(matches!(&error, StateError::Corrupt { key, .. } if key.starts_with("6f0707")), "{error}");
    }
    for bytes in [&b""[..], &[1], &[1, 0], &[255, 255, 1]] {
        journal.put(&keys::field(&id, b"x"), bytes);
        assert!(matches!(journal.objects().field(&id, b"x"), Err(StateError::Corrupt { .. })));
    }
}
