//! Runtime of an adapter: what its calls cost, what they were denied, how they failed and how long they took.
//!
//! | file | holds |
//! |---|---|
//! | [`meter`] | meters of costs |
//! | [`pricing`] | policies of prices |
//! | [`predictor`] | the cost of a call that is not made yet |
//! | [`security`] | operations that were denied |
//! | [`metrics`] | counts and times |
//! | [`errors`] | the table of errors |

pub mod errors;
pub mod meter;
pub mod metrics;
pub mod predictor;
pub mod pricing;
pub mod security;
