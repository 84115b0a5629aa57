//! Outcomes of calls, which are the same on every tier: status, gas, state and events. The checks run this group once more
//! with everything interpreted and once with everything compiled after a first call.

mod atomicity;
mod behaviours;
mod call_chain;
mod consent;
#[allow(unreachable_pub, reason = "shared by the tests of golden gas")]
mod golden;
mod golden_gas;
mod parallel;
mod profile;
mod wasi_options;
