//! A contract of this folder, compiled.

use allod_compiler::{CompileOptions, compile};
use allod_core::Abi;

/// A contract that stages can deploy, compiled once however often that happens.
#[derive(Clone, Debug)]
pub struct Example {
    name: &'static str,
    module: Vec<u8>,
    abi: Abi,
}

impl Example {
    /// Compiles `source`, Go or WebAssembly text; `name` is its file's.
    ///
    /// # Panics
    /// With the compiler's message, where it does not compile, or where it does not say what it offers.
    pub fn compile(name: &'static str, source: &str) -> Self {
        let options = CompileOptions { name: name.to_owned(), ..Default::default() };
        match compile(source.as_bytes(), &options) {
            Ok(compiled) => {
                let abi = compiled.abi.unwrap_or_else(|| panic!("{name} has no ABI"));
                Self { name, module: compiled.wasm, abi }
            }
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

    /// Its ABI.
    pub fn abi(&self) -> &Abi {
        &self.abi
    }
}
