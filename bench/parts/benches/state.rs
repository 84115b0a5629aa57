//! The journal: reading, writing, checkpoints; objects and fields.

use allod_core::{Address, ObjectId};
use allod_state::{Journal, MemoryStorage, Storage};
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use std::sync::Arc;

/// Keys that the store has at first.
const KEYS: u64 = 10_000;

fn key(number: u64) -> [u8; 40] {
    let mut key = [b'k'; 40];
    key[..8].copy_from_slice(&number.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_be_bytes());
    key
}

fn store() -> Arc<MemoryStorage> {
    let store = Arc::new(MemoryStorage::new());
    for number in 0..KEYS {
        store.set(&key(number), &[7; 16]).expect("a map takes it");
    }
    store
}

fn journal(c: &mut Criterion) {
    let store = store();
    let mut journal = Journal::new(store.clone());
    let mut number = 0;
    let mut next = move || {
        number = (number + 7919) % KEYS;
        key(number)
    };
    c.bench_function("journal/get", |b| {
        b.iter(|| journal.get(black_box(&next())).expect("a map answers").map(<[u8]>::len))
    });
    c.bench_function("journal/get, first time", |b| {
        let fresh = || (Journal::new(store.clone()), next());
        b.iter_batched_ref(
            fresh,
            |(journal, key)| journal.get(key.as_slice()).expect("a map answers").map(<[u8]>::len),
            BatchSize::SmallInput,
        )
    });
    let at = key(1);
    c.bench_function("journal/put", |b| b.iter(|| journal.put(black_box(&at), black_box([8u8; 16]))));
    c.bench_function("journal/checkpoint and keep", |b| {
        b.iter(|| {
            let checkpoint = journal.checkpoint();
            journal.put(&at, [9u8; 16]);
            journal.commit(checkpoint).expect("it is the innermost");
        })
    });
    c.bench_function("journal/checkpoint and revert", |b| {
        b.iter(|| {
            let checkpoint = journal.checkpoint();
            journal.put(&at, [9u8; 16]);
            journal.revert(checkpoint).expect("it is the innermost");
        })
    });
}

fn objects(c: &mut Criterion) {
    let mut journal = Journal::new(Arc::new(MemoryStorage::new()));
    let (contract, mut made) = (Address([1; 20]), 0);
    let id = ObjectId::new(&contract, 1, 0);
    journal.objects().create(&id, &contract).expect("the id is new");
    let (descriptor, value) = ([5], 7u64.to_le_bytes());
    journal.objects().set_field(&id, b"balance", &descriptor, &value).expect("a map takes it");
    c.bench_function("objects/record", |b| {
        b.iter(|| {
            let record = journal.objects().record(black_box(&id)).expect("a map answers");
            black_box(record).is_some()
        })
    });
    c.bench_function("objects/field", |b| {
        b.iter(|| {
            let field = journal.objects().field(black_box(&id), b"balance").expect("a map answers");
            field.map(|field| field.value.len())
        })
    });
    c.bench_function("objects/set_field", |b| {
        b.iter(|| journal.objects().set_field(&id, b"balance", &descriptor, black_box(&value)).expect("a map takes it"))
    });
    c.bench_function("objects/create", |b| {
        b.iter(|| {
            made += 1;
            journal.objects().create(&ObjectId::new(&contract, made, 1), &contract).expect("the id is new");
        })
    });
}

criterion_group!(state, journal, objects);
criterion_main!(state);
