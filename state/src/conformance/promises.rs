//! Promises about single rows, batches and snapshots.

use super::Promise;
use super::expect::{answer, bytes, expect, expect_scan, expect_value, fill};
use crate::{Storage, Within, WriteBatch};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Bytes of a large value: more than the largest module, and than the block of any database.
const LARGE_VALUE: usize = 9 << 20;
/// Bytes of a long key. The engine's have fewer than 100.
const LONG_KEY: usize = 512;
/// Rows of a large batch: a block of some thousand transactions writes as many.
const LARGE_BATCH: u32 = 20_000;
/// Batches that are written beside a reader, and the rows of each.
const ROUNDS: usize = 200;
const ROWS: u8 = 50;
/// Reads beside the writer that it waits for, and the batches after which it waits no longer.
const READS_BESIDE: usize = 50;
const MOST_ROUNDS: usize = 20_000;

pub(super) const PROMISES: [Promise; 12] = [
    Promise { name: "a row is there from its write to its deletion", test: set_and_delete },
    Promise { name: "an empty value is a value", test: empty_value },
    Promise { name: "of two changes of one key in a batch the later holds", test: later_change },
    Promise { name: "an empty batch changes nothing", test: empty_batch },
    Promise { name: "a value has the bytes it was given, whichever they are", test: any_bytes },
    Promise { name: "a large value and a long key are kept whole", test: large_value },
    Promise { name: "a large batch is written whole", test: large_batch },
    Promise { name: "a value longer than asked for is told by its length", test: longer_value },
    Promise { name: "several keys are answered each in its place", test: several_keys },
    Promise { name: "a snapshot sees nothing that is written later", test: snapshot },
    Promise { name: "a snapshot outlives the writes after it, and other snapshots", test: many_snapshots },
    Promise { name: "a batch is seen whole or not at all", test: atomic_batch },
];

fn set_and_delete(store: &dyn Storage) -> Result<(), String> {
    expect_value(store, b"\x80k", None)?;
    answer("set", store.set(b"\x80k", b"1"))?;
    expect_value(store, b"\x80k", Some(b"1"))?;
    answer("set", store.set(b"\x80k", b"2"))?;
    expect_value(store, b"\x80k", Some(b"2"))?;
    expect_value(store, b"\x80", None)?;
    expect_value(store, b"\x80k\0", None)?;
    answer("delete", store.delete(b"\x80k"))?;
    answer("delete of a row that is not there", store.delete(b"\x80never"))?;
    expect_value(store, b"\x80k", None)?;
    expect_scan(store, (b"\x80", None, 9), &[])
}

fn empty_value(store: &dyn Storage) -> Result<(), String> {
    answer("set", store.set(b"\x80k", b""))?;
    expect_value(store, b"\x80k", Some(b""))?;
    expect("scan", store.scan(b"\x80k", 9), vec![(b"\x80k".to_vec(), Vec::new())])?;
    expect("get_within of 0 bytes", store.get_within(b"\x80k", 0), Within::Value(Vec::new()))
}

fn later_change(store: &dyn Storage) -> Result<(), String> {
    let mut batch = WriteBatch::new();
    batch.put(b"\x80a", b"1").delete(b"\x80a");
    batch.put(b"\x80b", b"1").put(b"\x80b", b"2");
    batch.delete(b"\x80c").put(b"\x80c", b"3");
    answer("write", store.write(&batch))?;
    expect_value(store, b"\x80a", None)?;
    expect_value(store, b"\x80b", Some(b"2"))?;
    expect_value(store, b"\x80c", Some(b"3"))
}

fn empty_batch(store: &dyn Storage) -> Result<(), String> {
    fill(store, &[b"\x80a"])?;
    answer("write of nothing", store.write(&WriteBatch::new()))?;
    expect_scan(store, (b"\x80", None, 9), &[b"\x80a"])
}

fn any_bytes(store: &dyn Storage) -> Result<(), String> {
    let all: Vec<u8> = (0..=255).collect();
    let mut batch = WriteBatch::new();
    for byte in 0..=255_u8 {
        batch.put([0x80, byte, 0, byte], &all[usize::from(byte)..]);
    }
    answer("write", store.write(&batch))?;
    (0..=255_u8).try_for_each(|byte| expect_value(store, &[0x80, byte, 0, byte], Some(&all[usize::from(byte)..])))
}

fn large_value(store: &dyn Storage) -> Result<(), String> {
    let value: Vec<u8> = (0..LARGE_VALUE).map(|at| (at % 251) as u8).collect();
    let key = [0x80; LONG_KEY];
    answer("set of a large value", store.set(&key, &value))?;
    expect_value(store, &key, Some(&value))?;
    expect_value(store, &key[1..], None)?;
    expect("scan over a large value", store.scan(b"\x80", 9), vec![(key.to_vec(), value)])
}

