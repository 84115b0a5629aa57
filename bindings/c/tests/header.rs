//! The header is that of the sources.

use std::path::Path;

/// Sources in the order of the header.
const SOURCES: [&str; 9] = [
    "failure",
    "exports/types",
    "exports/guard",
    "exports/engine",
    "exports/deploy",
    "exports/call",
    "exports/receipt",
    "exports/account",
    "exports/buffer",
];

const HEAD: &str = "/* The Allod engine for C. Written from the sources of allod-ffi: change those.
 *
 * Engines, receipts and buffers are handles: one that is zero, closed, made up or of another kind gives
 * ALLOD_STATUS_WRONG_HANDLE. Whatever this library makes is freed by its own functions; whatever the caller passes is read
 * during the call and not kept. All functions may be called from any thread, which needs 1 MiB of stack. */";

/// The header, as cbindgen writes it.
fn header() -> String {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let config = cbindgen::Config {
        language: cbindgen::Language::C,
        header: Some(HEAD.to_owned()),
        include_guard: Some("ALLOD_H".to_owned()),
        no_includes: true,
        sys_includes: ["stddef.h", "stdint.h"].map(str::to_owned).to_vec(),
        cpp_compat: true,
        documentation_style: cbindgen::DocumentationStyle::C99,
        enumeration: cbindgen::EnumConfig {
            rename_variants: cbindgen::RenameRule::ScreamingSnakeCase,
            prefix_with_name: true,
            ..Default::default()
        },
        style: cbindgen::Style::Both,
        line_length: 110,
        sort_by: cbindgen::SortKey::None,
        usize_is_size_t: true,
        ..Default::default()
    };
    let mut builder = cbindgen::Builder::new().with_config(config);
    for source in SOURCES {
        builder = builder.with_src(here.join("src").join(source).with_extension("rs"));
    }
    let mut text = Vec::new();
    builder.generate().expect("the sources are read").write(&mut text);
    String::from_utf8(text).expect("text")
}

/// `UPDATE_DOCS=1` writes it anew.
#[test]
fn the_header_is_that_of_the_sources() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("include/allod.h");
    let wanted = header();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &wanted).expect("the header is written");
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == wanted, "include/allod.h is not that of the sources; UPDATE_DOCS=1 writes it anew");
}
