//! Type descriptors: what a running program can find out of its types, for `fmt` and for texts of panics.
//!
//! A descriptor is a record in the module's data, at a multiple of 4 bytes. There is one for each dynamic type and for
//! each type such a type is made of; types that name themselves make a ring of them. All numbers are little-endian and
//! have 4 bytes, addresses too.
//!
//! | offset | holds |
//! |---:|---|
//! | 0 | [`Kind`] in the lowest byte, [`flags`](DIRECT) in the next one |
//! | 4 | bytes of a value in memory, a multiple of its alignment |
//! | 8, 12 | address and length of the type's text, as `%T` prints it |
//! | 16 | the type's number if it is a dynamic type, otherwise 0 |
//! | 20 | descriptor of the elements of an array, a slice or a map, or of a pointer's target |
//! | 24 | descriptor of a map's keys; of an array its length; of a struct the address of its fields |
//! | 28 | of a struct the number of its fields |
//!
//! A field's record has [`FIELD_BYTES`]: address and length of its name, its descriptor, its offset in the struct, and
//! [`flags`](EMBEDDED).
//!
//! The package `internal/rtype` reads them. Where a program asks for the table, each type that a dynamic type is made
//! of is a dynamic type as well, so that values found inside of others can have methods called.

/// Bytes of a descriptor.
pub const BYTES: u32 = 32;
/// Bytes of a field's record.
pub const FIELD_BYTES: u32 = 20;

/// Flag of a type: its value is one word, which an interface holds itself. A word of 32 bits is the lower half.
pub const DIRECT: u8 = 1;

/// Flag of a field: it has no name of its own.
pub const EMBEDDED: u32 = 1;
/// Flag of a field: other packages may use it.
pub const EXPORTED: u32 = 2;

/// The kind of a type. `int`, `uint` and `uintptr` are of 64 bits, and only their texts tell more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
#[allow(missing_docs)]
pub enum Kind {
    Bool = 1,
    Int8,
    Int16,
    Int32,
    Int64,
    Uint8,
    Uint16,
    Uint32,
    Uint64,
    Float32,
    Float64,
    String,
    Slice,
    Array,
    Pointer,
    Map,
    Func,
    Interface,
    Struct,
}
