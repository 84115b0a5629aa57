//! Schema check: the version of the key layout that a store was written in.

use crate::{StateError, Storage, keys};

/// Checks that `store` was written in the layout of this program. A store that holds nothing of the engine's is marked
/// with it; rows of others, under keys outside of [`keys::KEY_SPACES`], stay what they are. `name`
/// stands for the store in errors.
///
/// # Errors
/// [`StateError::Schema`] where it has another version's layout, [`StateError::NotAStore`] where rows like the engine's
/// name no version, [`StateError::Corrupt`] where the version is no number, and what the store says.
pub fn check(store: &dyn Storage, name: &str) -> Result<(), StateError> {
    let key = keys::metadata(keys::SCHEMA_NAME);
    match store.get(&key)? {
        Some(found) => match <[u8; 4]>::try_from(found.as_slice()).map(u32::from_le_bytes) {
            Ok(keys::SCHEMA) => Ok(()),
            Ok(found) => Err(StateError::Schema { path: name.to_owned(), found, wanted: keys::SCHEMA }),
            Err(_) => Err(StateError::corrupt("schema version", &key, format!("{} bytes, wanted 4", found.len()))),
        },
        None => {
            for space in &keys::KEY_SPACES {
                if let Some((key, _)) = store.scan(&[space.letter], 1)?.first() {
                    let key = key.iter().take(64).map(|byte| format!("{byte:02x}")).collect::<String>();
                    let why = format!("it has key {key} and names no schema version under {:?}", "gschema");
                    return Err(StateError::NotAStore { path: name.to_owned(), why });
                }
            }
            store.set(&key, &keys::SCHEMA.to_le_bytes())
        }
    }
}
