//! Values: their types, and their forms as bytes, JSON and text.

mod coerce;
pub mod density;
pub(crate) mod descriptor;
mod json;
pub(crate) mod primitive;
pub mod tagged_value;
mod text;
mod type_syntax;
pub mod typed_text;
pub mod types;
mod unfit;
pub mod value;
mod value_codec;
pub(crate) mod walk;
