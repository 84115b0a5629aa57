//! TinyGo, where it is installed: much smaller modules. Where its version can't recover on WebAssembly, a
//! panic is a trap with the message as its last words, and not a revert.

use super::process;
use super::program::Program;
use super::{Backend, Project, ToolchainLimits, diagnostics, go, on_path};
use crate::CompileError;
use std::fmt;
use std::path::{Path, PathBuf};

/// A TinyGo compiler.
pub(super) struct TinyGo {
    binary: PathBuf,
    version: String,
    cache: PathBuf,
    limits: ToolchainLimits,
}

impl TinyGo {
    /// The TinyGo on PATH.
    pub(super) fn on_path(cache: &Path, limits: ToolchainLimits) -> Option<Self> {
        let binary = on_path("tinygo")?;
        let env = environment(cache, &super::scratch::temp_dir(), &limits);
        let args = &["version"];
        let asked = process::run(&Program { binary: &binary, args, dir: None, writes: None, env, limits: &limits });
        let version = asked.ok()?.out.split_whitespace().nth(2)?.to_owned();
        Some(Self { binary, version, cache: cache.to_path_buf(), limits })
    }
}

/// Environment of Go, less the target, which TinyGo chooses, and with the programs and the home it looks for.
fn environment(cache: &Path, spare: &Path, limits: &ToolchainLimits) -> Vec<(&'static str, PathBuf)> {
    let mut env = go::environment(cache, spare, limits);
    env.retain(|(name, _)| !["GOOS", "GOARCH", "CGO_ENABLED"].contains(name));
    env.extend(
        ["PATH", "HOME", "GOROOT", "TINYGOROOT"]
            .into_iter()
            .filter_map(|name| Some((name, std::env::var_os(name)?.into()))),
    );
    env
}

impl fmt::Display for TinyGo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TinyGo {}", self.version)
    }
}

impl Backend for TinyGo {
    fn build(&self, project: &Project) -> Result<Vec<u8>, CompileError> {
        let folder = project.write()?;
        // Panics print their message before they trap, and nothing is left to a scheduler.
        let args = [
            "build",
            "-target=wasip1",
            "-buildmode=c-shared",
            "-opt=2",
            "-no-debug",
            "-panic=print",
            "-scheduler=none",
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
        let ran = ran.map_err(|why| CompileError::Toolchain { backend: self.to_string(), why })?;
        if !ran.success {
            return Err(diagnostics::explain(&self.to_string(), &ran, project, &folder, &self.limits));
        }
        folder.module(self)
    }
}
