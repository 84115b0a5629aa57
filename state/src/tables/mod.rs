//! The tables of the state, read and written through a journal.

pub mod balances;
pub mod contracts;
pub mod field;
pub mod metadata;
pub mod nonces;
pub mod object_record;
pub mod objects;
