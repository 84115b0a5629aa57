//! Guarded store: an embedder's own store, held to what a store promises.

use crate::{Pair, Reader, StateError, Storage, Visitor, Within, WriteBatch};
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// Wrapper of an embedder's own store that holds it to what a store promises: a panic becomes an error with its words, a
/// list that is too short, too long or in the wrong order is an error, and it is asked once if it is volatile.
///
/// ```
/// use allod_state::{GuardedStorage, Pair, Reader, StateError, Storage, WriteBatch};
/// use std::sync::Arc;
///
/// /// A store that answers what no store may.
/// struct Broken;
///
/// impl Reader for Broken {
///     fn get(&self, _: &[u8]) -> Result<Option<Vec<u8>>, StateError> {
///         panic!("no such table")
///     }
///
///     fn scan_after(&self, _: &[u8], _: Option<&[u8]>, _: usize) -> Result<Vec<Pair>, StateError> {
///         Ok(vec![(b"b".to_vec(), Vec::new()), (b"a".to_vec(), Vec::new())])
///     }
/// }
///
/// impl Storage for Broken {
///     fn write(&self, _: &WriteBatch) -> Result<(), StateError> {
///         Ok(())
///     }
///
///     fn snapshot(&self) -> Arc<dyn Reader> {
///         Arc::new(Self)
///     }
/// }
///
/// let store = GuardedStorage::new(Arc::new(Broken))?;
/// assert_eq!(store.get(b"a"), Err(StateError::Panicked { what: "read", words: "no such table".to_owned() }));
/// assert!(matches!(store.scan(b"", 2), Err(StateError::Store { what: "scan", .. })), "in the wrong order");
/// # Ok::<_, allod_state::StateError>(())
/// ```
pub struct GuardedStorage {
    store: Arc<dyn Storage>,
    volatile: bool,
}

/// Snapshot of such a store, or the error that there is in its place.
struct GuardedReader(Result<Arc<dyn Reader>, StateError>);

impl GuardedStorage {
    /// Guards `store`.
    ///
    /// # Errors
    /// [`StateError::Panicked`] where it can't even say whether it is volatile.
    pub fn new(store: Arc<dyn Storage>) -> Result<Self, StateError> {
        let volatile = guard("say whether it is volatile", || Ok(store.is_volatile()))?;
        Ok(Self { store, volatile })
    }
}

/// Does `act`, which asks the store to do `what`.
fn guard<R>(what: &'static str, act: impl FnOnce() -> Result<R, StateError>) -> Result<R, StateError> {
    // A panic may leave the store's own things half done; the engine holds none of them.
    catch_unwind(AssertUnwindSafe(act))
        .unwrap_or_else(|panic| Err(StateError::Panicked { what, words: words(&*panic) }))
}

/// Words of a panic, cut to 256 letters.
fn words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or(panic.downcast_ref::<&str>().copied()).unwrap_or("no words");
    text.chars().take(256).collect()
}

fn broken(what: &'static str, why: String) -> StateError {
    StateError::Store { what, why: format!("it answers what no store may: {why}") }
}

fn get(reader: &dyn Reader, key: &[u8]) -> Result<Option<Vec<u8>>, StateError> {
    guard("read", || reader.get(key))
}

fn get_many(reader: &dyn Reader, keys: &[&[u8]]) -> Result<Vec<Option<Vec<u8>>>, StateError> {
    let values = guard("read", || reader.get_many(keys))?;
    match values.len() == keys.len() {
        true => Ok(values),
        false => Err(broken("read", format!("{} values for {} keys", values.len(), keys.len()))),
    }
}

fn scan(reader: &dyn Reader, prefix: &[u8], after: Option<&[u8]>, limit: usize) -> Result<Vec<Pair>, StateError> {
    let pairs = guard("scan", || reader.scan_after(prefix, after, limit))?;
    if pairs.len() > limit {
        return Err(broken("scan", format!("{} pairs, the limit was {limit}", pairs.len())));
    }
    let mut order = Order { prefix, last: after.map(<[u8]>::to_vec) };
    match pairs.iter().position(|(key, _)| !order.admits(key)) {
        Some(number) => Err(broken("scan", format!("pair {number} is out of order, or beyond the prefix"))),
        None => Ok(pairs),
    }
}

