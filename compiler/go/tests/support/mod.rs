//! What several tests and the conformance command share.

pub mod mutants;

use allod_go::diagnostic::Diagnostic;
use allod_go::syntax::{files::Files, names::Names, parse, tree::Tree};

/// The mistakes of a text, with the files they are in.
pub fn mistakes(text: &[u8]) -> (Files, Vec<Diagnostic>) {
    let (mut files, mut names, mut tree) = (Files::new(), Names::new(), Tree::new());
    let file = files.add("x.go", text).expect("the text is short");
    let mistakes = parse(&files, file, &mut names, &mut tree);
    (files, mistakes)
}

/// Line and message of the first mistake.
pub fn first_mistake(text: &[u8]) -> Option<(u32, String)> {
    let (files, mistakes) = mistakes(text);
    let first = mistakes.first()?;
    Some((files.place(first.span.start).map_or(0, |place| place.line), first.message.clone()))
}

/// The mutants of a source that verdicts are kept of: for each number its own dice.
pub fn numbered(text: &[u8], number: u64) -> Vec<u8> {
    mutants::mutate(text, &mut mutants::Dice::new(number))
}
