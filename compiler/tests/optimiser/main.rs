//! The optimiser, which changes a module's bytes and nothing that it does; and places of a text in its module.

mod optimised;
mod optimised_random;
mod optimised_sizes;
mod text_place;