/// Checks that keys come in order, and none twice.
struct Order<'p> {
    prefix: &'p [u8],
    last: Option<Vec<u8>>,
}

impl Order<'_> {
    fn admits(&mut self, key: &[u8]) -> bool {
        let admitted = key.starts_with(self.prefix) && self.last.as_ref().is_none_or(|last| *key > **last);
        let last = self.last.get_or_insert_default();
        last.clear();
        last.extend_from_slice(key);
        admitted
    }
}

fn get_within(reader: &dyn Reader, key: &[u8], most: u64) -> Result<Within<Vec<u8>>, StateError> {
    let found = guard("read", || reader.get_within(key, most))?;
    match &found {
        Within::Value(value) if value.len() as u64 > most => {
            Err(broken("read", format!("{} bytes, no more than {most} were wanted", value.len())))
        }
        Within::Longer(len) if *len <= most => {
            Err(broken("read", format!("a value of {len} bytes is too long where {most} are wanted")))
        }
        _ => Ok(found),
    }
}

fn visit(reader: &dyn Reader, prefix: &[u8], after: Option<&[u8]>, see: &mut Visitor<'_>) -> Result<(), StateError> {
    let mut order = Order { prefix, last: after.map(<[u8]>::to_vec) };
    let (mut over, mut wrong) = (false, false);
    guard("scan", || {
        reader.visit(prefix, after, &mut |key, value| {
            wrong |= over || !order.admits(key);
            over = wrong || !see(key, value);
            !over
        })
    })?;
    match wrong {
        false => Ok(()),
        true => Err(broken("scan", "pairs out of order, beyond the prefix, or more than were wanted".to_owned())),
    }
}

impl Reader for GuardedStorage {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StateError> {
        get(&*self.store, key)
    }

    fn get_within(&self, key: &[u8], most: u64) -> Result<Within<Vec<u8>>, StateError> {
        get_within(&*self.store, key, most)
    }

    fn visit(&self, prefix: &[u8], after: Option<&[u8]>, see: &mut Visitor<'_>) -> Result<(), StateError> {
        visit(&*self.store, prefix, after, see)
    }

    fn get_many(&self, keys: &[&[u8]]) -> Result<Vec<Option<Vec<u8>>>, StateError> {
        get_many(&*self.store, keys)
    }

    fn scan_after(&self, prefix: &[u8], after: Option<&[u8]>, limit: usize) -> Result<Vec<Pair>, StateError> {
        scan(&*self.store, prefix, after, limit)
    }
}

impl Storage for GuardedStorage {
    fn write(&self, batch: &WriteBatch) -> Result<(), StateError> {
        guard("write", || self.store.write(batch))
    }

    fn snapshot(&self) -> Arc<dyn Reader> {
        Arc::new(GuardedReader(guard("take a snapshot", || Ok(self.store.snapshot()))))
    }

    fn is_volatile(&self) -> bool {
        self.volatile
    }
}

impl GuardedReader {
    fn reader(&self) -> Result<&dyn Reader, StateError> {
        self.0.as_deref().map_err(StateError::clone)
    }
}

impl Reader for GuardedReader {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StateError> {
        get(self.reader()?, key)
    }

    fn get_within(&self, key: &[u8], most: u64) -> Result<Within<Vec<u8>>, StateError> {
        get_within(self.reader()?, key, most)
    }

    fn visit(&self, prefix: &[u8], after: Option<&[u8]>, see: &mut Visitor<'_>) -> Result<(), StateError> {
        visit(self.reader()?, prefix, after, see)
    }

    fn get_many(&self, keys: &[&[u8]]) -> Result<Vec<Option<Vec<u8>>>, StateError> {
        get_many(self.reader()?, keys)
    }

    fn scan_after(&self, prefix: &[u8], after: Option<&[u8]>, limit: usize) -> Result<Vec<Pair>, StateError> {
        scan(self.reader()?, prefix, after, limit)
    }
}
