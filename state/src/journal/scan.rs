//! A walk over what stands below with the written keys laid over it.

use crate::journal::cache::StateCache;
use crate::journal::slot::State;
use crate::storage::{Visitor, first};
use crate::{Pair, Reader, StateError};

/// Shows `see` the keys that begin with `prefix` and are above `after`, as they are with what was written, in order,
/// until it has seen enough.
pub(crate) fn visit(
    base: &dyn Reader,
    cache: &StateCache,
    prefix: &[u8],
    after: Option<&[u8]>,
    see: &mut Visitor<'_>,
) -> Result<(), StateError> {
    let index = cache.ordered(prefix);
    let mut written = index.within(prefix, after).map(|slot| cache.at(slot)).peekable();
    let mut more = true;
    base.visit(prefix, after, &mut |key, value| {
        while let Some(slot) = written.next_if(|slot| slot.key[..] < *key) {
            if let State::Value(now) = &slot.now {
                more = see(&slot.key, now);
                if !more {
                    return false;
                }
            }
        }
        more = match written.next_if(|slot| slot.key[..] == *key).map(|slot| &slot.now) {
            Some(State::Value(now)) => see(key, now),
            Some(_) => true,
            None => see(key, value),
        };
        more
    })?;
    while more && let Some(slot) = written.next() {
        if let State::Value(now) = &slot.now {
            more = see(&slot.key, now);
        }
    }
    Ok(())
}

/// The first `limit` keys that begin with `prefix` and are above `after`, as they are with what was written.
pub(crate) fn scan(
    base: &dyn Reader,
    cache: &StateCache,
    prefix: &[u8],
    after: Option<&[u8]>,
    limit: usize,
) -> Result<Vec<Pair>, StateError> {
    first(limit, |see| visit(base, cache, prefix, after, see))
}
