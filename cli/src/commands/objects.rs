//! `allod objects`: lists what an address owns.

use crate::failure::{Exit, Failure};
use crate::folder::Place;
use crate::options::Objects;
use crate::screen::Screen;
use crate::session::Session;
use serde_json::json;

pub(crate) fn run(data: &Place, options: Objects, screen: &Screen) -> Result<Exit, Failure> {
    let session = Session::look(data)?;
    let owner = session.resolve(&options.owner)?;
    let ids = session.engine.objects_of(owner, options.after, options.limit)?;
    if screen.is_json() {
        screen.line(json!({ "owner": owner, "objects": ids, "error": null }))?;
        return Ok(Exit::Done);
    }
    for id in &ids {
        screen.line(id)?;
    }
    match ids.last() {
        None => screen.remark(format_args!("{} owns no objects", options.owner)),
        Some(last) if ids.len() >= options.limit => screen.remark(format_args!("there may be more: --after {last}")),
        Some(_) => {}
    }
    Ok(Exit::Done)
}
