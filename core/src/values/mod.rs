//! Values: their types, and their forms as bytes, JSON and text.

mod coerce;
pub mod density;
mod json;
pub(crate) mod primitive;
pub mod tagged_value;
mod text;
pub mod typed_text;
pub mod types;
mod unfit;
pub mod value;
mod value_codec;
pub(crate) mod walk;
