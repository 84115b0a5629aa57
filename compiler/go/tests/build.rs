//! Programs are built from typed trees without contradictions.

use allod_go::compile::{Options, build};
use allod_go::packages::Source;

#[test]
fn a_program_with_the_whole_vocabulary_is_built() {
    let text = include_bytes!("sources/vocabulary.go");
    let built = build(&[Source::new("main.go", &text[..])], &Options::program());
    if let Err(failure) = built {
        panic!("{failure}");
    }
}
