//! Go source to a module, by the compiler that is built in or a toolchain.

use crate::abi_section::attach_abi;
use crate::compile::{CompileOptions, Compiled, GoCompiler, HostPackage, SourceFile};
use crate::go::built_in;
use crate::go::declared::{self, Contract};
use crate::stage::Stage;
use crate::toolchain::Kind;
use crate::{CompileError, pack, toolchain};
use allod_go::packages::Source;

/// Bytes that the initialisation of a contract may leave that are not zero, for each byte of source that is read.
const DATA_QUOTIENT: usize = 16;

/// The module of one file, by the compiler that `options` name.
///
/// # Errors
/// As [`compile`](crate::compile).
pub(crate) fn compile(code: &[u8], options: &CompileOptions) -> Result<Compiled, CompileError> {
    match options.go {
        GoCompiler::BuiltIn => built_in(&[Source::new(go_name(&options.name), code)], options),
        GoCompiler::Go => by_toolchain(code, Kind::Go, options),
        GoCompiler::TinyGo => by_toolchain(code, Kind::TinyGo, options),
    }
}

/// Files of a contract in Go, at most.
const MAX_FILES: usize = 1_000;

/// Makes a module of a folder's Go files, by the compiler that is built in: the files of the contract's package, `go.mod`
/// where it has packages of its own, and theirs in folders below. Files that end in `_test.go` are left out.
///
/// # Errors
/// [`CompileError`], as of [`compile`](crate::compile); [`CompileError::TooLarge`] for all files together, [`CompileError::TooMany`] for more
/// than 1,000 of them, [`CompileError::OneFile`] where another compiler is asked for.
pub fn compile_folder(files: &[SourceFile], options: &CompileOptions) -> Result<Compiled, CompileError> {
    check_size(files, options)?;
    if options.go != GoCompiler::BuiltIn {
        return Err(CompileError::OneFile { name: options.name.clone() });
    }
    let sources: Vec<Source> = files.iter().map(|file| Source::new(file.name.as_str(), &file.text[..])).collect();
    built_in(&sources, options)
}

/// Checks that files are not more, or longer, than a contract's may be.
///
/// # Errors
/// [`CompileError::TooLarge`] and [`CompileError::TooMany`].
pub(crate) fn check_size(files: &[SourceFile], options: &CompileOptions) -> Result<(), CompileError> {
    let size = files.iter().fold(0, |size: usize, file| size.saturating_add(file.text.len()));
    let name = || options.name.clone();
    if size > options.max_source {
        return Err(CompileError::TooLarge { name: name(), size, limit: options.max_source });
    }
    if files.len() > MAX_FILES {
        return Err(CompileError::TooMany { name: name(), files: files.len(), limit: MAX_FILES });
    }
    Ok(())
}

fn built_in(sources: &[Source], options: &CompileOptions) -> Result<Compiled, CompileError> {
    let bounds = pack::Bounds { memory: options.memory_limit, data: data_limit(options) };
    let package = |package: &HostPackage| Source::new(format!("host/{}", package.name), package.source.as_bytes());
    let host: Vec<_> = options.host_packages.iter().map(package).collect();
    let (name, imports) = (&options.name, &options.host_imports);
    let terms = built_in::Terms { bounds, name, host: &host, imports, begin: &|stage| begin(options, stage) };
    let built = built_in::compile(sources, terms)?;
    Ok(Compiled { wasm: built.wasm, abi: Some(built.abi), warnings: built.warnings })
}

/// The name of a contract's only file, whatever the file is called: the compiler leaves out what ends otherwise.
fn go_name(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    if name.ends_with(".go") && !name.ends_with("_test.go") { name.to_owned() } else { format!("{name}.go") }
}

fn by_toolchain(code: &[u8], kind: Kind, options: &CompileOptions) -> Result<Compiled, CompileError> {
    let source = Source::new(go_name(&options.name), code);
    let Contract { abi, go, wrapper, sdk, warnings } = declared::read(&source, &|stage| begin(options, stage))?;
    let toolchain = toolchain::find(kind, options.go_cache.as_deref(), options.toolchain)?;
    begin(options, Stage::Compile { backend: toolchain.to_string() });
    let built = toolchain.build(&toolchain::Project { contract: &go, wrapper: &wrapper, sdk, name: &options.name })?;
    begin(options, Stage::Snapshot);
    let bounds = pack::Bounds { memory: options.memory_limit, data: data_limit(options) };
    let packed = pack::snapshot(&built, bounds, &options.name)?;
    begin(options, Stage::Optimise);
    let small = pack::optimise(packed);
    begin(options, Stage::Check);
    pack::check(&small, &abi, &[])?;
    begin(options, Stage::Attach);
    Ok(Compiled { wasm: attach_abi(&small, &abi), abi: Some(abi), warnings })
}

/// Tells the listener of `options` that `stage` begins.
fn begin(options: &CompileOptions, stage: Stage) {
    options.progress.iter().for_each(|progress| progress(stage.clone()));
}

/// Bytes that the initialisation of a contract may leave that are not zero.
fn data_limit(options: &CompileOptions) -> usize {
    options.max_source.saturating_mul(DATA_QUOTIENT)
}
