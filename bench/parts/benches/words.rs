//! Encoding, decoding, hashing, what a key is made of.

use allod_core::{Address, Hash, ObjectId, Value, args, codec, tagged_value};
use allod_state::keys;
use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;

fn encoding(c: &mut Criterion) {
    let small = (7u64, Address([1; 20]), "a short text".to_owned());
    let bytes = codec::encode(&small).expect("it encodes");
    c.bench_function("codec/encode", |b| b.iter(|| codec::encode(black_box(&small)).expect("it encodes")));
    c.bench_function("codec/decode", |b| {
        b.iter(|| codec::decode::<(u64, Address, String)>(black_box(&bytes)).expect("it decodes"))
    });
    let values = [Value::from("amount"), Value::from(7u64), Value::from(Address([1; 20]))];
    let bytes = tagged_value::encode(&values);
    c.bench_function("tagged/decode", |b| b.iter(|| tagged_value::decode(black_box(&bytes)).expect("it decodes")));
    c.bench_function("args/positional", |b| b.iter(|| args![black_box(Address([1; 20])), black_box(7u64)]));
}

fn naming(c: &mut Criterion) {
    let (contract, id) = (Address([1; 20]), ObjectId([2; 32]));
    c.bench_function("keys/field", |b| b.iter(|| keys::field(black_box(&id), black_box(b"balance"))));
    c.bench_function("keys/owned", |b| b.iter(|| keys::owned(black_box(&contract), black_box(&id))));
    c.bench_function("object_id/new", |b| b.iter(|| ObjectId::new(black_box(&contract), black_box(7), black_box(3))));
    c.bench_function("object_id/default_of", |b| b.iter(|| ObjectId::default_of(black_box(&contract))));
    c.bench_function("hash/64 bytes", |b| b.iter(|| Hash::of("allod bench", black_box(&[7; 64]))));
}

criterion_group!(words, encoding, naming);
criterion_main!(words);
