//! Ids: addresses, hashes and object ids, of fixed width with one strict text form; and names, which are text.

pub mod address;
mod fixed;
pub mod hash;
pub mod object_id;

/// The name of a function, an event or an attribute: text that needs no allocation up to 24 bytes, which most names have.
/// A receipt holds some eight of them.
pub type Name = compact_str::CompactString;
