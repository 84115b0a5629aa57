//! The Rust code of the documents, one test a block, where the documents are at hand when this is built.

#[allow(unused_imports)]
mod prelude {
    pub(crate) use anyhow::Result;
    pub(crate) use std::cell::RefCell;
    pub(crate) use std::rc::Rc;
    pub(crate) use vm_runtime::{MemoryStorage, Runtime, Storage};
}

/// A runtime and a module for fragments that have none of their own.
#[allow(dead_code)]
fn at_hand() -> (prelude::Runtime<prelude::MemoryStorage>, Vec<u8>) {
    let module = r#"(module (func (export "main") (result i32) (i32.const 7)))"#;
    (prelude::Runtime::new(prelude::MemoryStorage::new()), wat::parse_str(module).expect("a module"))
}

include!(concat!(env!("OUT_DIR"), "/blocks.rs"));
