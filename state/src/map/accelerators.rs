//! Accelerators that a build may leave out, one constant each: everything that makes the state fast and changes no answer.
//!
//! All are built in. With the feature `no-accel` none is, which proves that gas, receipts and roots don't depend on them. To
//! measure one alone, the environment variable `ALLOD_WITHOUT` has its name when a build with that feature is made: then
//! those that it names are left out, separated by commas, and no others. `bench/accelerators.sh` does so for each, and
//! `docs/performance.md` has what it found.

/// Names of all accelerators, as `ALLOD_WITHOUT` takes them.
const NAMES: [&str; 13] = [
    "record-cache",
    "successor",
    "owner-cache",
    "object-prefetch",
    "inferred-bases",
    "owner-entry-index",
    "lazy-order",
    "inline-bytes",
    "short-compare",
    "machine-hints",
    "section-versions",
    "carried-hash",
    "shared-owner-sets",
];

/// Direct-mapped cache of decoded object records.
pub(crate) const RECORD_CACHE: bool = built_in(0);
/// Successor prediction.
pub(crate) const SUCCESSOR: bool = built_in(1);
/// Materialised view of the owner index.
pub(crate) const OWNER_CACHE: bool = built_in(2);
/// Prefetch of the objects that a transaction brings along.
pub(crate) const OBJECT_PREFETCH: bool = built_in(3);
/// Base values derived from the tables' rules.
pub(crate) const INFERRED_BASES: bool = built_in(4);
/// Hash index of its own for owner entries.
pub(crate) const OWNER_ENTRY_INDEX: bool = built_in(5);
/// Ordered index that is sorted when it is scanned.
pub(crate) const LAZY_ORDER: bool = built_in(6);
/// Short bytes in place.
pub(crate) const INLINE_BYTES: bool = built_in(7);
/// Comparison of short bytes as arrays, or word by word.
pub(crate) const SHORT_COMPARE: bool = built_in(8);
/// Cache-line prefetch and large pages.
pub(crate) const MACHINE_HINTS: bool = built_in(9);
/// Receipt sections that are known by version.
pub(crate) const SECTION_VERSIONS: bool = built_in(10);
/// Hash of a key that was read, carried to its write.
pub(crate) const CARRIED_HASH: bool = built_in(11);
/// Owner sets shared between the children of a parallel block.
pub(crate) const SHARED_OWNER_SETS: bool = built_in(12);

/// True if accelerator `number` of [`NAMES`] is built in.
const fn built_in(number: usize) -> bool {
    if !cfg!(feature = "no-accel") {
        return true;
    }
    match option_env!("ALLOD_WITHOUT") {
        None => false,
        Some(without) => {
            assert!(all_known(without.as_bytes()), "ALLOD_WITHOUT has a name that no accelerator has");
            !lists(without.as_bytes(), NAMES[number].as_bytes())
        }
    }
}

/// True if `list`, separated by commas, has `name`.
const fn lists(list: &[u8], name: &[u8]) -> bool {
    let mut rest = list;
    loop {
        let (first, behind) = split(rest);
        if equal(first, name) {
            return true;
        }
        match behind {
            Some(behind) => rest = behind,
            None => return false,
        }
    }
}

/// True if each part of `list` is one of [`NAMES`].
const fn all_known(list: &[u8]) -> bool {
    let mut rest = list;
    loop {
        let (first, behind) = split(rest);
        let mut number = 0;
        while number < NAMES.len() && !equal(first, NAMES[number].as_bytes()) {
            number += 1;
        }
        match behind {
            _ if number == NAMES.len() => return false,
            Some(behind) => rest = behind,
            None => return true,
        }
    }
}

/// Part of `list` before its first comma, and the part behind it.
const fn split(list: &[u8]) -> (&[u8], Option<&[u8]>) {
    let mut comma = 0;
    while comma < list.len() {
        if list[comma] == b',' {
            let (first, behind) = list.split_at(comma);
            return (first, Some(behind.split_at(1).1));
        }
        comma += 1;
    }
    (list, None)
}

/// Equality of bytes, which `==` is not yet where constants are made.
const fn equal(a: &[u8], b: &[u8]) -> bool {
    let mut at = 0;
    while at < a.len() && at < b.len() && a[at] == b[at] {
        at += 1;
    }
    at == a.len() && at == b.len()
}

#[cfg(test)]
mod tests {
    use super::{NAMES, all_known, lists};

    #[test]
    fn a_name_is_found_whole_and_nothing_else() {
        let list = b"successor,owner-cache";
        assert!(lists(list, b"successor") && lists(list, b"owner-cache"));
        assert!(!lists(list, b"owner") && !lists(list, b"") && !lists(list, b"cache"));
        assert!(all_known(list) && all_known(NAMES.join(",").as_bytes()));
        assert!(!all_known(b"successor,") && !all_known(b"") && !all_known(b"successor, owner-cache"));
    }

    #[test]
    fn the_document_has_a_row_for_each() {
        let document = include_str!("../../../docs/performance.md");
        for name in NAMES {
            assert_eq!(document.matches(&format!("| `{name}` |")).count(), 1, "rows of {name} in docs/performance.md");
        }
    }
}
