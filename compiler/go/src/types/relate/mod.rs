//! Relations between types: identity, comparability, type sets, members, who implements what.
//!
//! They are methods of the [`Store`](super::store::Store), since underlying types, type sets and instances are made
//! when they are first asked for.

mod comparable;
mod identical;
mod implements;
mod lookup;
mod predicates;
mod sizes;
mod terms;
mod typesets;
mod under;

pub use implements::Equivalence;
pub use lookup::{Found, Lookup, Member};
pub use under::Specific;
