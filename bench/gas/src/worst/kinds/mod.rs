//! Every kind of work that a contract, or who sends a transaction, can choose.

mod calls;
mod deploys;
mod endings;
mod entering;
mod events;
mod fields;
mod instructions;
mod memories;
mod objects;
mod operations;
mod receipts;
mod refused;
mod wasi;

use super::case::Case;
use super::knobs::{Knob, Settings, choice};
use super::yardsticks::Paid;

/// Makes an input of settings; the flag says whether its contracts are interpreted.
type Build = Box<dyn Fn(&mut Settings<'_>, bool) -> Case>;

/// A kind of work.
pub struct Kind {
    /// What it is called in tables.
    pub name: String,
    /// What it is paid by.
    pub paid: Paid,
    /// The numbers an input has.
    pub knobs: Vec<Knob>,
    /// Inputs that are known to have been dear once: where the search begins.
    pub known: Vec<Vec<u64>>,
    build: Build,
}

impl std::fmt::Debug for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Kind").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Kind {
    /// A kind that is paid by gas.
    fn new(
        name: impl Into<String>,
        knobs: impl IntoIterator<Item = Knob>,
        build: impl Fn(&mut Settings<'_>, bool) -> Case + 'static,
    ) -> Self {
        let knobs = std::iter::once(choice("interpreted", 2)).chain(knobs).collect();
        Self { name: name.into(), paid: Paid::Gas, knobs, known: Vec::new(), build: Box::new(build) }
    }

    /// The same with an input to begin with.
    fn from(mut self, known: &[u64]) -> Self {
        assert_eq!(known.len(), self.knobs.len(), "{}: a setting for each knob", self.name);
        self.known.push(known.to_vec());
        self
    }

    fn paid_by(self, paid: Paid) -> Self {
        Self { paid, ..self }
    }

    /// The input that `settings` describe.
    pub fn case(&self, settings: &[u64]) -> Case {
        let mut settings = Settings::new(settings);
        let interpreted = settings.flag();
        (self.build)(&mut settings, interpreted)
    }

    /// The input in words: each knob that is not at rest, and its setting.
    pub fn describe(&self, settings: &[u64]) -> String {
        let set = self.knobs.iter().zip(settings).filter(|(_, setting)| **setting != 0);
        let words: Vec<_> = set.map(|(knob, setting)| format!("{} {setting}", knob.name)).collect();
        words.join(", ")
    }
}

/// All of them.
pub fn all() -> Vec<Kind> {
    let groups = [
        instructions::kinds(),
        operations::kinds(),
        wasi::kinds(),
        calls::kinds(),
        events::kinds(),
        fields::kinds(),
        objects::kinds(),
        entering::kinds(),
        memories::kinds(),
        endings::kinds(),
        receipts::kinds(),
        refused::kinds(),
        deploys::kinds(),
    ];
    groups.into_iter().flatten().collect()
}
