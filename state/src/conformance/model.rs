//! Model: random batches and questions, compared with an ordered map of the standard library.

use super::Promise;
use super::expect::{Show, answer, bytes};
use crate::{Pair, Reader, Storage, WriteBatch};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Batches that are written.
const STEPS: usize = 400;
/// Questions after each.
const QUESTIONS: usize = 4;

pub(super) const PROMISES: [Promise; 1] =
    [Promise { name: "random batches leave what an ordered map would hold", test: compare }];

type Rows = BTreeMap<Vec<u8>, Vec<u8>>;

/// Random numbers, the same in every run: SplitMix64.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % end as u64) as usize
    }

    /// Key of one to four bytes out of four: many share a prefix, or are one of another.
    fn key(&mut self) -> Vec<u8> {
        let len = self.below(4);
        [0x80].into_iter().chain((0..len).map(|_| [0, 1, 0x7F, 0xFF][self.below(4)])).collect()
    }
}

fn compare(store: &dyn Storage) -> Result<(), String> {
    let (mut random, mut rows) = (Random(7), Rows::new());
    let mut held: Option<(Arc<dyn Reader>, Rows)> = None;
    for _ in 0..STEPS {
        let mut batch = WriteBatch::new();
        for _ in 0..random.below(6) {
            let key = random.key();
            if random.below(3) == 0 {
                batch.delete(&key);
                rows.remove(&key);
            } else {
                let value = vec![random.below(256) as u8; random.below(80)];
                batch.put(&key, &value);
                rows.insert(key, value);
            }
        }
        answer("write", store.write(&batch))?;
        for _ in 0..QUESTIONS {
            ask(&mut random, store, &rows)?;
        }
        match &held {
            Some((snapshot, rows)) => ask(&mut random, &**snapshot, rows)?,
            None => held = Some((store.snapshot(), rows.clone())),
        }
        held.take_if(|_| random.below(10) == 0);
    }
    Ok(())
}

/// Asks `reader`, which should hold `rows`.
fn ask(random: &mut Random, reader: &dyn Reader, rows: &Rows) -> Result<(), String> {
    let key = random.key();
    let (given, wanted) = (answer("get", reader.get(&key))?, rows.get(&key).cloned());
    if given != wanted {
        return Err(format!("get({}) gave {}, wanted {}", bytes(&key), given.show(), wanted.show()));
    }
    let (prefix, limit) = (random.key(), random.below(12));
    let after = (random.below(2) == 0).then(|| random.key());
    let given = answer("scan_after", reader.scan_after(&prefix, after.as_deref(), limit))?;
    let above = |key: &&Vec<u8>| key.starts_with(&prefix) && after.as_ref().is_none_or(|after| *key > after);
    let wanted: Vec<Pair> = rows.keys().filter(above).take(limit).map(|key| (key.clone(), rows[key].clone())).collect();
    match given == wanted {
        true => Ok(()),
        false => {
            let after = after.as_deref().map_or("none".to_owned(), bytes);
            let what = format!("scan_after(prefix {}, after {after}, limit {limit})", bytes(&prefix));
            Err(format!("{what} gave {}, wanted {}", given.show(), wanted.show()))
        }
    }
}
