//! Parallel execution of transactions over one journal: the view they read, and the validation of what they have read.

pub mod base_view;
pub mod validator;
