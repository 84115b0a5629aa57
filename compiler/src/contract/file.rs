//! Reads source into words and a tree.

use super::refusals::Refusals;
use crate::CompileError;
use crate::diagnostic::Diagnostics;
use gosyn::LexicalToken;
use gosyn::ast::File;

/// The words of the source, comments among them.
///
/// # Errors
/// [`CompileError::Refused`] where the source can't be cut into words.
pub(super) fn words(text: &str, refusals: &mut Refusals) -> Result<Vec<LexicalToken>, CompileError> {
    gosyn::tokenize_source(text).map_err(|error| {
        syntax(error.downcast_ref(), refusals);
        let all = std::mem::replace(refusals, Refusals::new("", ""));
        CompileError::Refused(Diagnostics(all.sorted()))
    })
}

/// The tree of the source; `None` where it has none, which is then among the refusals.
pub(super) fn tree(text: &str, refusals: &mut Refusals) -> Option<File> {
    match gosyn::parse_source(text) {
        Ok(tree) => Some(tree),
        Err(error) => {
            syntax(error.downcast_ref(), refusals);
            None
        }
    }
}

fn syntax(error: Option<&gosyn::Error>, refusals: &mut Refusals) {
    let (location, why) = match error {
        Some(gosyn::Error::UnexpectedToken { location, expect, actual, .. }) => {
            let wanted = match expect.as_slice() {
                [] => String::new(),
                [one] => format!(", {one:?} is wanted"),
                several => format!(", one of {several:?} is wanted"),
            };
            match actual {
                Some(token) => (*location, format!("found {token:?}{wanted}")),
                None => (*location, format!("the file ends{wanted}")),
            }
        }
        Some(gosyn::Error::Else { location, reason, .. }) => (*location, reason.clone()),
        _ => ((1, 0), "the source can't be read".to_owned()),
    };
    refusals.add_at(location.0, location.1 + 1, format!("syntax error: {why}"), None);
}

/// The source as package `main`, which is what a program is built from. Nothing else moves.
pub(super) fn as_main(text: &str, tree: &File) -> String {
    let name = &tree.pkg_name;
    let before = text.chars().take(name.pos);
    let after = text.chars().skip(name.pos + name.name.chars().count());
    before.chain("main".chars()).chain(after).collect()
}
