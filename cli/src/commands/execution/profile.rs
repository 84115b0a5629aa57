//! `allod profile`: runs a call, keeps nothing, and shows where its gas went.

use super::call::{Prepared, explain};
use crate::failure::{Exit, Failure};
use crate::folder::Place;
use crate::options::Profile as Options;
use crate::output;
use crate::report::figures::thousands;
use crate::report::{self, Shown, stack};
use crate::screen::Screen;
use crate::session::Session;
use allod_core::{Address, Status};
use allod_vm::Profile;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Places shown on the screen.
const PLACES: usize = 12;
/// A profiled call is one that was only tried.
const SHOWN: Shown = Shown { trace: false, hash: false };
/// Letters of a file's name, at most: file systems take 255 bytes, and two endings come behind it.
const LETTERS: usize = 120;

pub(crate) fn run(data: &Place, options: Options, screen: &Screen) -> Result<Exit, Failure> {
    let session = Session::look(data)?;
    let (contract, function, args, execute) = Prepared::new(&session, &options.execution)?.parts(&session)?;
    let (receipt, profile) = session.engine.profile(contract, &function, args.clone(), execute.clone())?;
    let explanation = explain(&session, &receipt, args, execute);
    let name = |address: &Address| session.name_of(address).unwrap_or_else(|| address.to_string());
    let title = format!("{}.{function}", name(&contract));
    let stem = options.out.unwrap_or_else(|| PathBuf::from(format!("{}.profile", file_name(&title))));
    let picture = write(&stem, "svg", &profile.flame_graph(&title, name))?;
    let speedscope = write(&stem, "speedscope.json", &profile.speedscope(&title, name).to_string())?;
    if screen.is_json() {
        let mut json = report::to_json(&receipt, SHOWN);
        if let Some(explanation) = &explanation {
            json["failures"] = stack::to_json(explanation);
        }
        json["profile"] = json!({"total": profile.total(), "flame_graph": picture, "speedscope": speedscope});
        screen.json(json)?;
    } else {
        let names = session.names_of_addresses();
        let mut page = report::to_page(&receipt, SHOWN, &names);
        if let Some(explanation) = explanation.as_ref().filter(|explanation| stack::has_lines(explanation)) {
            page.append("  ", stack::draw(explanation, &names));
        }
        for (place, gas) in dearest(&profile, name).into_iter().take(PLACES) {
            let share = gas as f64 / profile.total().max(1) as f64 * 100.0;
            page.push(format_args!("  {:>12}  {share:>5.1} %  {place}", thousands(gas)));
        }
        page.push(format_args!("  {} and {}", picture.display(), speedscope.display()));
        screen.page(&page)?;
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

/// `title` as a file's name in this very folder: a contract may call its function whatever it likes.
fn file_name(title: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '_' };
    let name: String = title.chars().map(plain).take(LETTERS).collect();
    match name.starts_with('.') {
        true => format!("_{name}"),
        false => name,
    }
}

/// Writes `text` beside `stem`, with `ending` behind it.
fn write(stem: &Path, ending: &str, text: &str) -> Result<PathBuf, Failure> {
    let mut path = stem.as_os_str().to_owned();
    path.push(format!(".{ending}"));
    let path = PathBuf::from(path);
    output::replace(&path, text.as_bytes())?;
    Ok(path)
}
