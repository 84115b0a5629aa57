//! The folder that a toolchain builds in.

use super::scratch::Scratch;
use super::sdk;
use crate::CompileError;
use std::fmt::Display;
use std::io::Read;
use std::path::{Path, PathBuf};
use wasmparser::Parser;

/// The contract's own source in the folder. Its name is in the module, so it is always the same.
pub(super) const CONTRACT: &str = "contract.go";
/// The wrapper in the folder.
pub(super) const WRAPPER: &str = "allod_wrapper.go";

/// Project that a toolchain builds.
pub(crate) struct Project<'p> {
    /// The contract's source, package `main`.
    pub(crate) contract: &'p [u8],
    /// The wrapper, the same package.
    pub(crate) wrapper: &'p str,
    /// The path by which the contract imports the SDK.
    pub(crate) sdk: &'static str,
    /// The file's name, for messages.
    pub(crate) name: &'p str,
}

/// Bytes of the module that a toolchain leaves, at most. What packing leaves of it is about as long, and 8 MiB are
/// let in by default.
const MAX_MODULE: u64 = 32 << 20;

/// The folder of a project, which is removed when dropped, whatever a toolchain left there.
pub(super) struct Folder(Scratch);

impl Folder {
    pub(super) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Folder of the project.
    pub(super) fn source(&self) -> PathBuf {
        self.path().join("source")
    }

    /// Folder where a toolchain puts down what it needs for a while.
    pub(super) fn spare(&self) -> PathBuf {
        self.path().join("spare")
    }

    /// The module that `backend` has made, `out.wasm`.
    ///
    /// # Errors
    /// [`CompileError::Toolchain`] where it is no whole module, which is no fault of the contract's.
    pub(super) fn module(&self, backend: &dyn Display) -> Result<Vec<u8>, CompileError> {
        let path = self.source().join("out.wasm");
        let mut wasm = Vec::new();
        let read = std::fs::File::open(&path).and_then(|file| file.take(MAX_MODULE + 1).read_to_end(&mut wasm));
        match read {
            Err(source) => Err(CompileError::Io { path, source }),
            Ok(size) if size as u64 > MAX_MODULE => {
                let why = format!("it is longer than {MAX_MODULE} bytes; make constants and tables smaller");
                Err(CompileError::Module { pass: "the module that the toolchain made", why })
            }
            Ok(_) => {
                let broken = Parser::new(0).parse_all(&wasm).find_map(Result::err);
                broken.map_or(Ok(wasm), |error| {
                    let (at, cause) = (error.offset(), error.message());
                    let why =
                        format!("the module that it left is cut or broken at byte {at} ({cause}); {}", self.no_room());
                    Err(CompileError::Toolchain { backend: backend.to_string(), why })
                })
            }
        }
    }

    /// Advice where files could not be written whole.
    pub(super) fn no_room(&self) -> String {
        format!(
            "free space on the disk of {}, set TMPDIR to a folder with more, or raise the limit on the size of files (ulimit -f)",
            self.path().display()
        )
    }
}

impl Project<'_> {
    /// The project in a folder of its own. The SDK is in it, under the path that the contract imports, so that
    /// nothing has to be fetched.
    pub(super) fn write(&self) -> Result<Folder, CompileError> {
        let folder = Folder(Scratch::new("build")?);
        let (root, spare, sdk) = (folder.source(), folder.spare(), self.sdk);
        std::fs::create_dir(&spare).map_err(|source| CompileError::Io { path: spare, source })?;
        let module = format!("module contract\n\ngo 1.26\n\nrequire {sdk} v0.0.0\n\nreplace {sdk} => ./sdk\n");
        put(&root.join("go.mod"), module)?;
        put(&root.join(CONTRACT), self.contract)?;
        put(&root.join(WRAPPER), self.wrapper)?;
        for (path, text) in sdk::FILES {
            put(&root.join("sdk").join(path), text.replace(sdk::OWN_PATH, sdk))?;
        }
        Ok(folder)
    }
}

fn put(path: &Path, text: impl AsRef<[u8]>) -> Result<(), CompileError> {
    let error = |source| CompileError::Io { path: path.to_path_buf(), source };
    path.parent().map_or(Ok(()), std::fs::create_dir_all).map_err(error)?;
    std::fs::write(path, text).map_err(error)
}
