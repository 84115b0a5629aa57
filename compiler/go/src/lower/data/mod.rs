//! Data: the memory that a module begins with.

mod constants;
mod descriptor;
mod image;

pub(super) use constants::place_globals;
pub(super) use image::{Image, NOWHERE};
