//! `allod folder`: finds out whether a data folder is whole, and mends it.

use crate::failure::{Exit, Failure};
use crate::figures::thousands;
use crate::folder::{Folder, Place};
use crate::options::Folder as Options;
use crate::screen::Screen;
use crate::session::Session;
use serde_json::{Value as Json, json};

pub(crate) fn run(data: &Place, options: Options, screen: &Screen) -> Result<Exit, Failure> {
    let folder = match options {
        Options::Check => Folder::look(data)?,
        Options::Repair => Folder::repair(data)?,
    };
    folder.accounts.check()?;
    let accounts = folder.accounts.list()?.len();
    let (folder, block) = match folder.has_store()? {
        true => {
            let session = Session::of(folder)?;
            for contract in session.folder.contracts.list()?.into_iter().filter(|contract| !contract.under_way) {
                session.resolve(&contract.name)?;
            }
            let block = session.engine.last_block()?;
            (session.folder, Some(block))
        }
        false => (folder, None),
    };
    let contracts = folder.contracts.list()?.len();
    let name = folder.name().map_or("none yet".to_owned(), |name| name.to_string());
    let height = block.map_or(0, |block| block.height);
    screen.either(
        format_args!(
            "{} is whole\n  name       {name}\n  height     {}\n  accounts   {}\n  contracts  {}",
            data.shown(),
            thousands(height),
            thousands(accounts as u64),
            thousands(contracts as u64)
        ),
        &json!({
            "folder": folder.name(),
            "chain_id": folder.chain(),
            "height": height,
            "time": block.map_or(Json::Null, |block| json!(block.time)),
            "accounts": accounts,
            "contracts": contracts,
            "error": null,
        }),
    )?;
    Ok(Exit::Done)
}
