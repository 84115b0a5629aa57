//! Runs a program with an environment of its own, a time limit, and its words kept.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long a build may take. A cold one takes about six seconds of one core.
const TIME_LIMIT: Duration = Duration::from_secs(300);
/// Bytes of each stream that are kept.
const MAX_WORDS: u64 = 256 << 10;

/// What to run, where, and with what environment; nothing is inherited.
pub(super) struct Program<'p> {
    pub(super) binary: &'p Path,
    pub(super) args: &'p [&'p str],
    pub(super) dir: Option<&'p Path>,
    pub(super) env: Vec<(&'static str, PathBuf)>,
}

/// What a program said and how it ended.
pub(super) struct Ran {
    pub(super) success: bool,
    pub(super) out: String,
    pub(super) err: String,
}

/// Runs it to its end.
///
/// # Errors
/// In words: it can't be started, or did not end in time.
pub(super) fn run(program: &Program) -> Result<Ran, String> {
    let named = |what: &str, e: std::io::Error| format!("{} {what}: {e}", program.binary.display());
    let mut command = Command::new(program.binary);
    command.args(program.args).env_clear().envs(program.env.iter().map(|(name, value)| (name, value)));
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    program.dir.iter().for_each(|dir| {
        command.current_dir(dir);
    });
    let mut child = command.spawn().map_err(|e| named("can't be started", e))?;
    let (out, err) = (listen(child.stdout.take()), listen(child.stderr.take()));
    let ended = wait(&mut child).map_err(|e| named("can't be waited for", e))?;
    let words = |thread: std::thread::JoinHandle<String>| thread.join().unwrap_or_default();
    match ended {
        Some(success) => Ok(Ran { success, out: words(out), err: words(err) }),
        None => Err(format!("{} was stopped after {} seconds", program.binary.display(), TIME_LIMIT.as_secs())),
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

/// Whether the child succeeded; `None` where it took too long and was stopped.
fn wait(child: &mut Child) -> std::io::Result<Option<bool>> {
    let until = Instant::now() + TIME_LIMIT;
    let mut pause = Duration::from_millis(1);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status.success()));
        }
        if Instant::now() >= until {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(20));
    }
}
