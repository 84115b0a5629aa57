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
    let limit = usize::try_from(options.limit).unwrap_or(usize::MAX);
    let ids = session.engine.objects_of(owner, options.after, limit)?;
    let next = ids.last().filter(|_| ids.len() >= limit);
    screen.either(&ids.iter().collect(), json!({ "owner": owner, "objects": ids, "next": next, "error": null }))?;
    match ids.last() {
        None if options.after.is_some() => screen.remark(format_args!("{} owns no more objects", options.owner)),
        None => screen.remark(format_args!("{} owns no objects", options.owner)),
        Some(_) => {
            if let Some(next) = next {
                screen.remark(format_args!("there may be more: --after {next}"));
            }
        }
    }
    Ok(Exit::Done)
}
