//! Facts: pointers that are known not to be nil. A fact of a local ends where the local is assigned.

use crate::ir::LocalId;

/// Facts at a point of a function.
#[derive(Debug)]
pub(super) struct Facts {
    /// The number of times that each local has been assigned in what is lowered so far.
    versions: Vec<u32>,
    /// Locals that are not nil, each as it was at some version.
    not_nil: Vec<(LocalId, u32)>,
}

/// Facts where a branch began.
#[derive(Debug)]
pub(super) struct Mark(Vec<(LocalId, u32)>);

/// The most facts that are remembered, so that looking for one takes constant time.
const MOST: usize = 32;

impl Facts {
    /// Nothing is known.
    pub(super) fn new(locals: usize) -> Facts {
        Facts { versions: vec![0; locals], not_nil: Vec::new() }
    }

    /// A local gets another value.
    pub(super) fn assign(&mut self, local: LocalId) {
        if let Some(version) = self.versions.get_mut(local.index()) {
            *version += 1;
        }
    }

    fn holds(&self, (local, version): (LocalId, u32)) -> bool {
        self.versions.get(local.index()) == Some(&version)
    }

    /// A local is not nil from here on.
    pub(super) fn learn_not_nil(&mut self, local: LocalId) {
        if self.is_not_nil(local) {
            return;
        }
        if self.not_nil.len() == MOST {
            self.not_nil.remove(0);
        }
        if let Some(version) = self.versions.get(local.index()) {
            self.not_nil.push((local, *version));
        }
    }

    /// A local is known not to be nil.
    pub(super) fn is_not_nil(&self, local: LocalId) -> bool {
        self.not_nil.iter().any(|fact| fact.0 == local && self.holds(*fact))
    }

    /// Code begins that may be jumped over.
    pub(super) fn branch(&self) -> Mark {
        Mark(self.not_nil.clone())
    }

    /// That code ends: what it taught is forgotten.
    pub(super) fn join(&mut self, mark: Mark) {
        self.not_nil = mark.0;
        let versions = &self.versions;
        self.not_nil.retain(|(local, version)| versions.get(local.index()) == Some(version));
    }

    /// A loop begins: what may change in it is forgotten.
    pub(super) fn repeat(&mut self, assigned: &[u32]) {
        self.not_nil.retain(|(local, _)| assigned.get(local.index()) == Some(&0));
    }
}
