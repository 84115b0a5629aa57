//! What a unit of gas buys at worst, found by search.
//!
//! Each kind of work a contract can choose is described by a few numbers with ranges, its knobs; a setting of them makes
//! an input. The search tries settings at random and then climbs from the best, once for each figure: nanoseconds,
//! bytes of memory, bytes stored, and bytes of a receipt beyond its gas.
//!
//! | file | holds |
//! |---|---|
//! | [`knobs`] | the numbers that describe an input |
//! | [`case`] | an input: contracts, what happens before, and the attack |
//! | [`stage`] | an engine that an attack is run on, and its figures |
//! | [`memory`] | what the process holds |
//! | [`store`] | a store that counts what is written to it |
//! | [`text`] | WebAssembly text |
//! | [`shapes`] | types and values of every shape |
//! | [`search`] | the search |
//! | [`yardsticks`] | what is too much |
//! | [`kinds`] | every kind of work |

pub mod case;
pub mod kinds;
pub mod knobs;
pub mod memory;
pub mod search;
pub mod shapes;
pub mod stage;
pub mod store;
pub mod text;
pub mod yardsticks;
