//! Overloads: one public name, one meaning.

use crate::Breach;
use crate::repository::Member;
use crate::tokens::tokens;
use proc_macro2::{Delimiter, TokenTree};
use std::collections::BTreeMap;

/// The crates whose public types an embedder sees side by side.
const CRATES: &[&str] = &["core", "state", "security", "compiler", "vm"];

/// Checks that no two public types, traits or aliases of the libraries have the same name. `Error` and `Result` are every
/// module's own, as the language's custom has it.
pub fn overloads(members: &[Member]) -> Vec<Breach> {
    let mut places: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    let libraries = members.iter().filter(|member| CRATES.contains(&member.name.as_str()));
    for (path, text) in libraries.flat_map(Member::sources) {
        for name in public_types(&tokens(text)) {
            places.entry(name).or_default().push(path);
        }
    }
    let overloaded =
        places.into_iter().filter(|(name, places)| places.len() > 1 && name != "Error" && name != "Result");
    let breach = |(name, places): (String, Vec<&str>)| Breach {
        rule: "overloads",
        place: name,
        message: format!("{} public types have this name: {}", places.len(), places.join(", ")),
    };
    overloaded.map(breach).collect()
}

/// The names of types, traits and aliases that are `pub` without restriction, in modules at any depth.
fn public_types(tokens: &[TokenTree]) -> Vec<String> {
    let mut names = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(word) if word == "pub" => {
                let [Some(keyword), Some(name)] = [1, 2].map(|n| tokens.get(at + n)) else { continue };
                let keyword = keyword.to_string();
                if ["struct", "enum", "trait", "type", "union"].contains(&keyword.as_str()) {
                    names.push(name.to_string());
                }
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace && is_module(tokens, at) => {
                names.extend(public_types(&group.stream().into_iter().collect::<Vec<_>>()));
            }
            _ => {}
        }
    }
    names
}

/// True if the group at `at` is the body of a module.
fn is_module(tokens: &[TokenTree], at: usize) -> bool {
    let before = at.checked_sub(2).and_then(|before| tokens.get(before));
    before.is_some_and(|token| token.to_string() == "mod")
}
