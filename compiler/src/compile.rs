//! From source to module, stage by stage.

use crate::abi_section::abi_section;
use crate::diagnostic::Diagnostic;
use crate::language::module_text;
use crate::language::{Language, detect};
use crate::stage::Stage;
#[cfg(feature = "go")]
use crate::toolchain::ToolchainLimits;
use crate::{CompileError, go};
use allod_core::{Abi, ModuleImport};
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

/// Bytes of source that are read, unless the options say otherwise.
pub const MAX_SOURCE: usize = 1 << 20;
/// Bytes of a module that is read, unless the options say otherwise: what the gate lets in by default.
const MAX_MODULE: usize = 8 << 20;
/// Bytes of WebAssembly text for each byte of source. The worst text, empty functions, takes 75 bytes of memory a
/// byte to be read.
const TEXT_QUOTIENT: usize = 4;
/// Letters of a message about WebAssembly text. It has the line of the mistake in it, however long that is.
const MAX_MESSAGE: usize = 2_000;
/// Bytes of memory of a contract, unless the options say otherwise: what the gate lets in by default.
const MEMORY: u64 = 64 << 20;

/// A compiler for Go.
///
/// ```
/// use allod_compiler::{CompileOptions, GoCompiler, compile};
///
/// let options = CompileOptions { name: "answer.go".into(), go: GoCompiler::BuiltIn, ..CompileOptions::default() };
/// let compiled = compile(b"package answer\n\nfunc Answer() uint64 { return 42 }\n", &options)?;
/// assert!(compiled.abi.is_some_and(|abi| abi.functions[0].name == "Answer"));
/// # Ok::<(), allod_compiler::CompileError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GoCompiler {
    /// The one that is built in, which needs no toolchain.
    #[default]
    BuiltIn,
    /// Stock Go: the one on PATH, or the one in the cache.
    Go,
    /// TinyGo on PATH.
    TinyGo,
}

/// A file of Go source, for a contract of several.
///
/// ```
/// use allod_compiler::{CompileOptions, SourceFile, compile_folder};
///
/// let file = |name: &str, text: &str| SourceFile { name: name.into(), text: text.into() };
/// let files = [
///     file("answer.go", "package answer\n\nfunc Answer() uint64 { return half() * 2 }\n"),
///     file("half.go", "package answer\n\nfunc half() uint64 { return 21 }\n"),
/// ];
/// assert!(compile_folder(&files, &CompileOptions::default())?.warnings.is_empty());
/// # Ok::<(), allod_compiler::CompileError>(())
/// ```
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Its path inside the contract's folder, with `/` between folders.
    pub name: String,
    /// Its text.
    pub text: Vec<u8>,
}

/// Go package by which contracts call a host module, for the compiler that is built in.
///
/// Its functions without a body are the host's: `//go:wasmimport MODULE FUNCTION` stands on the line above each. They take
/// booleans, integers of 32 or 64 bits, strings (an address and a length), and pointers to numbers or arrays of them (an
/// address); they give nothing, a boolean or such an integer. Functions with a body may make something nicer of them.
///
/// ```
/// use allod_compiler::HostPackage;
///
/// let source = "package oracle\n\n//go:wasmimport oracle price\nfunc Price(of uint32) uint64\n";
/// let package = HostPackage { name: "oracle".into(), source: source.into() };
/// assert_eq!(package.name, "oracle", "contracts import host/oracle");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostPackage {
    /// Its name: contracts import `host/NAME`.
    pub name: String,
    /// Its source, one file.
    pub source: String,
}

