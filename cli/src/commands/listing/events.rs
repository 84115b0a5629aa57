//! `allod events`: lists what contracts have logged, from the receipts in the store.

use crate::failure::{Exit, Failure};
use crate::folder::Place;
use crate::options::Events as Options;
use crate::report;
use crate::report::trace::Names;
use crate::screen::Screen;
use crate::screen::page::Page;
use crate::session::Session;
use allod_vm::{EventFilter, PastEvent, Receipt};
use serde_json::{Value as Json, json};

pub(crate) fn run(data: &Place, options: &Options, screen: &Screen) -> Result<Exit, Failure> {
    let session = Session::look(data)?;
    let resolve = |word: &Option<String>| word.as_deref().map(|word| session.resolve(word)).transpose();
    let filter = EventFilter {
        contract: resolve(&options.contract)?,
        name: options.name.clone(),
        sender: resolve(&options.from)?,
        from_height: options.since.unwrap_or(0),
        to_height: options.until.unwrap_or(u64::MAX),
    };
    let limit = usize::try_from(options.limit).unwrap_or(usize::MAX);
    let names = session.names_of_addresses();
    let view = session.engine.view()?;
    let (mut found, mut next) = (Found::default(), options.after);
    loop {
        let page = view.events(&filter, next, limit - found.count)?;
        page.events.iter().for_each(|event| found.add(&names, screen, event));
        next = page.next;
        // A page may end before it is full, where many receipts were read for it.
        if next.is_none() || found.count >= limit {
            break;
        }
    }
    let next = next.map(|place| place.to_string());
    screen.either(&found.page, json!({ "events": found.rows, "next": next, "error": null }))?;
    match next {
        Some(next) => screen.remark(format_args!("there are more: --after {next}")),
        None if found.count == 0 => screen.remark("no such events"),
        None => {}
    }
    Ok(Exit::Done)
}

/// The events of a page, in the form that is read here.
#[derive(Default)]
struct Found {
    page: Page,
    rows: Vec<Json>,
    count: usize,
}

impl Found {
    fn add(&mut self, names: &Names<'_>, screen: &Screen, found: &PastEvent) {
        let PastEvent { place, block, hash, sender, event, .. } = found;
        self.count += 1;
        if screen.is_json() {
            let mut row = Receipt::event_json(event);
            row["place"] = json!(place.to_string());
            row["hash"] = json!(hash);
            row["height"] = json!(block.height);
            row["time"] = json!(block.time);
            row["sender"] = json!(sender);
            self.rows.push(row);
        } else {
            let said = report::event(event, names);
            self.page.push(format_args!("{place}  block {block}  {said}"));
        }
    }
}
