//! Bases: the packages that every contract stands on, parsed and checked once in a process.
//!
//! There is one for each interface of package `core` and each path it is imported by, four in all. A compilation begins with
//! a copy of what the checker knows after them, as if it had just checked them itself.

use super::core::interfaces;
use super::load::{Base, Loader};
use super::{ENTRY, RUNTIME};
use crate::contract::imports::CORE;
use std::sync::OnceLock;

static BASES: [[OnceLock<Base>; CORE.len()]; 2] = [const { [const { OnceLock::new() }; CORE.len()] }; 2];

/// The base of contracts that import package `core` by a path, by its number, against an interface.
pub(crate) fn base(interface: usize, path: usize) -> Base {
    match BASES.get(interface).and_then(|paths| paths.get(path)) {
        Some(base) => base.get_or_init(|| load(interface, path)).clone(),
        None => Base::default(),
    }
}

fn load(interface: usize, path: usize) -> Base {
    let aliases = interfaces().into_iter().nth(interface).unwrap_or_default();
    let mut loader = Loader::new(Base::default(), "", &aliases);
    loader.load_embedded(&[RUNTIME, ENTRY, CORE[path]]);
    loader.into_base()
}
