//! Data: the memory that a module begins with.

mod constant;
mod descriptor;
mod globals;
mod image;

pub(super) use globals::place_globals;
pub(super) use image::{Image, NOWHERE};
