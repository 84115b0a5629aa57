//! Look: what a folder holds, as commands that only read say it.

use super::folder::{self, Folder};
use super::shell::{Ended, Shell, words};
use std::collections::{BTreeMap, BTreeSet};

/// Content of a folder. Two that are equal differ in nothing that a user can tell but keys and times.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    /// Entries of the diary, if there is one.
    pub(super) entries: Option<u64>,
    /// Contracts of the store.
    pub(super) contracts: usize,
    /// Their names.
    pub(super) names: BTreeSet<String>,
    /// Accounts with what they have.
    pub(super) accounts: BTreeMap<String, u64>,
    /// Files that the command wrote outside the data folder: each file with its length.
    pub(super) files: BTreeMap<String, u64>,
}

impl Look {
    /// Looks at `folder`.
    pub(super) fn at(shell: &Shell, folder: &Folder) -> Result<Self, String> {
        let ask = |question: &[&str]| {
            let ended = shell.run(folder, &words(question));
            match ended.code {
                Some(0) => Ok(Some(ended)),
                Some(3) if is_new(&ended) => Ok(None),
                _ => Err(format!("afterwards {question:?} fails: {ended:?}")),
            }
        };
        let list = |ended: &Option<Ended>, key: &str| {
            let document = ended.as_ref().and_then(|ended| ended.documents().into_iter().next());
            document.and_then(|document| document[key].as_array().cloned()).unwrap_or_default()
        };
        let text = |json: &serde_json::Value| json["name"].as_str().unwrap_or("?").to_owned();
        let accounts = list(&ask(&["account", "list"])?, "accounts");
        let contracts = list(&ask(&["contracts"])?, "contracts");
        let names = contracts.iter().flat_map(|row| row["names"].as_array().cloned().unwrap_or_default());
        let names: BTreeSet<_> = names.filter_map(|name| Some(name.as_str()?.to_owned())).collect();
        let entries = match names.contains("diary") {
            true => ask(&["query", "diary", "Entries"])?,
            false => None,
        };
        let here = folder.here();
        let files = folder::files(&here).into_iter().filter(|file| !folder::is_unfinished(file)).map(|file| {
            let name = file.strip_prefix(&here).unwrap_or(&file).display().to_string();
            (name, file.metadata().map_or(0, |data| data.len()))
        });
        Ok(Self {
            entries: entries.and_then(|ended| ended.documents().first()?["result"].as_u64()),
            contracts: contracts.len(),
            names,
            accounts: accounts.iter().map(|row| (text(row), row["balance"].as_u64().unwrap_or(u64::MAX))).collect(),
            files: files.collect(),
        })
    }
}

/// Entries of the diary, asked for alone.
pub(super) fn entries(shell: &Shell, folder: &Folder) -> Option<u64> {
    shell.run(folder, &words(&["query", "diary", "Entries"])).documents().first()?["result"].as_u64()
}

/// True if a command says that nothing is kept in the folder yet.
fn is_new(ended: &Ended) -> bool {
    ended.error().is_some_and(|(_, message)| message.contains("holds no state yet"))
}
