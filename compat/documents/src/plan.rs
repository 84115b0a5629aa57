//! Plan: each block of code of the documents, how it is run, and its mends.

/// Way of running a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Rust statements, in a function that returns `anyhow::Result<()>`, with a `runtime` and a module `wasm` at hand.
    Statements,
    /// A Rust program with a `main` of its own.
    Program,
    /// Signature of a function of the type or trait named: it compiles as one that only passes its arguments on.
    Signature(&'static str),
    /// Parts of a module in text, which is run with a function that gives 7.
    Module,
    /// Signature of a host function of the module named: a guest imports it with those types.
    Import(&'static str),
    /// Lines that `node-core --once` prints.
    Output,
    /// A program in Go, which prints `Counter value: 1`.
    GoProgram,
    /// A contract in Go, or what is one with a package, an import and a function before and behind it.
    Contract,
    /// Interface that `core`'s type of the same name satisfies.
    Interface(&'static str),
    /// Fields that a struct of `bindings/go` has.
    Fields(&'static str),
    /// No code that could run: the reason.
    Shape(&'static str),
}

/// Plan for a block.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Number of the document.
    pub document: &'static str,
    /// Line of the block's first fence.
    pub line: u32,
    /// Way of running it.
    pub way: Way,
    /// Our own equivalent: a test, or what is tested.
    pub ours: &'static str,
    /// Mends: each text is replaced once, in this order.
    pub mends: &'static [(&'static str, &'static str)],
}

impl Row {
    /// The code with its mends.
    ///
    /// # Errors
    /// The mend that does not fit: the document has changed.
    pub fn mended(&self, code: &str) -> Result<String, String> {
        let mut code = code.to_owned();
        for (find, replacement) in self.mends {
            if !code.contains(find) {
                return Err(format!("{}, line {}: there is no {find:?} to mend", self.document, self.line));
            }
            code = code.replacen(find, replacement, 1);
        }
        Ok(code)
    }
}

const fn row(document: &'static str, line: u32, way: Way, ours: &'static str) -> Row {
    Row { document, line, way, ours, mends: &[] }
}

const DOCUMENTED: &str = "compat/vm-runtime/tests/documented.rs";
const NODE: &str = "compat/node-core/tests/demonstrations.rs";
const SDK: &str = "sdk/go/context.go";
const MAP: Way = Way::Shape("a drawing");
const WES: Way = Way::Shape("Go of packages that the document does not print");

/// All blocks of all documents, in order.
pub const PLAN: &[Row] = &[
    row("000", 22, Way::Signature("Runtime<S>"), DOCUMENTED),
    row("000", 32, Way::Statements, DOCUMENTED),
    row("000", 42, Way::Signature("Runtime<S>"), DOCUMENTED),
    row("000", 58, Way::Statements, DOCUMENTED),
    row("000", 74, Way::Signature("Runtime<S>"), DOCUMENTED),
    row("000", 101, Way::Statements, DOCUMENTED),
    row("000", 133, Way::Signature("Runtime<S>"), DOCUMENTED),
    row(
        "000",
        147,
        Way::Shape("four functions, each with a block of its own"),
        "compat/vm-runtime/tests/own_storage.rs",
    ),
    row("000", 160, Way::Signature("Storage"), DOCUMENTED),
    row("000", 176, Way::Signature("Storage"), DOCUMENTED),
    row("000", 192, Way::Signature("Storage"), DOCUMENTED),
    row("000", 207, Way::Signature("Storage"), DOCUMENTED),
    row("000", 227, Way::Shape("a private field"), DOCUMENTED),
    row("000", 235, Way::Signature("MemoryStorage"), DOCUMENTED),
    row("000", 242, Way::Statements, DOCUMENTED),
    row("000", 258, Way::Import("storage_api"), DOCUMENTED),
    row("000", 273, Way::Module, DOCUMENTED),
    row("000", 279, Way::Import("storage_api"), DOCUMENTED),
    row("000", 292, Way::Module, DOCUMENTED),
    row("000", 298, Way::Import("storage_api"), DOCUMENTED),
    row("000", 313, Way::Module, DOCUMENTED),
    row("000", 319, Way::Import("storage_api"), DOCUMENTED),
    row("000", 332, Way::Module, DOCUMENTED),
    row("000", 342, Way::Import("chain_api"), DOCUMENTED),
    row("000", 351, Way::Module, DOCUMENTED),
    row("000", 357, Way::Import("chain_api"), DOCUMENTED),
    row("000", 366, Way::Module, DOCUMENTED),
    row("000", 372, Way::Import("chain_api"), DOCUMENTED),
    row("000", 385, Way::Module, DOCUMENTED),
    row("000", 400, Way::Import("chain_api"), DOCUMENTED),
    row("000", 409, Way::Module, DOCUMENTED),
    row("000", 415, Way::Import("chain_api"), DOCUMENTED),
    row("000", 429, Way::Module, DOCUMENTED),
    row("000", 441, Way::Import("crypto_api"), DOCUMENTED),
    row("000", 450, Way::Module, DOCUMENTED),
    row("000", 457, Way::Import("crypto_api"), DOCUMENTED),
    row("000", 466, Way::Module, DOCUMENTED),
    row("000", 472, Way::Import("crypto_api"), DOCUMENTED),
    row("000", 486, Way::Module, DOCUMENTED),
    row("000", 492, Way::Import("crypto_api"), DOCUMENTED),
    row("000", 506, Way::Module, DOCUMENTED),
    row("000", 512, Way::Import("crypto_api"), DOCUMENTED),
    row("000", 525, Way::Module, DOCUMENTED),
    row("000", 531, Way::Import("crypto_api"), DOCUMENTED),
    row("000", 548, Way::Module, DOCUMENTED),
    row("000", 566, Way::Statements, DOCUMENTED),
    row("000", 583, Way::Program, "compat/vm-runtime/src/lib.rs"),
    row("001", 35, Way::Shape("commands, which the test runs"), NODE),
    row("001", 44, Way::Output, NODE),
    row("001", 57, Way::Shape("commands, which run that test"), DOCUMENTED),
    row("001", 77, Way::Statements, DOCUMENTED),
    row("001", 96, Way::Statements, DOCUMENTED),
    Row {
        // It leaves everything to the reader.
        mends: &[
            ("// your implementation", "inner: MemoryStorage,"),
            ("// your logic", "self.inner.get(key)"),
            ("// your logic", "self.inner.set(key, value)"),
            ("// your logic", "self.inner.delete(key)"),
            ("// your logic", "self.inner.scan(prefix, limit)"),
            ("MyStorage::new()", "MyStorage { inner: MemoryStorage::new() }"),
        ],
        ..row("001", 130, Way::Statements, "compat/vm-runtime/tests/own_storage.rs")
    },
    row("001", 182, MAP, "docs/contributing/code-map.md"),
    row("001", 205, MAP, "docs/architecture.md"),
    row("002", 62, Way::GoProgram, "bindings/go/examples/counter/main.go"),
    row("003", 17, MAP, "docs/architecture.md"),
    row("003", 51, MAP, "docs/architecture.md"),
    row("003", 95, MAP, "docs/contributing/code-map.md"),
    Row {
        // A body that is a remark.
        mends: &[("    // ", "    return ctx.CreateObject().ID(), nil // ")],
        ..row("003", 166, Way::Contract, "examples/counter/counter.go")
    },
    row("003", 179, Way::Interface("Context"), SDK),
    row("003", 210, Way::Interface("Object"), "sdk/go/object.go"),
    row("003", 231, MAP, "docs/architecture.md"),
    row("003", 270, MAP, "docs/architecture.md"),
    row("003", 291, MAP, "vm/tests/outcomes/call_chain.rs"),
    row("003", 313, Way::Shape("the same function twice, before and after"), "vm/tests/outcomes/call_chain.rs"),
    row("003", 332, Way::Fields("WASIOptions"), "bindings/go/vm/options.go"),
    row("003", 418, MAP, "vm/tests/outcomes/consent.rs"),
    row("003", 437, Way::Shape("the layout of keys"), "state/tests/journal/key_layout.rs"),
    row("003", 503, Way::Contract, "examples/counter/counter.go"),
    row("003", 508, Way::Contract, "examples/counter/counter.go"),
    Row {
        // A body that is a remark.
        mends: &[("    // ...", "    return nil")],
        ..row("003", 517, Way::Contract, "examples/token/token.go")
    },
    Row {
        // An import that is forgotten.
        mends: &[("import \"github.com/govm-net/vm/core\"", "import (\"fmt\"; \"github.com/govm-net/vm/core\")")],
        ..row("003", 541, Way::Contract, "examples/simple_token/simple_token.go")
    },
    row("004", 25, MAP, "docs/architecture.md"),
    row("004", 102, MAP, "docs/architecture.md"),
    row("004", 176, MAP, "docs/contributing/code-map.md"),
    row("004", 223, MAP, "docs/architecture.md"),
    row("004", 284, WES, "compat/wes-engine/tests/documented.rs"),
    row("004", 346, MAP, "docs/promises.md"),
    row("004", 487, WES, "compat/wes-engine/tests/documented.rs"),
    row("004", 517, WES, "compat/wes-engine/tests/documented.rs"),
    row("004", 546, WES, "compat/wes-engine/tests/documented.rs"),
    row("004", 559, WES, "compat/wes-engine/tests/documented.rs"),
];
