//! SuperVM's runtime over the Allod engine.
//!
//! [`Runtime`] runs bare WebAssembly modules against a store of the caller's own, as SuperVM's documents have it. The three
//! modules that its guests import stand in [`modules`]; [`host_modules`] gives them to any Allod engine, where a contract's
//! storage is its own, undone with a call that fails, and part of the state root.
//!
//! ```
//! use vm_runtime::{MemoryStorage, Runtime, Storage};
//!
//! let runtime = Runtime::new(MemoryStorage::new());
//! let wasm = wat::parse_str(r#"(module
//!     (import "storage_api" "storage_set" (func $set (param i32 i32 i32 i32) (result i32)))
//!     (import "chain_api" "emit_event" (func $emit (param i32 i32) (result i32)))
//!     (import "chain_api" "block_number" (func $number (result i64)))
//!     (memory (export "memory") 1)
//!     (data (i32.const 0) "user_id") (data (i32.const 10) "alice") (data (i32.const 20) "UserRegistered")
//!     (func (export "register") (result i32)
//!         (drop (call $set (i32.const 0) (i32.const 7) (i32.const 10) (i32.const 5)))
//!         (drop (call $emit (i32.const 20) (i32.const 14)))
//!         (i32.wrap_i64 (call $number))))"#)?;
//! let (result, events, block_number, _) = runtime.execute_with_context(&wasm, "register", 100, 1_704_067_200)?;
//! assert_eq!((result, block_number), (100, 100));
//! assert_eq!(events, [b"UserRegistered"]);
//! assert_eq!(runtime.storage().borrow().get(b"user_id")?.unwrap(), b"alice");
//! # anyhow::Ok(())
//! ```

#![forbid(unsafe_code)]

pub mod modules;
mod run;
mod runtime;
mod storage;

pub use modules::host_modules;
pub use runtime::Runtime;
pub use storage::{MemoryStorage, Pair, Storage};
