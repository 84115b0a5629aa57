//! Corpus: valid input of each target, where a fuzzer begins, and what mutations are made of.

mod calls;
mod modules;
mod sources;
mod values;

/// The number of inputs of `pointers`, the first of them, that do something that succeeds.
pub const STORIES: usize = calls::STORIES.len();

/// The number of different inputs [`valid`] has for the target called `name`.
pub fn count(name: &str) -> u64 {
    let count = match name {
        "gate" => modules::COUNT,
        "source" => sources::COUNT,
        "codec" | "arguments" | "values" => values::COUNT,
        _ => calls::COUNT,
    };
    count as u64
}

/// Valid input for the target called `name`; they begin again after [`count`].
pub fn valid(name: &str, number: u64) -> Vec<u8> {
    let number = (number % count(name)) as usize;
    match name {
        "gate" => modules::module(number),
        "source" => sources::text(number),
        "codec" | "values" => values::encoded(number),
        "arguments" => values::called(number),
        _ => calls::import_called(number),
    }
}
