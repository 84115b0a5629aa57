//! Values: their types, and their forms as bytes, JSON and text.

pub mod density;
mod json;
pub mod tagged;
mod text;
pub mod types;
pub mod value;
pub(crate) mod walk;
