//! `allod abi`: shows what a contract offers, deployed or still a file.

use crate::failure::{Exit, Failure};
use crate::folder::{Folder, Place};
use crate::options::{self, Toolchain};
use crate::request::module::compiled;
use crate::request::source;
use crate::request::source_file::no_file;
use crate::screen::Screen;
use crate::screen::page::Page;
use crate::screen::printable::word;
use crate::session::Session;
use allod_core::{Abi, Function, Param};
use allod_vm::WasiOptions;
use std::path::Path;

pub(crate) fn run(data: &Place, options: &options::Abi, screen: &Screen) -> Result<Exit, Failure> {
    let contract = options.contract.as_str();
    let path = Path::new(contract);
    // A file can be looked at whatever the data folder is like.
    let named = || Folder::look(data).and_then(|folder| folder.contract(contract)).is_ok_and(|found| found.is_some());
    let abi = match (path.exists(), path.exists() && named()) {
        (true, true) if path.is_file() => {
            return Err(Failure::Usage(format!(
                "{contract} is both a file and a contract: say ./{contract}, or the address"
            )));
        }
        (true, false) => of_source(path, options.toolchain, screen)?,
        (false, false) if is_path(contract) => return Err(no_file(path)),
        // A folder is often called as the contract that came from it: that one is meant.
        _ => {
            let session = Session::look(data)?;
            session.engine.abi(session.resolve(contract)?)?
        }
    };
    let json = serde_json::to_value(&abi).map_err(|error| Failure::Machine(format!("the ABI: {error}")))?;
    let mut page = Page::line(match abi.package_name.is_empty() {
        true => "a module without an ABI: what it exports".to_owned(),
        false => format!("package {}", word(&abi.package_name)),
    });
    abi.functions.iter().for_each(|function| page.push(format_args!("  {}", signature(function))));
    for event in &abi.events {
        let parameters: Vec<_> = event.parameters.iter().map(|parameter| word(parameter)).collect();
        page.push(format_args!("  event {}({})", word(&event.name), parameters.join(", ")));
    }
    screen.either(&page, json)?;
    Ok(Exit::Done)
}

/// A function as people write it. Names that are none of Go's stand in quotes.
pub(crate) fn signature(function: &Function) -> String {
    let list = |params: &[Param]| {
        let one = |param: &Param| match param.name.is_empty() {
            true => param.ty.to_string(),
            false => format!("{} {}", word(&param.name), param.ty),
        };
        params.iter().map(one).collect::<Vec<_>>().join(", ")
    };
    let head = format!("{}({})", word(&function.name), list(&function.inputs));
    match function.outputs.as_slice() {
        [] => head,
        [one] => format!("{head} {}", one.ty),
        several => format!("{head} ({})", list(several)),
    }
}

/// True if `word` means a file or folder: no contract is called so.
fn is_path(word: &str) -> bool {
    let code = Path::new(word).extension();
    let code = code.is_some_and(|ending| ["go", "wasm", "wat"].iter().any(|known| ending == *known));
    code || word.contains(std::path::MAIN_SEPARATOR)
}

fn of_source(path: &Path, toolchain: Toolchain, screen: &Screen) -> Result<Abi, Failure> {
    let compiled = compiled(&source::read(path)?, toolchain.into(), WasiOptions::default().memory_limit, screen)?;
    let missing =
        || Failure::NotFound(format!("{} has no ABI: a module brings one in its custom section", path.display()));
    compiled.abi.ok_or_else(missing)
}
