//! Every command, with every fault, at every call that writes.

use super::Counts;
use super::commands::{COMMANDS, Command};
use super::disk::{Fault, WAYS};
use super::folder::Folder;
use super::shell::Shell;
use super::verdict::Trial;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A sweep over commands.
#[derive(Debug)]
pub struct Sweep<'s> {
    /// The binary.
    pub shell: &'s Shell,
    /// The folder of which each run begins with a copy.
    pub base: &'s Folder,
    /// Folder in which the copies are made.
    pub work: PathBuf,
    /// The first that is tried of all faults of a command: of its first call that writes each way, then of its second.
    pub first: usize,
    /// Of these faults, every so manyth is tried.
    pub step: usize,
    /// Commands at once.
    pub workers: usize,
    /// Only commands whose names begin so; where it is empty, all but those that compile Go.
    pub only: String,
}

impl Sweep<'_> {
    /// Runs every command with a disk that fails in each way at each call that writes, as far as it is to be tried. `see` is told of each that was
    /// wrong.
    pub fn run(&self, see: impl Fn(&str) + Sync) -> Counts {
        let is_chosen = |command: &&Command| match self.only.is_empty() {
            true => !command.slow,
            false => command.name.starts_with(&self.only),
        };
        let commands: Vec<_> = COMMANDS.iter().filter(is_chosen).collect();
        let (next, counts) = (AtomicUsize::new(0), Mutex::new(Counts::default()));
        std::thread::scope(|scope| {
            for _ in 0..self.workers {
                scope.spawn(|| {
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        let Some(command) = commands.get(number) else { break };
                        self.command(number, command, &counts, &see);
                    }
                });
            }
        });
        counts.into_inner().expect("no worker fails")
    }

    fn command(&self, number: usize, command: &Command, counts: &Mutex<Counts>, see: &impl Fn(&str)) {
        let trial = match Trial::new(self.shell, self.base, &self.work, command) {
            Ok(trial) => trial,
            Err(wrong) => {
                see(&wrong);
                counts.lock().expect("no worker fails").wrong.push(wrong);
                return;
            }
        };
        // Each begins at another, so that short runs come by more of them.
        let first = (self.first + number * 13) % self.step;
        for fault in (first..).step_by(self.step) {
            let (errno, failing) = WAYS[fault % WAYS.len()];
            let fault = Fault { calls: (fault / WAYS.len()) as u64, failing, errno };
            let copy = command.copy(self.base, &self.work);
            let (ended, struck) = self.shell.run_on(&copy, &command.words(self.base), fault);
            let Some(at) = struck.first() else { break };
            let judged = trial.judge(self.shell, self.base, &copy, &ended, &struck);
            let how = format!("{fault}, {} {}", at.call, at.path.display());
            let mut counts = counts.lock().expect("no worker fails");
            let before = counts.wrong.len();
            counts.add(command.name, at.call, judged, &how);
            counts.wrong[before..].iter().for_each(|wrong| see(wrong));
        }
    }
}
