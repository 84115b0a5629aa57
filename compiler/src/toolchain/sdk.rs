//! The SDK for Go, inside this library: a contract compiles without a network.

/// The path under which the SDK's own files name each other.
pub(super) const OWN_PATH: &str = "allod.dev/core";

macro_rules! files {
    ($($path:literal),* $(,)?) => {
        /// Every file of the SDK: its path and its text.
        pub(super) const FILES: &[(&str, &str)] =
            &[$(($path, include_str!(concat!("../../../sdk/go/", $path)))),*];
    };
}

files![
    "address.go",
    "assert.go",
    "call.go",
    "chain.go",
    "codec.go",
    "context.go",
    "doc.go",
    "entry/entry.go",
    "entry/warm.go",
    "errors.go",
    "go.mod",
    "hash.go",
    "internal/host/absent.go",
    "internal/host/imports.go",
    "internal/host/memory.go",
    "internal/own/own.go",
    "internal/wire/reader.go",
    "internal/wire/writer.go",
    "log.go",
    "object.go",
    "object_id.go",
    "ownership.go",
    "reflected.go",
    "room.go",
    "show.go",
    "signature.go",
    "text.go",
];
