//! Gas: the price of each operator, and the places where a function is charged.

pub(crate) mod charge_points;
pub(crate) mod cost_model;
pub(crate) mod gas_in_local;
pub(crate) mod potentials;
