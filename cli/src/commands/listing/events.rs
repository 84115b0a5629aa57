//! `allod events`: lists what contracts have logged, from the receipts in the store.

use crate::failure::{Exit, Failure};
use crate::folder::Place;
use crate::options::Events as Options;
use crate::report;
use crate::report::trace::Names;
use crate::request::position::Position;
use crate::screen::Screen;
use crate::screen::page::Page;
use crate::session::Session;
use allod_core::{Address, Event};
use allod_vm::Receipt;
use serde_json::{Value as Json, json};

/// Receipts that are read at a time.
const RECEIPTS: usize = 64;

/// Which events are wanted, names looked up.
struct Filter<'f> {
    contract: Option<Address>,
    name: Option<&'f str>,
    from: Option<Address>,
    since: u64,
    until: u64,
}

impl Filter<'_> {
    fn takes(&self, receipt: &Receipt, event: &Event) -> bool {
        (self.since..=self.until).contains(&receipt.block.height)
            && self.contract.is_none_or(|contract| event.contract == contract)
            && self.name.is_none_or(|name| event.name == name)
            && self.from.is_none_or(|from| receipt.sender == from)
    }
}

pub(crate) fn run(data: &Place, options: &Options, screen: &Screen) -> Result<Exit, Failure> {
    let session = Session::look(data)?;
    let resolve = |word: &Option<String>| word.as_deref().map(|word| session.resolve(word)).transpose();
    let filter = Filter {
        contract: resolve(&options.contract)?,
        name: options.name.as_deref(),
        from: resolve(&options.from)?,
        since: options.since.unwrap_or(0),
        until: options.until.unwrap_or(u64::MAX),
    };
    let limit = usize::try_from(options.limit).unwrap_or(usize::MAX);
    let after = options.after.unwrap_or_default();
    let names = session.names_of_addresses();
    let mut found = Found::default();
    let mut last = after.transaction.saturating_sub(1);
    'pages: loop {
        let receipts = session.engine.receipts(last, RECEIPTS)?;
        let Some(end) = receipts.last() else { break };
        last = end.transaction;
        for receipt in &receipts {
            if receipt.block.height > filter.until {
                break 'pages;
            }
            for (at, event) in (1..).zip(&receipt.events) {
                let place = Position { transaction: receipt.transaction, events: at };
                if place <= after || !filter.takes(receipt, event) {
                    continue;
                }
                if found.count >= limit {
                    found.next = Some(found.last);
                    break 'pages;
                }
                found.add(&names, screen, (place, receipt, event));
            }
        }
    }
    let next = found.next.map(|place| place.to_string());
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
    last: Position,
    next: Option<Position>,
}

impl Found {
    fn add(&mut self, names: &Names<'_>, screen: &Screen, (place, receipt, event): (Position, &Receipt, &Event)) {
        (self.count, self.last) = (self.count + 1, place);
        if screen.is_json() {
            let mut row = Receipt::event_json(event);
            row["place"] = json!(place.to_string());
            row["hash"] = json!(receipt.hash);
            row["height"] = json!(receipt.block.height);
            row["time"] = json!(receipt.block.time);
            row["sender"] = json!(receipt.sender);
            self.rows.push(row);
        } else {
            let said = report::event(event, names);
            self.page.push(format_args!("{place}  block {}  {said}", receipt.block));
        }
    }
}
