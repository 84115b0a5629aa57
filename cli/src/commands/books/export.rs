//! `allod export`: writes the whole state to a file.

use crate::failure::{Exit, Failure};
use crate::folder::Place;
use crate::options::Export as Options;
use crate::output;
use crate::report::figures::thousands;
use crate::screen::Screen;
use crate::screen::page::Page;
use crate::session::Session;
use serde_json::json;

pub(crate) fn run(data: &Place, options: &Options, screen: &Screen) -> Result<Exit, Failure> {
    let session = Session::look(data)?;
    let mut export = session.engine.export()?;
    if options.receipts {
        export = export.with_receipts();
    }
    let written = output::create_with(&options.file, |file| Ok(export.write_to(file)?))?;
    let (file, block) = (options.file.display(), export.block());
    let mut page = Page::line(format_args!(
        "{file} has the state after block {}: {} rows, {} bytes",
        block.height,
        thousands(written.rows),
        thousands(written.bytes)
    ));
    page.push(format_args!("  root    {}", written.root));
    page.push(format_args!("  digest  {}", written.digest));
    page.push(format_args!("Elsewhere: allod import {file} --root {}", written.root));
    let document = json!({
        "file": options.file,
        "height": block.height,
        "chain_id": block.chain_id,
        "root": written.root,
        "rows": written.rows,
        "bytes": written.bytes,
        "digest": written.digest,
        "error": null,
    });
    screen.either(&page, document).map_err(|failure| failure.though(format!("{file} is written")))?;
    Ok(Exit::Done)
}
