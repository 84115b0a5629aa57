//! Access sets: what one transaction has read and written, row by row.
//!
//! | file | holds |
//! |---|---|
//! | [`row_key`] | the key of a row, taken apart |
//! | [`row_range`] | rows that were asked for together: of an owner, of an object, of a contract |
//! | [`access_set`] | the reads, ranges and writes of a transaction, as its child journal has them |

pub mod access_set;
pub mod row_key;
pub mod row_range;
