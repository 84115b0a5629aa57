//! Verdict: whether what a command answered is what is in the folder afterwards.

use super::commands::{Command, ENTRIES, Effect};
use super::folder::Folder;
use super::shell::{Ended, Shell, words};
use serde_json::Value as Json;

/// The outcome of one run.
pub(super) struct Judged {
    /// `done`, `killed`, or the kind of error.
    pub(super) ended: String,
    /// The calls that failed.
    pub(super) struck: String,
    /// Faults, in words.
    pub(super) wrong: Vec<String>,
}

/// The documents that a command printed.
fn documents(ended: &Ended) -> Vec<Json> {
    ended.stdout.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

/// The error that a command printed: its kind and its words.
fn error(ended: &Ended) -> Option<(String, String)> {
    let documents = documents(ended);
    let error = documents.iter().map(|document| &document["error"]).find(|error| !error.is_null())?;
    Some((error["kind"].as_str()?.to_owned(), error["message"].as_str()?.to_owned()))
}

/// The number of receipts of successful calls that a command printed.
fn receipts(ended: &Ended) -> u64 {
    documents(ended).iter().filter(|document| document["error"].is_null() && document["hash"].is_string()).count()
        as u64
}

/// The diary's entries, or why nobody can say.
pub(super) fn entries(shell: &Shell, folder: &Folder) -> Result<u64, String> {
    let ended = shell.run(folder.data(), &words(&["query", "diary", "Entries"]));
    let number = documents(&ended).first().and_then(|document| document["result"].as_u64());
    number.filter(|_| ended.code == Some(0)).ok_or_else(|| format!("afterwards a query fails: {ended:?}"))
}

pub(super) fn judge(
    shell: &Shell,
    base: &Folder,
    copy: &Folder,
    command: &Command,
    ended: Ended,
    struck: String,
) -> Judged {
    let error = error(&ended);
    let name = match (&ended.code, &error) {
        (Some(0), _) => "done".to_owned(),
        (None, _) => "killed".to_owned(),
        (_, Some((kind, _))) => kind.clone(),
        _ => "without a word".to_owned(),
    };
    let mut wrong = Vec::new();
    if ended.stderr.contains("panicked") || (ended.code.is_none() && !struck.is_empty() && !is_killed(&ended)) {
        wrong.push(format!("it did not end by itself: {ended:?}"));
    }
    if name == "without a word" && ended.stderr.trim().is_empty() {
        wrong.push(format!("it failed without a word: {ended:?}"));
    }
    let message = error.map(|error| error.1).unwrap_or_default();
    if let Err(what) = kept(shell, base, copy, command, &ended, &message) {
        wrong.push(what);
    }
    let unfinished = copy.unfinished();
    if !unfinished.is_empty() {
        wrong.push(format!("left behind: {unfinished:?}"));
    }
    Judged { ended: name, struck, wrong }
}

/// True if nothing but a kill can have ended it.
fn is_killed(ended: &Ended) -> bool {
    !ended.stderr.contains("terminate") && !ended.stderr.contains("overflow")
}

/// Compares what was acknowledged with what is there; another call, another deploy and another look must work.
fn kept(
    shell: &Shell,
    base: &Folder,
    copy: &Folder,
    command: &Command,
    ended: &Ended,
    message: &str,
) -> Result<(), String> {
    let done = ended.code == Some(0);
    let most = match command.effect {
        Effect::Entries(most) => most,
        _ => 0,
    };
    let seen = receipts(ended).min(most);
    let least = if done { most } else { seen };
    let found = entries(shell, copy)?.checked_sub(ENTRIES).ok_or("entries of before are gone")?;
    let in_doubt = ended.code.is_none() || message.contains("not known") || message.contains("kept");
    let more = u64::from(!done && seen < most && in_doubt);
    if !(least..=least + more).contains(&found) {
        return Err(format!("{found} calls are there, {least} to {} were acknowledged: {ended:?}", least + more));
    }
    if done && seen < most {
        return Err(format!("it was done, and printed {seen} of {most} receipts"));
    }
    let again = |words: &[String]| {
        let ended = shell.run(copy.data(), words);
        match ended.code {
            Some(0) => Ok(ended),
            _ => Err(format!("afterwards {words:?} fails: {ended:?}")),
        }
    };
    match command.effect {
        Effect::Contract(name) => {
            let found = shell.run(copy.data(), &words(&["abi", name])).code == Some(0);
            if done && !found {
                return Err("it was done, and the contract's name is not there".to_owned());
            }
            if !found {
                again(&command.words(base))?;
            }
        }
        Effect::Account(name) => {
            let found = again(&words(&["account", "list"]))?.stdout.contains(&format!("\"{name}\""));
            if done && !found {
                return Err("it was done, and the account is not there".to_owned());
            }
            if !found {
                again(&command.words(base))?;
            }
        }
        Effect::Reads | Effect::Entries(_) | Effect::Balance => {}
    }
    let next = again(&words(&["call", "diary", "Write", "--from", "ann"]))?;
    let next = documents(&next).first().and_then(|document| document["result"].as_u64());
    match next == Some(ENTRIES + found + 1) && entries(shell, copy)? == ENTRIES + found + 1 {
        true => Ok(()),
        false => Err(format!("the call after it answers {next:?} where {found} more than {ENTRIES} were there")),
    }
}
