//! A runner: a program that is asked on its standard input.

use allod_bench_workload::{Elapsed, Facts};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A program that is asked on its standard input; see [`allod_bench_workload::serve`].
pub(crate) struct Runner {
    name: String,
    child: Child,
    asks: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Runner {
    /// Starts the runner called `name`, which lies in `folder`; `None` where it was not built.
    pub(crate) fn start(folder: &Path, name: &str) -> Option<Self> {
        let program = folder.join(format!("runner-{name}"));
        program.is_file().then(|| Self::at(&program, name))
    }

    /// Starts `program` as the runner called `name`.
    pub(crate) fn at(program: &Path, name: &str) -> Self {
        let mut child = Command::new(program)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", program.display()));
        let asks = child.stdin.take().expect("it was asked for");
        let answers = BufReader::new(child.stdout.take().expect("it was asked for"));
        Self { name: name.to_owned(), child, asks, answers }
    }

    fn ask(&mut self, line: &str) -> String {
        let mut answer = String::new();
        let asked = writeln!(self.asks, "{line}").and_then(|()| self.answers.read_line(&mut answer));
        match asked {
            Ok(length) if length > 0 => answer.trim_end().to_owned(),
            _ => panic!("runner-{} ended when asked to {line}: see its message above", self.name),
        }
    }

    /// Whether it has `workload`, which is set up then.
    pub(crate) fn knows(&mut self, workload: &str) -> bool {
        self.ask(&format!("knows {workload}")) == "yes"
    }

    /// Does `operations` of `workload`; what one of them took.
    pub(crate) fn run(&mut self, workload: &str, operations: u64) -> Elapsed {
        let answer = self.ask(&format!("run {workload} {operations}"));
        let numbers: Option<Vec<f64>> = answer.split(' ').map(|word| word.parse().ok()).collect();
        match numbers.as_deref() {
            Some([cpu, wall]) => Elapsed { cpu: *cpu, wall: *wall },
            _ => panic!("runner-{} answered \"{answer}\" to {workload}, wanted two numbers", self.name),
        }
    }

    /// Has the state that `workload` left compared with what it must be.
    pub(crate) fn check(&mut self, workload: &str) -> Facts {
        Facts::read(&self.ask(&format!("check {workload}")))
    }

    /// Lets go of the state of `workload`.
    pub(crate) fn forget(&mut self, workload: &str) {
        self.ask(&format!("drop {workload}"));
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        // It ends by itself when its input does; this is for one that hangs.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
