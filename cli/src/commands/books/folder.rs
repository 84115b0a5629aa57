//! `allod folder`: finds out whether a data folder is whole, and mends it.

use crate::failure::{Exit, Failure};
use crate::folder::{Folder, Place};
use crate::options::Folder as Options;
use crate::report::figures::thousands;
use crate::screen::Screen;
use crate::screen::page::Page;
use crate::session::Session;
use allod_vm::{Audit, BlockContext};
use serde_json::{Value as Json, json};

pub(crate) fn run(data: &Place, options: Options, screen: &Screen) -> Result<Exit, Failure> {
    match options {
        Options::Check => check(data, Folder::look(data)?, screen),
        Options::Repair => check(data, Folder::repair(data)?, screen),
        Options::AcceptLoss => accept_loss(data, screen),
    }
}

fn accept_loss(data: &Place, screen: &Screen) -> Result<Exit, Failure> {
    let left = Folder::accept_loss(data)?;
    let shown = screen.either(
        &Page::line(format_args!(
            "{} goes on with what is left of its store: {} changes",
            data.shown(),
            thousands(left)
        )),
        json!({ "changes": left, "error": null }),
    );
    shown.map_err(|failure| failure.though("the loss is accepted"))?;
    Ok(Exit::Done)
}

/// Parts of a folder that is whole.
struct Found {
    folder: Folder,
    accounts: usize,
    contracts: usize,
    block: Option<BlockContext>,
    state: Option<Audit>,
}

impl Found {
    /// Looks at everything in `folder`.
    fn of(folder: Folder) -> Result<Self, Failure> {
        folder.accounts.check()?;
        let accounts = folder.accounts.list()?.len();
        let named = folder.contracts.list()?.into_iter().filter(|contract| !contract.under_way);
        let named: Vec<String> = named.map(|contract| contract.name).collect();
        let contracts = named.len();
        if !folder.has_store()? {
            return Ok(Self { folder, accounts, contracts, block: None, state: None });
        }
        let session = Session::of(folder)?;
        for name in named {
            session.resolve(&name)?;
        }
        let (block, state) = (session.engine.last_block()?, session.engine.verify()?);
        Ok(Self { folder: session.folder, accounts, contracts, block: Some(block), state: Some(state) })
    }
}

fn check(data: &Place, folder: Folder, screen: &Screen) -> Result<Exit, Failure> {
    let Found { folder, accounts, contracts, block, state } = Found::of(folder)?;
    let name = folder.name().map_or("none yet".to_owned(), |name| name.to_string());
    let height = block.map_or(0, |block| block.height);
    let last = block.filter(|block| block.height > 0).map_or("none yet".to_owned(), |block| block.to_string());
    let mut page = Page::line(format_args!("{} is whole", data.shown()));
    page.push(format!("  name       {name}"));
    page.push(format!("  accounts   {}", thousands(accounts as u64)));
    page.push(format!("  contracts  {} with names", thousands(contracts as u64)));
    page.push(format!("  last block {last}"));
    if let Some(state) = &state {
        page.push(format!("  state      {} rows, {} objects", thousands(state.rows), thousands(state.objects)));
        page.push(format!("  root       {}", state.root));
    }
    let document = json!({
        "folder": folder.name(),
        "chain_id": folder.chain(),
        "height": height,
        "time": block.map_or(Json::Null, |block| json!(block.time)),
        "accounts": accounts,
        "contracts": contracts,
        "rows": state.as_ref().map_or(0, |state| state.rows),
        "root": state.as_ref().map(|state| state.root),
        "error": null,
    });
    screen.either(&page, document)?;
    Ok(Exit::Done)
}
