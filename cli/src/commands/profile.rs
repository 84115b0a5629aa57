//! `allod profile`: runs a call, keeps nothing, and shows where its gas went.

use super::call::Prepared;
use crate::failure::{Exit, Failure};
use crate::figures::thousands;
use crate::folder::Place;
use crate::options::Profile as Options;
use crate::output;
use crate::report;
use crate::screen::Screen;
use crate::session::Session;
use allod_core::{Address, Status};
use allod_vm::Profile;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Places shown on the screen.
const SHOWN: usize = 12;

pub(crate) fn run(data: &Place, options: Options, screen: &Screen) -> Result<Exit, Failure> {
    let session = Session::look(data)?;
    let (contract, function, args, execute) = Prepared::new(&session, &options.execution)?.parts(&session)?;
    let (receipt, profile) = session.engine.profile(contract, &function, args, execute)?;
    let name = |address: &Address| session.name_of(address).unwrap_or_else(|| address.to_string());
    let title = format!("{}.{function}", name(&contract));
    let stem = options.out.unwrap_or_else(|| PathBuf::from(format!("{title}.profile")));
    let picture = write(&stem, "svg", &profile.flame_graph(&title, name))?;
    let speedscope = write(&stem, "speedscope.json", &profile.speedscope(&title, name).to_string())?;
    if screen.is_json() {
        let mut json = report::to_json(&receipt, false);
        json["profile"] = json!({"total": profile.total(), "flame_graph": picture, "speedscope": speedscope});
        screen.line(json)?;
    } else {
        screen.line(report::to_text(&receipt, false, &|address| session.name_of(address)))?;
        for (place, gas) in dearest(&profile, name).into_iter().take(SHOWN) {
            let share = gas as f64 / profile.total().max(1) as f64 * 100.0;
            screen.line(format_args!("  {:>12}  {share:>5.1} %  {place}", thousands(gas)))?;
        }
        screen.line(format_args!("  {} and {}", picture.display(), speedscope.display()))?;
    }
    Ok(if receipt.status == Status::Success { Exit::Done } else { Exit::ContractFailed })
}

/// The places by what they spent themselves, however they were reached, the dearest first.
fn dearest(profile: &Profile, name: impl Fn(&Address) -> String) -> Vec<(String, u64)> {
    let mut sums: BTreeMap<String, u64> = BTreeMap::new();
    for node in profile.nodes.iter().filter(|node| node.gas > 0) {
        *sums.entry(node.place.label(&name)).or_default() += node.gas;
    }
    let mut rows: Vec<_> = sums.into_iter().collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.1));
    rows
}

/// Writes `text` beside `stem`, with `ending` behind it.
fn write(stem: &Path, ending: &str, text: &str) -> Result<PathBuf, Failure> {
    let mut path = stem.as_os_str().to_owned();
    path.push(format!(".{ending}"));
    let path = PathBuf::from(path);
    output::replace(&path, text)?;
    Ok(path)
}
