//! Wrong contracts are told all that is wrong with them at once: the line, a mark below the place, and what to do instead.
//!
//! `ALLOD_GOLDEN=update` writes what is told beside the contracts in `wrong/`.

use allod_compiler::{CompileError, CompileOptions, GoCompiler, compile, diagnostic};
use std::fs;
use std::path::{Path, PathBuf};

fn contracts() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wrong");
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut found: Vec<PathBuf> = paths.filter(|path| path.extension().is_some_and(|ending| ending == "go")).collect();
    found.sort();
    found
}

/// Everything that is wrong with a contract, as people are shown it.
fn told(name: &str, text: &str) -> String {
    let options = CompileOptions { name: name.into(), go: GoCompiler::BuiltIn, ..CompileOptions::default() };
    match compile(text.as_bytes(), &options) {
        Err(CompileError::Refused(found)) => {
            diagnostic::render(&found.0, "error", &|file| (file == name).then_some(text)) + "\n"
        }
        other => panic!("{name}: {other:?}"),
    }
}

#[test]
fn every_mistake_is_shown_in_its_line_with_the_mend() {
    let contracts = contracts();
    assert!(contracts.len() >= 20, "{} contracts", contracts.len());
    for path in contracts {
        let name = path.file_name().unwrap().to_str().unwrap();
        let shown = told(name, &fs::read_to_string(&path).unwrap());
        let golden = path.with_extension("txt");
        if std::env::var_os("ALLOD_GOLDEN").is_some_and(|wanted| wanted == "update") {
            fs::write(&golden, &shown).unwrap();
        }
        assert_eq!(shown, fs::read_to_string(&golden).unwrap(), "{name}");
    }
}
