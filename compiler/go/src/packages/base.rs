//! Bases: the packages that every contract or program stands on, parsed and checked once in a process.
//!
//! There is one for each interface of package `core` and each path it is imported by, without package `fmt` and with it, which
//! is most of what contracts import beside `core`: eight in all, and two for programs that are no contracts. A compilation begins with a copy of what the checker knows
//! after them, as if it had just checked them itself. Which one that is depends on the source alone.

use super::core::interfaces;
use super::load::{Base, Loader};
use super::{ENTRY, FORMATS, NUMBER_TEXTS, RUNTIME};
use crate::contract::imports::CORE;
use std::sync::OnceLock;

/// A base for each path of package `core`.
type Bases = [OnceLock<Base>; CORE.len()];

/// Bases without package `fmt`, and with it, for each interface.
static BASES: [[Bases; 2]; 2] = [const { [const { [const { OnceLock::new() }; CORE.len()] }; 2] }; 2];

/// Bases of programs that are no contracts, without package `fmt`, and with it.
static PROGRAMS: [OnceLock<Base>; 2] = [const { OnceLock::new() }; 2];

/// The base of programs that are no contracts, maybe with package `fmt`.
pub(crate) fn program_base(formats: bool) -> Base {
    let known = &PROGRAMS[usize::from(formats)];
    let load = || {
        let mut loader = Loader::new(if formats { program_base(false) } else { Base::default() }, "", &[]);
        loader.load_embedded(if formats { &[FORMATS] } else { &[RUNTIME, NUMBER_TEXTS] });
        loader.into_base()
    };
    known.get_or_init(load).clone()
}

/// The base of contracts that import package `core` by a path, by its number, against an interface, and maybe package `fmt`.
pub(crate) fn base(interface: usize, path: usize, formats: bool) -> Base {
    match BASES[usize::from(formats)].get(interface).and_then(|paths| paths.get(path)) {
        Some(known) => known.get_or_init(|| load(interface, path, formats)).clone(),
        None => Base::default(),
    }
}

fn load(interface: usize, path: usize, formats: bool) -> Base {
    let aliases = interfaces().into_iter().nth(interface).unwrap_or_default();
    let before = if formats { base(interface, path, false) } else { Base::default() };
    let mut loader = Loader::new(before, "", &aliases);
    match formats {
        true => loader.load_embedded(&[FORMATS]),
        false => loader.load_embedded(&[RUNTIME, ENTRY, CORE[path]]),
    }
    loader.into_base()
}