/// Options of a compilation.
///
/// ```
/// use allod_compiler::{CompileOptions, compile};
///
/// let options = CompileOptions { name: "empty.wat".into(), max_module: 8, ..CompileOptions::default() };
/// assert_eq!(compile(b"(module)", &options)?.wasm, b"\0asm\x01\0\0\0");
/// # Ok::<(), allod_compiler::CompileError>(())
/// ```
#[derive(Clone)]
pub struct CompileOptions {
    /// The file's name, for messages.
    pub name: String,
    /// The compiler for Go source.
    pub go: GoCompiler,
    /// Folder of stock Go and its build cache; `None` means `toolchain::default_cache()`. The compiler that is built in
    /// needs none.
    pub go_cache: Option<PathBuf>,
    /// Bytes of source at most; WebAssembly text may have 4 times as many.
    pub max_source: usize,
    /// Bytes at most of a module that is given as one.
    pub max_module: usize,
    /// Bytes of memory that a contract in Go may have. Its initialisation runs within them.
    pub memory_limit: u64,
    /// Packages by which contracts call host modules.
    pub host_packages: Vec<HostPackage>,
    /// The functions of these modules, which the engine has that the contract is for.
    pub host_imports: Vec<ModuleImport>,
    /// Limits of what the toolchain may take of the machine.
    #[cfg(feature = "go")]
    pub toolchain: ToolchainLimits,
    /// Told of each stage as it begins.
    pub progress: Option<Arc<dyn Fn(Stage) + Send + Sync>>,
}

impl Default for CompileOptions {
    fn default() -> Self {
        Self {
            name: "contract".into(),
            go: GoCompiler::default(),
            go_cache: None,
            max_source: MAX_SOURCE,
            max_module: MAX_MODULE,
            memory_limit: MEMORY,
            host_packages: Vec::new(),
            host_imports: Vec::new(),
            #[cfg(feature = "go")]
            toolchain: ToolchainLimits::default(),
            progress: None,
        }
    }
}

impl fmt::Debug for CompileOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, go, go_cache, max_source, max_module, memory_limit, progress, .. } = self;
        let mut out = f.debug_struct("CompileOptions");
        out.field("name", name).field("go", go).field("go_cache", go_cache).field("max_source", max_source);
        out.field("max_module", max_module).field("memory_limit", memory_limit);
        #[cfg(feature = "go")]
        out.field("toolchain", &self.toolchain);
        out.field("host_packages", &self.host_packages).field("host_imports", &self.host_imports);
        out.field("progress", &progress.is_some()).finish()
    }
}

/// A module, and what it offers as far as that is known.
///
/// ```
/// use allod_compiler::{CompileOptions, compile};
///
/// let compiled = compile(b"(module (func (export \"f\")))", &CompileOptions::default())?;
/// assert!(compiled.wasm.starts_with(b"\0asm"));
/// assert_eq!(compiled.abi, None, "text says nothing of the types that its functions mean");
/// # Ok::<(), allod_compiler::CompileError>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Compiled {
    /// The module. One given as a module is as it was.
    pub wasm: Vec<u8>,
    /// Its ABI: from the source, or from the module's own section.
    pub abi: Option<Abi>,
    /// Mistakes that are let in, each with its place in the source and what to do instead: a
    /// change of a package variable, which no later call sees; a method that looks as if callers could reach it.
    pub warnings: Vec<Diagnostic>,
}

/// Makes a module of `code`: WebAssembly, its text, or Go source. The same source gives the same bytes in
/// any folder, at any time, with the same toolchain.
///
/// # Errors
/// [`CompileError`]; for source that is refused, every reason with its place.
pub fn compile(code: &[u8], options: &CompileOptions) -> Result<Compiled, CompileError> {
    let language = detect(code).ok_or_else(|| CompileError::Unrecognised {
        name: options.name.clone(),
        begins: String::from_utf8_lossy(&code[..code.len().min(32)]).into_owned(),
    })?;
    let limit = match language {
        Language::Go => options.max_source,
        Language::Wat => options.max_source.saturating_mul(TEXT_QUOTIENT),
        Language::Wasm => options.max_module,
    };
    if code.len() > limit {
        return Err(CompileError::TooLarge { name: options.name.clone(), size: code.len(), limit });
    }
    match language {
        Language::Wasm => module(code.to_vec()),
        Language::Wat => {
            let wasm = module_text::assemble(code).map_err(|why| CompileError::Wat {
                name: options.name.clone(),
                why: why.chars().take(MAX_MESSAGE).collect(),
            })?;
            module(wasm)
        }
        Language::Go => go::compile(code, options),
    }
}

fn module(wasm: Vec<u8>) -> Result<Compiled, CompileError> {
    let abi = abi_section(&wasm)?;
    Ok(Compiled { wasm, abi, warnings: Vec::new() })
}
