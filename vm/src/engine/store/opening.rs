//! What is checked of a store before an engine works with it.

use super::Head;
use crate::EngineError;
use allod_state::{Journal, LtHash, StateError, Storage, keys, schema};
use std::sync::Arc;

/// Checks that `store` has this program's layout and holds the state of chain `chain_id`, and that the figures which
/// every call depends on are there in full. An empty store gets the marks by which the next opening knows that, unless it
/// is only read. `name` stands for the store in errors.
///
/// # Errors
/// [`EngineError::StoreChain`], and [`EngineError::State`] for a store that is not one, that can't be read, or whose
/// figures are none.
pub(crate) fn check(
    store: &Arc<dyn Storage>,
    name: &str,
    (chain_id, read_only): (u64, bool),
) -> Result<(), EngineError> {
    if read_only && store.get(&keys::metadata(keys::SCHEMA_NAME))?.is_none() {
        return Err(StateError::NoStore { path: name.to_owned() }.into());
    }
    schema::check(&**store, name)?;
    Head::of_store(&**store)?;
    let transactions = Journal::new(store.clone()).metadata().transactions()?;
    if store.get(&keys::metadata(keys::ROOT_NAME))?.is_some() {
        LtHash::of_store(&**store)?;
    }
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
