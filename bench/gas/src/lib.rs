//! What the programs share: machines to run code on, a clock, figures and tables.

pub mod adversary;
pub mod bombs;
pub mod clock;
pub mod figures;
pub mod host_ops;
pub mod kernels;
pub mod machine;
pub mod signatures;
pub mod table;
pub mod worst;
