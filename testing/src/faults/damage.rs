//! Bytes changed in every file of a folder: a command answers right, or says what is wrong and leaves everything as it is.

use super::Counts;
use super::commands::ENTRIES;
use super::folder::Folder;
use super::shell::{Shell, words};
use std::path::Path;

/// A change of a file's bytes, at a place among them.
type Damage = fn(&mut Vec<u8>, usize);

/// A damage to a file.
const DAMAGES: [(&str, Damage); 4] = [
    ("a byte flipped", |bytes, at| bytes[at] ^= 0x20),
    ("cut", |bytes, at| bytes.truncate(at)),
    ("zeros", |bytes, at| bytes[at..].iter_mut().take(64).for_each(|byte| *byte = 0)),
    ("emptied", |bytes, _| bytes.clear()),
];

/// Files whose content is nobody's answer: RocksDB's diary and lock, and names of temporary use.
fn is_idle(name: &str) -> bool {
    name == "LOG" || name.starts_with("LOG.old") || name == "LOCK" || name == "lock" || name.ends_with(".lock")
}

/// Damages every file of a copy of `base` at `places` places in each way, and removes it; asks for the diary's entries,
/// and makes a call.
pub fn every_file(shell: &Shell, base: &Folder, places: usize, mut see: impl FnMut(&str)) -> Counts {
    let mut counts = Counts::default();
    let data = base.data();
    for file in base.files() {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let inner = file.strip_prefix(&data).unwrap_or(&file);
        let bytes = std::fs::read(&file).unwrap_or_default();
        if is_idle(&name) {
            continue;
        }
        let mut all: Vec<(String, Option<Vec<u8>>)> = vec![("removed".to_owned(), None)];
        for place in 0..places.min(bytes.len()) {
            let at = bytes.len() * place / places.min(bytes.len());
            for (what, damage) in DAMAGES {
                let mut changed = bytes.clone();
                damage(&mut changed, at);
                if changed != bytes && (place == 0 || !changed.is_empty()) {
                    all.push((format!("{what} at {at}"), Some(changed)));
                }
            }
        }
        for (what, changed) in all {
            let copy = base.copy();
            let path = copy.data().join(inner);
            match changed {
                Some(bytes) => std::fs::write(&path, bytes).expect("a file is damaged"),
                None => std::fs::remove_file(&path).expect("a file is removed"),
            }
            counts.struck += 1;
            if let Some(wrong) = ask(shell, &copy, inner, &mut counts) {
                let wrong = format!("{}, {what}: {wrong}", Path::new(inner).display());
                see(&wrong);
                counts.wrong.push(wrong);
            }
        }
    }
    counts
}

/// The faults in what a query and a call say.
fn ask(shell: &Shell, copy: &Folder, damaged: &Path, counts: &mut Counts) -> Option<String> {
    let of_the_store = damaged.starts_with("state");
    let is_table = damaged.extension().is_some_and(|end| end == "sst");
    let state = || -> Vec<_> {
        let state = copy.data().join("state");
        let files = copy.files().into_iter().filter(|file| file.starts_with(&state));
        files.map(|file| (std::fs::read(&file).ok(), file)).collect()
    };
    let before = state();
    for (words, wanted) in [
        (words(&["query", "diary", "Entries"]), ENTRIES),
        (words(&["call", "diary", "Write", "--from", "ann"]), ENTRIES + 1),
    ] {
        let ended = shell.run(copy, &words);
        let document: serde_json::Value =
            ended.stdout.lines().next().and_then(|line| serde_json::from_str(line).ok())?;
        let (result, error) = (&document["result"], &document["error"]);
        match ended.code {
            Some(0) if result.as_u64() == Some(wanted) => *counts.ended.entry("right".to_owned()).or_default() += 1,
            Some(1..) if error["message"].as_str().is_some_and(|message| !message.is_empty()) => {
                let kind = error["kind"].as_str().unwrap_or("?").to_owned();
                // Whatever is wrong with the store is this machine's, and no mistake of who asks, nor of the contract.
                if of_the_store && (ended.code, &*kind) != (Some(5), "machine") {
                    return Some(format!("{words:?} blames {kind}: {ended:?}"));
                }
                *counts.ended.entry(kind).or_default() += 1;
                // What is in a table is read when it is asked for, and by then the store has been opened.
                if before != state() && !is_table {
                    return Some(format!("{words:?} failed, and changed the store: {ended:?}"));
                }
                if error["message"].as_str().is_some_and(|message| message.contains("secret_key")) {
                    return Some(format!("{words:?} prints a key: {ended:?}"));
                }
            }
            _ => return Some(format!("{words:?} answers {ended:?}")),
        }
    }
    None
}
