//! Tokens of a source file. Comments and what `cfg(test)` marks are left out.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// The tokens of `text`, without items under `#[cfg(test)]`. Text that is no Rust has none: the compiler says so.
pub fn tokens(text: &str) -> Vec<TokenTree> {
    let stream: TokenStream = text.parse().unwrap_or_default();
    without_tests(stream.into_iter().collect())
}

/// Removes items under `#[cfg(test)]`, at any depth.
fn without_tests(tokens: Vec<TokenTree>) -> Vec<TokenTree> {
    let mut kept = Vec::with_capacity(tokens.len());
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let is_hash = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '#');
        if is_hash && tokens.peek().is_some_and(|next| next.to_string().replace(' ', "") == "[cfg(test)]") {
            // The item ends with its body or a semicolon.
            for token in tokens.by_ref() {
                match &token {
                    TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => break,
                    TokenTree::Punct(punct) if punct.as_char() == ';' => break,
                    _ => {}
                }
            }
            continue;
        }
        kept.push(match token {
            TokenTree::Group(group) => {
                let inner = without_tests(group.stream().into_iter().collect()).into_iter().collect();
                TokenTree::Group(proc_macro2::Group::new(group.delimiter(), inner))
            }
            other => other,
        });
    }
    kept
}

/// Calls `see` with every token that is no group, from left to right.
pub fn each_leaf(tokens: &[TokenTree], see: &mut impl FnMut(&TokenTree)) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => each_leaf(&group.stream().into_iter().collect::<Vec<_>>(), see),
            leaf => see(leaf),
        }
    }
}
