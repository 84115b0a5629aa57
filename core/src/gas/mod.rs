//! Gas: the schedule of prices and the range of each, and the fees that it is paid with.

pub mod fee_terms;
pub mod schedule;
pub mod schedule_check;

pub use fee_terms::{FeeError, FeeOffer, FeeTerms};
