//! Expectations: an answer of a store compared with the one wanted, and told so that a person can read it.

use crate::{Pair, Reader, StateError, Storage, WriteBatch};

/// Bytes of a key or value that are shown.
const SHOWN: usize = 48;

/// Unwraps the answer to `what`.
pub(super) fn answer<T>(what: &str, given: Result<T, StateError>) -> Result<T, String> {
    given.map_err(|error| format!("{what} failed: {error}"))
}

/// Compares the answer to `what`.
pub(super) fn expect<T: PartialEq + Show>(what: &str, given: Result<T, StateError>, wanted: T) -> Result<(), String> {
    let given = answer(what, given)?;
    match given == wanted {
        true => Ok(()),
        false => Err(format!("{what} gave {}, wanted {}", given.show(), wanted.show())),
    }
}

/// The value of `key`.
pub(super) fn expect_value(store: &dyn Reader, key: &[u8], wanted: Option<&[u8]>) -> Result<(), String> {
    expect(&format!("get({})", bytes(key)), store.get(key), wanted.map(<[u8]>::to_vec))
}

/// The keys that a scan gives, each of which has itself as its value.
pub(super) fn expect_scan(
    store: &dyn Reader,
    (prefix, after, limit): (&[u8], Option<&[u8]>, usize),
    wanted: &[&[u8]],
) -> Result<(), String> {
    let after_text = after.map_or("none".to_owned(), bytes);
    let what = format!("scan_after(prefix {}, after {after_text}, limit {limit})", bytes(prefix));
    let wanted: Vec<Pair> = wanted.iter().map(|key| (key.to_vec(), key.to_vec())).collect();
    expect(&what, store.scan_after(prefix, after, limit), wanted)
}

/// Writes `keys`, each with itself as its value.
pub(super) fn fill(store: &dyn Storage, keys: &[&[u8]]) -> Result<(), String> {
    let mut batch = WriteBatch::new();
    for key in keys {
        batch.put(key, key);
    }
    answer("write", store.write(&batch))
}

/// Bytes as people read them.
pub(super) fn bytes(of: &[u8]) -> String {
    let shown = of.get(..SHOWN).unwrap_or(of).escape_ascii();
    if of.len() > SHOWN { format!("\"{shown}\"… of {} bytes", of.len()) } else { format!("\"{shown}\"") }
}

/// Answer of a store, for people.
pub(super) trait Show {
    fn show(&self) -> String;
}

impl Show for Option<Vec<u8>> {
    fn show(&self) -> String {
        self.as_deref().map_or("none".to_owned(), bytes)
    }
}

impl Show for Vec<Pair> {
    fn show(&self) -> String {
        let pairs: Vec<_> = self.iter().map(|(key, value)| format!("{}: {}", bytes(key), bytes(value))).collect();
        format!("[{}]", pairs.join(", "))
    }
}

impl Show for Vec<Option<Vec<u8>>> {
    fn show(&self) -> String {
        format!("[{}]", self.iter().map(Show::show).collect::<Vec<_>>().join(", "))
    }
}

impl Show for crate::Within<Vec<u8>> {
    fn show(&self) -> String {
        match self {
            Self::Nothing => "nothing".to_owned(),
            Self::Value(value) => bytes(value),
            Self::Longer(len) => format!("one of {len} bytes"),
        }
    }
}
