//! Sizes of the example contracts before and after the optimiser, as `src/optimise/README.md` lists them. `UPDATE_DOCS=1` writes
//! the list anew; the numbers move with the compiler for Go, so only the contracts in it are compared.

use allod_compiler::optimise::{OptimisationLevel, optimise_ungated};
use allod_compiler::{CompileOptions, GoCompiler, compile};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

const BEGIN: &str = "<!-- sizes -->\n";
const END: &str = "<!-- end -->";

/// The sources in the folder of examples, in the order of their names.
fn sources() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    let files = |folder: PathBuf| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let folders = files(root).filter(|path| path.is_dir() && !path.ends_with("src") && !path.ends_with("tests"));
    let is_test = |path: &PathBuf| path.to_string_lossy().ends_with("_test.go");
    let is_source = |path: &PathBuf| path.extension().is_some_and(|end| end == "go" || end == "wat") && !is_test(path);
    let mut sources: Vec<_> = folders.flat_map(files).filter(is_source).collect();
    sources.sort();
    sources
}

#[test]
fn no_example_grows_and_all_are_listed() {
    let mut table =
        "| contract | bytes | without what is unused | optimised | of it |\n|---|---:|---:|---:|---:|\n".to_owned();
    let sources = sources();
    for path in &sources {
        let name = path.file_name().unwrap().to_string_lossy();
        let options = CompileOptions { name: name.to_string(), go: GoCompiler::BuiltIn, ..Default::default() };
        let wasm = compile(&std::fs::read(path).unwrap(), &options);
        let wasm = wasm.unwrap_or_else(|error| panic!("{}: {error}", path.display())).wasm;
        let at = |level| optimise_ungated(&wasm, level, false).unwrap().wasm.len();
        let (before, unused, full) = (wasm.len(), at(OptimisationLevel::Unused), at(OptimisationLevel::Full));
        assert!(full <= unused && unused <= before, "{name}: {before}, {unused}, {full}");
        let share = 100.0 * full as f64 / before as f64;
        writeln!(table, "| `{name}` | {before} | {unused} | {full} | {share:.0} % |").unwrap();
    }
    assert!(sources.len() >= 10, "{sources:?}");

    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/optimise/README.md");
    let text = std::fs::read_to_string(&readme).unwrap();
    let (head, rest) = text.split_once(BEGIN).unwrap();
    let (listed, tail) = rest.split_once(END).unwrap();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&readme, format!("{head}{BEGIN}{table}{END}{tail}")).unwrap();
        return;
    }
    for path in &sources {
        let name = path.file_name().unwrap().to_string_lossy();
        assert!(listed.contains(&format!("| `{name}` |")), "{name} is missing: UPDATE_DOCS=1 writes the list anew");
    }
}
