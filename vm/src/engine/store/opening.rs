//! Opening of a store: on disk, in memory or the embedder's own, and checked before an engine works with it.

use super::Head;
use crate::EngineError;
use crate::engine::rules::stored::StoredRules;
use allod_state::{GuardedStorage, Journal, LtHash, MemoryStorage, StateError, Storage, keys, schema};
use std::path::PathBuf;
use std::sync::Arc;

/// Options by which a store is opened.
#[derive(Clone, Debug)]
pub(crate) struct StoreOptions {
    pub(crate) chain_id: u64,
    /// Waits for the disk after every commit.
    #[cfg_attr(not(feature = "rocksdb"), expect(dead_code, reason = "a store on disk has it"))]
    pub(crate) sync: bool,
    pub(crate) read_only: bool,
    /// The rules of the configuration.
    pub(crate) rules: StoredRules,
    /// Takes them for those of the next block on, whatever the store ran under.
    pub(crate) adopts_rules: bool,
}

/// Store that is open and checked.
pub(crate) struct OpenedStore {
    /// The store as it was given.
    pub(crate) given: Arc<dyn Storage>,
    /// The store as the engine uses it.
    pub(crate) storage: Arc<dyn Storage>,
    /// Its name in errors.
    pub(crate) name: String,
    /// True if nobody but the engine can reach it.
    pub(crate) exclusive: bool,
}

/// Opens the store `given`, the one on disk below `path`, or one in memory.
///
/// # Errors
/// [`EngineError::StoreChain`], and [`EngineError::State`] for a store that can't be opened or read, or that is none.
pub(crate) fn open(
    given: Option<Arc<dyn Storage>>,
    path: Option<PathBuf>,
    options: StoreOptions,
) -> Result<OpenedStore, EngineError> {
    let opened = match (given, path) {
        (Some(given), _) => {
            let storage = Arc::new(GuardedStorage::new(given.clone())?);
            OpenedStore { given, storage, name: "the store given".to_owned(), exclusive: false }
        }
        (None, Some(path)) => {
            let folder = path.join("state");
            let (name, store) = (folder.display().to_string(), store_at(folder, &options)?);
            OpenedStore { given: store.clone(), storage: store, name, exclusive: true }
        }
        (None, None) => {
            let store = Arc::new(MemoryStorage::new());
            OpenedStore { given: store.clone(), storage: store, name: "memory".to_owned(), exclusive: true }
        }
    };
    check(&opened.storage, &opened.name, &options)?;
    Ok(opened)
}

/// Store on disk in `folder`, which is made if there is none, unless it is only read.
#[cfg(feature = "rocksdb")]
fn store_at(folder: PathBuf, options: &StoreOptions) -> Result<Arc<dyn Storage>, EngineError> {
    Ok(Arc::new(match options.read_only {
        true => allod_state::RocksStorage::open_read_only(folder)?,
        false => allod_state::RocksStorage::open(folder)?.with_sync(options.sync),
    }))
}

/// Error for a store on disk, which this build has not.
#[cfg(not(feature = "rocksdb"))]
fn store_at(folder: PathBuf, _: &StoreOptions) -> Result<Arc<dyn Storage>, EngineError> {
    let why = format!("{} wants the feature rocksdb, and this program was built without", folder.display());
    Err(allod_state::StateError::Store { what: "open", why }.into())
}

/// Checks that `store` has this program's layout and holds the state of the right chain, and that the counters which every
/// call depends on are there in full. An empty store gets the marks by which the next opening knows that, unless it is only
/// read. `name` is the store's in errors.
fn check(store: &Arc<dyn Storage>, name: &str, options: &StoreOptions) -> Result<(), EngineError> {
    let StoreOptions { chain_id, read_only, .. } = *options;
    if read_only && store.get(&keys::metadata(keys::SCHEMA_NAME))?.is_none() {
        return Err(StateError::NoStore { path: name.to_owned() }.into());
    }
    if store.get(&keys::metadata(keys::IMPORT_NAME))?.is_some() {
        return Err(StateError::HalfImported { path: name.to_owned() }.into());
    }
    schema::check(&**store, name)?;
    let head = Head::of_store(&**store)?;
    let transactions = Journal::new(store.clone()).metadata().transactions()?;
    if store.get(&keys::metadata(keys::ROOT_NAME))?.is_some() {
        LtHash::of_store(&**store)?;
    }
    check_chain(&**store, chain_id, transactions, read_only)?;
    let last = head.block(chain_id).height;
    check_rules(&**store, options, (last > 0 || transactions > 0).then_some(last))
}

/// Checks that the store is of this chain, and notes that of one in which nothing has happened.
fn check_chain(store: &dyn Storage, chain_id: u64, transactions: u64, read_only: bool) -> Result<(), EngineError> {
    let key = keys::metadata(keys::CHAIN_NAME);
    match store.get(&key)? {
        Some(bytes) => match <[u8; 8]>::try_from(&bytes[..]).map(u64::from_le_bytes) {
            Ok(found) if found == chain_id => Ok(()),
            Ok(found) => Err(EngineError::StoreChain { found, wanted: chain_id }),
            Err(_) => Err(StateError::corrupt("chain id", &key, format!("{} bytes, wanted 8", bytes.len())).into()),
        },
        None if transactions == 0 && read_only => Ok(()),
        None if transactions == 0 => Ok(store.set(&key, &chain_id.to_le_bytes())?),
        None => Err(StateError::corrupt("chain id", &key, "there is none, and there were transactions").into()),
    }
}

/// Checks that what ran in the store up to block `last`, if anything did, ran under the rules of the configuration, and notes those
/// that are planned. A store that knows no rules is taken to have run under these.
fn check_rules(store: &dyn Storage, options: &StoreOptions, last: Option<u64>) -> Result<(), EngineError> {
    let StoreOptions { rules, read_only, adopts_rules, .. } = options;
    let key = keys::metadata(keys::RULES_NAME);
    let stored = store.get(&key)?.map(|bytes| StoredRules::read(&bytes)).transpose()?;
    let noted = match (&stored, last) {
        (Some(stored), Some(last)) => {
            match stored.check(rules, last) {
                Err(EngineError::StoreRules { .. }) if *adopts_rules => {}
                checked => checked?,
            }
            stored.followed_by(rules, last)
        }
        _ => rules.clone(),
    };
    match *read_only || stored.as_ref() == Some(&noted) {
        true => Ok(()),
        false => Ok(store.set(&key, &noted.to_bytes())?),
    }
}
