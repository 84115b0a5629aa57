//! A scan of what stands below with the written keys laid over it.

use crate::overlay::Overlay;
use crate::slot::State;
use crate::{Pair, Reader, StateError};
use std::cmp::Ordering;

/// Fewest keys asked of the store at once: one question more costs about as much as this many keys.
const PAGE: usize = 8;

/// The first `limit` keys that begin with `prefix` and are above `after`, as they are with what was written.
pub(crate) fn scan(
    base: &dyn Reader,
    overlay: &Overlay,
    prefix: &[u8],
    after: Option<&[u8]>,
    limit: usize,
) -> Result<Vec<Pair>, StateError> {
    let mut out = Vec::new();
    let index = overlay.ordered(prefix);
    let mut written = index.within(prefix, after).map(|slot| overlay.at(slot)).peekable();
    let mut stored =
        Stored { base, prefix, after: after.map(<[u8]>::to_vec), page: Vec::new().into_iter(), more: true };
    let mut next = None;
    while out.len() < limit {
        if next.is_none() {
            next = stored.next(limit - out.len())?;
        }
        let order = match (&next, written.peek()) {
            (None, None) => break,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some((key, _)), Some(slot)) => key.as_slice().cmp(&slot.key),
        };
        match order {
            Ordering::Less => out.extend(next.take()),
            Ordering::Equal | Ordering::Greater => {
                if order == Ordering::Equal {
                    next = None;
                }
                let Some(slot) = written.next() else { continue };
                if let State::Value(value) = &slot.now {
                    out.push((slot.key.to_vec(), value.to_vec()));
                }
            }
        }
    }
    Ok(out)
}

/// The keys below, a page at a time.
struct Stored<'r> {
    base: &'r dyn Reader,
    prefix: &'r [u8],
    after: Option<Vec<u8>>,
    page: std::vec::IntoIter<Pair>,
    more: bool,
}

impl Stored<'_> {
    fn next(&mut self, wanted: usize) -> Result<Option<Pair>, StateError> {
        if self.page.len() == 0 && self.more {
            let limit = wanted.max(PAGE);
            let page = self.base.scan_after(self.prefix, self.after.as_deref(), limit)?;
            self.more = page.len() == limit;
            if let Some((last, _)) = page.last() {
                self.after = Some(last.clone());
            }
            self.page = page.into_iter();
        }
        Ok(self.page.next())
    }
}
