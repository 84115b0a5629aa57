//! `allod abi`: shows what a contract offers, deployed or still a file.

use crate::failure::{Exit, Failure};
use crate::folder::{Folder, Place};
use crate::progress::Progress;
use crate::screen::Screen;
use crate::session::Session;
use allod_compiler::{CompileOptions, compile};
use allod_core::Abi;
use std::path::Path;

pub(crate) fn run(data: &Place, contract: &str, screen: &Screen) -> Result<Exit, Failure> {
    let file = Path::new(contract);
    // A file can be looked at whatever the data folder is like.
    let named = || Folder::look(data).and_then(|folder| folder.contract(contract)).is_ok_and(|found| found.is_some());
    let abi = match (file.is_file(), file.is_file() && named()) {
        (true, true) => {
            return Err(Failure::Usage(format!(
                "{contract} is both a file and a contract: say ./{contract}, or the address"
            )));
        }
        (true, false) => of_file(file, screen)?,
        (false, _) => {
            let session = Session::look(data)?;
            session.engine.abi(session.resolve(contract)?)?
        }
    };
    if screen.is_json() {
        let json = serde_json::to_value(&abi).map_err(|error| Failure::Machine(format!("the ABI: {error}")))?;
        screen.line(json)?;
        return Ok(Exit::Done);
    }
    let functions = abi.functions.iter().map(|function| format!("  {function}"));
    let events = abi.events.iter().map(|event| format!("  event {}({})", event.name, event.parameters.join(", ")));
    let head = Some(format!("package {}", abi.package_name)).filter(|_| !abi.package_name.is_empty());
    screen.line(head.into_iter().chain(functions).chain(events).collect::<Vec<_>>().join("\n"))?;
    Ok(Exit::Done)
}

fn of_file(file: &Path, screen: &Screen) -> Result<Abi, Failure> {
    let code = std::fs::read(file).map_err(|error| Failure::file(file, error))?;
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let progress = Progress::begin(&name, screen);
    let options = CompileOptions { name, progress: Some(progress.teller()), ..CompileOptions::default() };
    let compiled = compile(&code, &options);
    progress.end();
    let missing =
        || Failure::NotFound(format!("{} has no ABI: a module brings one in its custom section", file.display()));
    let compiled = compiled?;
    compiled.warnings.iter().for_each(|warning| screen.remark(format_args!("warning: {warning}")));
    compiled.abi.ok_or_else(missing)
}
