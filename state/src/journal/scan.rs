//! Scan: the layer beneath with the written keys of a cache laid over it.

use crate::journal::cache::StateCache;
use crate::journal::slot::SlotValue;
use crate::storage::{Visitor, first};
use crate::{Pair, Reader, StateError};

/// Visits the keys that begin with `prefix` and are above `after`, merged from `base` and the written keys of `cache`, in
/// order, until `visitor` says that it has seen enough.
///
/// # Errors
/// Those of `base`.
pub(crate) fn visit(
    base: &dyn Reader,
    cache: &StateCache,
    prefix: &[u8],
    after: Option<&[u8]>,
    visitor: &mut Visitor<'_>,
) -> Result<(), StateError> {
    let index = cache.ordered(prefix);
    let mut written = index.range(prefix, after).map(|slot| cache.slot(slot)).peekable();
    let mut more = true;
    base.visit(prefix, after, &mut |key, value| {
        while let Some(slot) = written.next_if(|slot| slot.key[..] < *key) {
            if let SlotValue::Value(value) = &slot.value {
                more = visitor(&slot.key, value);
                if !more {
                    return false;
                }
            }
        }
        more = match written.next_if(|slot| slot.key[..] == *key).map(|slot| &slot.value) {
            Some(SlotValue::Value(value)) => visitor(key, value),
            Some(_) => true,
            None => visitor(key, value),
        };
        more
    })?;
    while more && let Some(slot) = written.next() {
        if let SlotValue::Value(value) = &slot.value {
            more = visitor(&slot.key, value);
        }
    }
    Ok(())
}

/// The first `limit` keys that [`visit`] visits, with their values.
///
/// # Errors
/// Those of `base`.
pub(crate) fn scan(
    base: &dyn Reader,
    cache: &StateCache,
    prefix: &[u8],
    after: Option<&[u8]>,
    limit: usize,
) -> Result<Vec<Pair>, StateError> {
    first(limit, |see| visit(base, cache, prefix, after, see))
}
