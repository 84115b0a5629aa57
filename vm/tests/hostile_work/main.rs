//! Hostile work: what contracts make the host do, which stays in proportion to what is paid for it.

mod instances;
mod proportion;
mod state;
mod time;
mod work;
