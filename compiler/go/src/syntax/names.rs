//! Names, each kept once: comparing two is comparing two numbers.

use std::collections::HashMap;
use std::sync::Arc;

/// An identifier of a [`Names`] table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name(u32);

impl Name {
    /// The blank identifier, `_`.
    pub const BLANK: Name = Name(0);

    /// The number of the name: dense, in the order of first sight.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The identifiers of a compilation.
#[derive(Debug, Clone)]
pub struct Names {
    texts: Vec<Arc<str>>,
    known: HashMap<Arc<str>, Name>,
}

impl Default for Names {
    fn default() -> Self {
        let mut names = Names { texts: Vec::new(), known: HashMap::new() };
        names.intern("_");
        names
    }
}

impl Names {
    /// A table that knows the blank identifier.
    pub fn new() -> Self {
        Self::default()
    }

    /// The name of a text, which is kept if it is new.
    pub fn intern(&mut self, text: &str) -> Name {
        if let Some(name) = self.known.get(text) {
            return *name;
        }
        let name = Name(self.texts.len() as u32);
        let text: Arc<str> = text.into();
        self.texts.push(text.clone());
        self.known.insert(text, name);
        name
    }

    /// The name of a text that has been seen before.
    pub fn get(&self, text: &str) -> Option<Name> {
        self.known.get(text).copied()
    }

    /// The text of a name.
    pub fn text(&self, name: Name) -> &str {
        &self.texts[name.index()]
    }
}
