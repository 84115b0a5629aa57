//! Verdict: whether what a command answered is what is in the folder afterwards.

use super::commands::{Before, Command, Step};
use super::disk::Struck;
use super::folder::Folder;
use super::look::{self, Look};
use super::shell::{Ended, Shell, words};

/// Words of an error where something was kept, or may have been.
const IN_DOUBT: [&str; 3] = ["not known", "kept", "stands there"];

/// The outcome of one run.
pub(super) struct Judged {
    /// `done`, `killed`, or the kind of error.
    pub(super) ended: String,
    /// True if it left temporary files, for the next command to remove.
    pub(super) left: bool,
    /// Faults, in words.
    pub(super) wrong: Vec<String>,
}

/// A command, and what a folder holds before it and after each of its steps.
#[derive(Debug)]
pub(super) struct Trial<'c> {
    pub(super) command: &'c Command,
    /// `None` where nobody can look before.
    states: Vec<Option<Look>>,
}

impl<'c> Trial<'c> {
    /// Runs `command` once on a disk that works.
    pub(super) fn new(
        shell: &Shell,
        base: &Folder,
        work: &std::path::Path,
        command: &'c Command,
    ) -> Result<Self, String> {
        let copy = command.copy(base, work);
        let mut look = match command.before {
            Before::NoAccounts => Look::at(shell, base)?,
            _ => Look::at(shell, &copy)?,
        };
        let mut states = vec![(command.before != Before::NoAccounts).then(|| look.clone())];
        let ended = shell.run(&copy, &command.words(base));
        let whole = Look::at(shell, &copy)?;
        for step in command.steps {
            step.apply(&mut look, &whole);
            states.push(Some(look.clone()));
        }
        match ended.code == Some(0) && whole == look {
            true => Ok(Self { command, states }),
            false => Err(format!("on a disk that works {}: {ended:?}, {whole:?} instead of {look:?}", command.name)),
        }
    }

    /// Judges a run that ended so in `copy` of `base`.
    pub(super) fn judge(
        &self,
        shell: &Shell,
        base: &Folder,
        copy: &Folder,
        ended: &Ended,
        struck: &[Struck],
    ) -> Judged {
        let error = ended.error();
        let name = match (&ended.code, &error) {
            (Some(0), _) => "done".to_owned(),
            (None, _) => "killed".to_owned(),
            (_, Some((kind, _))) => kind.clone(),
            _ => "without a word".to_owned(),
        };
        let mut wrong = Vec::new();
        if ended.stderr.contains("panicked") || ended.stderr.contains("terminate") || ended.stderr.contains("overflow")
        {
            wrong.push(format!("it did not end by itself: {ended:?}"));
        }
        if name == "without a word" && ended.stderr.trim().is_empty() {
            wrong.push(format!("it failed without a word: {ended:?}"));
        }
        let cache = copy.data().join("artefacts");
        if !struck.is_empty()
            && struck.iter().all(|struck| struck.path.starts_with(&cache))
            && name != "done"
            && name != "killed"
        {
            wrong.push(format!("it failed for a cache: {ended:?}"));
        }
        let message = error.map(|error| error.1).unwrap_or_default();
        let left = !copy.temporaries().is_empty();
        if left {
            // A fault may keep a process from removing what it made. The next command does, whichever it is.
            shell.run(copy, &words(&["account", "list"]));
            let still = copy.temporaries();
            if !still.is_empty() {
                wrong.push(format!("the next command did not remove {still:?}"));
            }
        }
        if let Err(what) = self.kept(shell, base, copy, ended, &message) {
            wrong.push(what);
        }
        let unfinished = copy.unfinished();
        if !unfinished.is_empty() {
            wrong.push(format!("left behind: {unfinished:?}"));
        }
        Judged { ended: name, left, wrong }
    }

    /// Compares what was acknowledged with what is there; then the command must work, if it had not, and another call.
    fn kept(&self, shell: &Shell, base: &Folder, copy: &Folder, ended: &Ended, message: &str) -> Result<(), String> {
        let found = Look::at(shell, copy);
        let last = self.states.len() - 1;
        let step = match &found {
            Ok(look) => self.states.iter().position(|state| state.as_ref() == Some(look)),
            Err(_) => self.states.iter().position(Option::is_none),
        };
        let Some(step) = step else { return Err(format!("{found:?} is none of {:?}: {ended:?}", self.states)) };
        let calls = matches!(self.command.steps, [Step::Entry, ..]);
        // What a repair has made is no less right where it then could not tell that all is.
        let repairs = self.command.before == Before::NoAccounts;
        let in_doubt = ended.code.is_none() || repairs || IN_DOUBT.iter().any(|words| message.contains(words));
        let seen = if calls { receipts(ended).min(last) } else { 0 };
        let may = match (ended.code, calls) {
            (Some(0), _) => last..=last,
            (_, true) => seen..=(seen + usize::from(in_doubt)).min(last),
            (_, false) if in_doubt || last == 0 => 0..=last,
            (_, false) => 0..=last - 1,
        };
        if !may.contains(&step) {
            return Err(format!("{step} of {last} steps are made, and {may:?} were acknowledged: {ended:?}"));
        }
        if ended.code == Some(0) && calls && seen < last {
            return Err(format!("it was done, and printed {seen} of {last} receipts"));
        }
        let again = |words: &[String]| {
            let ended = shell.run(copy, words);
            match ended.code {
                Some(0) => Ok(ended),
                _ => Err(format!("afterwards {words:?} fails: {ended:?}")),
            }
        };
        if step < last && !calls {
            again(&self.command.words(base))?;
            let found = Look::at(shell, copy)?;
            if Some(&found) != self.states[last].as_ref() {
                return Err(format!("made again, {found:?} instead of {:?}", self.states[last]));
            }
        }
        let before = match &self.states[if calls { step } else { last }] {
            Some(Look { entries: Some(entries), .. }) => *entries,
            _ => return Ok(()),
        };
        let from = if self.command.before == Before::Nothing { "ann" } else { "default" };
        let next = again(&words(&["call", "diary", "Write", "--from", from]))?;
        let next = next.documents().first().and_then(|document| document["result"].as_u64());
        match next == Some(before + 1) && look::entries(shell, copy) == Some(before + 1) {
            true => Ok(()),
            false => Err(format!("the call after it answers {next:?} where there were {before}")),
        }
    }
}

/// The number of receipts of successful calls that a command printed.
fn receipts(ended: &Ended) -> usize {
    ended.documents().iter().filter(|document| document["error"].is_null() && document["hash"].is_string()).count()
}
