//! Facts that spare checks: pointers that are not nil, indices within a length. A fact of a local ends where the local is
//! assigned.

use crate::ir::LocalId;
use std::collections::HashSet;

/// A local as it is between two assignments.
type At = (LocalId, u32);

/// A fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fact {
    /// A pointer is not nil.
    NotNil(At),
    /// An integer is not negative, and less than the length of a slice or string.
    Within(At, At),
    /// Two integers are equal.
    Same(At, At),
    /// An integer is not negative, and less than a number.
    Below(At, u64),
}

/// Facts at a point of a function.
#[derive(Debug)]
pub(super) struct Facts {
    /// The number of times that each local has been assigned in what is lowered so far.
    versions: Vec<u32>,
    known: Vec<Fact>,
}

/// Facts where a branch began.
#[derive(Debug)]
pub(super) struct Mark(Vec<Fact>);

/// The most facts that are remembered, so that looking for one takes constant time.
const MOST: usize = 32;

impl Facts {
    /// Nothing is known.
    pub(super) fn new(locals: usize) -> Facts {
        Facts { versions: vec![0; locals], known: Vec::new() }
    }

    /// A local gets another value.
    pub(super) fn assign(&mut self, local: LocalId) {
        if let Some(version) = self.versions.get_mut(local.index()) {
            *version += 1;
        }
    }

    fn at(&self, local: LocalId) -> At {
        (local, self.versions.get(local.index()).copied().unwrap_or(u32::MAX))
    }

    fn learn(&mut self, fact: Fact) {
        if self.known.contains(&fact) {
            return;
        }
        if self.known.len() == MOST {
            self.known.remove(0);
        }
        self.known.push(fact);
    }

    /// A pointer is not nil from here on.
    pub(super) fn learn_not_nil(&mut self, local: LocalId) {
        self.learn(Fact::NotNil(self.at(local)));
    }

    /// An index is within a slice or string from here on.
    pub(super) fn learn_within(&mut self, index: LocalId, slice: LocalId) {
        self.learn(Fact::Within(self.at(index), self.at(slice)));
    }

    /// An integer that is not negative is less than a number from here on.
    pub(super) fn learn_below(&mut self, local: LocalId, end: u64) {
        self.learn(Fact::Below(self.at(local), end));
    }

    /// A pointer is known not to be nil.
    pub(super) fn is_not_nil(&self, local: LocalId) -> bool {
        self.known.contains(&Fact::NotNil(self.at(local)))
    }

    /// An integer is a copy of another from here on.
    pub(super) fn learn_same(&mut self, copy: LocalId, of: LocalId) {
        self.learn(Fact::Same(self.at(copy), self.at(of)));
    }

    /// An index, or one that it is a copy of, is known to be within a slice or string.
    pub(super) fn is_within(&self, index: LocalId, slice: LocalId) -> bool {
        let (index, slice) = (self.at(index), self.at(slice));
        let within = |index| self.known.contains(&Fact::Within(index, slice));
        let copied = |fact: &Fact| matches!(fact, Fact::Same(copy, of) if *copy == index && within(*of));
        within(index) || self.known.iter().any(copied)
    }

    /// The least number that an integer is known to be less than.
    pub(super) fn below(&self, local: LocalId) -> Option<u64> {
        let at = self.at(local);
        let end = |fact: &Fact| match fact {
            Fact::Below(of, end) if *of == at => Some(*end),
            Fact::Within(of, _) if *of == at => Some(1 << 31),
            _ => None,
        };
        self.known.iter().filter_map(end).min()
    }

    /// Code begins that may be jumped over.
    pub(super) fn branch(&self) -> Mark {
        Mark(self.known.clone())
    }

    /// That code ends: what it taught is forgotten.
    pub(super) fn join(&mut self, mark: Mark) {
        self.known = mark.0;
        let versions = std::mem::take(&mut self.versions);
        self.keep(|local, version| versions.get(local.index()) == Some(&version));
        self.versions = versions;
    }

    /// A loop begins: what may change in it is forgotten.
    pub(super) fn repeat(&mut self, assigned: &[LocalId]) {
        if !self.known.is_empty() {
            let assigned: HashSet<LocalId> = assigned.iter().copied().collect();
            self.keep(|local, _| !assigned.contains(&local));
        }
    }

    fn keep(&mut self, holds: impl Fn(LocalId, u32) -> bool) {
        let mut known = std::mem::take(&mut self.known);
        known.retain(|fact| match fact {
            Fact::NotNil(at) | Fact::Below(at, _) => holds(at.0, at.1),
            Fact::Within(one, other) | Fact::Same(one, other) => holds(one.0, one.1) && holds(other.0, other.1),
        });
        self.known = known;
    }
}
