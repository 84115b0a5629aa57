//! The module that a source is compiled to.

use crate::failure::Failure;
use crate::request::source::{Code, Source};
use crate::screen::Screen;
use crate::screen::page::Page;
use crate::screen::progress::Progress;
use allod_compiler::{
    CompileError, CompileOptions, Compiled, GoCompiler, SourceFile, compile, compile_folder, diagnostic,
};

/// The module of a source, whose package variables may take `memory_limit` bytes. Warnings are told.
pub(crate) fn compiled(
    source: &Source,
    go: GoCompiler,
    memory_limit: u64,
    screen: &Screen,
) -> Result<Compiled, Failure> {
    let progress = Progress::begin(&source.name, screen);
    let options = CompileOptions {
        name: source.name.clone(),
        go,
        memory_limit,
        progress: Some(progress.teller()),
        ..CompileOptions::default()
    };
    let compiled = match &source.code {
        Code::File(code) => compile(code, &options),
        Code::Folder(files) => compile_folder(files, &options),
    };
    progress.end();
    let compiled = compiled.map_err(|error| match &error {
        CompileError::Refused(found) | CompileError::Build(found) => {
            let shown = diagnostic::render(&found.0, "error", &|file| text(source, file));
            Failure::Mistakes { told: Failure::from(error).to_string(), shown }
        }
        _ => error.into(),
    })?;
    match screen.is_json() {
        true => compiled.warnings.iter().for_each(|warning| screen.warning(format_args!("warning: {warning}"))),
        false => {
            let shown = diagnostic::render(&compiled.warnings, "warning", &|file| text(source, file));
            screen.remarks(&Page::paragraph(shown));
        }
    }
    Ok(compiled)
}

/// The module of a source, of which nothing is told.
///
/// # Errors
/// Those of the compiler.
pub(crate) fn of_source(source: &Source) -> Result<Compiled, CompileError> {
    let options = CompileOptions { name: source.name.clone(), ..CompileOptions::default() };
    match &source.code {
        Code::File(code) => compile(code, &options),
        Code::Folder(files) => compile_folder(files, &options),
    }
}

/// The failure for an error of files that were compiled together: mistakes are shown in their lines.
pub(crate) fn mistakes(error: CompileError, files: &[SourceFile]) -> Failure {
    let text = |file: &str| std::str::from_utf8(&files.iter().find(|known| known.name == file)?.text).ok();
    match &error {
        CompileError::Refused(found) | CompileError::Build(found) => {
            let shown = diagnostic::render(&found.0, "error", &text);
            Failure::Mistakes { told: Failure::from(error).to_string(), shown }
        }
        _ => error.into(),
    }
}

/// The text of a file of `source`.
fn text<'s>(source: &'s Source, file: &str) -> Option<&'s str> {
    let text = match &source.code {
        Code::File(text) => text,
        Code::Folder(files) => &files.iter().find(|known| known.name == file)?.text,
    };
    std::str::from_utf8(text).ok()
}
