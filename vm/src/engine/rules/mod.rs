//! Rules of a chain by height: prices, limits, host modules, native contracts and features, and the blocks they hold for.
//!
//! | file | holds |
//! |---|---|
//! | `configured` | the functions of a configuration that name rules from a height on |
//! | [`plan`] | those rules, each from its height on |
//! | [`features`] | what a deploy may ask for |
//! | [`stored`] | digests in the store, by which it knows what it ran under |
//! | [`view`] | the rules of a block, to look at |
//!
//! [`Rulebook`](crate::engine::environment::Rulebook) has an environment for each of them.

mod configured;
pub(crate) mod features;
pub(crate) mod plan;
pub(crate) mod stored;
pub(crate) mod view;
