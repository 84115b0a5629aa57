//! The SDK in the library is the SDK in the repository, all of it.

use std::path::Path;

fn go_files(dir: &Path, found: &mut Vec<String>, root: &Path) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => go_files(&path, found, root),
            false => found.push(path.strip_prefix(root).unwrap().to_str().unwrap().to_owned()),
        }
    }
}

#[test]
fn every_go_file_of_the_sdk_is_embedded() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sdk/go");
    let mut found = Vec::new();
    go_files(&root, &mut found, &root);
    found.retain(|path| (path.ends_with(".go") && !path.ends_with("_test.go")) || path == "go.mod");
    let table = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/toolchain/sdk.rs")).unwrap();
    let mut listed: Vec<String> =
        table.lines().filter_map(|l| Some(l.trim().strip_prefix('"')?.strip_suffix("\",")?.to_owned())).collect();
    found.sort();
    listed.sort();
    assert_eq!(listed, found);
}

#[test]
fn the_sdk_imports_what_the_host_has_and_by_the_same_types() {
    let text = include_str!("../../../sdk/go/internal/host/imports.go");
    for import in allod_core::IMPORTS {
        let at = text.find(&format!("//go:wasmimport allod {}\n", import.name));
        let declared = at.and_then(|at| text[at..].lines().find(|line| line.starts_with("func "))).unwrap_or_default();
        let inside = declared.split_once('(').and_then(|(_, rest)| rest.split_once(')')).unwrap_or_default();
        let given = inside.0.split(", ").filter(|p| !p.is_empty()).map(|p| p.ends_with("int64"));
        let wanted: Vec<bool> = import.params.iter().map(|ty| *ty == allod_core::WasmType::I64).collect();
        assert!(given.eq(wanted), "{}: {declared}", import.name);
        let result = match inside.1.trim() {
            "" => None,
            ty => Some(if ty.ends_with("int64") { allod_core::WasmType::I64 } else { allod_core::WasmType::I32 }),
        };
        assert_eq!(result, import.result, "{}: {declared}", import.name);
    }
}
