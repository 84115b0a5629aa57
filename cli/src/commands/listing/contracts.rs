//! `allod contracts`: lists every contract of the store.

use crate::failure::{Exit, Failure};
use crate::folder::Place;
use crate::options::Contracts as Options;
use crate::report::figures::thousands;
use crate::screen::Screen;
use crate::screen::page::Page;
use crate::session::Session;
use allod_vm::ContractView;
use serde_json::json;

pub(crate) fn run(data: &Place, options: &Options, screen: &Screen) -> Result<Exit, Failure> {
    let session = Session::look(data)?;
    let limit = usize::try_from(options.limit).unwrap_or(usize::MAX);
    let found = session.engine.contracts(options.after, limit)?;
    let known = session.folder.contracts.list()?;
    let names = |contract: &ContractView| -> Vec<String> {
        let named = known.iter().filter(|known| known.address == contract.address);
        named.map(|known| known.name.clone()).collect()
    };
    let next = found.last().filter(|_| found.len() >= limit).map(|last| last.address);
    if screen.is_json() {
        let row = |contract: &ContractView| {
            json!({
                "address": contract.address,
                "names": names(contract),
                "code_hash": contract.record.code,
                "module_size": contract.module_size,
                "deployer": contract.record.deployer,
                "height": contract.record.height,
                "reentrant": contract.record.reentrant,
            })
        };
        let rows: Vec<_> = found.iter().map(row).collect();
        screen.json(json!({ "contracts": rows, "next": next, "error": null }))?;
        return Ok(Exit::Done);
    }
    let mut page = Page::default();
    for contract in &found {
        let deployer = contract.record.deployer;
        let deployer = session.name_of(&deployer).unwrap_or_else(|| deployer.to_string());
        let names = names(contract);
        page.push(format_args!(
            "{}  {}",
            contract.address,
            if names.is_empty() { "-".into() } else { names.join(", ") }
        ));
        page.push(format_args!("  code      {}, {} bytes", contract.record.code, thousands(contract.module_size)));
        page.push(format_args!("  deployer  {deployer}, in block {}", contract.record.height));
    }
    screen.page(&page)?;
    match (found.is_empty(), next) {
        (true, _) => screen.remark(if options.after.is_some() { "no more contracts" } else { "no contracts yet" }),
        (false, Some(last)) => screen.remark(format_args!("there may be more: --after {last}")),
        (false, None) => {}
    }
    Ok(Exit::Done)
}
