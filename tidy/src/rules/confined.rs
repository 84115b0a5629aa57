//! Confined words: crates, keywords and literals that only one place may name.

use crate::Breach;
use crate::repository::Member;
use crate::tokens::{each_leaf, tokens};
use proc_macro2::TokenTree;

/// A confined word.
struct Confined {
    /// The name of the word in an exception.
    name: &'static str,
    /// True if a token is the word.
    is: fn(&str) -> bool,
    /// The crate that the rule holds in; all if none.
    within: Option<&'static str>,
    /// The files that may name it, and folders, which end in `/`.
    allowed: &'static [&'static str],
}

/// The confined words.
const CONFINED: &[Confined] = &[
    Confined { name: "bincode", is: |word| word == "bincode", within: None, allowed: &["core/src/codec.rs"] },
    Confined {
        name: "wasmer",
        is: |word| word.starts_with("wasmer") || word == "corosensei",
        within: None,
        allowed: &["vm/src/execution/backend/wasmer/", "testing/src/machine/compiled.rs"],
    },
    Confined {
        name: "wasmi",
        is: |word| word == "wasmi" || word == "wasmi_core",
        within: None,
        allowed: &[
            "vm/src/execution/backend/wasmi/",
            "compiler/src/pack/",
            "testing/src/machine/interpreter.rs",
            "testing/src/mock_host.rs",
            "compiler/go/src/lower/tests/",
        ],
    },
    Confined { name: "rocksdb", is: |word| word == "rocksdb", within: None, allowed: &["state/src/storage/rocks/"] },
    Confined {
        name: "key-letter",
        is: |word| word.len() == 4 && word.starts_with("b'") && word.as_bytes()[2].is_ascii_lowercase(),
        within: Some("state"),
        allowed: &["state/src/key_space.rs"],
    },
    Confined {
        name: "unsafe",
        is: |word| word == "unsafe",
        within: None,
        allowed: &[
            "state/src/map/prefetch.rs",
            "vm/src/execution/backend/wasmer/",
            "testing/src/faults/disk/kernel.rs",
            "testing/disk/src/lib.rs",
            "testing/wasm32/src/guest.rs",
            "bindings/c/src/exports/",
        ],
    },
];

/// Checks the tokens of every file below `src`.
pub fn confined(members: &[Member]) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (member, (path, text)) in members.iter().flat_map(|member| member.sources().map(move |file| (member, file))) {
        let rules = CONFINED.iter().filter(|rule| rule.within.is_none_or(|name| name == member.name));
        let rules: Vec<_> = rules.filter(|rule| !is_allowed(path, rule.allowed)).collect();
        let mut found = vec![0usize; rules.len()];
        each_leaf(&tokens(text), &mut |leaf| {
            if matches!(leaf, TokenTree::Ident(_) | TokenTree::Literal(_)) {
                let word = leaf.to_string();
                rules.iter().zip(&mut found).for_each(|(rule, found)| *found += usize::from((rule.is)(&word)));
            }
        });
        for (rule, count) in rules.iter().zip(found).filter(|(_, count)| *count > 0) {
            breaches.push(Breach {
                rule: "confined",
                place: format!("{}:{path}", rule.name),
                message: format!("{count} times, allowed in {}", rule.allowed.join(", ")),
            });
        }
    }
    breaches
}

fn is_allowed(path: &str, allowed: &[&str]) -> bool {
    allowed.iter().any(|place| if place.ends_with('/') { path.starts_with(place) } else { path == *place })
}
