//! Tests in Go, made into a module that runs them.

use crate::compile::{CompileOptions, SourceFile};
use crate::diagnostic::{Diagnostics, told};
use crate::error::CompileError;
use crate::go::source::check_size;
use crate::go::thread;
use crate::pack;
use allod_core::{Abi, ModuleImport, WasmType};
use allod_go::compile_tests::{self, Test};
use allod_go::lower;
use allod_go::packages::Source;

/// A test of a contract: a function `TestX(t *testing.T)`.
///
/// ```
/// use allod_compiler::{CompileOptions, SourceFile, compile_tests};
///
/// let file = |name: &str, text: &str| SourceFile { name: name.into(), text: text.into() };
/// let files = [
///     file("half.go", "package half\n\nfunc Half(n uint64) uint64 { return n / 2 }\n"),
///     file("half_test.go", "package half\n\nimport \"testing\"\n\nfunc TestHalf(t *testing.T) {\n\tif Half(4) != 2 {\n\t\tt.Fail()\n\t}\n}\n"),
/// ];
/// let compiled = compile_tests(&files, &CompileOptions::default())?;
/// let test = &compiled.tests[0];
/// assert_eq!((test.name.as_str(), test.file.as_str(), test.line), ("TestHalf", "half_test.go", 5));
/// # Ok::<(), allod_compiler::CompileError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TestFunction {
    /// The name of the function.
    pub name: String,
    /// The export that runs it, without parameters and results.
    pub export: String,
    /// The file that it is in.
    pub file: String,
    /// The line of its name, from 1.
    pub line: u32,
}

/// The tests of a folder as a module.
///
/// ```
/// use allod_compiler::{CompileOptions, compile_tests};
///
/// let compiled = compile_tests(&[], &CompileOptions::default())?;
/// assert!(compiled.tests.is_empty() && compiled.wasm.starts_with(b"\0asm"));
/// # Ok::<(), allod_compiler::CompileError>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CompiledTests {
    /// The module. It imports functions of the engine, and [`test_import`].
    pub wasm: Vec<u8>,
    /// The tests in the order of files and of the source.
    pub tests: Vec<TestFunction>,
}

/// The function by which tests ask whoever runs them. It takes five numbers of 32 bits (question,
/// address and length of the message, address and length of the room for the answer), and gives one of 64: a status in its upper
/// half, the length of the answer in its lower.
///
/// ```
/// assert_eq!(allod_compiler::test_import().name, "ask");
/// ```
pub fn test_import() -> ModuleImport {
    let (params, result) = (vec![WasmType::I32; 5], Some(WasmType::I64));
    ModuleImport { module: "testing".to_owned(), name: "ask".to_owned(), params, result }
}

/// Makes a module of the tests of a folder: of functions `TestX(t *testing.T)` in files that end in `_test.go`, by the
/// compiler that is built in. A test of package `p` is compiled with the files of `p`, one of package `p_test` imports them.
///
/// # Errors
/// As [`compile_folder`](crate::compile_folder).
pub fn compile_tests(files: &[SourceFile], options: &CompileOptions) -> Result<CompiledTests, CompileError> {
    check_size(files, options)?;
    let sources: Vec<Source> = files.iter().map(|file| Source::new(file.name.as_str(), &file.text[..])).collect();
    thread::run(|| {
        let choices = lower::Options { names: true, ..lower::Options::default() };
        let compiled = compile_tests::compile_tests(&sources, &choices)
            .map_err(|failure| CompileError::Refused(Diagnostics(told(&failure.diagnostics, &failure.files))))?;
        let wasm = compiled.module.wasm;
        pack::check(&wasm, &Abi::default(), &[test_import()])?;
        let function =
            |test: Test| TestFunction { name: test.name, export: test.export, file: test.file, line: test.line };
        Ok(CompiledTests { wasm, tests: compiled.tests.into_iter().map(function).collect() })
    })
}
