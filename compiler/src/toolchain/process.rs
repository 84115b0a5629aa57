//! Runs a program with an environment of its own, within limits, and its words kept.

use super::group::Group;
use super::limits::{Met, Taken};
use super::program::Program;
use super::usage;
use std::io::Read;
use std::process::ExitStatus;
use std::time::{Duration, Instant};

/// Bytes of each stream that are kept.
const MAX_WORDS: u64 = 256 << 10;
/// Between two looks at what a group takes, at least; and how often the time of a look is waited after it, so
/// that looking takes a twentieth of a core at most.
const LOOKS: (Duration, u32) = (Duration::from_millis(50), 20);

/// Outcome of a program: what it said and how it ended.
pub(super) struct Ran {
    pub(super) success: bool,
    pub(super) out: String,
    pub(super) err: String,
}

/// Runs it to its end. Whatever it started has ended then too.
///
/// # Errors
/// In words: it can't be started, or met a limit.
pub(super) fn run(program: &Program) -> Result<Ran, String> {
    let named = |what: &str, e: std::io::Error| format!("{} {what}: {e}", program.binary.display());
    let mut group = Group::start(program).map_err(|e| named("can't be started", e))?;
    let (out, err) = (listen(group.leader.stdout.take()), listen(group.leader.stderr.take()));
    let ended = wait(&mut group, program).map_err(|e| named("can't be waited for", e))?;
    group.end();
    let words = |thread: std::thread::JoinHandle<String>| thread.join().unwrap_or_default();
    match ended {
        Ok(status) => Ok(Ran { success: status.success(), out: words(out), err: words(err) }),
        Err(met) => Err(met.to_string()),
    }
}

/// Keeps the beginning of what a stream says, and lets the rest go by, so that the program never waits.
fn listen(stream: Option<impl Read + Send + 'static>) -> std::thread::JoinHandle<String> {
    std::thread::spawn(move || {
        let Some(mut stream) = stream else { return String::new() };
        let mut words = Vec::new();
        let kept = stream.by_ref().take(MAX_WORDS).read_to_end(&mut words);
        let passed = std::io::copy(&mut stream, &mut std::io::sink());
        if kept.is_err() || passed.is_err() {
            words.extend(b" (cut)");
        }
        String::from_utf8_lossy(&words).into_owned()
    })
}

/// Waits for the program's end, or the limit that it meets.
fn wait(group: &mut Group, program: &Program) -> std::io::Result<Result<ExitStatus, Met>> {
    let mut pause = Duration::from_millis(1);
    let mut next = Duration::ZERO;
    loop {
        if let Some(status) = group.ended()? {
            return Ok(Ok(status));
        }
        let clock = group.clock();
        if let Some(met) = program.limits.met(&Taken { clock, ..Taken::default() }) {
            return Ok(Err(met));
        }
        if clock >= next {
            let look = Instant::now();
            let disk = program.writes.map_or(0, usage::disk);
            if let Some(met) = program.limits.met(&Taken { disk, ..group.takes() }) {
                return Ok(Err(met));
            }
            next = group.clock() + LOOKS.0.max(look.elapsed() * LOOKS.1);
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(20));
    }
}
