//! Generics: substitution, instances, inference of type arguments, and the search for instantiations without end.

mod cycles;
mod infer;
mod instances;
mod mono;
mod subst;
mod unify;

pub(crate) use infer::{Argument, Inference};
pub(crate) use mono::Mono;
pub(crate) use subst::Substitution;
