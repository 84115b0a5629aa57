//! What functions, events and their attributes are called.

/// What a function, an event or an attribute is called: text that needs no memory of its own up to 24 bytes, which most
/// names have. A receipt holds some eight of them.
pub type Name = compact_str::CompactString;