fn large_batch(store: &dyn Storage) -> Result<(), String> {
    let key = |row: u32| [&b"\x80"[..], &row.to_be_bytes()].concat();
    let mut batch = WriteBatch::new();
    for row in 0..LARGE_BATCH {
        batch.put(key(row), row.to_le_bytes());
    }
    answer("write of a large batch", store.write(&batch))?;
    for row in [0, 1, LARGE_BATCH / 2, LARGE_BATCH - 1] {
        expect_value(store, &key(row), Some(&row.to_le_bytes()))?;
    }
    let rows = answer("scan", store.scan(b"\x80", usize::MAX))?;
    let wrong = (0..LARGE_BATCH).zip(&rows).find(|(row, pair)| pair.0 != key(*row));
    match wrong {
        Some((row, pair)) => Err(format!("row {row} of the scan is {}, wanted {}", bytes(&pair.0), bytes(&key(row)))),
        None if rows.len() == LARGE_BATCH as usize => Ok(()),
        None => Err(format!("the scan gave {} rows, wanted {LARGE_BATCH}", rows.len())),
    }
}

fn longer_value(store: &dyn Storage) -> Result<(), String> {
    answer("set", store.set(b"\x80k", b"12345"))?;
    let within = |most: u64| (format!("get_within of {most} bytes"), store.get_within(b"\x80k", most));
    for (most, wanted) in [(u64::MAX, Within::Value(b"12345".to_vec())), (5, Within::Value(b"12345".to_vec()))] {
        let (what, given) = within(most);
        expect(&what, given, wanted)?;
    }
    for most in [4, 0] {
        let (what, given) = within(most);
        expect(&what, given, Within::Longer(5))?;
    }
    expect("get_within of a row that is not there", store.get_within(b"\x80l", 9), Within::Nothing)
}

fn several_keys(store: &dyn Storage) -> Result<(), String> {
    fill(store, &[b"\x80a", b"\x80b"])?;
    let (a, b) = (Some(b"\x80a".to_vec()), Some(b"\x80b".to_vec()));
    let asked: [&[u8]; 5] = [b"\x80b", b"\x80none", b"\x80a", b"\x80b", b""];
    expect("get_many", store.get_many(&asked), vec![b.clone(), None, a, b, None])?;
    expect("get_many of nothing", store.get_many(&[]), Vec::new())
}

fn snapshot(store: &dyn Storage) -> Result<(), String> {
    fill(store, &[b"\x80a", b"\x80b"])?;
    let before = store.snapshot();
    answer("set", store.set(b"\x80a", b"changed"))?;
    answer("delete", store.delete(b"\x80b"))?;
    answer("set", store.set(b"\x80c", b"new"))?;
    let after = store.snapshot();
    expect_scan(&*before, (b"\x80", None, 9), &[b"\x80a", b"\x80b"])?;
    expect_value(&*before, b"\x80a", Some(b"\x80a"))?;
    expect_value(&*before, b"\x80c", None)?;
    expect("get_many of a snapshot", before.get_many(&[b"\x80b"]), vec![Some(b"\x80b".to_vec())])?;
    expect_value(&*after, b"\x80a", Some(b"changed"))?;
    expect_value(&*after, b"\x80b", None)?;
    expect_value(store, b"\x80c", Some(b"new"))
}

fn many_snapshots(store: &dyn Storage) -> Result<(), String> {
    let mut snapshots = Vec::new();
    for round in 0..20_u8 {
        answer("set", store.set(b"\x80k", &[round]))?;
        snapshots.push(store.snapshot());
    }
    // In another order than they were made in.
    for (round, snapshot) in snapshots.into_iter().enumerate().rev() {
        expect_value(&*snapshot, b"\x80k", Some(&[round as u8]))?;
    }
    expect_value(store, b"\x80k", Some(&[19]))
}

fn atomic_batch(store: &dyn Storage) -> Result<(), String> {
    let write = |round: u8| {
        let mut batch = WriteBatch::new();
        for row in 0..ROWS {
            batch.put([0x80, row], [round]);
        }
        answer("write", store.write(&batch))
    };
    let read = || {
        let rows = answer("scan of a snapshot", store.snapshot().scan(b"\x80", usize::MAX))?;
        match rows.iter().all(|(_, value)| *value == rows[0].1) && rows.len() == usize::from(ROWS) {
            true => Ok(()),
            false => Err(format!("a snapshot beside a writer has {} rows of more than one batch", rows.len())),
        }
    };
    write(0)?;
    let (written, reads) = (AtomicBool::new(false), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        let reading = || {
            while !written.load(Ordering::Relaxed) {
                let found = read();
                reads.fetch_add(if found.is_ok() { 1 } else { READS_BESIDE }, Ordering::Relaxed);
                found?;
            }
            read()
        };
        let readers = [scope.spawn(reading), scope.spawn(reading)];
        // On a busy machine the readers may come late: the writer goes on until they have read beside it.
        let enough = |round: usize| round >= ROUNDS && reads.load(Ordering::Relaxed) >= READS_BESIDE;
        let all = (1..MOST_ROUNDS).take_while(|round| !enough(*round)).try_for_each(|round| write(round as u8));
        written.store(true, Ordering::Relaxed);
        let readers = readers.map(|reader| reader.join().unwrap_or_else(|_| Err("a reader panicked".to_owned())));
        readers.into_iter().fold(all, |all, reader| all.and(reader))
    })
}
