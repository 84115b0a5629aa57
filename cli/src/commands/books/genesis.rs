//! `allod genesis`: the document that a chain begins with, checked or written to a data folder.

use crate::failure::{Exit, Failure};
use crate::folder::{Folder, Place};
use crate::options::Genesis as Action;
use crate::report::figures::thousands;
use crate::screen::Screen;
use crate::screen::page::Page;
use allod_core::Hash;
use allod_vm::{Compiler, Engine, EngineConfig, Genesis, GenesisCounts};
use serde_json::json;

/// Contracts that are listed with their addresses, at most.
const LISTED: usize = 1_000;

pub(crate) fn run(data: &Place, action: &Action, screen: &Screen) -> Result<Exit, Failure> {
    match action {
        Action::Check { file } => {
            let genesis = Genesis::from_file(file)?;
            let (engine, root) = tried(&genesis)?;
            said(&format!("{} is in order", file.display()), &genesis, &engine, root, screen)?;
        }
        Action::Init { file } => {
            let genesis = Genesis::from_file(file)?;
            // A document that is wrong makes no folder.
            tried(&genesis)?;
            let mut folder = Folder::make(data)?;
            if !folder.has_store()? {
                folder.join_chain(genesis.chain_id())?;
            }
            let opened = super::import::opened(folder)?;
            let root = opened.engine.genesis(&genesis)?;
            let head = format!("{} has begun with {}", data.shown(), file.display());
            said(&head, &genesis, &opened.engine, root, screen)
                .map_err(|failure| failure.though("the genesis is written"))?;
        }
    }
    Ok(Exit::Done)
}

/// A chain in memory that begins with `genesis`, and its root.
fn tried(genesis: &Genesis) -> Result<(Engine, Hash), Failure> {
    let config = EngineConfig::default().with_chain_id(genesis.chain_id()).with_compiler(Compiler::Interpreter);
    let engine = Engine::open(config)?;
    let root = engine.genesis(genesis)?;
    Ok((engine, root))
}

fn said(head: &str, genesis: &Genesis, engine: &Engine, root: Hash, screen: &Screen) -> Result<(), Failure> {
    let (GenesisCounts { accounts, contracts, objects, rows, .. }, digest) = (genesis.counts(), genesis.digest());
    let listed = engine.contracts(None, LISTED)?;
    let mut page = Page::line(format_args!(
        "{head}: chain {}; accounts {}, contracts {}, objects {}, rows {}",
        genesis.chain_id(),
        thousands(accounts as u64),
        thousands(contracts as u64),
        thousands(objects as u64),
        thousands(rows as u64)
    ));
    page.push(format_args!("  root      {root}"));
    page.push(format_args!("  digest    {digest}"));
    for contract in &listed {
        page.push(format_args!("  contract  {}", contract.address));
    }
    let addresses: Vec<_> = listed.iter().map(|contract| contract.address).collect();
    let document = json!({
        "chain_id": genesis.chain_id(),
        "root": root,
        "digest": digest,
        "accounts": accounts,
        "contracts": contracts,
        "objects": objects,
        "rows": rows,
        "addresses": addresses,
        "error": null,
    });
    screen.either(&page, document)
}
