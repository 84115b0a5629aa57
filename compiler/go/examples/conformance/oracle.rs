//! Go as the oracle: one process that judges source after source. Its protocol stands in `oracle/main.go`.

use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A mistake as Go reports it.
#[derive(Debug, Clone)]
pub(crate) struct Verdict {
    pub(crate) file: String,
    pub(crate) line: u32,
    pub(crate) message: String,
}

/// Names and texts of the files of a package.
pub(crate) type Sources = Vec<(String, Vec<u8>)>;

/// A Go toolchain: the command, and the folder of its library's source.
pub(crate) struct Go {
    pub(crate) command: PathBuf,
    pub(crate) src: PathBuf,
}

pub(crate) fn find_go() -> Option<Go> {
    let cached = std::env::var_os("ALLOD_CACHE").map(PathBuf::from);
    let home = std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache/allod"));
    let candidates = cached.into_iter().chain(home).map(|cache| cache.join("go/bin/go")).chain([PathBuf::from("go")]);
    for command in candidates {
        let Ok(output) = Command::new(&command).args(["env", "GOROOT"]).output() else { continue };
        let root = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        if output.status.success() && !root.is_empty() {
            return Some(Go { command, src: Path::new(&root).join("src") });
        }
    }
    None
}

pub(crate) struct Oracle {
    child: Child,
    input: BufWriter<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Oracle {
    pub(crate) fn start(go: &Go) -> io::Result<Self> {
        let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("oracle/main.go");
        let mut child = Command::new(&go.command)
            .arg("run")
            .arg(program)
            .env("GOTOOLCHAIN", "local")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let input = BufWriter::new(child.stdin.take().ok_or_else(|| io::Error::other("no pipe to the oracle"))?);
        let output = BufReader::new(child.stdout.take().ok_or_else(|| io::Error::other("no pipe from the oracle"))?);
        Ok(Oracle { child, input, output })
    }

    /// Go's mistakes of many packages, in Go's order. They are written while answers are read, so that neither side
    /// waits for the other.
    pub(crate) fn judge(&mut self, mode: &str, packages: &[Sources]) -> io::Result<Vec<Vec<Verdict>>> {
        let Oracle { input, output, .. } = self;
        std::thread::scope(|scope| {
            let writer = scope.spawn(|| {
                for sources in packages {
                    writeln!(input, "{mode} {}", sources.len())?;
                    for (name, text) in sources {
                        writeln!(input, "{} {name}", text.len())?;
                        input.write_all(text)?;
                    }
                }
                input.flush()
            });
            let mut verdicts = Vec::with_capacity(packages.len());
            for _ in packages {
                let count: usize = line(output)?.trim().parse().map_err(io::Error::other)?;
                verdicts.push((0..count).map(|_| line(output).map(|line| verdict(&line))).collect::<io::Result<_>>()?);
            }
            writer.join().map_err(|_| io::Error::other("writing to the oracle failed"))??;
            Ok(verdicts)
        })
    }

    /// The packages of the library, what they import coming first: path and files.
    pub(crate) fn packages(&mut self) -> io::Result<Vec<(String, Vec<PathBuf>)>> {
        writeln!(self.input, "list 0")?;
        self.input.flush()?;
        let count: usize = line(&mut self.output)?.trim().parse().map_err(io::Error::other)?;
        let mut packages = Vec::new();
        for _ in 0..count {
            let line = line(&mut self.output)?;
            let mut words = line.split(' ');
            let path = words.next().unwrap_or("").to_owned();
            packages.push((path, words.map(PathBuf::from).collect()));
        }
        Ok(packages)
    }
}

fn line(output: &mut BufReader<ChildStdout>) -> io::Result<String> {
    let mut line = Vec::new();
    output.read_until(b'\n', &mut line)?;
    if line.is_empty() {
        return Err(io::Error::other("the oracle has ended"));
    }
    Ok(String::from_utf8_lossy(&line).trim_end().to_owned())
}

impl Drop for Oracle {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn verdict(line: &str) -> Verdict {
    let (place, message) = line.split_once('\t').unwrap_or(("", line));
    let mut parts = place.rsplitn(3, ':').skip(1);
    let number = parts.next().and_then(|line| line.parse().ok()).unwrap_or(0);
    let file = parts.next().unwrap_or("").to_owned();
    Verdict { file, line: number, message: message.to_owned() }
}
