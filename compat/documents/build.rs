//! Writes the Rust code of the documents that are at hand into a file that `tests/rust.rs` includes: one test a block.

#[allow(dead_code, unreachable_pub)]
#[path = "src/block.rs"]
mod block;
#[allow(dead_code, unreachable_pub)]
#[path = "src/plan.rs"]
mod plan;

use block::Documents;
use plan::{PLAN, Row, Way};
use std::fmt::Write;
use std::path::Path;

fn main() {
    println!("cargo::rerun-if-env-changed={}", block::VARIABLE);
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src");
    if let Some(folder) = std::env::var_os(block::VARIABLE) {
        println!("cargo::rerun-if-changed={}", folder.to_string_lossy());
    }
    let mut tests = String::new();
    match Documents::at_hand() {
        Ok(documents) if documents.0.is_empty() => {}
        Ok(documents) => PLAN.iter().for_each(|row| add(&mut tests, &documents, row)),
        Err(error) => failing(&mut tests, "documents_are_read", &error.to_string()),
    }
    let out = std::env::var_os("OUT_DIR").expect("cargo names a folder");
    std::fs::write(Path::new(&out).join("blocks.rs"), tests).expect("a file is written");
}

/// A test that says why a block can't be run.
fn failing(tests: &mut String, name: &str, why: &str) {
    let _ = writeln!(tests, "#[test]\nfn {name}() {{ panic!(\"{{}}\", {why:?}); }}");
}

/// Adds the test of a block, if it is Rust.
fn add(tests: &mut String, documents: &Documents, row: &Row) {
    let name = format!("block_{}_{}", row.document, row.line);
    let block = documents.block(row.document, row.line);
    let code = block.ok_or_else(|| "no block begins there".to_owned()).and_then(|block| row.mended(&block.code));
    let code = match code {
        Ok(code) => code,
        Err(why) => return failing(tests, &name, &why),
    };
    let body = match row.way {
        Way::Statements => format!(
            "#[test]\nfn run() -> anyhow::Result<()> {{\n let (runtime, wasm) = super::at_hand();\n {code}\n Ok(())\n}}"
        ),
        Way::Program => format!("{code}\n#[test]\nfn run() -> anyhow::Result<()> {{ main() }}"),
        Way::Signature(of) => match passing_on(code.trim(), of) {
            Some(code) => code,
            None => return failing(tests, &name, &format!("no signature of a function: {code}")),
        },
        _ => return,
    };
    let _ = writeln!(tests, "#[allow(warnings)]\nmod {name} {{\nuse super::prelude::*;\n{body}\n}}");
}

/// A trait with the function of `signature`, for `of`, which passes its arguments on to the function of that name.
fn passing_on(signature: &str, of: &str) -> Option<String> {
    let signature = signature.strip_prefix("pub ").unwrap_or(signature);
    let (name, rest) = signature.strip_prefix("fn ")?.split_once('(')?;
    let arguments: Vec<&str> = rest
        .split_once(')')?
        .0
        .split(',')
        .map(|argument| argument.split(':').next().unwrap_or_default().trim().trim_start_matches(['&', ' ']))
        .map(|argument| argument.trim_start_matches("mut "))
        .filter(|argument| !argument.is_empty())
        .collect();
    let arguments = arguments.join(", ");
    let (generics, target, path) = match of {
        "Storage" => ("<S: Storage>", "S".to_owned(), "<S as Storage>".to_owned()),
        "Runtime<S>" => ("<S: Storage + 'static>", of.to_owned(), format!("<{of}>")),
        _ => ("", of.to_owned(), format!("<{of}>")),
    };
    let parameters = if of == "Runtime<S>" { "<S: Storage>" } else { "" };
    let applied = if of == "Runtime<S>" { "<S>" } else { "" };
    Some(format!(
        "trait Documented{parameters}: Sized {{ {signature}; }}\n\
         impl{generics} Documented{applied} for {target} {{ {signature} {{ {path}::{name}({arguments}) }} }}\n\
         #[test]\nfn compiles() {{}}"
    ))
}
