//! Names that an account or a contract may have in a data folder.

use crate::failure::Failure;
use allod_core::Address;
use std::collections::HashSet;

/// The longest name, in bytes.
const LONGEST: usize = 64;

/// Says no to a name that could be read as something else.
pub(crate) fn check(name: &str) -> Result<(), Failure> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let starts = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let ok = starts && name.len() <= LONGEST && name.chars().all(plain) && name.parse::<Address>().is_err();
    match ok {
        true => Ok(()),
        false => Err(Failure::Usage(format!(
            "{name:?} is no name: wanted a letter or _ and then letters, digits, _ - or ., at most {LONGEST}, \
             and nothing that reads as an address"
        ))),
    }
}

/// `stem`, or `stem-2`, `stem-3`… where it is taken; characters that no name may have become `_`.
pub(crate) fn free(stem: &str, taken: impl Fn(&str) -> bool) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' };
    let mut base: String = stem.chars().map(plain).take(LONGEST - 8).collect();
    if check(&base).is_err() {
        base = format!("contract_{}", base.chars().take(24).collect::<String>());
    }
    let numbered = (2u64..).map(|n| format!("{base}-{n}"));
    std::iter::once(base.clone()).chain(numbered).find(|name| !taken(name)).unwrap_or(base)
}

/// Sentence about a name or an address that stands there twice, if one does.
pub(crate) fn twice<'n>(pairs: impl Iterator<Item = (&'n str, &'n Address)>) -> Option<String> {
    let (mut names, mut addresses) = (HashSet::new(), HashSet::new());
    for (name, address) in pairs {
        if !names.insert(name) {
            return Some(format!("the name {name:?} stands there twice"));
        }
        if !addresses.insert(address.0) {
            return Some(format!("the address {address} has two names there, {name:?} and another"));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reads_as_an_address_is_no_name() {
        assert!(check("abcdefabcdefabcdefabcdefabcdefabcdefabcd").is_err());
        for bad in ["", "5", "a b", "-x", "a/b", "ä", &"x".repeat(65)] {
            assert!(check(bad).is_err(), "{bad}");
        }
        for good in ["alice", "_x", "token-2", "a.b", "deadbeef"] {
            assert!(check(good).is_ok(), "{good}");
        }
    }

    #[test]
    fn a_stem_that_is_taken_gets_a_number() {
        assert_eq!(free("counter", |_| false), "counter");
        assert_eq!(free("counter", |name| name == "counter"), "counter-2");
        assert_eq!(free("counter", |name| name != "counter-7"), "counter-7");
        assert_eq!(free("my token", |_| false), "my_token");
    }

    #[test]
    fn any_stem_becomes_a_name() {
        for stem in ["", "5", "ä", "a/b", "abcdefabcdefabcdefabcdefabcdefabcdefabcd", &"é".repeat(300)] {
            assert!(check(&free(stem, |_| false)).is_ok(), "{stem}");
        }
    }
}
