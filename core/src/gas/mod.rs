//! Gas: the schedule of prices, and the range of each.

pub mod schedule;
pub mod schedule_check;
