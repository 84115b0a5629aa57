//! Stock Go.

use super::process;
use super::program::Program;
use super::{Backend, MIN_GO_MINOR, Project, ToolchainLimits, cache, diagnostics, on_path};
use crate::CompileError;
use std::fmt;
use std::path::{Path, PathBuf};

/// A Go toolchain, and where it keeps what it has built.
pub(super) struct Go {
    binary: PathBuf,
    version: String,
    cache: PathBuf,
    limits: ToolchainLimits,
}

/// The symbol table keeps function names, 2% of a module, for profilers and traps; debugging data goes.
const LINKER: &str = "-ldflags=-w -buildid=";

impl Go {
    /// The Go on PATH, if it is new enough.
    pub(super) fn on_path(cache: &Path, limits: ToolchainLimits) -> Option<Self> {
        Self::at(on_path("go")?, cache, limits).filter(|go| new_enough(&go.version))
    }

    /// The Go that setup put into the cache.
    pub(super) fn in_cache(cache: &Path, limits: ToolchainLimits) -> Option<Self> {
        let binary = cache.join("go/bin/go");
        let go = binary.is_file().then(|| Self::at(binary, cache, limits)).flatten();
        go.filter(|go| new_enough(&go.version))
    }

    fn at(binary: PathBuf, cache: &Path, limits: ToolchainLimits) -> Option<Self> {
        let cache = cache.to_path_buf();
        let asked = process::run(&Program {
            binary: &binary,
            args: &["env", "GOVERSION"],
            dir: None,
            writes: None,
            env: environment(&cache, &super::scratch::temp_dir(), &limits),
            limits: &limits,
        })
        .ok()?;
        let version = asked.out.trim().strip_prefix("go")?.to_owned();
        Some(Self { binary, version, cache, limits })
    }
}

fn new_enough(version: &str) -> bool {
    let mut parts = version.split(|c: char| !c.is_ascii_digit()).map(|part| part.parse::<u32>().unwrap_or(0));
    let (major, minor) = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    major > 1 || (major == 1 && minor >= MIN_GO_MINOR)
}

/// Processes that a build has at once, and threads of each that run Go code, at most.
const MAX_PARALLEL: usize = 4;

/// All that the toolchain sees of the environment: nothing of the user's, no network, a cache of its own, and
/// `spare` for what it puts down.
pub(super) fn environment(cache: &Path, spare: &Path, limits: &ToolchainLimits) -> Vec<(&'static str, PathBuf)> {
    let fixed = [
        ("CGO_ENABLED", "0"),
        ("GO111MODULE", "on"),
        ("GOARCH", "wasm"),
        ("GOENV", "off"),
        ("GOFLAGS", "-mod=mod"),
        ("GOOS", "wasip1"),
        ("GOPROXY", "off"),
        ("GOSUMDB", "off"),
        ("GOTOOLCHAIN", "local"),
        ("GOWORK", "off"),
    ];
    let mut all: Vec<_> = fixed.into_iter().map(|(name, value)| (name, PathBuf::from(value))).collect();
    all.push(("GOCACHE", cache::built(cache)));
    all.push(("GOPATH", cache.join("go-path")));
    let cores = std::thread::available_parallelism().map_or(1, usize::from).min(MAX_PARALLEL);
    all.push(("GOMAXPROCS", cores.to_string().into()));
    // Collects in good time before the limit.
    all.push(("GOMEMLIMIT", format!("{}B", limits.memory / 4 * 3).into()));
    all.push(("TMPDIR", spare.to_path_buf()));
    all
}

impl fmt::Display for Go {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Go {}", self.version)
    }
}

impl Backend for Go {
    fn build(&self, project: &Project) -> Result<Vec<u8>, CompileError> {
        let folder = project.write()?;
        let args = [
            "build",
            "-trimpath",
            "-buildvcs=false",
            "-buildmode=c-shared",
            "-gcflags=-e",
            LINKER,
            "-o",
            "out.wasm",
            ".",
        ];
        let ran = process::run(&Program {
            binary: &self.binary,
            args: &args,
            dir: Some(&folder.source()),
            writes: Some(folder.path()),
            env: environment(&self.cache, &folder.spare(), &self.limits),
            limits: &self.limits,
        });
        cache::trim(&self.cache);
        let ran = ran.map_err(|why| CompileError::Toolchain { backend: self.to_string(), why })?;
        if !ran.success {
            return Err(diagnostics::explain(&self.to_string(), &ran, project, &folder, &self.limits));
        }
        folder.module(self)
    }
}
