//! Symbols: names of functions and lines of operators that a module carries in custom sections.

use allod_core::lines::{Lines, SECTION};
use std::collections::BTreeMap;
use wasmparser::{KnownCustom, Name, Parser, Payload};

/// Lines of a module that are used, at most: a mark stands in the module for each, which takes some ten bytes. A contract of
/// 10,000 lines of Go has a fifth of that.
const LINES_MAX: usize = 1 << 18;

/// Symbols of a module. Whoever made the module has written them: they are for people, and nothing depends on them.
///
/// ```
/// use allod_compiler::probe::Symbols;
///
/// let symbols = Symbols::of(&wat::parse_str("(module (func $answer))")?);
/// assert_eq!(symbols.names[&0], "answer");
/// # Ok::<(), wat::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Symbols {
    /// Names of functions, by index, imports counted.
    pub names: BTreeMap<u32, String>,
    /// Lines of operators; none where the module has no such section, or one that is none or has too many.
    pub lines: Lines,
}

impl Symbols {
    /// Symbols of `wasm`, as far as it has them. Memory is bounded by its bytes.
    pub fn of(wasm: &[u8]) -> Self {
        let mut symbols = Self::default();
        for payload in Parser::new(0).parse_all(wasm) {
            let Ok(Payload::CustomSection(section)) = payload else { continue };
            if section.name() == SECTION {
                let lines = Lines::decode(section.data());
                symbols.lines = lines.filter(|lines| lines.len() <= LINES_MAX).unwrap_or_default();
            }
            let KnownCustom::Name(subsections) = section.as_known() else { continue };
            for subsection in subsections.into_iter().flatten() {
                let Name::Function(map) = subsection else { continue };
                symbols.names.extend(map.into_iter().flatten().map(|naming| (naming.index, naming.name.to_owned())));
            }
        }
        symbols
    }
}
