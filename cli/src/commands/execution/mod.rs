//! Commands that run a contract's code.
//!
//! | file | holds |
//! |---|---|
//! | [`deploy`], [`call`] | what is kept |
//! | [`query`], [`simulate`], [`profile`] | what is only tried |
//! | [`compile`] | what deploys begin with |
//! | [`encode`] | what another contract is to run later |
//! | [`series`] | the calls of one command, summed up |

pub(super) mod call;
pub(super) mod compile;
pub(super) mod deploy;
pub(super) mod encode;
pub(super) mod profile;
pub(super) mod query;
mod series;
pub(super) mod simulate;
