//! `allod compile`: makes a module of a contract's source.

use crate::commands::listing::abi::signature;
use crate::failure::{Exit, Failure};
use crate::options::Compile;
use crate::output;
use crate::report::figures::thousands;
use crate::request::module::compiled;
use crate::request::source;
use crate::screen::Screen;
use crate::screen::page::Page;
use allod_compiler::Compiled;
use allod_core::Hash;
use serde_json::json;
use std::path::PathBuf;

pub(crate) fn run(options: Compile, screen: &Screen) -> Result<Exit, Failure> {
    let out = options.out.unwrap_or_else(|| PathBuf::from(format!("{}.wasm", source::stem(&options.source))));
    if is_same(&out, &options.source) {
        return Err(Failure::Usage(format!("{} is what is compiled: choose another --out", out.display())));
    }
    let source = source::read(&options.source)?;
    let Compiled { wasm, abi, warnings, .. } =
        compiled(&source, options.toolchain.into(), options.memory_limit, screen)?;
    output::replace(&out, &wasm)?;
    let mut page = Page::line(format_args!("{}: {} bytes", out.display(), thousands(wasm.len() as u64)));
    for function in abi.iter().flat_map(|abi| &abi.functions) {
        page.push(format_args!("  offers {}", signature(function)));
    }
    let mut json = json!({
        "module": out, "module_size": wasm.len(), "code_hash": Hash::of_code(&wasm), "abi": abi, "error": null,
    });
    if !warnings.is_empty() {
        json["warnings"] = warnings.iter().map(ToString::to_string).collect();
    }
    screen.either(&page, json).map_err(|failure| failure.though(format!("{} is written", out.display())))?;
    Ok(Exit::Done)
}

/// Both are one file.
fn is_same(one: &std::path::Path, other: &std::path::Path) -> bool {
    let known = |path: &std::path::Path| std::fs::canonicalize(path).ok();
    known(one).is_some_and(|one| known(other) == Some(one))
}
