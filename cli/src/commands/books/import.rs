//! `allod import`: begins a data folder with a state from a file.

use crate::failure::{Exit, Failure};
use crate::folder::{Folder, Place, guard, layout::STATE};
use crate::options::Import as Options;
use crate::report::figures::thousands;
use crate::screen::Screen;
use crate::screen::page::Page;
use crate::session::Session;
use allod_state::RocksStorage;
use allod_vm::{EngineError, ImportedState, import, import_unverified};
use serde_json::json;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::sync::Arc;

pub(crate) fn run(data: &Place, options: &Options, screen: &Screen) -> Result<Exit, Failure> {
    let file = File::open(&options.file).map_err(|error| Failure::file(&options.file, error))?;
    let mut folder = Folder::make(data)?;
    let state = data.join(STATE);
    let was_there = guard::is_there(&state)?;
    let imported = read_in(&state, file, options).inspect_err(|_| {
        if !was_there {
            // Nothing of a state is in it. What can't be removed is an empty store, which the next command takes for one.
            let _ = std::fs::remove_dir_all(&state);
        }
    })?;
    folder.join_chain(imported.block.chain_id)?;
    drop(opened(folder)?);
    let ImportedState { root, block, rows, digest, .. } = imported;
    let mut page = Page::line(format_args!(
        "{} has the state after block {} of chain {}: {} rows",
        data.shown(),
        block.height,
        block.chain_id,
        thousands(rows)
    ));
    page.push(format_args!("  root    {root}"));
    page.push(format_args!("  digest  {digest}"));
    if options.root.is_none() {
        page.push("The root is what the file says: compare it with somebody you trust");
    }
    let document = json!({
        "height": block.height,
        "chain_id": block.chain_id,
        "root": root,
        "trusted": options.root.is_some(),
        "rows": rows,
        "digest": digest,
        "error": null,
    });
    screen.either(&page, document).map_err(|failure| failure.though("the state is imported"))?;
    Ok(Exit::Done)
}

/// Opens a folder that is to begin with a state, and gives its store the folder's name.
pub(super) fn opened(folder: Folder) -> Result<Session, Failure> {
    Session::of(folder)
}

/// Imports `file` into the store at `state`, which is closed afterwards.
fn read_in(state: &Path, file: File, options: &Options) -> Result<ImportedState, Failure> {
    let store = Arc::new(RocksStorage::open(state).map_err(EngineError::from)?.with_sync(true));
    let source = BufReader::with_capacity(1 << 20, file);
    let imported = match options.root {
        Some(root) => import(store, source, root),
        None => import_unverified(store, source),
    };
    imported.map_err(|error| match error {
        error @ EngineError::Import(_) => Failure::file(&options.file, error),
        error => error.into(),
    })
}
