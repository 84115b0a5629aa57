//! A contract of this folder, compiled.

use allod_compiler::{CompileOptions, compile};

/// A contract that stages can deploy, compiled once however often that happens.
#[derive(Clone, Debug)]
pub struct Example {
    name: &'static str,
    module: Vec<u8>,
}

impl Example {
    /// Compiles `source`, Go or WebAssembly text; `name` is its file's.
    ///
    /// # Panics
    /// With the compiler's message, where it does not compile.
    pub fn compile(name: &'static str, source: &str) -> Self {
        let options = CompileOptions { name: name.to_owned(), ..Default::default() };
        match compile(source.as_bytes(), &options) {
            Ok(compiled) => Self { name, module: compiled.wasm },
            Err(error) => panic!("{name} does not compile:\n{error}"),
        }
    }

    /// The file it comes from.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The module, its ABI within.
    pub fn module(&self) -> &[u8] {
        &self.module
    }
}
