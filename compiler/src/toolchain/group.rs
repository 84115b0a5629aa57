//! A program and all that it starts, which end together.

use super::limits::{Taken, ToolchainLimits};
use super::program::Program;
use super::usage;
use std::io;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// Time that a group that is ended is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// Runs `"$@"` within limits, in a group of processes that its caller has made.
///
/// A second process waits on the pipe from the caller. Its end comes when the caller closes it, or dies,
/// however that happens, and then the whole group is killed. Where the program ends by itself, what it left
/// behind ends with it. A limit that can't be set is one that is tighter already.
const SHELL: &str = r#"
exec 3<&0 </dev/null
( read -r _ <&3; kill -KILL 0 ) >/dev/null 2>&1 &
watch=$!
ulimit -d "$1" 2>/dev/null
ulimit -t "$2" 2>/dev/null
ulimit -f "$3" 2>/dev/null
ulimit -n "$4" 2>/dev/null
ulimit -c 0 2>/dev/null
shift 4
"$@" 3<&-
status=$?
trap '' TERM
kill -TERM 0
wait "$watch" 2>/dev/null
exit "$status"
"#;

/// A running group. Dropping it ends it.
pub(super) struct Group {
    pub(super) leader: Child,
    /// As long as this is open, the group lives.
    reins: Option<ChildStdin>,
    began: Instant,
}

impl Group {
    /// Starts `program` within `limits`. What it says comes through the leader's pipes.
    pub(super) fn start(program: &Program) -> io::Result<Self> {
        let mut command = command(program);
        command.env_clear().envs(program.env.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        program.dir.iter().for_each(|dir| {
            command.current_dir(dir);
        });
        let mut leader = command.spawn()?;
        let reins = leader.stdin.take();
        Ok(Self { leader, reins, began: Instant::now() })
    }

    /// Status with which the program ended, if it has.
    pub(super) fn ended(&mut self) -> io::Result<Option<ExitStatus>> {
        self.leader.try_wait()
    }

    /// Time that it has been running.
    pub(super) fn clock(&self) -> Duration {
        self.began.elapsed()
    }

    /// Use of the machine at this moment.
    pub(super) fn takes(&self) -> Taken {
        Taken { clock: self.clock(), ..usage::group(self.leader.id()) }
    }

    /// Kills all of its processes and waits until they are gone.
    pub(super) fn end(&mut self) {
        drop(self.reins.take());
        let until = Instant::now() + PATIENCE;
        while !matches!(self.leader.try_wait(), Ok(Some(_))) {
            if Instant::now() >= until {
                // Nobody is left who would hear of it.
                let _ = self.leader.kill();
                let _ = self.leader.wait();
                break;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        while usage::group(self.leader.id()).processes > 0 && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.end();
    }
}

/// The command that runs `program` in a group of its own, by the system's shell, which can set limits.
#[cfg(unix)]
fn command(program: &Program) -> Command {
    use std::os::unix::process::CommandExt;
    let ToolchainLimits { memory, processor, file, open_files, .. } = program.limits;
    // What is watched is met first and says more. Units: KiB, seconds, blocks of 512 bytes, files.
    let numbers = [memory >> 10, processor.as_secs() + 5, file >> 9, *open_files];
    let mut command = Command::new("/bin/sh");
    command.arg("-c").arg(SHELL).arg("allod").args(numbers.map(|n| n.to_string()));
    command.arg(program.binary).args(program.args).process_group(0);
    command
}

/// The command that runs `program`. There is no group of processes here, only the time limit.
#[cfg(not(unix))]
fn command(program: &Program) -> Command {
    let mut command = Command::new(program.binary);
    command.args(program.args);
    command
}

#[cfg(target_os = "linux")]
#[cfg(test)]
mod tests {
    use super::super::process::run;
    use super::super::program::Program;
    use super::{ToolchainLimits, usage};
    use std::path::Path;
    use std::time::Duration;

    fn shell(script: &str, limits: &ToolchainLimits) -> Result<(bool, String), String> {
        let (binary, args) = (Path::new("/bin/sh"), &["-c", script][..]);
        let ran = run(&Program { binary, args, dir: None, writes: None, env: Vec::new(), limits })?;
        Ok((ran.success, ran.out))
    }

    /// Its own group, as a shell without programs finds it.
    const GROUP: &str = "read -r _ _ _ _ group _ < /proc/self/stat; echo \"$group\"; ";

    #[test]
    fn each_process_has_its_limits() {
        let limits = ToolchainLimits {
            memory: 256 << 20,
            processor: Duration::from_secs(7),
            file: 1 << 20,
            open_files: 100,
            ..ToolchainLimits::default()
        };
        let said = shell("ulimit -d; ulimit -t; ulimit -f; ulimit -n; ulimit -c; exit 3", &limits).unwrap();
        assert_eq!(said, (false, "262144\n12\n2048\n100\n0\n".to_owned()));
    }

    #[test]
    fn what_a_program_leaves_running_ends_with_it() {
        let script = format!("{GROUP} /bin/sleep 1000 & /bin/sleep 1000 & exit 0");
        let (success, group) = shell(&script, &ToolchainLimits::default()).unwrap();
        assert!(success);
        assert_eq!(usage::group(group.trim().parse().unwrap()).processes, 0);
    }

    #[test]
    fn more_processes_than_are_let_run_are_stopped() {
        let limits = ToolchainLimits { processes: 8, ..ToolchainLimits::default() };
        let why = shell("for i in 1 2 3 4 5 6 7 8 9; do /bin/sleep 1000 & done; wait", &limits).unwrap_err();
        assert!(why.contains("processes, the limit is 8") && why.contains("::processes"), "{why}");
    }
}
